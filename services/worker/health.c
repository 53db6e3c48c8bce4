#include "health.h"

#include "base/macros.h"
#include "http/reply.h"
#include "worker.h"

static void livez_show(struct request *request, void *service);
static void readyz_show(struct request *request, void *service);
static void metrics_show(struct request *request, void *service);
static bool has_database(const struct worker *worker);
static bool is_ready(const struct worker *worker);

static const struct route routes[] = {
    {"GET", "/metrics", "metrics", 0, 0, metrics_show},
    {"GET", "/livez", "livez", 0, 0, livez_show},
    {"GET", "/readyz", "readyz", 0, 0, readyz_show},
};

const struct routes *health_routes(void)
{
    static const struct routes table = {routes, ARRAY_LEN(routes)};
    return &table;
}

static void livez_show(struct request *request, void *service)
{
    struct text body = {0};
    (void)service;
    text_add(&body, "{\"status\":\"ok\"}");
    request_reply(request, 200, HTTP_JSON, &body);
    text_done(&body);
}

static void readyz_show(struct request *request, void *service)
{
    const struct worker *worker = service;
    struct client_status redis = client_status(worker->redis);
    struct text body = {0};
    text_add_format(
        &body, "{\"status\":\"%s\",\"draining\":%s,\"database\":\"%s\",\"redis\":\"%s\"}",
        !is_ready(worker)    ? "unavailable"
        : redis.is_connected ? "ok"
                             : "degraded",
        worker->is_draining ? "true" : "false", has_database(worker) ? "ok" : "unavailable",
        redis.is_connected ? "ok" : "unavailable");
    request_reply(request, is_ready(worker) ? 200 : 503, HTTP_JSON, &body);
    text_done(&body);
}

static void metrics_show(struct request *request, void *service)
{
    const struct worker *worker = service;
    struct client_status redis = client_status(worker->redis);
    struct db_pool_state database = db_pool_state(worker->pool);
    struct db_pool_state reconciling = db_pool_state(worker->reconcile_pool);
    struct text body = {0};
    metric_set(METRIC_REDIS_UP, redis.is_connected);
    metric_set(METRIC_REDIS_NOEVICTION, redis.is_noeviction);
    metric_set(METRIC_READY, is_ready(worker));
    metric_set(METRIC_DB_OPEN, database.open + reconciling.open);
    metric_set(METRIC_DB_BUSY, database.busy + reconciling.busy);
    metric_set(METRIC_DB_WAITING, database.waiting + reconciling.waiting);
    metric_set(METRIC_CLOCK_SKEW_US, database_clock_skew_us(worker->clock));
    metrics_write(METRIC_OF_WORKER, &body);
    metric_histogram_begin(METRIC_HISTOGRAM_FIRE_LAG, &body);
    metric_histogram_write(&worker->lag, METRIC_HISTOGRAM_FIRE_LAG, "", &body);
    request_reply(request, 200, "text/plain; version=0.0.4; charset=utf-8", &body);
    text_done(&body);
}

static bool has_database(const struct worker *worker)
{
    return db_pool_state(worker->pool).open > 0;
}

/* The database is needed; without Redis steps still fire, a few seconds late. */
static bool is_ready(const struct worker *worker)
{
    return has_database(worker) && !worker->is_draining;
}
