/*
 * What a request's bytes must look like before anything else may see them: an incremental state
 * machine over the header, byte by byte, which counts the body out. Pure; for http only.
 *
 *     METHOD -> TARGET -> VERSION -> LINE_LF -> FIELD -> NAME -> VALUE_START -> VALUE -> VALUE_LF
 *                                                 ^  \                                      |
 *                                                 |   END_LF -> (GUARD_HEAD)                 |
 *                                                 +------------------------------------------+
 */
#ifndef HUIYING_HTTP_GUARD_H
#define HUIYING_HTTP_GUARD_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    GUARD_METHOD_MAX = 16,
    GUARD_TARGET_MAX = 6400,
    GUARD_NAME_KEPT = 24,
    GUARD_VALUE_KEPT = 20
};

struct guard_limits {
    size_t header_bytes_max; /* the request line and the empty line included */
    size_t header_count_max;
};

enum guard_verdict {
    GUARD_MORE,    /* all bytes are taken, the header goes on */
    GUARD_HEAD,    /* the header is complete and sound; what follows is not taken */
    GUARD_REFUSED, /* see refusal and why; no more bytes may be given */
};

struct guard {
    struct guard_limits limits;
    /* Facts, complete after GUARD_HEAD; places are counted from the request's first byte. */
    size_t head_size;
    size_t method_size; /* the method starts at 0 */
    size_t target_start, target_size;
    size_t host_start, host_size;
    uint64_t content_length;
    int minor_version;
    bool expects_continue;
    /* Facts after GUARD_REFUSED. */
    enum error_code refusal;
    const char *why;
    /* The state. */
    unsigned state;
    size_t count;       /* fields */
    unsigned seen;      /* bits of the fields that may come once */
    int field;          /* which of them the line at hand is, or -1 */
    size_t kept;        /* characters in name or value */
    size_t value_start; /* place */
    size_t value_size;  /* up to the last that is no space */
    char name[GUARD_NAME_KEPT];
    char value[GUARD_VALUE_KEPT];
};

/* Ready for a connection's first request, or for its next. */
void guard_init(struct guard *guard, const struct guard_limits *limits);

/* Takes bytes until one of the verdicts; *ret_taken tells how many. */
enum guard_verdict guard_feed(struct guard *guard, const char *bytes, size_t size,
                              size_t *ret_taken);

/* True once a byte of the request at hand was taken. */
bool guard_is_begun(const struct guard *guard);

#endif
