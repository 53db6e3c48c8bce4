/* The letters of strict JSON: white space, strings and numbers at a place in the bytes. Only
 * json/strict.c uses it. Pure. */
#ifndef HUIYING_JSON_CURSOR_H
#define HUIYING_JSON_CURSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cursor {
    const char *bytes;
    size_t size;
    size_t at;
    const char *reason; /* why it stands still, once something failed */
};

/* Sets the reason; always false, so that callers can return it. */
bool cursor_fail(struct cursor *cursor, const char *reason);

/* The byte at the cursor, or -1 at the end. */
int cursor_peek(const struct cursor *cursor);

void cursor_skip_space(struct cursor *cursor);

/* Passes the byte if it is the next one. */
bool cursor_take(struct cursor *cursor, char byte);

/* Passes the bytes of a word such as true. */
bool cursor_take_word(struct cursor *cursor, const char *word);

/* Passes a string, of which it stands at the opening quote; *ret_hash is of its characters after
 * unescaping. */
bool cursor_take_string(struct cursor *cursor, uint32_t *ret_hash);

/* Passes a number. */
bool cursor_take_number(struct cursor *cursor);

/* True if the strings whose opening quotes are at a and b are equal after unescaping. Both must
 * have been passed before. */
bool cursor_same_string(const struct cursor *cursor, size_t a, size_t b);

#endif
