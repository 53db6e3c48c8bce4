/* Allocation that never returns NULL: running out of memory ends the process, here and nowhere
 * else. Everything is crash-safe, so ending is an honest answer. Anyone may use it. */
#ifndef HUIYING_BASE_MEMORY_H
#define HUIYING_BASE_MEMORY_H

#include <stddef.h>

/* count * size bytes set to zero. The caller frees with free(). */
void *memory_new(size_t count, size_t size);

/* As realloc; the caller frees with free(). */
void *memory_resize(void *memory, size_t size);

/* A copy of a string; the caller frees with free(). */
char *memory_copy_string(const char *string);

/* Gives the kernel back what was freed, once that is much; for now and then, since it takes a
 * while: after a crowd a little that lives on keeps all below it. */
void memory_give_back(void);

/* Says what is wrong and aborts. */
_Noreturn void memory_abort(const char *what);

#endif
