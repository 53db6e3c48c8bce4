/*
 * Words: tables of codes, with what people read. An enum and its table come from one list:
 *
 *     #define COLOURS(X) X(RED, "red", "红", "red") X(GREEN, "green", "绿", "green")
 *     const struct word colours[] = {COLOURS(WORD) WORD_END};
 *
 * Codes are those of the API and of the database. Pure.
 */
#ifndef HUIYING_DOMAIN_WORD_H
#define HUIYING_DOMAIN_WORD_H

#include <stddef.h>

struct word {
    const char *code;
    const char *zh; /* NULL where people never read it, as is the next */
    const char *en;
};

#define WORD(NAME, code, zh, en) {code, zh, en},
#define WORD_OF_CODE(NAME, code) {code, NULL, NULL},
#define WORD_END         \
    {                    \
        NULL, NULL, NULL \
    }

/* The place of a code in its table, or -1; of NULL, too. */
int word_find(const struct word *words, const char *code);

#endif
