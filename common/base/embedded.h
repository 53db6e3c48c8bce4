/* A file built into the program by huiying_embed (cmake/embed.cmake). Anyone may use it. */
#ifndef HUIYING_BASE_EMBEDDED_H
#define HUIYING_BASE_EMBEDDED_H

#include <stddef.h>

struct embedded_text {
    const char *name; /* the file's name without folder and ending */
    const char *text; /* the file's bytes and a NUL; they may hold anything */
    size_t size;      /* without that NUL */
    const char *sha1; /* of the bytes, 40 digits */
};

#endif
