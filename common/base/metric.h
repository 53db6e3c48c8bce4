/*
 * All metrics, as one table, and their present values: numbers for Prometheus. Services and I/O
 * layers may count; the domain does not. A process is single-threaded, and so are these.
 */
#ifndef HUIYING_BASE_METRIC_H
#define HUIYING_BASE_METRIC_H

#include "base/text.h"

#include <stdint.h>

/* Which programs tell a metric. */
enum { METRIC_OF_API = 1, METRIC_OF_WORKER = 2, METRIC_OF_BOTH = 3 };

/* clang-format off */
/* X(NAME, name, type, who tells it, what it is) */
#define METRICS(X)                                                                                 \
    X(INTAKE_ITEMS, "huiying_intake_items_total", "counter", API, "Items logged.")                 \
    X(INTAKE_REPLAYED, "huiying_intake_replayed_total", "counter", API,                            \
      "Requests answered again under their idempotency key.")                                      \
    X(INTAKE_WAITING, "huiying_intake_waiting", "gauge", API,                                      \
      "Items waiting for an intake lane.")                                                         \
    X(READY, "huiying_ready", "gauge", BOTH, "1 while this process can serve, as /readyz says.")   \
    X(DB_OPEN, "huiying_db_connections_open", "gauge", BOTH, "Database connections that are open.") \
    X(DB_BUSY, "huiying_db_connections_busy", "gauge", BOTH, "Database connections at work.")      \
    X(DB_WAITING, "huiying_db_waiting", "gauge", BOTH, "Statements waiting for a connection.")     \
    X(DB_WAITED, "huiying_db_waited_total", "counter", BOTH,                                       \
      "Statements that had to wait for a connection.")                                             \
    X(CLOCK_SKEW_US, "huiying_clock_skew_microseconds", "gauge", BOTH,                             \
      "How far this machine's clock is ahead of the database's.")                                  \
    X(LOG_LINES_LOST, "huiying_log_lines_lost_total", "counter", BOTH,                             \
      "Lines of the log that nobody took: its reader is slow or gone.")                            \
    X(REDIS_UP, "huiying_redis_up", "gauge", WORKER,                                               \
      "1 while a Redis master serves this process.")                                               \
    X(REDIS_NOEVICTION, "huiying_redis_noeviction", "gauge", WORKER,                               \
      "1 if Redis keeps what it is given (maxmemory-policy noeviction).")                          \
    X(TIMERS_ARMED, "huiying_timers_armed_total", "counter", WORKER, "Timers put into Redis.")     \
    X(TIMERS_CLAIMED, "huiying_timers_claimed_total", "counter", WORKER,                           \
      "Timers claimed from Redis.")                                                                \
    X(TIMERS_RETURNED, "huiying_timers_returned_total", "counter", WORKER,                         \
      "Timers claimed and given back, since the database was away or gave up.")                    \
    X(LEASES_EXPIRED, "huiying_leases_expired_total", "counter", WORKER,                           \
      "Leases that ran out before their steps were acknowledged.")                                 \
    X(STEPS_FIRED, "huiying_steps_fired_total", "counter", WORKER, "Escalation steps fired.")      \
    X(STEPS_STALE, "huiying_steps_stale_total", "counter", WORKER,                                 \
      "Steps claimed or swept that had been fired, answered or moved before.")                     \
    X(STEPS_SKIPPED, "huiying_steps_skipped_total", "counter", WORKER,                             \
      "Steps claimed or swept that another process held or that were not due yet.")                \
    X(STEPS_REFUSED, "huiying_steps_refused_total", "counter", WORKER,                             \
      "Steps claimed or swept that the database refused to fire, at each attempt.")                \
    X(STEPS_SWEPT, "huiying_steps_swept_total", "counter", WORKER,                                 \
      "Steps fired straight from the database, past Redis.")                                       \
    X(FIRE_LAG_US, "huiying_fire_lag_microseconds", "gauge", WORKER,                               \
      "How long after its moment, or its item's logging, the latest step was fired.")              \
    X(OVERDUE_STEPS, "huiying_overdue_steps", "gauge", WORKER,                                     \
      "Steps that should have fired and have not, counted up to 10,000.")                          \
    X(OVERDUE_OLDEST_US, "huiying_overdue_oldest_microseconds", "gauge", WORKER,                   \
      "How long the oldest overdue step has been so.")                                             \
    X(OVERDUE_ITEMS, "huiying_overdue_items", "gauge", WORKER,                                     \
      "Items with an unanswered window past its due time, counted up to 10,000.")                  \
    X(OUTBOX_OLDEST_US, "huiying_outbox_oldest_microseconds", "gauge", WORKER,                     \
      "How long the oldest message in the outbox has waited; nothing sends messages yet.")         \
    X(READINGS_REFUSED, "huiying_readings_refused_total", "counter", WORKER,                       \
      "Readings of what is due, overdue or to be counted anew that the database refused.")         \
    X(KEYS_PURGED, "huiying_idempotency_keys_purged_total", "counter", WORKER,                     \
      "Idempotency keys forgotten.")                                                               \
    X(HTTP_CONNECTIONS, "huiying_http_connections", "gauge", API, "Client connections open.")      \
    X(HTTP_TURNED_AWAY, "huiying_http_turned_away_total", "counter", API,                          \
      "Connections closed since their address has too many.")                                      \
    X(HTTP_PAUSES, "huiying_http_pauses_total", "counter", API,                                    \
      "How often no more connections were taken, at the cap or out of descriptors.")               \
    X(HTTP_REFUSED, "huiying_http_refused_total", "counter", API,                                  \
      "Requests refused before they were read.")                                                   \
    X(HTTP_TIMEOUTS, "huiying_http_timeouts_total", "counter", API,                                \
      "Connections closed for being too slow.")

