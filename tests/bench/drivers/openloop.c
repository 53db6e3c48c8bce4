/*
 * Sends requests at fixed moments, whether or not earlier ones were answered: a latency counts from
 * the moment at which the request should have gone, so that waiting counts too. With rate 0 each
 * connection sends its next request when the last was answered; with --hold each sends one and then
 * lies idle.
 *
 *     openloop --port P --requests FILE [--connections N] [--rate R] [--seconds S] [--count N]
 *              [--token T] [--key K] [--tags] [--random] [--peers N] [--hold] [--curve FILE]
 *
 * Prints: RESULT requests rate p50 p90 p99 p99.9 max refused, latencies in milliseconds.
 */
#include "base/clock.h"
#include "base/macros.h"
#include "base/memory.h"
#include "client.h"
#include "latencies.h"
#include "requests.h"

#include <assert.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

enum {
    DRAIN_SECONDS = 10,
    /* Between two looks at what is due. Being woken for each of thousands a second would take the
     * cores from what is measured; what is due meanwhile waits, and that counts. */
    TICK_US = 1000
};

struct driver {
    struct client_owner owner;
    struct requests *requests;
    struct client *clients;
    size_t *idle; /* a stack of their indexes */
    size_t idle_count;
    size_t connections;
    double rate;
    double seconds;
    size_t count_max;
    bool is_tagging; /* repeats the last tag as If-None-Match */
    bool is_random;
    bool is_holding;
    const char *curve;
    struct event *timer;
    struct latencies latencies;
    struct text request;
    int64_t began_us;
    int64_t ended_us; /* when the last reply came */
    size_t sent;
    size_t due; /* sent or waiting for a connection */
    size_t refused;
    int refused_status; /* of the first of them */
    size_t lost;
    uint64_t chance;
};

static bool read_options(struct driver *driver, int count, char **arguments);
static void open_all(struct driver *driver);
static void on_timer(evutil_socket_t descriptor, short what, void *context);
static void set_timer(struct driver *driver, int64_t now_us);
static bool is_over(const struct driver *driver, int64_t now_us);
static int64_t moment_of(const struct driver *driver, size_t number);
static void send_next(struct driver *driver, size_t index, int64_t since_us);
static size_t pick_line(struct driver *driver);
static void on_reply(struct client *client, int status);
static void on_lost(struct client *client);
static void report(struct driver *driver);

int main(int argc, char *argv[])
{
    static struct driver driver = {.connections = 1,
                                   .seconds = 5,
                                   .chance = 1,
                                   .owner = {.peers = 1, .on_reply = on_reply, .on_lost = on_lost}};
    struct rlimit files;
    struct event_config *config = event_config_new();
    signal(SIGPIPE, SIG_IGN);
    if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
        files.rlim_cur = files.rlim_max;
        setrlimit(RLIMIT_NOFILE, &files);
    }
    if (!read_options(&driver, argc, argv)) {
        fputs("openloop: --port and --requests are needed\n", stderr);
        return 2;
    }
    event_config_set_flag(config, EVENT_BASE_FLAG_PRECISE_TIMER);
    driver.owner.base = event_base_new_with_config(config);
    event_config_free(config);
    driver.timer = evtimer_new(driver.owner.base, on_timer, &driver);
    open_all(&driver);
    event_base_dispatch(driver.owner.base);
    report(&driver);
    return driver.lost > 0;
}

static bool read_options(struct driver *driver, int count, char **arguments)
{
    static const struct option options[] = {
        {"port", 1, NULL, 'p'},   {"requests", 1, NULL, 'f'}, {"connections", 1, NULL, 'c'},
        {"rate", 1, NULL, 'r'},   {"seconds", 1, NULL, 's'},  {"count", 1, NULL, 'n'},
        {"token", 1, NULL, 't'},  {"key", 1, NULL, 'k'},      {"tags", 0, NULL, 'e'},
        {"random", 0, NULL, 'x'}, {"peers", 1, NULL, 'a'},    {"hold", 0, NULL, 'h'},
        {"curve", 1, NULL, 'g'},  {NULL, 0, NULL, 0}};
    const char *path = NULL, *token = NULL, *key = NULL;
    for (int letter; (letter = getopt_long(count, arguments, "", options, NULL)) >= 0;) {
        switch (letter) {
        case 'p':
            driver->owner.port = (uint16_t)strtoul(optarg, NULL, 10);
            break;
        case 'f':
            path = optarg;
            break;
        case 'c':
            driver->connections = strtoul(optarg, NULL, 10);
            break;
        case 'r':
            driver->rate = strtod(optarg, NULL);
            break;
        case 's':
            driver->seconds = strtod(optarg, NULL);
            break;
        case 'n':
            driver->count_max = strtoul(optarg, NULL, 10);
            break;
        case 't':
            token = optarg;
            break;
        case 'k':
            key = optarg;
            break;
        case 'e':
            driver->is_tagging = true;
            break;
        case 'x':
            driver->is_random = true;
            break;
        case 'a':
            driver->owner.peers = (int)strtol(optarg, NULL, 10);
            break;
        case 'h':
            driver->is_holding = true;
            break;
        case 'g':
            driver->curve = optarg;
            break;
        default:
            return false;
        }
    }
    driver->requests = path ? requests_load(path, token, key) : NULL;
    return driver->requests && driver->owner.port && driver->connections > 0;
}

