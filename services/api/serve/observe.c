#include "serve/observe.h"

#include "app.h"
#include "base/log.h"
#include "base/memory.h"
#include "routes.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { ROUTES_MAX = 64, STATUS_MAX = 599 };

/* By the route's place in the table, the last for none, and by the status; NULL for what never was.
 */
static struct metric_histogram *durations[ROUTES_MAX + 1][STATUS_MAX + 1];
static const struct routes *table;

enum { TRACE_ID_SIZE = 33 };

static struct metric_histogram *duration_of(const struct route *route, int status);
static size_t place_of(const struct route *route);
static const char *trace_id(const struct request *request, char ret[TRACE_ID_SIZE]);

void observe_request(const struct request *request, int status, int64_t duration_us, void *service)
{
    const struct app *app = service;
    const struct route *route = request_route(request);
    table = routes_public(app->config);
    metric_histogram_add(duration_of(route, status), METRIC_HISTOGRAM_HTTP_REQUEST, duration_us);
    bool is_reading = status < 400 && route && strcmp(route->method, "GET") == 0;
    bool is_quiet = is_reading || !request_user(request);
    enum log_level level = status >= 500 ? LOG_WARN : is_quiet ? LOG_DEBUG : LOG_INFO;
    const struct error *failure = request_failure(request);
    char trace[TRACE_ID_SIZE];
    bool is_ours = status >= 500 && !failure->sqlstate[0];
    log_event(level, "request", LOG_S("request_id", request_id(request)),
              LOG_S("trace_id", trace_id(request, trace)),
              LOG_S("route", route ? route->name : "none"), LOG_I("status", status),
              LOG_I("duration_us", duration_us), LOG_S("sqlstate", failure->sqlstate),
              LOG_S("why", is_ours ? failure->message : ""));
}

void observe_write(struct text *text)
{
    metric_histogram_begin(METRIC_HISTOGRAM_HTTP_REQUEST, text);
    for (size_t i = 0; table && i <= table->count; i++) {
        for (int status = 0; status <= STATUS_MAX; status++) {
            const struct metric_histogram *each =
                durations[i < table->count ? i : ROUTES_MAX][status];
            char labels[96];
            if (!each)
                continue;
            snprintf(labels, sizeof(labels), "route=\"%s\",status=\"%d\"",
                     i < table->count ? table->all[i].name : "none", status);
            metric_histogram_write(each, METRIC_HISTOGRAM_HTTP_REQUEST, labels, text);
        }
    }
}

/* The caller's trace (W3C Trace Context), so that its spans and our lines can be laid side by side;
 * "" without one. */
static const char *trace_id(const struct request *request, char ret[TRACE_ID_SIZE])
{
    const char *traceparent = request_traceparent(request);
    snprintf(ret, TRACE_ID_SIZE, "%.32s", traceparent ? traceparent + strlen("00-") : "");
    return ret;
}

static struct metric_histogram *duration_of(const struct route *route, int status)
{
    assert(status >= 0 && status <= STATUS_MAX);
    struct metric_histogram **duration = &durations[place_of(route)][status];
    if (!*duration)
        *duration = memory_new(1, sizeof(**duration));
    return *duration;
}

static size_t place_of(const struct route *route)
{
    size_t place = route && table ? (size_t)(route - table->all) : ROUTES_MAX;
    return place < ROUTES_MAX ? place : ROUTES_MAX;
}
