#include "http/router.h"

#include "http/query.h"
#include "http/target.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct route table[] = {
    {.method = "GET", .path = "/", .name = "root"},
    {.method = "GET", .path = "/v1/items", .name = "list"},
    {.method = "POST", .path = "/v1/items", .name = "create"},
    {.method = "GET", .path = "/v1/items/{ref}", .name = "one"},
    {.method = "PATCH", .path = "/v1/items/{ref}", .name = "change"},
    {.method = "GET", .path = "/v1/items/export", .name = "export"},
    {.method = "POST", .path = "/v1/items/{ref}/windows/{n}/fulfil", .name = "fulfil"},
};
static const struct routes routes = {table, sizeof(table) / sizeof(table[0])};

struct route_case {
    const char *method;
    const char *path;
    const char *name;  /* NULL: none */
    const char *allow; /* NULL: the path is not known */
};

static const struct route_case route_cases[] = {
    {"GET", "/", "root", "GET, HEAD"},
    {"HEAD", "/v1/items", "list", "GET, HEAD, POST"},
    {"POST", "/v1/items", "create", "GET, HEAD, POST"},
    {"DELETE", "/v1/items", NULL, "GET, HEAD, POST"},
    {"GET", "/v1/items/R1", "one", "GET, HEAD, PATCH"},
    {"PATCH", "/v1/items/R1", "change", "GET, HEAD, PATCH"},
    {"GET", "/v1/items/export", "export", "GET, HEAD"},
    {"PATCH", "/v1/items/export", NULL, "GET, HEAD"},
    {"GET", "/v1/%69tems", "list", "GET, HEAD, POST"},
    {"GET", "/v1/Items", NULL, NULL},
    {"GET", "/v1", NULL, NULL},
    {"GET", "/v1/items/a/b", NULL, NULL},
    {"GET", "/v1/items/{ref}", "one", "GET, HEAD, PATCH"},
    {"get", "/v1/items", NULL, "GET, HEAD, POST"},
};

Test(router, finds_routes_and_what_is_allowed)
{
    for (size_t i = 0; i < sizeof(route_cases) / sizeof(route_cases[0]); i++) {
        const struct route_case *each = &route_cases[i];
        struct arena *arena = arena_new(1 << 20);
        struct router_match match;
        struct error error;
        cr_assert(router_match(&routes, arena, each->method, each->path, strlen(each->path), &match,
                               &error));
        cr_expect_eq(!match.route, !each->name, "%s", each->path);
        if (match.route && each->name)
            cr_expect_str_eq(match.route->name, each->name);
        cr_expect_eq(!match.allow, !each->allow, "%s", each->path);
        if (match.allow && each->allow)
            cr_expect_str_eq(match.allow, each->allow);
        arena_free(arena);
    }
}

Test(router, places_are_decoded)
{
    static const char path[] = "/v1/items/%E5%9B%9E%20x+y/windows/2/fulfil";
    struct arena *arena = arena_new(1 << 20);
    struct router_match match;
    struct error error;
    cr_assert(router_match(&routes, arena, "POST", path, sizeof(path) - 1, &match, &error));
    cr_assert_eq(match.place_count, 2);
    cr_expect_str_eq(match.places[0].value, "回 x+y");
    cr_expect_arr_eq(match.places[0].name, "ref}", 4);
    cr_expect_eq(match.places[0].name_length, 3);
    cr_expect_str_eq(match.places[1].value, "2");
    arena_free(arena);
}

Test(router, refuses_paths_that_could_be_read_in_two_ways)
{
    static const char *const paths[] = {
        "",
        "a",
        "/a/",
        "//a",
        "/a//b",
        "/./a",
        "/a/.",
        "/a/..",
        "/%2e/a",
        "/a/%2E%2e",
        "/a%2fb",
        "/a%2Fb",
        "/a\\b",
        "/a%5cb",
        "/a%00b",
        "/a%0ab",
        "/a%7fb",
        "/a%",
        "/a%1",
        "/a%zz",
        "/a%c0%af",
        "/a%ff",
        "/a%ed%a0%80",
        "/a%c3",
        "/a%f5%80%80%80",
        "/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5/6/7/8/9/0/1/2/3/4/5",
    };
    for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
        struct arena *arena = arena_new(1 << 20);
        struct router_match match;
        struct error error;
        cr_expect_not(
            router_match(&routes, arena, "GET", paths[i], strlen(paths[i]), &match, &error), "%s",
            paths[i]);
        arena_free(arena);
    }
}

