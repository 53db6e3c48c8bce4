/* Target and router: any bytes give a verdict, and no place of a match can climb or split. */
#include "http/router.h"
#include "http/target.h"

#include <stdlib.h>
#include <string.h>

static const struct route table[] = {
    {.method = "GET", .path = "/", .name = "root"},
    {.method = "GET", .path = "/v1/items", .name = "list"},
    {.method = "GET", .path = "/v1/items/{ref}", .name = "one"},
    {.method = "GET", .path = "/v1/items/export", .name = "export"},
    {.method = "POST", .path = "/v1/items/{ref}/windows/{n}/fulfil", .name = "fulfil"},
    {.method = "GET", .path = "/{a}/{b}/{c}/{d}/{e}/{f}/{g}/{h}", .name = "eight"},
};
static const struct routes routes = {table, sizeof(table) / sizeof(table[0])};

static void require(int truth)
{
    if (!truth)
        abort();
}

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    struct arena *arena = arena_new((size_t)8 << 20);
    struct target target;
    struct router_match match;
    struct error error;
    bool good = target_split((const char *)data, size, "host:80", 7, &target, &error) &&
                router_match(&routes, arena, size % 2 ? "GET" : "POST", target.path,
                             target.path_size, &match, &error);
    for (size_t i = 0; good && i < match.place_count; i++) {
        const char *value = match.places[i].value;
        require(*value && !strpbrk(value, "/\\\r\n"));
        require(strcmp(value, ".") != 0 && strcmp(value, "..") != 0);
    }
    require(!good || !match.route || match.allow);
    arena_free(arena);
    return 0;
}
