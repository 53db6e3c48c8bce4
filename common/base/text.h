/* A string that grows as it is written: replies, statements' parameters, log lines.
 * Anyone may use it. The bytes are always NUL-terminated once something was added. */
#ifndef HUIYING_BASE_TEXT_H
#define HUIYING_BASE_TEXT_H

#include <stddef.h>

struct text {
    char *bytes; /* owned by the text; NULL while nothing was added */
    size_t length;
    size_t room;
};

void text_done(struct text *text);

/* Empties it and keeps the memory. */
void text_clear(struct text *text);

void text_add(struct text *text, const char *string);
void text_add_bytes(struct text *text, const void *bytes, size_t size);
void text_add_char(struct text *text, char c);
void text_add_format(struct text *text, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Adds a JSON string, quotes and escapes included. The bytes must be UTF-8. */
void text_add_json(struct text *text, const char *string);

/* Makes room for size more bytes and a NUL, and returns where they go; text_grew tells how many
 * were written. */
char *text_room(struct text *text, size_t size);
void text_grew(struct text *text, size_t size);

/* Takes the first size bytes out; there must be as many. */
void text_drop(struct text *text, size_t size);

/* The bytes as a string, "" while nothing was added; borrowed. */
const char *text_string(const struct text *text);

#endif
