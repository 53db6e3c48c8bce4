#include "db/dial.h"

#include "base/memory.h"
#include "db/target.h"
#include "net/resolve.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct dial {
    struct event_base *base;
    const struct db_settings *settings;
    dial_callback *callback;
    void *context;
    struct db_target targets[DB_TARGETS_MAX];
    size_t target_count;
    size_t at;                     /* the target being tried; after a success where to begin */
    size_t left;                   /* targets of this round, the one being tried included */
    struct resolution *resolution; /* while its name is being looked up */
    struct resolved addresses;
    size_t next; /* of the addresses */
    PGconn *pg;  /* while connecting */
    struct event *socket;
    struct event *timer; /* the deadline; or at once, for what must not happen in dial_begin */
    char why[160];
};

static void try_target(struct dial *dial);
static void on_resolved(const struct resolved *addresses, const char *why, void *context);
static void try_address(struct dial *dial);
static PGconn *start(const struct dial *dial, const struct db_target *target, const char *address);
static void watch(struct dial *dial, short what);
static void on_socket(evutil_socket_t socket, short what, void *context);
static void on_timer(evutil_socket_t socket, short what, void *context);
static void set_timer(struct dial *dial, int64_t wait_ms);
static void give_up(struct dial *dial, const char *why);
static void hang_up(struct dial *dial);
static void finish(struct dial *dial, PGconn *pg);

struct dial *dial_new(struct event_base *base, const struct db_settings *settings,
                      dial_callback *callback, void *context)
{
    struct dial *dial = memory_new(1, sizeof(*dial));
    dial->base = base;
    dial->settings = settings;
    dial->callback = callback;
    dial->context = context;
    dial->timer = evtimer_new(base, on_timer, dial);
    return dial;
}

void dial_free(struct dial *dial)
{
    if (!dial)
        return;
    hang_up(dial);
    resolve_cancel(dial->resolution);
    event_free(dial->timer);
    free(dial);
}

void dial_begin(struct dial *dial)
{
    struct error error;
    dial->target_count = db_targets_read(dial->settings->conninfo, dial->targets, &error);
    dial->left = dial->target_count;
    if (dial->at >= dial->target_count)
        dial->at = 0;
    if (dial->target_count == 0)
        snprintf(dial->why, sizeof(dial->why), "%.150s", error.message);
    set_timer(dial, 0);
}

void dial_turn(struct dial *dial)
{
    if (dial->target_count > 0)
        dial->at = (dial->at + 1) % dial->target_count;
}

static void try_target(struct dial *dial)
{
    const struct db_target *target = &dial->targets[dial->at];
    dial->next = dial->addresses.count = 0;
    if (db_target_is_name(target))
        dial->resolution = resolve_begin(dial->base, target->host,
                                         dial->settings->connect_timeout_ms, on_resolved, dial);
    else
        try_address(dial);
}

static void on_resolved(const struct resolved *addresses, const char *why, void *context)
{
    struct dial *dial = context;
    dial->resolution = NULL;
    if (addresses) {
        dial->addresses = *addresses;
        try_address(dial);
    } else {
        char said[160];
        snprintf(said, sizeof(said), "%.90s: %.60s", dial->targets[dial->at].host, why);
        give_up(dial, said);
    }
}

static void try_address(struct dial *dial)
{
    const struct db_target *target = &dial->targets[dial->at];
    const char *address = target->address;
    if (dial->next < dial->addresses.count)
        address = dial->addresses.all[dial->next++];
    set_timer(dial, dial->settings->connect_timeout_ms);
    dial->pg = start(dial, target, address);
    if (!dial->pg || PQstatus(dial->pg) == CONNECTION_BAD)
        give_up(dial, dial->pg ? PQerrorMessage(dial->pg) : "no memory");
    else
        watch(dial, EV_WRITE);
}

/* The session's own settings hold whatever the connection string or the role says: what is answered
 * with 201 is committed; and what a machine that vanished had locked is let go within seconds, as
 * we let go of a server that vanished, whether or not we ask it anything. */
static PGconn *start(const struct dial *dial, const struct db_target *target, const char *address)
{
    const struct db_settings *settings = dial->settings;
    char options[512];
    snprintf(options, sizeof(options),
             "-c synchronous_commit=on -c default_transaction_isolation=read\\ committed "
             "-c statement_timeout=%d -c lock_timeout=%d -c timezone=UTC "
             "-c idle_in_transaction_session_timeout=%d -c jit=off -c tcp_keepalives_idle=5 "
             "-c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 %s",
             settings->query_timeout_ms * 4 / 5, settings->lock_timeout_ms,
             settings->query_timeout_ms, db_planning_options(settings->planning));
    const char *keys[] = {"dbname",
                          "application_name",
                          "options",
                          "client_encoding",
                          "tcp_user_timeout",
                          "keepalives_idle",
                          "keepalives_interval",
                          "keepalives_count",
                          "target_session_attrs",
                          "host",
                          "hostaddr",
                          "port",
                          NULL};
    const char *values[] = {
        settings->conninfo, settings->application, options, "UTF8",       "5000", "5", "2", "3",
        "read-write",       target->host,          address, target->port, NULL};
    return PQconnectStartParams(keys, values, 1);
}

/* Made anew each time, since libpq may change its socket at every step of connecting. */
static void watch(struct dial *dial, short what)
{
    if (dial->socket)
        event_free(dial->socket);
    dial->socket = event_new(dial->base, PQsocket(dial->pg), what, on_socket, dial);
    event_add(dial->socket, NULL);
}

static void on_socket(evutil_socket_t socket, short what, void *context)
{
    struct dial *dial = context;
    (void)socket;
    (void)what;
    switch (PQconnectPoll(dial->pg)) {
    case PGRES_POLLING_READING:
        watch(dial, EV_READ);
        return;
    case PGRES_POLLING_WRITING:
        watch(dial, EV_WRITE);
        return;
    case PGRES_POLLING_OK: {
        PGconn *pg = dial->pg;
        dial->pg = NULL;
        finish(dial, pg);
        return;
    }
    case PGRES_POLLING_FAILED:
    case PGRES_POLLING_ACTIVE:
    default:
        give_up(dial, PQerrorMessage(dial->pg));
    }
}

static void on_timer(evutil_socket_t socket, short what, void *context)
{
    struct dial *dial = context;
    (void)socket;
    (void)what;
    if (dial->pg)
        give_up(dial, "PostgreSQL did not answer within the deadline");
    else if (dial->left > 0)
        try_target(dial);
    else
        finish(dial, NULL);
}

static void set_timer(struct dial *dial, int64_t wait_ms)
{
    event_add(dial->timer, &(struct timeval){wait_ms / 1000, wait_ms % 1000 * 1000});
}

/* On to the next address, or to the next target, or to the end. */
static void give_up(struct dial *dial, const char *why)
{
    snprintf(dial->why, sizeof(dial->why), "%.*s", (int)strcspn(why, "\n"), why);
    hang_up(dial);
    if (dial->next < dial->addresses.count) {
        try_address(dial);
        return;
    }
    dial->at = (dial->at + 1) % dial->target_count;
    dial->left--;
    set_timer(dial, 0);
}

static void hang_up(struct dial *dial)
{
    if (dial->socket)
        event_free(dial->socket);
    PQfinish(dial->pg);
    dial->socket = NULL;
    dial->pg = NULL;
}

static void finish(struct dial *dial, PGconn *pg)
{
    hang_up(dial);
    event_del(dial->timer);
    dial->callback(pg, dial->why, dial->context);
}