/* How long or how large something is: X(NAME, name, unit, who tells it, what it is). Values are
 * microseconds where the unit is seconds. */
#define METRIC_HISTOGRAMS(X)                                                                       \
    X(HTTP_REQUEST, "huiying_http_request_seconds", seconds, API,                                  \
      "How long requests took, by route and status.")                                              \
    X(FIRE_LAG, "huiying_fire_lag_seconds", seconds, WORKER,                                       \
      "How long after its moment, or its item's logging, a step was fired: the first of those that a window fired at once.") \
    X(INTAKE_BATCH, "huiying_intake_batch_items", items, API,                                      \
      "How many items an intake statement held.")
/* clang-format on */

#define X(NAME, name, type, who, help) METRIC_##NAME,
enum metric { METRICS(X) METRIC_COUNT };
#undef X

#define X(NAME, name, unit, who, help) METRIC_HISTOGRAM_##NAME,
enum metric_histogram_name { METRIC_HISTOGRAMS(X) METRIC_HISTOGRAM_COUNT };
#undef X

void metric_add(enum metric metric, int64_t count);
void metric_set(enum metric metric, int64_t value);
int64_t metric_value(enum metric metric);

/* Those that a program tells (METRIC_OF_API, METRIC_OF_WORKER), in Prometheus' text format. */
void metrics_write(unsigned program, struct text *text);

/* All of them, and all histograms, as a table for docs/operations.md. */
void metrics_write_markdown(struct text *text);

enum { METRIC_BUCKETS = 12 };

/* What was seen, in the buckets that Prometheus wants. */
struct metric_histogram {
    uint64_t buckets[METRIC_BUCKETS + 1]; /* the last: above all bounds */
    uint64_t count;
    int64_t sum;
};

void metric_histogram_add(struct metric_histogram *histogram, enum metric_histogram_name name,
                          int64_t value);

/* What it is, then its lines in the text format, for each set of labels, such as
 * `route="item",status="200"`; "" for none. */
void metric_histogram_begin(enum metric_histogram_name name, struct text *text);
void metric_histogram_write(const struct metric_histogram *histogram,
                            enum metric_histogram_name name, const char *labels, struct text *text);

#endif
