/* What one API process holds: everything a handler may need, handed to it as its service. */
#ifndef HUIYING_API_APP_H
#define HUIYING_API_APP_H

#include "base/metric.h"
#include "config/config.h"
#include "crypto/crypto.h"
#include "db/pool.h"
#include "domain/instant.h"
#include "http/server.h"
#include "store/clock.h"
#include "store/intake.h"
#include "store/item_reads.h"
#include "store/numbers.h"
#include "store/references.h"
#include "store/token.h"

#include <event2/event.h>

struct summary; /* escalations/summary.h */
struct limiter; /* api/limiter.h */

struct app {
    const struct config *config;
    struct zone zone;
    struct event_base *base;
    struct crypto_keys *keys;
    struct db_pool *pool;      /* for what is short: intake, answers, tokens, one item */
    struct db_pool *readers;   /* for pages of rows, by index and in its order */
    struct db_pool *searchers; /* for what may take long, so that it keeps neither waiting */
    struct database_clock *clock;
    struct numbers *numbers;
    struct intake *intake;
    struct item_reads *item_reads;
    struct tokens *tokens;
    struct references *references;
    struct summary *summary;
    struct limiter *limiter;
    struct http_server *server;
    struct http_server *admin; /* health and metrics of this very process */
    struct event *signals[2];
    bool is_draining;
    bool is_previewing; /* what a change would move: one at a time */
};

/* Starts everything on a new event loop; index is this process's among those on the port. NULL and
 * *error if a setting is wrong or an address taken; a database that is away is no such error. */
struct app *app_new(const struct config *config, int index, struct error *error);

/* Serves until a signal ends it and all requests are answered, or the time to drain is over. */
void app_run(struct app *app);

void app_free(struct app *app);

/* The newest reference data known; NULL until the database has answered. */
struct reference *app_reference(const struct app *app);

/* The item of the only row, as of now; NULL, and the reference data is read again, if it owes by a
 * rule that this process has not heard of yet. */
struct item *app_item_from_rows(struct app *app, const struct db_rows *rows, struct arena *arena);

/* True if requests can be served: the database answers, its clock and the reference
 * data are known, and there are numbers for new items. */
bool app_is_ready(const struct app *app);

/* True if it can store and show items; a search that finds no connection is refused by itself. */
bool app_has_database(const struct app *app);

#endif
