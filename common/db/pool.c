#include "db/pool.h"

#include "base/clock.h"
#include "base/macros.h"
#include "base/memory.h"
#include "base/metric.h"
#include "db/connection.h"
#include "db/target.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct job_list {
    struct db_job *first;
    struct db_job **end;
    int count;
};

struct db_pool {
    struct db_settings settings;
    struct db_connection **connections;
    struct job_list waiting;
    struct job_list failed; /* to be told so from the loop */
    struct event *tell_failed;
};

static bool begins_with(const char *sqlstate, const char *const *classes);
static void list_init(struct job_list *list);
static void list_push(struct job_list *list, struct db_job *job);
static struct db_job *list_pop(struct job_list *list);
static void on_changed(struct db_connection *connection, void *context);
static void on_silent(int64_t since_us, void *context);
static void on_tell_failed(evutil_socket_t socket, short what, void *context);
static struct db_connection *idle_connection(const struct db_pool *pool);
static void fail_later(struct db_pool *pool, struct db_job *job, const char *why);
static void fail_waiting(struct db_pool *pool, const char *why);

/* A plan for any parameters. */
#define BY_INDEX \
    "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off"

const char *db_planning_options(enum db_planning planning)
{
    static const char *const options[] = {
        [DB_PLANS_ONCE] = BY_INDEX,
        [DB_PLANS_PAGES] = BY_INDEX " -c enable_sort=off",
        [DB_PLANS_EACH_RUN] = "-c plan_cache_mode=force_custom_plan",
    };
    return options[planning];
}

bool db_conninfo_check(const char *conninfo, struct error *error)
{
    struct db_target targets[DB_TARGETS_MAX];
    struct error why;
    if (db_targets_read(conninfo, targets, &why) > 0)
        return true;
    error_set(error, ERROR_BAD_PARAMETER, "database",
              "database must be a connection string of libpq, of at most %d hosts", DB_TARGETS_MAX);
    return false;
}

struct db_pool *db_pool_new(struct event_base *base, const struct db_settings *settings)
{
    struct db_pool *pool = memory_new(1, sizeof(*pool));
    pool->settings = *settings;
    list_init(&pool->waiting);
    list_init(&pool->failed);
    pool->tell_failed = event_new(base, -1, 0, on_tell_failed, pool);
    pool->connections = memory_new((size_t)settings->connections, sizeof(*pool->connections));
    for (int i = 0; i < settings->connections; i++)
        pool->connections[i] =
            db_connection_new(base, &pool->settings, on_changed, on_silent, pool);
    return pool;
}

void db_pool_free(struct db_pool *pool)
{
    if (!pool)
        return;
    int connections = pool->settings.connections;
    pool->settings.connections = 0; /* callbacks that fire now find nothing open */
    for (int i = 0; i < connections; i++)
        db_connection_free(pool->connections[i]);
    fail_waiting(pool, "shutting down");
    while (pool->failed.count > 0)
        on_tell_failed(-1, 0, pool);
    event_free(pool->tell_failed);
    free(pool->connections);
    free(pool);
}

struct db_pool_state db_pool_state(const struct db_pool *pool)
{
    struct db_pool_state state = {.waiting = pool->waiting.count, .last_error = ""};
    for (int i = 0; i < pool->settings.connections; i++) {
        enum db_connection_state each = db_connection_state(pool->connections[i]);
        state.open += each == DB_CONNECTION_IDLE || each == DB_CONNECTION_BUSY;
        state.busy += each == DB_CONNECTION_BUSY;
        if (db_connection_last_error(pool->connections[i])[0])
            state.last_error = db_connection_last_error(pool->connections[i]);
    }
    return state;
}

