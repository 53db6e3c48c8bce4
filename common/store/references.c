#include "store/references.h"

#include "base/log.h"
#include "base/memory.h"
#include "sql.h"

#include <stdlib.h>

enum { READ_SECONDS = 5, RETRY_MS = 100 };

struct waiter {
    struct waiter *next;
    references_callback *callback;
    void *context;
};

struct references {
    struct db_pool *pool;
    struct event *timer;
    struct reference *newest;
    bool is_reading;
    struct waiter *asked; /* by the question under way */
    struct waiter *later; /* that came after it was asked, and may need a newer answer */
};

static void ask(struct references *references);
static void on_timer(evutil_socket_t socket, short what, void *context);
static void on_rows(const struct db_rows *rows, const struct error *error, void *context);
static bool take(struct references *references, const struct db_rows *rows);
static void tell(struct waiter *waiters, bool is_good);

struct references *references_new(struct event_base *base, struct db_pool *pool)
{
    struct references *references = memory_new(1, sizeof(*references));
    references->pool = pool;
    references->timer = evtimer_new(base, on_timer, references);
    ask(references);
    return references;
}

void references_free(struct references *references)
{
    if (!references)
        return;
    tell(references->asked, false);
    tell(references->later, false);
    reference_release(references->newest);
    event_free(references->timer);
    free(references);
}

struct reference *references_newest(const struct references *references)
{
    return references->newest;
}

void references_await(struct references *references, references_callback *callback, void *context)
{
    struct waiter *waiter = memory_new(1, sizeof(*waiter));
    *waiter = (struct waiter){references->later, callback, context};
    references->later = waiter;
    references_refresh(references);
}

void references_refresh(struct references *references)
{
    if (!references->is_reading)
        ask(references);
}

static void ask(struct references *references)
{
    references->is_reading = true;
    references->asked = references->later;
    references->later = NULL;
    reference_query(references->pool, on_rows, references);
}

static void on_timer(evutil_socket_t socket, short what, void *context)
{
    (void)socket;
    (void)what;
    references_refresh(context);
}

static void on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    struct references *references = context;
    struct waiter *waiters = references->asked;
    references->asked = NULL;
    references->is_reading = false;
    if (error)
        log_event(LOG_DEBUG, "reference_unread", LOG_S("why", error->message));
    bool is_good = rows && take(references, rows);
    struct timeval wait = {.tv_sec = READ_SECONDS};
    if (!references->newest)
        wait = (struct timeval){.tv_usec = RETRY_MS * 1000};
    event_add(references->timer, &wait);
    tell(waiters, is_good);
    if (references->later)
        references_refresh(references);
}

/* A lower version, too: a failover may have lost the change that raised it. */
static bool take(struct references *references, const struct db_rows *rows)
{
    struct error error;
    int64_t version = db_rows_integer(rows, 0, REFERENCE_READ_VERSION);
    if (references->newest && references->newest->version == version)
        return true;
    struct reference *reference = reference_from_rows(rows, &error);
    if (!reference) {
        log_event(LOG_ERROR, "reference_unusable", LOG_S("why", error.message));
        return false;
    }
    reference_release(references->newest);
    references->newest = reference;
    log_event(LOG_INFO, "reference_loaded", LOG_I("version", reference->version));
    return true;
}

static void tell(struct waiter *waiters, bool is_good)
{
    while (waiters) {
        struct waiter *waiter = waiters;
        waiters = waiter->next;
        waiter->callback(waiter->context, is_good);
        free(waiter);
    }
}
