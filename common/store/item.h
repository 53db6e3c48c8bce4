/*
 * Items as people see them: an item with its windows, pages of items, what happened to one. Each
 * query is asked by one function and read by another, inside the callback.
 */
#ifndef HUIYING_STORE_ITEM_H
#define HUIYING_STORE_ITEM_H

#include "base/arena.h"
#include "db/pool.h"
#include "domain/docket.h"
#include "json/fields.h"
#include "store/reference.h"

enum { ITEM_SUPPORT_MAX = 16 };

struct item {
    struct docket docket; /* its facts, its status, its windows */
    bool anonymous;
    const char *source; /* of an opinion event: where it was seen; else NULL */
    const char *title;
    const char *content; /* NULL in pages */
    struct field_texts urls;
    struct field_texts tags;
    const char *external_ref;
    const char *details; /* what only some kinds have, as JSON; or NULL */
    int64_t recorded_at_us;
    bool has_contact;
    int support_ids[ITEM_SUPPORT_MAX]; /* of departments that help, in order */
    size_t support_count;
    int64_t due_at_us; /* the soonest running window's; only in pages */
};

/* What a reader may see: ids of zero set no bound. */
struct reader {
    int department_id; /* only items that it leads or supports */
    int token_id;      /* only items that this token logged */
};

/* The item of the only row that item_query (item_reads.h) gives, its texts in the arena, its docket
 * as of now_us, with room for so many windows more; NULL if it has a window of a rule that this
 * reference does not know, which is then too old. */
struct item *item_from_rows(const struct db_rows *rows, struct arena *arena,
                            const struct reference *reference, int64_t now_us, size_t room);

struct item_filter {
    const char *kind; /* codes; NULL for any, here and below */
    const char *status;
    int department_id;
    const char *stage; /* of a running window */
    bool overdue;
    int64_t due_before_us;
    int64_t received_from_us;
    int64_t received_before_us;
    bool by_due; /* soonest due first, only those with a running window; else newest first */
    int64_t after_at_us; /* where the last page ended: due or received */
    int64_t after_id;
    int limit;
};

/* True if rows may have to be sought, so that the list is to be planned for what it asks: not a
 * page of one department, or of all, in its order. */
bool item_list_is_search(const struct item_filter *filter, struct reader reader);

/* A page; item_list_from_row reads a row of it. */
void item_list_query(struct db_pool *pool, struct arena *arena, const struct item_filter *filter,
                     struct reader reader, db_callback *callback, void *context);
void item_list_from_row(const struct db_rows *rows, size_t row, struct arena *arena,
                        struct item *ret);

/* A window of an item in a page. */
struct item_list_window {
    int n;
    const char *stage;
    int64_t due_at_us;
    const char *state;
    int level;
};
size_t item_list_window_count(const struct db_rows *rows, size_t row, struct arena *arena,
                              const struct item_list_window **ret_windows);

/* What happened to an item after the event after_id, oldest first; columns as in
 * sql/item_events.sql. */
void item_events_query(struct db_pool *pool, struct arena *arena, int64_t id, struct reader reader,
                       int64_t after_id, int limit, db_callback *callback, void *context);

/* What happened to one window, oldest first; columns as in sql/window_events.sql. Who may see the
 * item is for the caller to have asked. */
void window_events_query(struct db_pool *pool, struct arena *arena, int64_t id, int n, int limit,
                         db_callback *callback, void *context);

/* What anybody with the query code may know; columns as in sql/item_public.sql. */
void item_public_query(struct db_pool *pool, struct arena *arena, int64_t id, db_callback *callback,
                       void *context);

/* The sealed contact, as sql/item_contact.sql; the look is recorded as an event by actor. */
void item_contact_query(struct db_pool *pool, struct arena *arena, int64_t id, struct reader reader,
                        const char *actor, db_callback *callback, void *context);

#endif
