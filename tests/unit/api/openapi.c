#include "support/openapi.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "base/problem.h"
#include "domain/docket.h"
#include "domain/explain.h"
#include "routes.h"
#include "store/token.h"
#include "support/schema.h"
#include "unit/api/description.h"

/* -- Routes ------------------------------------------------------------------------------------ */

Test(openapi, every_route_is_described_under_its_name)
{
    const struct routes *routes = description_routes();
    cr_assert(routes->count > 0);
    for (size_t i = 0; i < routes->count; i++) {
        const struct json *operation = description_operation(&routes->all[i]);
        cr_expect(operation, "%s %s is not described", routes->all[i].method, routes->all[i].path);
        if (operation)
            cr_expect_str_eq(json_string(json_get(operation, "operationId")), routes->all[i].name);
    }
}

static bool is_route(const char *method, const char *path)
{
    const struct routes *routes = description_routes();
    for (size_t i = 0; i < routes->count; i++) {
        bool is_method = strlen(method) == strlen(routes->all[i].method);
        for (size_t j = 0; is_method && method[j]; j++)
            is_method = toupper((unsigned char)method[j]) == routes->all[i].method[j];
        if (is_method && strcmp(path, routes->all[i].path) == 0)
            return true;
    }
    return false;
}

Test(openapi, nothing_is_described_that_is_no_route)
{
    const struct json *paths = json_get(openapi_document(), "paths");
    for (struct json_member path = {0}; json_next(paths, &path);) {
        for (struct json_member member = {0}; json_next(path.value, &member);) {
            if (strcmp(member.key, "parameters") != 0)
                cr_expect(is_route(member.key, path.key), "%s %s", member.key, path.key);
        }
    }
}

Test(openapi, each_operation_names_the_roles_that_its_route_lets_in)
{
    for (size_t i = 0; i < description_routes()->count; i++) {
        const struct route *route = &description_routes()->all[i];
        const struct json *roles = json_get(description_operation(route), "x-roles");
        unsigned said = 0;
        for (size_t j = 0; j < json_count(roles); j++)
            said |= (unsigned)token_role_of_code(json_string(json_at(roles, j)));
        cr_expect_eq(said, route->roles, "%s: %x is not %x", route->name, said, route->roles);
        cr_expect_eq(json_count(roles), (size_t)__builtin_popcount(route->roles), "%s",
                     route->name);
        bool is_open = schema_has_member(description_operation(route), "security");
        cr_expect_eq(is_open, route->roles == ROLES_ANYBODY, "%s", route->name);
    }
}

/* -- Replies ----------------------------------------------------------------------------------- */

static bool is_put(const struct route *route)
{
    return strcmp(route->method, "PUT") == 0;
}

/* It counts what would be, and changes nothing. */
/* Which statuses an operation has, from what it is: its route and the headers that it reads. */
static bool has_status(const struct route *route, int status)
{
    bool has_token = route->roles != ROLES_ANYBODY;
    bool has_body = strcmp(route->method, "POST") == 0 || is_put(route);
    bool is_logging = description_parameter(route, "header", "Idempotency-Key") != NULL;
    switch (status) {
    case 200:
        return !is_logging && !is_put(route);
    case 201:
        return is_logging;
    case 202:
        return is_put(route);
    case 304:
        return description_parameter(route, "header", "If-None-Match") != NULL;
    case 401:
    case 403:
    case 415:
        return has_token;
    case 404:
        return strchr(route->path, '{') != NULL;
    case 405:
        return false;
    case 409:
    case 422:
        return has_body;
    case 412:
        return description_parameter(route, "header", "If-Match") != NULL;
    case 429:
        return has_token || strncmp(route->path, "/v1/", 4) == 0;
    default:
        return true;
    }
}

Test(openapi, each_operation_has_the_statuses_of_the_table_of_errors_that_it_can_give)
{
    static const int more[] = {201, 202, 304};
    for (size_t i = 0; i < description_routes()->count; i++) {
        const struct route *route = &description_routes()->all[i];
        const struct json *responses = json_get(description_operation(route), "responses");
        bool is_counted[600] = {false};
        size_t count = 0;
        for (size_t j = 0; j < ERROR_CODE_COUNT + ARRAY_LEN(more); j++) {
            int status = j < ERROR_CODE_COUNT ? error_http_status((enum error_code)j)
                                              : more[j - ERROR_CODE_COUNT];
            char code[16];
            snprintf(code, sizeof(code), "%d", status);
            bool is_there = json_get(responses, code) != NULL;
            cr_expect_eq(is_there, has_status(route, status), "%s: %d", route->name, status);
            count += is_there && !is_counted[status];
            is_counted[status] = true;
        }
        cr_expect_eq(json_count(responses), count, "%s has others", route->name);
    }
}

static void expect_listed(const struct json *list, const char *word)
{
    cr_expect(schema_lists(list, word), "%s is not listed", word);
}

static const struct json *words_of(const char *schema, const char *property)
{
    const struct json *properties = json_get(openapi_schema(schema), "properties");
    const struct json *node = property ? json_get(properties, property) : openapi_schema(schema);
    return json_get(node, "enum");
}

