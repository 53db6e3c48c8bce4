#include "support/load.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "support/load_client.h"
#include "support/load_item.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    CONNECTIONS_MAX = 256,
    AWAIT_MS_MAX = 30000,
    STOP_MS_MAX = 60000,
    RETRY_MS_MIN = 50,
    RETRY_MS_MAX = 400
};

/*
 * An item's way, each at its moment:
 *
 *     create -> 201 -> answer -> 200 -> done
 *       ^  |            ^  |
 *       '--' any failure '--'
 */
struct load {
    struct load_settings settings;
    struct chance chance;
    struct chance patience; /* apart, so that what fails does not change what is made after it */
    struct load_client *client;
    pthread_t thread;
    pthread_mutex_t mutex; /* guards counts, took and items, but for when an item is sent */
    struct load_counts counts;
    int32_t *took_us; /* of the requests that were granted since load_times */
    size_t took_count;
    char prefix[32];
    atomic_int items_per_s;
    atomic_bool is_stopping;
    atomic_bool is_over;
    struct load_item **items; /* all that were made */
    size_t item_count;
    struct load_item **waiting; /* for their moment or for a connection */
    size_t waiting_count;
    int busy; /* connections */
    int64_t next_us;
};

static void *run(void *context);
static void make(struct load *load, int64_t now_us);
static bool is_time(struct load *load, int64_t now_us, int made);
static void make_one(struct load *load, int64_t now_us);
static void dispatch(struct load *load, int64_t now_us);
static void send_item(struct load *load, struct load_item *item);
static void on_reply(const struct load_reply *reply, void *item, void *context);
static void note(struct load *load, const struct load_item *item, const struct load_reply *reply);
static int compare_times(const void *one, const void *other);
static bool is_good(const struct load_item *item, const struct load_reply *reply);
static void move_on(struct load *load, struct load_item *item, const struct load_reply *reply);

struct load *load_start(const struct load_settings *settings)
{
    struct load *load = memory_new(1, sizeof(*load));
    cr_assert(settings->connections <= CONNECTIONS_MAX);
    load->settings = *settings;
    load->chance.state = settings->seed;
    load->patience.state = ~settings->seed;
    atomic_store(&load->items_per_s, settings->items_per_s);
    snprintf(load->prefix, sizeof(load->prefix), "F-%" PRIx64 "-", settings->seed);
    load->client = load_client_new(settings->url, settings->token, on_reply, load);
    pthread_mutex_init(&load->mutex, NULL);
    if (pthread_create(&load->thread, NULL, run, load) != 0)
        memory_abort("no thread");
    return load;
}

struct load_counts load_counts(struct load *load)
{
    pthread_mutex_lock(&load->mutex);
    struct load_counts counts = load->counts;
    pthread_mutex_unlock(&load->mutex);
    return counts;
}

void load_set_rate(struct load *load, int items_per_s)
{
    atomic_store(&load->items_per_s, items_per_s);
}

bool load_await_more(struct load *load, long items)
{
    long goal = load_counts(load).acknowledged + items;
    int64_t until_us = clock_mono_us() + AWAIT_MS_MAX * INT64_C(1000);
    while (load_counts(load).acknowledged < goal) {
        if (clock_mono_us() > until_us)
            return false;
        poll(NULL, 0, 5);
    }
    return true;
}

void load_stop(struct load *load)
{
    int64_t until_us = clock_mono_us() + STOP_MS_MAX * INT64_C(1000);
    atomic_store(&load->is_stopping, true);
    while (!atomic_load(&load->is_over) && clock_mono_us() < until_us)
        poll(NULL, 0, 5);
    struct load_counts counts = load_counts(load);
    cr_assert(atomic_load(&load->is_over), "%ld made, but only %ld acknowledged, %ld answered",
              counts.made, counts.acknowledged, counts.answered);
    pthread_join(load->thread, NULL);
    for (size_t i = 0; i < load->item_count && counts.unexpected == 0; i++)
        cr_assert(load->items[i]->state == LOAD_ITEM_DONE, "an item was forgotten");
    cr_expect(counts.unexpected == 0, "%ld unexpected answers, the first: %s", counts.unexpected,
              counts.first_unexpected);
    cr_expect(counts.without_retry_after == 0, "%ld times 503 without Retry-After",
              counts.without_retry_after);
}

void load_free(struct load *load)
{
    if (!load)
        return;
    load_client_free(load->client);
    for (size_t i = 0; i < load->item_count; i++)
        load_item_free(load->items[i]);
    free(load->items);
    free(load->waiting);
    free(load->took_us);
    pthread_mutex_destroy(&load->mutex);
    free(load);
}

int64_t load_write_asked(struct load *load, size_t *from, struct text *text)
{
    int64_t since_us = 0;
    size_t first = *from;
    pthread_mutex_lock(&load->mutex);
    *from = load->item_count;
    for (size_t i = first; i < load->item_count; i++) {
        const struct load_item *item = load->items[i];
        bool is_granted = item->state == LOAD_ITEM_DONE && item->is_to_answer;
        if (i == first)
            since_us = item->made_us;
        if (item->state != LOAD_ITEM_DONE && i < *from)
            *from = i;
        text_add_format(text, "%s\t%s\t%c\t%c\n", item->external_ref,
                        *item->ref ? item->ref : "\\N", is_granted ? 't' : 'f',
                        item->is_to_answer ? 't' : 'f');
    }
    pthread_mutex_unlock(&load->mutex);
    return since_us;
}

