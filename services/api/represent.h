/* Items as the API shows them. */
#ifndef HUIYING_API_REPRESENT_H
#define HUIYING_API_REPRESENT_H

#include "app.h"
#include "json/write.h"

/* The whole item. */
void represent_item(const struct app *app, const struct item *item, struct text *text);

/* Ends the request with the whole item and its tag. */
void represent_reply(const struct app *app, struct request *request, int status,
                     const struct item *item);

/* The item in a page: no content, no legal basis. */
void represent_item_short(const struct app *app, const struct item *item, struct json_out *out);

/* "version-digest": a strong tag by whose version alone a change can be made conditional. */
enum { REPRESENT_TAG_SIZE = 48 };
void represent_tag(const struct item *item, const struct text *body, char ret[REPRESENT_TAG_SIZE]);

/* The version in an If-Match value of an item's tag; 0 for "*" or no value, -1 for anything else.
 */
int represent_tag_version(const char *if_match);

/* The names of a department for people, or the code itself if it is not known any more. */
const char *represent_department(const struct app *app, const char *code);

#endif
