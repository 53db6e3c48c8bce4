#include "serve/health.h"

#include "app.h"
#include "http/reply.h"
#include "json/write.h"
#include "serve/observe.h"

static void measure(const struct app *app);

void livez_show(struct request *request, void *service)
{
    struct text body = {0};
    (void)service;
    text_add(&body, "{\"status\":\"ok\"}");
    request_reply(request, 200, HTTP_JSON, &body);
    text_done(&body);
}

void readyz_show(struct request *request, void *service)
{
    const struct app *app = service;
    bool is_ready = app_is_ready(app);
    struct text body = {0};
    struct json_out out = {.text = &body};
    json_out_begin_object(&out);
    json_out_member_string(&out, "status", is_ready ? "ok" : "unavailable");
    json_out_member_bool(&out, "draining", app->is_draining);
    json_out_member_string(&out, "database", app_has_database(app) ? "ok" : "unavailable");
    json_out_member_integer(&out, "reference_version",
                            app_reference(app) ? app_reference(app)->version : 0);
    json_out_end_object(&out);
    request_reply(request, is_ready ? 200 : 503, HTTP_JSON, &body);
    text_done(&body);
}

void metrics_show(struct request *request, void *service)
{
    const struct app *app = service;
    struct text body = {0};
    measure(app);
    metrics_write(METRIC_OF_API, &body);
    metric_histogram_begin(METRIC_HISTOGRAM_INTAKE_BATCH, &body);
    metric_histogram_write(intake_batch_sizes(app->intake), METRIC_HISTOGRAM_INTAKE_BATCH, "",
                           &body);
    observe_write(&body);
    request_reply(request, 200, "text/plain; version=0.0.4; charset=utf-8", &body);
    text_done(&body);
}

/* What is not counted as it happens is looked up when somebody asks. */
static void measure(const struct app *app)
{
    struct db_pool_state database = db_pool_state(app->pool);
    struct db_pool_state readers = db_pool_state(app->readers);
    struct db_pool_state searchers = db_pool_state(app->searchers);
    struct http_counts http = http_server_counts(app->server);
    metric_set(METRIC_INTAKE_WAITING, intake_waiting(app->intake));
    metric_set(METRIC_READY, app_is_ready(app));
    metric_set(METRIC_DB_OPEN, database.open + readers.open + searchers.open);
    metric_set(METRIC_DB_BUSY, database.busy + readers.busy + searchers.busy);
    metric_set(METRIC_DB_WAITING, database.waiting + readers.waiting + searchers.waiting);
    metric_set(METRIC_CLOCK_SKEW_US, database_clock_skew_us(app->clock));
    metric_set(METRIC_HTTP_CONNECTIONS, (int64_t)http.connections);
    metric_set(METRIC_HTTP_TURNED_AWAY, (int64_t)http.turned_away);
    metric_set(METRIC_HTTP_PAUSES, (int64_t)http.pauses);
    metric_set(METRIC_HTTP_REFUSED, (int64_t)http.refused);
    metric_set(METRIC_HTTP_TIMEOUTS, (int64_t)http.timeouts);
}
