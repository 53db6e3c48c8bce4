/* Items as the API shows them. */
#ifndef HUIYING_API_REPRESENT_H
#define HUIYING_API_REPRESENT_H

#include "app.h"
#include "json/write.h"

/* What it takes to show something, all borrowed. */
struct represent {
    struct zone zone; /* the bureau's */
    const struct crypto_keys *keys;
    const struct reference *reference; /* NULL: departments have no names */
};

struct represent represent_of(const struct app *app);

/* The whole item. */
void represent_item(const struct represent *with, const struct item *item, struct text *text);

/* Ends the request with the whole item and its tag. */
void represent_reply(const struct app *app, struct request *request, int status,
                     const struct item *item);

/* The item in a page: no content, no legal basis. */
void represent_item_short(const struct represent *with, const struct item *item,
                          const struct item_list_window *windows, size_t window_count,
                          struct json_out *out);

/* "version-digest": a strong tag by whose version alone a change can be made conditional. */
enum { REPRESENT_TAG_SIZE = 48 };
void represent_tag(const struct item *item, const struct text *body, char ret[REPRESENT_TAG_SIZE]);

/* The version in an If-Match value of an item's tag; 0 for "*" or no value, -1 for anything else.
 */
int represent_tag_version(const char *if_match);

/* A department's code under the key and its name for people under the other; nulls for one that is
 * not known. */
void represent_department(const struct represent *with, const char *key, const char *name_key,
                          int id, struct json_out *out);

/* A text in both languages: {"zh": …, "en": …}. */
void represent_both(const char *key, const char *zh, const char *en, struct json_out *out);

/* The codes of a bit set of words that end with a NULL code. */
void represent_words(const char *key, const struct word *words, uint32_t set, struct json_out *out);

/* The member "pauses". */
void represent_pauses(const struct clock *clock, struct zone zone, struct json_out *out);

#endif
