#include "http/router.h"

#include "http/percent.h"

#include <string.h>

struct segments {
    size_t count;
    const char *all[ROUTER_SEGMENTS_MAX];
    size_t sizes[ROUTER_SEGMENTS_MAX];
};

static bool path_split(struct arena *arena, const char *path, size_t size, struct segments *ret,
                       struct error *error);
static const char *segment_decode(struct arena *arena, const char *bytes, size_t size);
static long route_fit(const char *pattern, const struct segments *segments);
static void read_places(const char *pattern, const struct segments *segments,
                        struct router_match *ret);
static bool method_fits(const struct route *route, const char *method);
static const char *allow_add(struct arena *arena, const char *allow, const char *method);

/* The path decides first and the method then, so that a known path never answers 404. */
bool router_match(const struct routes *routes, struct arena *arena, const char *method,
                  const char *path, size_t size, struct router_match *ret, struct error *error)
{
    struct segments segments = {.count = 0};
    *ret = (struct router_match){.route = NULL};
    if (!path_split(arena, path, size, &segments, error))
        return false;
    long best = -1;
    for (size_t i = 0; i < routes->count; i++) {
        const struct route *route = &routes->all[i];
        long literal = route_fit(route->path, &segments);
        if (literal < 0 || literal < best)
            continue;
        if (literal > best)
            *ret = (struct router_match){.route = NULL};
        best = literal;
        ret->allow = allow_add(arena, ret->allow, route->method);
        if (!ret->route && method_fits(route, method))
            ret->route = route;
    }
    if (ret->route)
        read_places(ret->route->path, &segments, ret);
    return true;
}

static bool path_split(struct arena *arena, const char *path, size_t size, struct segments *ret,
                       struct error *error)
{
    if (size > ROUTER_PATH_BYTES_MAX) {
        error_set(error, ERROR_URI_TOO_LONG, NULL, "the path has more than %d bytes",
                  ROUTER_PATH_BYTES_MAX);
        return false;
    }
    const char *end = path + size, *at = path;
    if (size == 1 && *path == '/')
        return true;
    while (at < end && *at == '/' && ret->count < ROUTER_SEGMENTS_MAX) {
        const char *next = memchr(at + 1, '/', (size_t)(end - at - 1));
        next = next ? next : end;
        const char *segment = segment_decode(arena, at + 1, (size_t)(next - at - 1));
        if (!segment)
            break;
        ret->sizes[ret->count] = strlen(segment);
        ret->all[ret->count++] = segment;
        at = next;
    }
    if (size && at == end)
        return true;
    error_set(error, ERROR_BAD_REQUEST, NULL, "the path is malformed");
    return false;
}

/* NULL for what could be read as another path somewhere: nothing, dots, slashes. */
static const char *segment_decode(struct arena *arena, const char *bytes, size_t size)
{
    const char *segment = percent_decode(arena, bytes, size, false);
    if (!segment || !*segment || strpbrk(segment, "/\\"))
        return NULL;
    return strcmp(segment, ".") == 0 || strcmp(segment, "..") == 0 ? NULL : segment;
}

/* -1 if the path is not the route's, else a bit for each segment that is fixed, the first the
 * highest, so that the greater of two fits is the closer one. */
static long route_fit(const char *pattern, const struct segments *segments)
{
    const char *at = pattern;
    long literal = 0;
    for (size_t i = 0; i < segments->count; i++) {
        if (*at++ != '/')
            return -1;
        bool is_place = *at == '{';
        if (is_place)
            at = strchr(at, '}') + 1;
        else if (strncmp(at, segments->all[i], segments->sizes[i]) == 0)
            at += segments->sizes[i];
        else
            return -1;
        literal = literal * 2 + !is_place;
    }
    bool is_root = segments->count == 0 && strcmp(at, "/") == 0;
    return *at == '\0' || is_root ? literal : -1;
}

/* Of a path that fits. */
static void read_places(const char *pattern, const struct segments *segments,
                        struct router_match *ret)
{
    const char *at = pattern;
    for (size_t i = 0; i < segments->count && ret->place_count < ROUTER_PLACES_MAX; i++) {
        const char *segment = at + 1;
        size_t length = strcspn(segment, "/");
        if (*segment == '{')
            ret->places[ret->place_count++] =
                (struct router_place){segment + 1, length - 2, segments->all[i]};
        at = segment + length;
    }
}

static bool method_fits(const struct route *route, const char *method)
{
    if (strcmp(route->method, method) == 0)
        return true;
    return strcmp(route->method, "GET") == 0 && strcmp(method, "HEAD") == 0;
}

static const char *allow_add(struct arena *arena, const char *allow, const char *method)
{
    const char *shown = strcmp(method, "GET") == 0 ? "GET, HEAD" : method;
    return allow ? arena_format(arena, "%s, %s", allow, shown) : shown;
}