Test(router, a_path_has_at_most_2_kib)
{
    char path[ROUTER_PATH_BYTES_MAX + 1];
    struct arena *arena = arena_new(1 << 20);
    struct router_match match;
    struct error error;
    memset(path, 'a', sizeof(path));
    path[0] = '/';
    cr_expect(router_match(&routes, arena, "GET", path, sizeof(path) - 1, &match, &error));
    cr_expect_not(router_match(&routes, arena, "GET", path, sizeof(path), &match, &error));
    cr_expect_eq(error.code, ERROR_URI_TOO_LONG);
    arena_free(arena);
}

Test(query, is_taken_apart_and_decoded)
{
    static const char bytes[] = "limit=10&q=%E5%9B%9E+x%26&empty=&bare&limit=20&a==b";
    struct arena *arena = arena_new(1 << 20);
    struct query query;
    struct error error;
    cr_assert(query_parse(arena, bytes, sizeof(bytes) - 1, &query, &error));
    cr_expect_eq(query.count, 6);
    cr_expect_str_eq(query_value(&query, "limit"), "10");
    cr_expect_str_eq(query_value(&query, "q"), "回 x&");
    cr_expect_str_eq(query_value(&query, "empty"), "");
    cr_expect_str_eq(query_value(&query, "bare"), "");
    cr_expect_str_eq(query_value(&query, "a"), "=b");
    cr_expect_null(query_value(&query, "no"));
    cr_expect_eq(query_count(&query, "limit"), 2);
    arena_free(arena);
}

Test(query, strangers_and_repeated_parameters_are_found)
{
    static const char *const known[] = {"limit", "q", NULL};
    struct arena *arena = arena_new(1 << 20);
    struct query query;
    struct error error;
    cr_assert(query_parse(arena, "limit=1&q=2", 11, &query, &error));
    cr_expect_null(query_stranger(&query, known));
    cr_assert(query_parse(arena, "limit=1&x=2", 11, &query, &error));
    cr_expect_str_eq(query_stranger(&query, known)->name, "x");
    cr_assert(query_parse(arena, "q=1&limit=1&q=2", 15, &query, &error));
    cr_expect_str_eq(query_stranger(&query, known)->name, "q");
    arena_free(arena);
}

Test(query, refuses_what_is_malformed)
{
    static const char *const queries[] = {"&",    "a&",    "&a",    "a&&b",  "=a",    "a=%",
                                          "a=%0", "a=%00", "a=%0a", "%ff=a", "a=%7f", "%00=1"};
    struct arena *arena = arena_new(1 << 20);
    struct query query;
    struct error error;
    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
        cr_expect_not(query_parse(arena, queries[i], strlen(queries[i]), &query, &error), "%s",
                      queries[i]);
    cr_expect(query_parse(arena, "", 0, &query, &error));
    cr_expect_eq(query.count, 0);
    arena_free(arena);
}

Test(query, has_at_most_32_parameters_and_4_kib)
{
    char bytes[QUERY_BYTES_MAX + 1];
    struct arena *arena = arena_new(1 << 20);
    struct query query;
    struct error error;
    for (size_t i = 0; i < 66; i++)
        bytes[i] = i % 2 ? '&' : 'a';
    cr_expect(query_parse(arena, bytes, 63, &query, &error));
    cr_expect_not(query_parse(arena, bytes, 65, &query, &error));
    memset(bytes, 'a', sizeof(bytes));
    cr_expect(query_parse(arena, bytes, sizeof(bytes) - 1, &query, &error));
    cr_expect_not(query_parse(arena, bytes, sizeof(bytes), &query, &error));
    arena_free(arena);
}

struct target_case {
    const char *target;
    const char *path; /* NULL: refused */
    const char *query;
};

Test(target, is_a_path_or_names_this_host)
{
    static const struct target_case cases[] = {
        {"/a?b?c", "/a", "b?c"},
        {"/", "/", ""},
        {"/?", "/", ""},
        {"http://h:1/a", "/a", ""},
        {"HTTPS://H:1?q", "/", "q"},
        {"http://h:1", "/", ""},
        {"http://other/a", NULL, ""},
        {"http://h:1x/", NULL, ""},
        {"ftp://h:1/", NULL, ""},
        {"*", NULL, ""},
        {"h:1", NULL, ""},
        {"/a#b", NULL, ""},
        {"http://", NULL, ""},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        struct target target;
        struct error error;
        const char *text = cases[i].target;
        bool good = target_split(text, strlen(text), "h:1", 3, &target, &error);
        cr_assert_eq(good, cases[i].path != NULL, "%s", text);
        if (!good)
            continue;
        cr_expect_eq(target.path_size, strlen(cases[i].path), "%s", text);
        cr_expect_arr_eq(target.path, cases[i].path, target.path_size);
        cr_expect_eq(target.query_size, strlen(cases[i].query), "%s", text);
        cr_expect_arr_eq(target.query, cases[i].query, target.query_size);
    }
}