const char *load_prefix(const struct load *load)
{
    return load->prefix;
}

struct load_times load_times(struct load *load)
{
    struct load_times times = {0};
    pthread_mutex_lock(&load->mutex);
    times.count = (long)load->took_count;
    if (load->took_count > 0) {
        qsort(load->took_us, load->took_count, sizeof(*load->took_us), compare_times);
        times.median_us = load->took_us[load->took_count / 2];
        times.p99_us = load->took_us[load->took_count * 99 / 100];
    }
    load->took_count = 0;
    pthread_mutex_unlock(&load->mutex);
    return times;
}

static void *run(void *context)
{
    struct load *load = context;
    load->next_us = clock_wall_us();
    do {
        int64_t now_us = clock_wall_us();
        make(load, now_us);
        dispatch(load, now_us);
        load_client_turn(load->client, 2);
    } while (!atomic_load(&load->is_stopping) || load->waiting_count > 0 || load->busy > 0);
    atomic_store(&load->is_over, true);
    return NULL;
}

static void make(struct load *load, int64_t now_us)
{
    for (int made = 0; !atomic_load(&load->is_stopping) && is_time(load, now_us, made); made++) {
        if (load->settings.items_max && load->item_count >= (size_t)load->settings.items_max)
            return;
        make_one(load, now_us);
    }
}

/* Keeps to its rate whatever became of what was made before: nobody waits for us to recover. */
static bool is_time(struct load *load, int64_t now_us, int made)
{
    int rate = atomic_load(&load->items_per_s);
    if (rate == 0) {
        load->next_us = now_us;
        return made + load->busy < load->settings.connections;
    }
    if (load->next_us > now_us)
        return false;
    load->next_us += 1000000 / rate;
    return true;
}

static void make_one(struct load *load, int64_t now_us)
{
    size_t count = load->item_count + 1;
    struct load_item *item = load_item_new(&load->settings, &load->chance, count, now_us);
    pthread_mutex_lock(&load->mutex);
    load->items = memory_resize(load->items, count * sizeof(struct load_item *));
    load->waiting = memory_resize(load->waiting, count * sizeof(struct load_item *));
    load->items[load->item_count++] = item;
    load->waiting[load->waiting_count++] = item;
    load->counts.made++;
    pthread_mutex_unlock(&load->mutex);
}

/* Answers first: their moment is what the test is about. */
static void dispatch(struct load *load, int64_t now_us)
{
    for (int state = LOAD_ITEM_ANSWERING; state >= LOAD_ITEM_CREATING; state--) {
        size_t kept = 0;
        for (size_t i = 0; i < load->waiting_count; i++) {
            struct load_item *item = load->waiting[i];
            if ((int)item->state == state && item->at_us <= now_us &&
                load->busy < load->settings.connections)
                send_item(load, item);
            else
                load->waiting[kept++] = item;
        }
        load->waiting_count = kept;
    }
}

static void send_item(struct load *load, struct load_item *item)
{
    char path[80];
    load->busy++;
    load_item_path(item, path, sizeof(path));
    load_client_post(load->client, path, item->key,
                     item->state == LOAD_ITEM_CREATING ? item->body : "{}", item);
}

static void on_reply(const struct load_reply *reply, void *item, void *context)
{
    struct load *load = context;
    load->busy--;
    pthread_mutex_lock(&load->mutex);
    note(load, item, reply);
    move_on(load, item, reply);
    pthread_mutex_unlock(&load->mutex);
}

static void note(struct load *load, const struct load_item *item, const struct load_reply *reply)
{
    struct load_counts *counts = &load->counts;
    if (is_good(item, reply)) {
        load->took_us =
            memory_resize(load->took_us, (load->took_count + 1) * sizeof(*load->took_us));
        load->took_us[load->took_count++] = (int32_t)reply->took_us;
        counts->acknowledged += item->state == LOAD_ITEM_CREATING;
        counts->answered += item->state == LOAD_ITEM_ANSWERING;
        counts->replayed += reply->is_replayed;
    } else if (reply->status == 503) {
        counts->unavailable++;
        counts->without_retry_after += !reply->has_retry_after;
    } else if (reply->status == 0) {
        counts->lost++;
    } else if (reply->status == 409) {
        counts->busy++;
    } else if (counts->unexpected++ == 0) {
        snprintf(counts->first_unexpected, sizeof(counts->first_unexpected), "%ld %.140s",
                 reply->status, reply->body);
    }
}

static bool is_good(const struct load_item *item, const struct load_reply *reply)
{
    return item->state == LOAD_ITEM_CREATING ? reply->status == 201 && *reply->ref
                                             : reply->status == 200;
}

/* What was refused for good is dropped: the test fails anyway. */
static void move_on(struct load *load, struct load_item *item, const struct load_reply *reply)
{
    if (is_good(item, reply))
        load_item_advance(item, reply->ref);
    else if (reply->status == 503 || reply->status == 0 || reply->status == 409)
        item->at_us = clock_wall_us() +
                      chance_between(&load->patience, RETRY_MS_MIN, RETRY_MS_MAX) * INT64_C(1000);
    else
        return;
    if (item->state != LOAD_ITEM_DONE)
        load->waiting[load->waiting_count++] = item;
}

static int compare_times(const void *one, const void *other)
{
    int32_t a = *(const int32_t *)one, b = *(const int32_t *)other;
    return (a > b) - (a < b);
}