/* All connections are made before the first moment. */
static void open_all(struct driver *driver)
{
    driver->clients = memory_new(driver->connections, sizeof(*driver->clients));
    size_t *idle = driver->idle = memory_new(driver->connections, sizeof(*driver->idle));
    assert(idle);
    for (size_t i = 0; i < driver->connections; i++) {
        if (!client_open(&driver->clients[i], &driver->owner, i)) {
            fprintf(stderr, "openloop: connection %zu cannot be opened\n", i);
            exit(1);
        }
        event_base_loop(driver->owner.base, EVLOOP_NONBLOCK);
        idle[driver->idle_count++] = i;
    }
    driver->began_us = driver->ended_us = clock_mono_us();
    if (driver->rate <= 0) {
        while (driver->idle_count > 0)
            send_next(driver, idle[--driver->idle_count], clock_mono_us());
    }
    set_timer(driver, driver->began_us);
}

static void on_timer(evutil_socket_t descriptor, short what, void *context)
{
    struct driver *driver = context;
    int64_t now_us = clock_mono_us();
    (void)descriptor;
    (void)what;
    while (driver->rate > 0 && !is_over(driver, now_us) &&
           moment_of(driver, driver->due) <= now_us) {
        driver->due++;
        if (driver->idle_count > 0)
            send_next(driver, driver->idle[--driver->idle_count], moment_of(driver, driver->sent));
    }
    bool is_answered = driver->latencies.count + driver->refused + driver->lost >= driver->due;
    bool is_late = (double)(now_us - driver->began_us) / 1e6 > driver->seconds + DRAIN_SECONDS;
    if (is_over(driver, now_us) && (is_answered || is_late || driver->is_holding))
        event_base_loopbreak(driver->owner.base);
    else
        set_timer(driver, now_us);
}

/* To the next moment, or to look whether all is over. */
static void set_timer(struct driver *driver, int64_t now_us)
{
    int64_t wait_us = TICK_US;
    if (driver->rate > 0 && !is_over(driver, now_us))
        wait_us = moment_of(driver, driver->due) - now_us;
    if (wait_us < TICK_US)
        wait_us = TICK_US;
    event_add(driver->timer,
              &(struct timeval){.tv_sec = wait_us / 1000000, .tv_usec = wait_us % 1000000});
}

static bool is_over(const struct driver *driver, int64_t now_us)
{
    return (double)(now_us - driver->began_us) / 1e6 >= driver->seconds ||
           (driver->count_max > 0 && driver->due >= driver->count_max);
}

static int64_t moment_of(const struct driver *driver, size_t number)
{
    return driver->began_us + (int64_t)((double)number * 1e6 / driver->rate);
}

static void send_next(struct driver *driver, size_t index, int64_t since_us)
{
    struct client *client = &driver->clients[index];
    if (driver->rate <= 0)
        driver->due++;
    requests_write(driver->requests, pick_line(driver), driver->sent++,
                   driver->is_tagging ? client->tag : NULL, &driver->request);
    client_send(client, &driver->request, since_us);
}

static size_t pick_line(struct driver *driver)
{
    size_t count = requests_count(driver->requests);
    if (!driver->is_random)
        return driver->sent % count;
    driver->chance = driver->chance * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (size_t)(driver->chance >> 33) % count;
}

static void on_reply(struct client *client, int status)
{
    struct driver *driver = CONTAINER_OF(client->owner, struct driver, owner);
    int64_t now_us = clock_mono_us();
    bool is_good = (status >= 200 && status < 300) || status == 304;
    driver->ended_us = now_us;
    if (is_good)
        latencies_add(&driver->latencies, now_us - client->since_us);
    else if (driver->refused++ == 0)
        driver->refused_status = status;
    if (driver->rate > 0 && driver->sent < driver->due)
        send_next(driver, client->index, moment_of(driver, driver->sent));
    else if (driver->rate <= 0 && !driver->is_holding && !is_over(driver, now_us))
        send_next(driver, client->index, now_us);
    else
        driver->idle[driver->idle_count++] = client->index;
}

/* A lost connection is not made again: the run is spoilt and says so. */
static void on_lost(struct client *client)
{
    struct driver *driver = CONTAINER_OF(client->owner, struct driver, owner);
    driver->lost++;
    client_close(client);
}

static void report(struct driver *driver)
{
    struct latencies *latencies = &driver->latencies;
    double took_s = (double)(driver->ended_us - driver->began_us) / 1e6;
    size_t unsent = driver->due - driver->sent;
    latencies_sort(latencies);
    printf("RESULT %zu %.1f %.3f %.3f %.3f %.3f %.3f %zu\n", latencies->count,
           took_s > 0 ? (double)latencies->count / took_s : 0, latencies_at_ms(latencies, 50),
           latencies_at_ms(latencies, 90), latencies_at_ms(latencies, 99),
           latencies_at_ms(latencies, 99.9), latencies_at_ms(latencies, 100),
           driver->refused + driver->lost + unsent);
    if (driver->refused + driver->lost + unsent > 0)
        fprintf(stderr, "openloop: %zu refused (the first: %d), %zu lost, %zu unsent\n",
                driver->refused, driver->refused_status, driver->lost, unsent);
    FILE *file = driver->curve ? fopen(driver->curve, "w") : NULL;
    if (file) {
        latencies_write(latencies, file);
        fclose(file);
    }
}