void db_query(struct db_pool *pool, int statement, const char *const *params, int param_count,
              db_callback *callback, void *context)
{
    struct db_job *job = memory_new(1, sizeof(*job));
    job->statement = statement;
    assert(param_count <= DB_PARAMS_MAX);
    for (int i = 0; i < param_count; i++)
        job->params[i] = params[i];
    job->param_count = param_count;
    job->callback = callback;
    job->context = context;
    job->deadline_us = clock_mono_us() + (int64_t)pool->settings.query_timeout_ms * 1000;
    /* A connection that has just become idle, as this is called by its callback, is for who waits.
     */
    struct db_connection *idle = pool->waiting.count == 0 ? idle_connection(pool) : NULL;
    if (idle)
        db_connection_run(idle, job);
    else if (db_pool_state(pool).open == 0)
        fail_later(pool, job, "PostgreSQL cannot be reached");
    else if (pool->waiting.count >= pool->settings.queue_max)
        fail_later(pool, job, "too many statements are waiting");
    else {
        metric_add(METRIC_DB_WAITED, 1);
        list_push(&pool->waiting, job);
    }
}

bool db_error_is_cancel(const struct error *error)
{
    return strcmp(error->sqlstate, "57014") == 0;
}

bool db_error_is_refusal(const struct error *error)
{
    static const char *const others[] = {"08", "40", "57", "25006", NULL};
    return error->sqlstate[0] &&
           (!begins_with(error->sqlstate, others) || db_error_is_cancel(error));
}

bool db_error_is_of_rows(const struct error *error)
{
    static const char *const others[] = {"53100", "58", NULL}; /* disk full, input and output */
    return db_error_is_refusal(error) && !begins_with(error->sqlstate, others);
}

static bool begins_with(const char *sqlstate, const char *const *classes)
{
    for (; *classes; classes++) {
        if (strncmp(sqlstate, *classes, strlen(*classes)) == 0)
            return true;
    }
    return false;
}

static void list_init(struct job_list *list)
{
    *list = (struct job_list){.first = NULL, .end = &list->first, .count = 0};
}

static void list_push(struct job_list *list, struct db_job *job)
{
    job->next = NULL;
    *list->end = job;
    list->end = &job->next;
    list->count++;
}

static struct db_job *list_pop(struct job_list *list)
{
    struct db_job *job = list->first;
    list->first = job->next;
    if (!list->first)
        list->end = &list->first;
    list->count--;
    return job;
}

/* Hands the queue on; what waited past its deadline is not sent any more. */
static void on_changed(struct db_connection *connection, void *context)
{
    struct db_pool *pool = context;
    if (db_connection_state(connection) == DB_CONNECTION_CLOSED && db_pool_state(pool).open == 0)
        fail_waiting(pool, "PostgreSQL cannot be reached");
    while (pool->waiting.count > 0 && db_connection_state(connection) == DB_CONNECTION_IDLE) {
        struct db_job *job = list_pop(&pool->waiting);
        if (job->deadline_us <= clock_mono_us())
            fail_later(pool, job, "waited too long for a connection");
        else
            db_connection_run(connection, job);
    }
}

/* Otherwise statement after statement would wait its whole time on one idle connection after
 * another that leads nowhere. */
static void on_silent(int64_t since_us, void *context)
{
    struct db_pool *pool = context;
    for (int i = 0; i < pool->settings.connections; i++)
        db_connection_doubt(pool->connections[i], since_us);
}

static void on_tell_failed(evutil_socket_t socket, short what, void *context)
{
    struct db_pool *pool = context;
    (void)socket;
    (void)what;
    for (int left = pool->failed.count; left > 0; left--) {
        struct db_job *job = list_pop(&pool->failed);
        job->callback(NULL, &job->error, job->context);
        free(job);
    }
}

static struct db_connection *idle_connection(const struct db_pool *pool)
{
    for (int i = 0; i < pool->settings.connections; i++) {
        if (db_connection_state(pool->connections[i]) == DB_CONNECTION_IDLE)
            return pool->connections[i];
    }
    return NULL;
}

static void fail_later(struct db_pool *pool, struct db_job *job, const char *why)
{
    error_set(&job->error, ERROR_UNAVAILABLE, NULL, "%s", why);
    list_push(&pool->failed, job);
    event_active(pool->tell_failed, 0, 0);
}

static void fail_waiting(struct db_pool *pool, const char *why)
{
    while (pool->waiting.count > 0)
        fail_later(pool, list_pop(&pool->waiting), why);
}
