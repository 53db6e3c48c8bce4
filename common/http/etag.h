/* Lists of entity tags in If-None-Match (RFC 9110, 8.8.3). Pure; for http only. */
#ifndef HUIYING_HTTP_ETAG_H
#define HUIYING_HTTP_ETAG_H

#include <stdbool.h>

/* True if the list is "*" or has the tag, which stands without its quotes; weak ones match, too.
 * NULL list: false. */
bool etag_list_has(const char *list, const char *tag);

#endif
