/* The few macros of the project. Anyone may use them. */
#ifndef HUIYING_BASE_MACROS_H
#define HUIYING_BASE_MACROS_H

#include <stddef.h>

#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))
#define CONTAINER_OF(pointer, type, member) \
    ((type *)(void *)((char *)(pointer)-offsetof(type, member)))

#endif
