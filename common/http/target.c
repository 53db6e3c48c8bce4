#include "http/target.h"

#include <string.h>
#include <strings.h>

static bool authority_skip(const char **at, const char *end, const char *host, size_t host_size);

bool target_split(const char *bytes, size_t size, const char *host, size_t host_size,
                  struct target *ret, struct error *error)
{
    const char *at = bytes, *end = bytes + size;
    if (size && *at != '/' && !authority_skip(&at, end, host, host_size)) {
        error_set(error, ERROR_BAD_REQUEST, NULL, "the target is neither a path nor of this host");
        return false;
    }
    if (memchr(at, '#', (size_t)(end - at))) {
        error_set(error, ERROR_BAD_REQUEST, NULL, "a fragment does not belong in a request");
        return false;
    }
    const char *mark = memchr(at, '?', (size_t)(end - at));
    const char *path_end = mark ? mark : end;
    ret->path = at == path_end ? "/" : at;
    ret->path_size = at == path_end ? 1 : (size_t)(path_end - at);
    ret->query = mark ? mark + 1 : end;
    ret->query_size = (size_t)(end - ret->query);
    return true;
}

static bool authority_skip(const char **at, const char *end, const char *host, size_t host_size)
{
    static const char *const schemes[] = {"http://", "https://"};
    for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
        size_t length = strlen(schemes[i]);
        if ((size_t)(end - *at) < length || strncasecmp(*at, schemes[i], length) != 0)
            continue;
        const char *authority = *at + length, *stop = authority;
        while (stop < end && *stop != '/' && *stop != '?')
            stop++;
        *at = stop;
        return (size_t)(stop - authority) == host_size &&
               strncasecmp(authority, host, host_size) == 0;
    }
    return false;
}
