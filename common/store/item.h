/*
 * Items as people see them: an item with its windows, pages of items, what happened to one. Each
 * query is asked by one function and read by another, inside the callback.
 */
#ifndef HUIYING_STORE_ITEM_H
#define HUIYING_STORE_ITEM_H

#include "base/arena.h"
#include "db/pool.h"
#include "domain/item.h"
#include "domain/window.h"
#include "json/fields.h"

struct item_window {
    int n; /* within the item, from 1 */
    const char *stage;
    const char *rule;
    const char *legal_zh;
    const char *legal_en;
    int64_t starts_at_us;
    int64_t rule_due_at_us;
    int64_t due_at_us;
    int32_t last_day;
    bool provisional;
    const char *state;
    int level; /* of escalation reached */
    int64_t answered_at_us;
    int64_t recorded_at_us; /* when the answer was entered */
    const char *answer;     /* what was answered, as JSON; NULL while open */
};

struct item {
    int64_t id;
    struct item_facts facts;
    const char *status;
    bool anonymous;
    bool confidential;
    bool drill;
    const char *source; /* of an opinion event: where it was seen; else NULL */
    const char *title;
    const char *content; /* NULL in pages */
    struct field_texts urls;
    struct field_texts tags;
    const char *external_ref;
    int64_t recorded_at_us;
    bool has_contact;
    const char *lead_department; /* code */
    struct field_texts support_departments;
    int version;
    int64_t due_at_us; /* the soonest open window's; only in pages */
    size_t window_count;
    struct item_window windows[RULE_MATCHES_MAX];
};

/* What a reader may see: ids of zero set no bound. */
struct reader {
    int department_id; /* only items that it leads or supports */
    int token_id;      /* only items that this token logged */
};

/* One item. No row: there is none that the reader may see. */
void item_query(struct db_pool *pool, struct arena *arena, int64_t id, struct reader reader,
                db_callback *callback, void *context);

/* The item of the only row, its texts in the arena; NULL if there is no row. */
struct item *item_from_rows(const struct db_rows *rows, struct arena *arena);

struct item_filter {
    const char *kind; /* codes; NULL for any, here and below */
    const char *status;
    int department_id;
    const char *stage; /* of an open window */
    bool overdue;
    int64_t due_before_us;
    int64_t received_from_us;
    int64_t received_before_us;
    bool by_due;          /* soonest due first, only those with an open window; else newest first */
    int64_t after_due_us; /* where the last page ended */
    int64_t after_id;
    int limit;
};

/* A page; item_list_from_row reads a row of it. */
void item_list_query(struct db_pool *pool, struct arena *arena, const struct item_filter *filter,
                     struct reader reader, db_callback *callback, void *context);
void item_list_from_row(const struct db_rows *rows, size_t row, struct arena *arena,
                        struct item *ret);

/* What happened to an item after the event after_id, oldest first; columns as in
 * sql/item_events.sql. */
void item_events_query(struct db_pool *pool, struct arena *arena, int64_t id, struct reader reader,
                       int64_t after_id, int limit, db_callback *callback, void *context);

/* What anybody with the query code may know; columns as in sql/item_public.sql. */
void item_public_query(struct db_pool *pool, struct arena *arena, int64_t id, db_callback *callback,
                       void *context);

/* The sealed contact, as sql/item_contact.sql; the look is recorded as an event by actor. */
void item_contact_query(struct db_pool *pool, struct arena *arena, int64_t id, struct reader reader,
                        const char *actor, db_callback *callback, void *context);

struct fulfilment {
    int64_t item_id;
    int n;
    int version;            /* that the client saw; 0 for any */
    int64_t answered_at_us; /* INSTANT_NONE for now */
    bool is_proven;         /* a reviewer and a proof are given, as a late entry needs */
    const char *answer;     /* JSON */
    const char *actor;
};

/* Closes a window; the verdict is as in sql/window_fulfil.sql. No row: no such item. */
void item_fulfil_query(struct db_pool *pool, struct arena *arena,
                       const struct fulfilment *fulfilment, struct reader reader,
                       db_callback *callback, void *context);

#endif
