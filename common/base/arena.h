/*
 * A capped arena: memory that lives as long as one request or one job and goes at once.
 * Anyone may use it. Sizes are bounded before they come here, so running past the cap is a
 * programmer's mistake and aborts, as running out of memory does (in base/memory, one place).
 */
#ifndef HUIYING_BASE_ARENA_H
#define HUIYING_BASE_ARENA_H

#include <stddef.h>

struct arena;

/* A new arena that hands out at most cap_bytes in all. Owned by the caller. */
struct arena *arena_new(size_t cap_bytes);

/* Runs the disposers, newest first, and frees everything. NULL is accepted. */
void arena_free(struct arena *arena);

/* size bytes set to zero, aligned for any type, borrowed until the arena goes. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of size bytes with a terminating NUL. */
char *arena_copy(struct arena *arena, const void *bytes, size_t size);

/* A formatted string. */
char *arena_format(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Has dispose(thing) called when the arena goes. */
void arena_on_free(struct arena *arena, void (*dispose)(void *thing), void *thing);

/* Bytes handed out so far. */
size_t arena_used(const struct arena *arena);

#endif
