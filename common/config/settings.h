/*
 * All settings, as one table. Only config/config.h includes it.
 *
 * X(TYPE, name, default, min, max, programs, what it is)
 * The name serves as HUIYING_NAME, --name and config.name. For texts min and max count bytes.
 */
#ifndef HUIYING_CONFIG_SETTINGS_H
#define HUIYING_CONFIG_SETTINGS_H

/* clang-format off */
#define CONFIG_SETTINGS(X)                                                                         \
    X(TEXT, listen, "127.0.0.1", 1, 64, API, "address that the API listens on")                    \
    X(PORT, port, "8080", 1, 65535, API, "port that the API listens on, shared by its processes")  \
    X(TEXT, admin_listen, "127.0.0.1", 1, 64, API | WORKER,                                        \
      "address for metrics and health")                                                            \
    X(PORT, admin_port, "9080", 1, 65535, API | WORKER,                                            \
      "port for metrics and health; process n of an API takes this + n, n from 0")                 \
    X(INTEGER, processes, "1", 1, 64, API, "API processes that share the port")                    \
    X(SECRET, database, "", 0, 2048, ALL,                                                          \
      "libpq connection string; empty: the PG* environment variables")                             \
    X(INTEGER, database_connections, "8", 3, 100, API | WORKER,                                    \
      "connections to the database, per process; in the API a quarter, one at least, is for pages of items and as many for searches, feeds and figures, and intake_lanes is at most half; in the worker half is for counting anew")                                                  \
    X(MS, database_timeout_ms, "5000", 100, 600000, API | WORKER,                                  \
      "longest that a statement may take; a minute at least for counting anew")                                                         \
    X(MS, database_connect_timeout_ms, "3000", 100, 60000, API | WORKER,                                    \
      "longest that connecting to the database may take")                                          \
    X(MS, lock_timeout_ms, "2000", 10, 60000, API | WORKER,                                        \
      "longest that a statement waits for a lock")                                                 \
    X(INTEGER, intake_lanes, "2", 1, 32, API,                                                      \
      "most intake statements at work at once, at most half of database_connections")                      \
    X(INTEGER, intake_batch_rows, "128", 1, 1000, API, "most items in one intake statement")       \
    X(BYTES, intake_batch_bytes, "1048576", 65536, 16777216, API,                                  \
      "most bytes in one intake statement")                                                        \
    X(INTEGER, intake_queue_max, "4096", 1, 100000, API,                                           \
      "items that may wait for intake; beyond that 503")                                           \
    X(TEXT, redis, "127.0.0.1:6379", 1, 1024, WORKER | CTL,                                        \
      "Redis addresses, host:port or socket paths, parted by commas; the master among them serves") \
    X(TEXT, redis_user, "", 0, 128, WORKER | CTL, "account in Redis; empty: the default one")      \
    X(SECRET, redis_password, "", 0, 512, WORKER | CTL, "password of that account; empty: none")   \
    X(TEXT, redis_prefix, "huiying", 1, 64, WORKER, "what the names of keys in Redis begin with") \
    X(MS, redis_timeout_ms, "1000", 10, 60000, WORKER, "longest that Redis may take to answer") \
    X(TEXT, key_file, "", 0, 1024, API | CTL, "file that holds the keys of encryption and of hashes")    \
    X(TEXT, zone, "Asia/Shanghai", 1, 64, ALL, "time zone of the bureau, by its name in the tz database")     \
    X(BYTES, header_bytes_max, "8192", 1024, 65536, API | WORKER, "longest header of a request")   \
    X(INTEGER, header_count_max, "100", 8, 1000, API | WORKER, "most header fields of a request")  \
    X(BYTES, body_bytes_max, "65536", 1024, 16777216, API, "longest body of a request")            \
    X(BYTES, intake_body_bytes_max, "262144", 1024, 16777216, API,                                 \
      "longest body of a request that files an item")                                              \
    X(MS, request_deadline_ms, "10000", 100, 600000, API | WORKER,                                 \
      "longest that a request may take to arrive, as a whole")                                     \
    X(MS, idle_timeout_ms, "60000", 100, 3600000, API | WORKER,                                    \
      "longest that a connection may lie idle between requests")                                   \
    X(INTEGER, connections_max, "10000", 1, 1000000, API, "most client connections, per process")  \
    X(INTEGER, connections_per_peer_max, "2000", 1, 1000000, API,                                 \
      "most client connections from one address, per process")                                     \
    X(TEXT, trusted_proxies, "", 0, 1024, API,                                                     \
      "addresses of proxies whose X-Forwarded-For counts, parted by commas")                       \
    X(MS, token_cache_ms, "5000", 0, 60000, API,                                                   \
      "longest that a revoked token may still be taken")                                           \
    X(MS, drain_timeout_ms, "10000", 0, 600000, API | WORKER,                                      \
      "longest that a stopping process waits for what it has begun")                               \
    X(INTEGER, idempotency_keep_hours, "48", 1, 720, WORKER,                                 \
      "hours for which an Idempotency-Key is remembered")                                          \
    X(MS, horizon_ms, "60000", 5000, 3600000, WORKER,                                              \
      "how far ahead timers are put into Redis")                                                   \
    X(MS, lease_ms, "3000", 500, 600000, WORKER,                                                 \
      "time that a worker has for the steps it claimed")                                           \
    X(INTEGER, fire_batch, "200", 1, 1000, WORKER, "most steps in one firing statement")           \
    X(MS, sweep_interval_ms, "500", 100, 60000, WORKER,                                           \
      "how often the database is searched for overdue steps")                                      \
    X(MS, sweep_after_ms, "1000", 0, 60000, WORKER, "how overdue a step must be for that")         \
    X(MS, summary_interval_ms, "1000", 100, 60000, API, "how often a summary is counted at most")  \
    X(INTEGER, due_soon_hours, "24", 1, 720, API, "hours before due from which a window is due soon") \
    X(INTEGER, public_requests_per_minute, "30", 1, 100000, API,                                   \
      "requests a minute from one address without a token")                                        \
    X(INTEGER, unknown_tokens_per_minute, "60", 1, 100000, API,                                    \
      "requests a minute from one address with tokens that are not valid")                         \
    X(LOG_LEVEL, log_level, "info", 0, 0, ALL, "least level of the lines that are logged")
/* clang-format on */

#endif
