/*
 * The newest reference data that a process knows: read at the start, again every few seconds, and
 * at once when somebody has met a newer version.
 */
#ifndef HUIYING_STORE_REFERENCES_H
#define HUIYING_STORE_REFERENCES_H

#include "store/reference.h"

struct references;

/* Begins reading. The pool is borrowed. */
struct references *references_new(struct event_base *base, struct db_pool *pool);

/* To be called after the pool is freed, which fails what waits. NULL is accepted. */
void references_free(struct references *references);

/* Borrowed until the loop goes on; NULL until the database has answered. */
struct reference *references_newest(const struct references *references);

/* Calls back once the data was read anew by a question asked from now on; is_good is false if it
 * could not be. However many wait, one question is asked. Exactly once, never before this returns.
 */
typedef void references_callback(void *context, bool is_good);
void references_await(struct references *references, references_callback *callback, void *context);

/* The same with nobody waiting. */
void references_refresh(struct references *references);

#endif
