#include "http/etag.h"

#include <string.h>

bool etag_list_has(const char *list, const char *tag)
{
    if (!list)
        return false;
    if (strcmp(list, "*") == 0)
        return true;
    size_t size = strlen(tag);
    for (const char *at = list; *at;) {
        at += strspn(at, ", \t");
        at += strncmp(at, "W/", 2) == 0 ? 2 : 0;
        if (*at != '"')
            return false;
        const char *end = strchr(++at, '"');
        if (!end)
            return false;
        if ((size_t)(end - at) == size && memcmp(at, tag, size) == 0)
            return true;
        at = end + 1;
    }
    return false;
}
