#include "serve/observe.h"

#include "app.h"
#include "base/log.h"
#include "routes.h"

#include <stdio.h>
#include <string.h>

enum { ROUTES_MAX = 64, CLASSES = 6 };

/* By the route's place in the table, the last for none, and by the status' first digit. */
static struct metric_histogram durations[ROUTES_MAX + 1][CLASSES];
static const struct routes *table;

enum { TRACE_ID_SIZE = 33 };

static size_t place_of(const struct route *route);
static const char *trace_id(const struct request *request, char ret[TRACE_ID_SIZE]);

void observe_request(const struct request *request, int status, int64_t duration_us, void *service)
{
    const struct app *app = service;
    const struct route *route = request_route(request);
    table = routes_public(app->config);
    metric_histogram_add(&durations[place_of(route)][status / 100 % CLASSES],
                         METRIC_HISTOGRAM_HTTP_REQUEST, duration_us);
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
        for (int class = 0; class < CLASSES; class ++) {
            const struct metric_histogram *each =
                &durations[i < table->count ? i : ROUTES_MAX][class];
            char labels[96];
            snprintf(labels, sizeof(labels), "route=\"%s\",status=\"%dxx\"",
                     i < table->count ? table->all[i].name : "none", class);
            if (each->count)
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

static size_t place_of(const struct route *route)
{
    size_t place = route && table ? (size_t)(route - table->all) : ROUTES_MAX;
    return place < ROUTES_MAX ? place : ROUTES_MAX;
}
