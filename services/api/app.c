#include "app.h"

#include "admit.h"
#include "base/log.h"
#include "base/memory.h"
#include "escalations/summary.h"
#include "limiter.h"
#include "net/loop.h"
#include "routes.h"
#include "serve/observe.h"
#include "sql.h"
#include "store/zone.h"

#include <signal.h>
#include <stdlib.h>

enum { POOL_QUEUE_MAX = 4096, READERS_QUEUE_MAX = 256, CONNECTIONS_PER_PEER_OF_ADMIN = 64 };

/* An action reads its item, and maybe another, up to five times, each with up to a thousand
 * windows, DOCKET_ANSWERS_BYTES_MAX of answers and as much again of short ones. */
enum { REQUEST_ARENA_BYTES = 64 << 20 };

static bool open_servers(struct app *app, int index, struct error *error);
static void open_pools(struct app *app);
static void on_signal(evutil_socket_t number, short what, void *context);
static void on_drained(void *context);

struct app *app_new(const struct config *config, int index, struct error *error)
{
    struct app *app = memory_new(1, sizeof(*app));
    app->config = config;
    if (!zone_find(config->zone, &app->zone)) {
        error_set(error, ERROR_BAD_PARAMETER, "zone",
                  "the tz database of this machine has no zone of that name");
        app_free(app);
        return NULL;
    }
    app->keys = crypto_keys_load(config->key_file, error);
    app->base = loop_new();
    if (!app->keys || !db_conninfo_check(config->database, error) ||
        !open_servers(app, index, error)) {
        app_free(app);
        return NULL;
    }
    struct intake_settings intake = {
        .lanes = config->intake_lanes,
        .rows_max = config->intake_batch_rows,
        .bytes_max = config->intake_batch_bytes,
        .queue_max = config->intake_queue_max,
        .wait_ms_max = config->database_timeout_ms,
    };
    open_pools(app);
    app->clock = database_clock_new(app->base, app->pool);
    app->numbers = numbers_new(app->base, app->pool);
    app->intake = intake_new(app->base, app->pool, &intake);
    app->item_reads = item_reads_new(app->base, app->pool, config->database_timeout_ms);
    app->tokens = tokens_new(app->pool, config->token_cache_ms);
    app->summary = summary_new();
    app->limiter = limiter_new();
    app->references = references_new(app->base, app->pool);
    static const int numbers[] = {SIGTERM, SIGINT};
    for (size_t i = 0; i < 2; i++) {
        app->signals[i] = evsignal_new(app->base, numbers[i], on_signal, app);
        event_add(app->signals[i], NULL);
    }
    return app;
}

void app_run(struct app *app)
{
    event_base_dispatch(app->base);
}

/* The servers go first: what the pool still answers then finds no client, which is harmless. */
void app_free(struct app *app)
{
    if (!app)
        return;
    http_server_free(app->server);
    http_server_free(app->admin);
    db_pool_free(app->searchers);
    db_pool_free(app->readers);
    db_pool_free(app->pool);
    intake_free(app->intake);
    item_reads_free(app->item_reads);
    references_free(app->references);
    numbers_free(app->numbers);
    database_clock_free(app->clock);
    tokens_free(app->tokens);
    summary_free(app->summary);
    limiter_free(app->limiter);
    for (size_t i = 0; i < 2; i++) {
        if (app->signals[i])
            event_free(app->signals[i]);
    }
    if (app->base)
        event_base_free(app->base);
    crypto_keys_free(app->keys);
    free(app);
}

struct reference *app_reference(const struct app *app)
{
    return references_newest(app->references);
}

struct item *app_item_from_rows(struct app *app, const struct db_rows *rows, struct arena *arena)
{
    struct reference *reference = app_reference(app);
    struct item *item =
        reference ? item_from_rows(rows, arena, reference, database_clock_now_us(app->clock), 0)
                  : NULL;
    if (!item)
        references_refresh(app->references);
    return item;
}

bool app_is_ready(const struct app *app)
{
    return !app->is_draining && app_reference(app) && database_clock_is_known(app->clock) &&
           numbers_are_there(app->numbers) && app_has_database(app);
}

bool app_has_database(const struct app *app)
{
    return db_pool_state(app->pool).open > 0 && db_pool_state(app->readers).open > 0;
}

static bool open_servers(struct app *app, int index, struct error *error)
{
    static const struct http_hooks hooks = {admit_request, observe_request};
    static const struct http_hooks admin_hooks = {NULL, NULL};
    const struct config *config = app->config;
    struct http_settings settings = {
        .address = config->listen,
        .port = config->port,
        .reuse_port = true,
        .header_bytes_max = config->header_bytes_max,
        .header_count_max = (size_t)config->header_count_max,
        .body_bytes_max = config->body_bytes_max,
        .arena_bytes = REQUEST_ARENA_BYTES,
        .request_deadline_ms = config->request_deadline_ms,
        .idle_ms = config->idle_timeout_ms,
        .connections_max = (size_t)config->connections_max,
        .connections_per_peer_max = (size_t)config->connections_per_peer_max,
        .trusted_proxies = config->trusted_proxies,
    };
    app->server = http_server_new(app->base, &settings, routes_public(config), &hooks, app, error);
    if (!app->server)
        return false;
    settings.address = config->admin_listen;
    settings.port = (uint16_t)(config->admin_port + index);
    settings.reuse_port = false;
    settings.trusted_proxies = NULL;
    settings.connections_per_peer_max = CONNECTIONS_PER_PEER_OF_ADMIN;
    app->admin = http_server_new(app->base, &settings, routes_admin(), &admin_hooks, app, error);
    return app->admin != NULL;
}

/* A quarter of the connections is for reading and a quarter for searching, one at least. */
static void open_pools(struct app *app)
{
    const struct config *config = app->config;
    int quarter = config->database_connections < 8 ? 1 : config->database_connections / 4;
    struct db_settings settings = {
        .statements = sql,
        .conninfo = config->database,
        .application = "huiying-api",
        .connections = config->database_connections - 2 * quarter,
        .queue_max = POOL_QUEUE_MAX,
        .connect_timeout_ms = config->database_connect_timeout_ms,
        .query_timeout_ms = config->database_timeout_ms,
        .lock_timeout_ms = config->lock_timeout_ms,
    };
    app->pool = db_pool_new(app->base, &settings);
    settings.application = "huiying-api (reading)";
    settings.connections = quarter;
    settings.queue_max = READERS_QUEUE_MAX;
    settings.planning = DB_PLANS_PAGES;
    app->readers = db_pool_new(app->base, &settings);
    settings.application = "huiying-api (searching)";
    settings.planning = DB_PLANS_EACH_RUN; /* so that a filter that is not set costs nothing */
    app->searchers = db_pool_new(app->base, &settings);
}

static void on_signal(evutil_socket_t number, short what, void *context)
{
    struct app *app = context;
    (void)what;
    if (app->is_draining)
        return;
    app->is_draining = true;
    log_event(LOG_INFO, "draining", LOG_I("signal", number));
    http_server_drain(app->server, app->config->drain_timeout_ms, on_drained, app);
}

static void on_drained(void *context)
{
    struct app *app = context;
    log_event(LOG_INFO, "drained", LOG_I("pending", http_server_counts(app->server).pending));
    event_base_loopbreak(app->base);
}
