#include "worker.h"

#include "base/log.h"
#include "base/memory.h"
#include "domain/instant.h"
#include "health.h"
#include "net/loop.h"
#include "sql.h"
#include "store/zone.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

enum { DB_QUEUE_MAX = 64, ADDRESS_LIST_SIZE = 1024, LISTING_MS_LEAST = 60000 };

static bool open_admin(struct worker *worker, struct error *error);
static bool open_redis(struct worker *worker, struct error *error);
static void open_database(struct worker *worker);
static void on_signal(evutil_socket_t number, short what, void *context);
static void on_drain_timer(evutil_socket_t socket, short what, void *context);

struct worker *worker_new(const struct config *config, struct error *error)
{
    struct worker *worker = memory_new(1, sizeof(*worker));
    worker->config = config;
    worker->frontier.at_us = INSTANT_NONE;
    worker->base = loop_new();
    if (!zone_find(config->zone, &worker->zone)) {
        error_set(error, ERROR_BAD_PARAMETER, "zone",
                  "the tz database of this machine has no zone of that name");
        worker_free(worker);
        return NULL;
    }
    if (!db_conninfo_check(config->database, error) || !open_admin(worker, error) ||
        !open_redis(worker, error)) {
        worker_free(worker);
        return NULL;
    }
    open_database(worker);
    static const int numbers[] = {SIGTERM, SIGINT};
    for (size_t i = 0; i < 2; i++) {
        worker->signals[i] = evsignal_new(worker->base, numbers[i], on_signal, worker);
        event_add(worker->signals[i], NULL);
    }
    worker->drain_timer = evtimer_new(worker->base, on_drain_timer, worker);
    arm_start(worker);
    fire_start(worker);
    sweep_start(worker);
    reconcile_start(worker);
    backlog_start(worker);
    return worker;
}

void worker_run(struct worker *worker)
{
    event_base_dispatch(worker->base);
}

/* What still waits for Redis or the database is told that it is over before its owner goes. */
void worker_free(struct worker *worker)
{
    if (!worker)
        return;
    worker->is_draining = true;
    http_server_free(worker->admin);
    client_free(worker->redis);
    timers_free(worker->timers);
    worker->timers = NULL;
    db_pool_free(worker->pool);
    db_pool_free(worker->reconcile_pool);
    references_free(worker->references);
    database_clock_free(worker->clock);
    struct event *events[] = {
        worker->signals[0],  worker->signals[1],      worker->drain_timer,
        worker->arm_timer,   worker->claim_timer,     worker->sweep_timer,
        worker->purge_timer, worker->reconcile_timer, worker->backlog_timer,
    };
    for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
        if (events[i])
            event_free(events[i]);
    }
    event_base_free(worker->base);
    free(worker);
}

void worker_drained_a_bit(struct worker *worker)
{
    bool is_busy = worker->firing > 0 || worker->is_claiming || worker->reconciling > 0;
    if (worker->is_draining && !is_busy)
        event_base_loopbreak(worker->base);
}

struct timer worker_timer_of(const struct step *step)
{
    int64_t at_us = step->at_us < 0 ? 0 : step->at_us;
    return (struct timer){step->window_id, step->generation, step->step,
                          at_us < TIMERS_AT_US_MAX ? at_us : TIMERS_AT_US_MAX};
}

void worker_note_reading(const char *what, const struct error *error)
{
    if (!error || !db_error_is_refusal(error))
        return;
    metric_add(METRIC_READINGS_REFUSED, 1);
    log_event(LOG_WARN, "not_read", LOG_S("what", what), LOG_S("why", error->message),
              LOG_S("sqlstate", error->sqlstate));
}

void worker_set_timer(struct event *timer, int64_t wait_us)
{
    struct timeval wait = {.tv_sec = 0};
    if (wait_us > 0) {
        wait.tv_sec = wait_us / SECOND_US;
        wait.tv_usec = wait_us % SECOND_US;
    }
    event_add(timer, &wait);
}

static bool open_admin(struct worker *worker, struct error *error)
{
    struct http_settings settings = {
        .address = worker->config->admin_listen,
        .port = worker->config->admin_port,
        .connections_max = 256,
        .header_bytes_max = worker->config->header_bytes_max,
        .header_count_max = (size_t)worker->config->header_count_max,
        .request_deadline_ms = worker->config->request_deadline_ms,
        .idle_ms = worker->config->idle_timeout_ms,
    };
    worker->admin = http_server_new(worker->base, &settings, health_routes(), NULL, worker, error);
    return worker->admin != NULL;
}

static bool open_redis(struct worker *worker, struct error *error)
{
    char list[ADDRESS_LIST_SIZE];
    const char *addresses[CLIENT_ADDRESSES_MAX];
    struct client_settings settings = {
        .addresses = addresses,
        .user = worker->config->redis_user,
        .password = worker->config->redis_password,
        .connect_ms = worker->config->redis_timeout_ms,
        .command_ms = worker->config->redis_timeout_ms,
    };
    snprintf(list, sizeof(list), "%s", worker->config->redis);
    settings.address_count = client_addresses_split(list, addresses);
    worker->redis = client_new(worker->base, &settings, error);
    if (worker->redis)
        worker->timers = timers_new(worker->redis, worker->config->redis_prefix);
    return worker->redis != NULL;
}

/* Counting anew has connections of its own: firing never waits for it. */
static void open_database(struct worker *worker)
{
    const struct config *config = worker->config;
    struct db_settings settings = {
        .statements = sql,
        .conninfo = config->database,
        .application = "huiying-worker",
        .connections = config->database_connections - config->database_connections / 2,
        .queue_max = DB_QUEUE_MAX,
        .connect_timeout_ms = config->database_connect_timeout_ms,
        .query_timeout_ms = config->database_timeout_ms,
        .lock_timeout_ms = config->lock_timeout_ms,
    };
    worker->pool = db_pool_new(worker->base, &settings);
    settings.application = "huiying-worker (reconciling)";
    settings.connections = config->database_connections / 2;
    if (settings.query_timeout_ms < LISTING_MS_LEAST) /* of millions of items */
        settings.query_timeout_ms = LISTING_MS_LEAST;
    worker->reconcile_pool = db_pool_new(worker->base, &settings);
    worker->clock = database_clock_new(worker->base, worker->pool);
    worker->references = references_new(worker->base, worker->pool);
}

static void on_signal(evutil_socket_t number, short what, void *context)
{
    struct worker *worker = context;
    (void)what;
    if (worker->is_draining)
        return;
    log_event(LOG_INFO, "draining", LOG_I("signal", number));
    worker->is_draining = true;
    worker_set_timer(worker->drain_timer, (int64_t)worker->config->drain_timeout_ms * 1000);
    worker_drained_a_bit(worker);
}

static void on_drain_timer(evutil_socket_t socket, short what, void *context)
{
    struct worker *worker = context;
    (void)socket;
    (void)what;
    log_event(LOG_WARN, "drain_timeout", LOG_I("firing", worker->firing));
    event_base_loopbreak(worker->base);
}
