#include "base/arena.h"

#include "base/memory.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 8192 };

struct block {
    struct block *next;
    size_t used;
    size_t size;
    alignas(max_align_t) char bytes[];
};

struct disposer {
    struct disposer *next;
    void (*dispose)(void *thing);
    void *thing;
};

struct arena {
    struct block *blocks; /* the newest first; only it has room */
    struct disposer *disposers;
    size_t used;
    size_t cap;
};

static void block_add(struct arena *arena, size_t room);

struct arena *arena_new(size_t cap_bytes)
{
    struct arena *arena = memory_new(1, sizeof(*arena));
    arena->cap = cap_bytes;
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
    if (!arena->blocks || arena->blocks->size - arena->blocks->used < taken)
        block_add(arena, taken);
    void *memory = arena->blocks->bytes + arena->blocks->used;
    arena->blocks->used += taken;
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
    size_t size = room > BLOCK_BYTES ? room : BLOCK_BYTES;
    struct block *block = malloc(sizeof(*block) + size);
    if (!block)
        memory_abort("out of memory");
    block->next = arena->blocks;
    block->used = 0;
    block->size = size;
    arena->blocks = block;
}