Test(openapi, problems_have_the_types_and_codes_of_the_tables)
{
    const struct json *types = words_of("Problem", "type");
    const struct json *codes = words_of("FieldProblem", "code");
    for (int code = ERROR_OK + 1; code < ERROR_CODE_COUNT; code++) {
        char type[64];
        snprintf(type, sizeof(type), "/problems/%s", error_slug((enum error_code)code));
        expect_listed(types, type);
    }
    cr_expect_eq(json_count(types), ERROR_CODE_COUNT - 1);
    for (int problem = 0; problem < PROBLEM_COUNT; problem++)
        expect_listed(codes, problem_slug((enum problem)problem));
    cr_expect_eq(json_count(codes), PROBLEM_COUNT);
}

static void expect_words(const char *schema, const struct word *words)
{
    const struct json *names = json_get(openapi_schema(schema), "x-names");
    size_t count = 0;
    for (; words[count].code; count++) {
        const char *zh = json_string(json_get(names, words[count].code));
        expect_listed(words_of(schema, NULL), words[count].code);
        cr_expect(zh && strcmp(zh, words[count].zh) == 0, "%s: %s", schema, words[count].code);
    }
    cr_expect_eq(json_count(words_of(schema, NULL)), count, "%s has others", schema);
    cr_expect_eq(json_count(names), count, "%s names others", schema);
}

Test(openapi, words_of_replies_are_those_of_the_tables)
{
    expect_words("Kind", item_kinds);
    expect_words("Status", item_statuses);
    expect_words("WindowState", window_states);
    expect_words("Action", docket_actions);
    expect_words("PauseReason", pause_reasons);
    expect_words("RestartReason", restart_reasons);
    expect_words("ReopenReason", reopen_reasons);
    for (int kind = 0; kind < STEP_KIND_COUNT; kind++)
        expect_listed(words_of("StepKind", NULL), step_kinds[kind].code);
    cr_expect_eq(json_count(words_of("StepKind", NULL)), STEP_KIND_COUNT);
}

Test(openapi, events_and_days_have_the_types_and_roles_of_the_tables)
{
    const struct json *types = words_of("Event", "type");
    const struct json *roles = words_of("ExplainedDay", "role");
    const struct json *starts = words_of("Rule", "starts_with");
    for (int type = 0; type < DOCKET_EVENT_COUNT; type++)
        expect_listed(types, docket_events[type].code);
    cr_expect_eq(json_count(types), DOCKET_EVENT_COUNT + 3,
                 "and registered, escalated, contact_viewed");
    for (int role = 0; role < EXPLAINED_ROLE_COUNT; role++)
        expect_listed(roles, explained_roles[role].code);
    cr_expect_eq(json_count(roles), EXPLAINED_ROLE_COUNT);
    for (int start = 0; start < RULE_START_COUNT; start++)
        expect_listed(starts, rule_starts[start].code);
    cr_expect_eq(json_count(starts), RULE_START_COUNT);
}

/* -- The document itself ----------------------------------------------------------------------- */

static void expect_references(const struct json *node)
{
    if (json_get(node, "$ref"))
        cr_expect(description_resolve(node), "%s is not there",
                  json_string(json_get(node, "$ref")));
    for (struct json_member member = {0}; json_next(node, &member);)
        expect_references(member.value);
    for (size_t i = 0; json_kind(node) == JSON_ARRAY && i < json_count(node); i++)
        expect_references(json_at(node, i));
}

Test(openapi, every_reference_leads_somewhere)
{
    expect_references(openapi_document());
}

Test(openapi, every_schema_has_a_chinese_title_and_only_keywords_that_the_tests_look_at)
{
    const struct json *components = json_get(openapi_document(), "components");
    for (struct json_member schema = {0}; json_next(json_get(components, "schemas"), &schema);) {
        const char *title = json_string(json_get(schema.value, "title"));
        const char *unknown = schema_find_unknown(schema.value);
        cr_expect(title && (unsigned char)title[0] >= 0x80, "%s", schema.key);
        cr_expect_null(unknown, "%s has %s", schema.key, unknown ? unknown : "");
    }
}

Test(openapi, every_example_fits_its_schema)
{
    const struct json *components = json_get(openapi_document(), "components");
    char why[200];
    size_t count = 0;
    for (struct json_member schema = {0}; json_next(json_get(components, "schemas"), &schema);) {
        const struct json *examples = json_get(schema.value, "examples");
        for (size_t i = 0; i < json_count(examples); i++, count++)
            cr_expect(schema_check(openapi_document(), schema.value, json_at(examples, i), why,
                                   sizeof(why)),
                      "%s: %s", schema.key, why);
    }
    for (size_t i = 0; i < description_routes()->count; i++) {
        const struct json *body =
            json_get(description_operation(&description_routes()->all[i]), "requestBody");
        const struct json *content = json_get(json_get(body, "content"), "application/json");
        for (struct json_member example = {0}; json_next(json_get(content, "examples"), &example);
             count++)
            cr_expect(schema_check(openapi_document(), json_get(content, "schema"),
                                   json_get(example.value, "value"), why, sizeof(why)),
                      "%s: %s", example.key, why);
    }
    cr_expect(count >= 10);
}
