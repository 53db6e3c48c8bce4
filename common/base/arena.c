#include "base/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Most requests need little, and thousands may wait at once: each block is twice the last. */
enum { FIRST_BYTES = 1024, BLOCK_BYTES_MAX = 8192 };

struct block {
    struct block *next;
    alignas(max_align_t) char bytes[];
};

struct disposer {
    struct disposer *next;
    void (*dispose)(void *thing);
    void *thing;
};

struct arena {
    struct block *blocks; /* those after first */
    struct disposer *disposers;
    size_t used;
    size_t cap;
    char *next; /* in the newest block; only it has room */
    size_t room;
    size_t block_size; /* of the newest */
    alignas(max_align_t) char first[FIRST_BYTES];
};

static void block_add(struct arena *arena, size_t room);

struct arena *arena_new(size_t cap_bytes)
{
    struct arena *arena = memory_resize(NULL, sizeof(*arena)); /* what is handed out is cleared */
    arena->blocks = NULL;
    arena->disposers = NULL;
    arena->used = 0;
    arena->cap = cap_bytes;
    arena->next = arena->first;
    arena->room = arena->block_size = sizeof(arena->first);
    return arena;
}

void arena_free(struct arena *arena)
{
    if (!arena)
        return;
    for (struct disposer *each = arena->disposers; each; each = each->next)
        each->dispose(each->thing);
    for (struct block *each = arena->blocks, *next; each; each = next) {
        next = each->next;
        free(each);
    }
    free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size_t align = alignof(max_align_t);
    size_t taken = (size + align - 1) / align * align;
    if (taken < size || taken > arena->cap - arena->used)
        memory_abort("an arena ran past its cap");
    if (arena->room < taken)
        block_add(arena, taken);
    void *memory = arena->next;
    arena->next += taken;
    arena->room -= taken;
    arena->used += taken;
    return memset(memory, 0, size);
}

char *arena_copy(struct arena *arena, const void *bytes, size_t size)
{
    char *copy = arena_alloc(arena, size + 1);
    if (size)
        memcpy(copy, bytes, size);
    return copy;
}

char *arena_format(struct arena *arena, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = arena_alloc(arena, (size_t)length + 1);
    vsnprintf(text, (size_t)length + 1, format, again);
    va_end(again);
    return text;
}

void arena_on_free(struct arena *arena, void (*dispose)(void *thing), void *thing)
{
    struct disposer *disposer = arena_alloc(arena, sizeof(*disposer));
    *disposer = (struct disposer){arena->disposers, dispose, thing};
    arena->disposers = disposer;
}

size_t arena_used(const struct arena *arena)
{
    return arena->used;
}

static void block_add(struct arena *arena, size_t room)
{
    size_t size = arena->block_size < BLOCK_BYTES_MAX ? 2 * arena->block_size : BLOCK_BYTES_MAX;
    arena->block_size = size;
    if (size < room)
        size = room;
    struct block *block = memory_resize(NULL, sizeof(*block) + size);
    block->next = arena->blocks;
    arena->blocks = block;
    arena->next = block->bytes;
    arena->room = size;
}
