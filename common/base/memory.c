#include "base/memory.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MUCH_BYTES = 8 << 20 };

void *memory_new(size_t count, size_t size)
{
    void *memory = calloc(count, size);
    if (!memory)
        memory_abort("out of memory");
    return memory;
}

void *memory_resize(void *memory, size_t size)
{
    void *resized = realloc(memory, size ? size : 1);
    if (!resized)
        memory_abort("out of memory");
    return resized;
}

char *memory_copy_string(const char *string)
{
    size_t size = strlen(string) + 1;
    return memcpy(memory_new(1, size), string, size);
}

void memory_give_back(void)
{
    if (mallinfo2().fordblks > MUCH_BYTES)
        malloc_trim(MUCH_BYTES / 8);
}

void memory_abort(const char *what)
{
    fprintf(stderr, "huiying: %s\n", what);
    abort();
}
