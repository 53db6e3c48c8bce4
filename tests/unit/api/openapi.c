#include "support/openapi.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "answer.h"
#include "base/macros.h"
#include "base/problem.h"
#include "domain/escalation.h"
#include "escalations.h"
#include "items.h"
#include "public.h"
#include "register.h"
#include "routes.h"
#include "store/token.h"
#include "support/schema.h"

static const struct config config;

static const struct routes *all_routes(void)
{
    return routes_public(&config);
}

static const struct json *operation_of(const struct route *route)
{
    return openapi_operation(route->method, route->path);
}

static const struct json *resolve(const struct json *node)
{
    return schema_resolve(openapi_document(), node);
}

/* -- Routes ------------------------------------------------------------------------------------ */

Test(openapi, every_route_is_described_under_its_name)
{
    const struct routes *routes = all_routes();
    cr_assert(routes->count > 0);
    for (size_t i = 0; i < routes->count; i++) {
        const struct json *operation = operation_of(&routes->all[i]);
        cr_expect(operation, "%s %s is not described", routes->all[i].method, routes->all[i].path);
        if (operation)
            cr_expect_str_eq(json_string(json_get(operation, "operationId")), routes->all[i].name);
    }
}

static bool is_route(const char *method, const char *path)
{
    const struct routes *routes = all_routes();
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
    for (size_t i = 0; i < all_routes()->count; i++) {
        const struct route *route = &all_routes()->all[i];
        const struct json *roles = json_get(operation_of(route), "x-roles");
        unsigned said = 0;
        for (size_t j = 0; j < json_count(roles); j++)
            said |= (unsigned)token_role_of_code(json_string(json_at(roles, j)));
        cr_expect_eq(said, route->roles, "%s: %x is not %x", route->name, said, route->roles);
        cr_expect_eq(json_count(roles), (size_t)__builtin_popcount(route->roles), "%s",
                     route->name);
        bool is_open = schema_has_member(operation_of(route), "security");
        cr_expect_eq(is_open, route->roles == ROLES_ANYBODY, "%s", route->name);
    }
}

/* -- Fields and parameters --------------------------------------------------------------------- */

static void compare_object(const struct json *schema, const struct field *fields, size_t count,
                           const char *where);

static void compare_words(const struct json *schema, const struct field *field)
{
    const struct json *words = json_get(schema, "enum");
    size_t count = 0;
    for (; field->words[count].code; count++) {
        const char *code = field->words[count].code;
        const char *zh = json_string(json_get(json_get(schema, "x-names"), code));
        cr_expect(schema_lists(words, code), "%s lacks %s", field->name, code);
        cr_expect(zh && strcmp(zh, field->words[count].zh) == 0, "%s: %s", field->name, code);
    }
    cr_expect_eq(json_count(words), count, "%s", field->name);
    cr_expect_eq(json_count(json_get(schema, "x-names")), count, "%s", field->name);
}

static void compare_text(const struct json *schema, int64_t max, bool is_required, const char *name)
{
    cr_expect_eq(json_integer(json_get(schema, "maxLength")), max, "%s", name);
    cr_expect_eq(json_integer(json_get(schema, "minLength")), is_required, "%s", name);
}

static void compare_integer(const struct json *schema, const struct field *field)
{
    bool has_default = field->absent >= field->min && field->absent <= field->max;
    cr_expect_eq(json_integer(json_get(schema, "minimum")), field->min, "%s", field->name);
    cr_expect_eq(json_integer(json_get(schema, "maximum")), field->max, "%s", field->name);
    cr_expect_eq(schema_has_member(schema, "default"), has_default, "%s", field->name);
    if (has_default)
        cr_expect_eq(json_integer(json_get(schema, "default")), field->absent, "%s", field->name);
}

static void compare_format(const struct json *schema, const char *format, const char *name)
{
    const char *said = json_string(json_get(schema, "format"));
    cr_expect(said && strcmp(said, format) == 0, "%s is no %s", name, format);
}

static void compare_list(const struct json *schema, const struct field *field)
{
    const struct json *items = resolve(json_get(schema, "items"));
    cr_expect_eq(json_integer(json_get(schema, "maxItems")), (int64_t)field->count_max, "%s",
                 field->name);
    if (field->type == FIELD_TEXTS)
        compare_text(items, field->max, true, field->name);
    else
        compare_object(items, field->fields, field->field_count, field->name);
}

static void compare_field(const struct json *node, const struct field *field)
{
    const struct json *schema = resolve(node);
    const char *type = json_string(json_get(schema, "type"));
    cr_expect(type && strcmp(type, field_type_json(field->type)) == 0, "the type of %s",
              field->name);
    switch (field->type) {
    case FIELD_TEXT:
        compare_text(schema, field->max, field->required, field->name);
        break;
    case FIELD_WORD:
        compare_words(schema, field);
        break;
    case FIELD_BOOL:
        cr_expect(schema_has_member(schema, "default"), "%s is false if absent", field->name);
        cr_expect_not(json_boolean(json_get(schema, "default")), "%s", field->name);
        break;
    case FIELD_SWITCH:
        cr_expect_not(schema_has_member(schema, "default"), "%s", field->name);
        break;
    case FIELD_INTEGER:
        compare_integer(schema, field);
        break;
    case FIELD_INSTANT:
        compare_format(schema, "date-time", field->name);
        break;
    case FIELD_DATE:
        compare_format(schema, "date", field->name);
        break;
    case FIELD_TEXTS:
    case FIELD_OBJECTS:
        compare_list(schema, field);
        break;
    case FIELD_OBJECT:
        compare_object(schema, field->fields, field->field_count, field->name);
        break;
    case FIELD_TYPE_COUNT:
        cr_assert_fail("no type");
    }
}

static void compare_object(const struct json *schema, const struct field *fields, size_t count,
                           const char *where)
{
    const struct json *properties = json_get(schema, "properties");
    const struct json *required = json_get(schema, "required");
    size_t required_count = 0;
    cr_expect_eq(json_count(properties), count, "%s has %zu fields", where, count);
    cr_expect(schema_has_member(schema, "additionalProperties"), "%s", where);
    cr_expect_not(json_boolean(json_get(schema, "additionalProperties")), "%s", where);
    for (size_t i = 0; i < count; i++) {
        const struct json *property = json_get(properties, fields[i].name);
        required_count += fields[i].required;
        cr_expect(property, "%s lacks %s", where, fields[i].name);
        cr_expect_eq(schema_lists(required, fields[i].name), fields[i].required, "%s",
                     fields[i].name);
        if (property)
            compare_field(property, &fields[i]);
    }
    cr_expect_eq(json_count(required), required_count, "%s", where);
}

static const struct json *body_schema(const char *path)
{
    const struct json *body = json_get(openapi_operation("POST", path), "requestBody");
    const struct json *content = json_get(json_get(body, "content"), "application/json");
    return resolve(json_get(content, "schema"));
}

Test(openapi, the_bodies_are_those_that_the_tables_decode)
{
    compare_object(body_schema("/v1/inquiries"), inquiry_fields, inquiry_field_count, "inquiry");
    compare_object(body_schema("/v1/opinion-events"), opinion_event_fields,
                   opinion_event_field_count, "opinion event");
    compare_object(body_schema("/v1/items/{ref}/windows/{n}/fulfil"), answer_fields, ANSWER_FIELDS,
                   "answer");
}

static const struct {
    const char *operation;
    const struct field *fields;
    size_t count;
} queries[] = {
    {"item_list", item_list_parameters, ITEM_LIST_PARAMETERS},
    {"item_show", item_show_parameters, ITEM_SHOW_PARAMETERS},
    {"item_events", item_events_parameters, ITEM_EVENTS_PARAMETERS},
    {"escalation_list", escalation_list_parameters, ESCALATION_LIST_PARAMETERS},
    {"public_item", public_item_parameters, PUBLIC_ITEM_PARAMETERS},
};

static bool parameter_is(const struct json *parameter, const char *where, const char *name)
{
    return strcmp(json_string(json_get(parameter, "in")), where) == 0 &&
           (!name || strcmp(json_string(json_get(parameter, "name")), name) == 0);
}

static const struct json *find_parameter(const struct route *route, const char *where,
                                         const char *name)
{
    const struct json *list = json_get(operation_of(route), "parameters");
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *parameter = resolve(json_at(list, i));
        if (parameter_is(parameter, where, name))
            return parameter;
    }
    return NULL;
}

static size_t count_parameters(const struct route *route, const char *where)
{
    const struct json *list = json_get(operation_of(route), "parameters");
    size_t count = 0;
    for (size_t i = 0; i < json_count(list); i++)
        count += parameter_is(resolve(json_at(list, i)), where, NULL);
    return count;
}

static void compare_query(const struct route *route, const struct field *fields, size_t count)
{
    cr_expect_eq(count_parameters(route, "query"), count, "%s", route->name);
    for (size_t i = 0; i < count; i++) {
        const struct json *parameter = find_parameter(route, "query", fields[i].name);
        cr_expect(parameter, "%s lacks %s", route->name, fields[i].name);
        if (!parameter)
            continue;
        cr_expect_eq(json_boolean(json_get(parameter, "required")), fields[i].required, "%s",
                     fields[i].name);
        compare_field(json_get(parameter, "schema"), &fields[i]);
    }
}

Test(openapi, the_query_parameters_are_those_that_the_tables_decode)
{
    for (size_t i = 0; i < all_routes()->count; i++) {
        const struct route *route = &all_routes()->all[i];
        size_t j = 0;
        while (j < ARRAY_LEN(queries) && strcmp(queries[j].operation, route->name) != 0)
            j++;
        compare_query(route, j < ARRAY_LEN(queries) ? queries[j].fields : NULL,
                      j < ARRAY_LEN(queries) ? queries[j].count : 0);
    }
}

Test(openapi, each_place_of_a_path_is_a_required_parameter)
{
    for (size_t i = 0; i < all_routes()->count; i++) {
        const struct route *route = &all_routes()->all[i];
        size_t places = 0;
        for (const char *at = strchr(route->path, '{'); at; at = strchr(at + 1, '{')) {
            char name[32];
            places++;
            snprintf(name, sizeof(name), "%.*s", (int)strcspn(at + 1, "}"), at + 1);
            const struct json *parameter = find_parameter(route, "path", name);
            cr_expect(json_boolean(json_get(parameter, "required")), "%s: %s", route->name, name);
        }
        cr_expect_eq(count_parameters(route, "path"), places, "%s", route->name);
    }
}

/* -- Replies ----------------------------------------------------------------------------------- */

/* Which statuses an operation has, from what it is: its route and the headers that it reads. */
static bool has_status(const struct route *route, int status)
{
    bool has_token = route->roles != ROLES_ANYBODY;
    bool is_change = strcmp(route->method, "POST") == 0;
    bool is_logging = find_parameter(route, "header", "Idempotency-Key") != NULL;
    switch (status) {
    case 200:
        return !is_logging;
    case 201:
        return is_logging;
    case 304:
        return find_parameter(route, "header", "If-None-Match") != NULL;
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
        return is_change;
    case 412:
        return find_parameter(route, "header", "If-Match") != NULL;
    case 429:
        return !has_token && strncmp(route->path, "/v1/", 4) == 0;
    default:
        return true;
    }
}

Test(openapi, each_operation_has_the_statuses_of_the_table_of_errors_that_it_can_give)
{
    static const int more[] = {201, 304};
    for (size_t i = 0; i < all_routes()->count; i++) {
        const struct route *route = &all_routes()->all[i];
        const struct json *responses = json_get(operation_of(route), "responses");
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

Test(openapi, states_and_kinds_of_steps_are_those_of_the_tables)
{
    for (int state = 0; state < WINDOW_STATE_COUNT; state++)
        expect_listed(words_of("WindowState", NULL), window_state_code((enum window_state)state));
    cr_expect_eq(json_count(words_of("WindowState", NULL)), WINDOW_STATE_COUNT);
    for (int kind = 0; kind < STEP_KIND_COUNT; kind++)
        expect_listed(words_of("StepKind", NULL), step_kind_code((enum step_kind)kind));
    cr_expect_eq(json_count(words_of("StepKind", NULL)), STEP_KIND_COUNT);
}

/* -- The document itself ----------------------------------------------------------------------- */

static void expect_references(const struct json *node)
{
    if (json_get(node, "$ref"))
        cr_expect(resolve(node), "%s is not there", json_string(json_get(node, "$ref")));
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
    for (size_t i = 0; i < all_routes()->count; i++) {
        const struct json *body = json_get(operation_of(&all_routes()->all[i]), "requestBody");
        const struct json *content = json_get(json_get(body, "content"), "application/json");
        for (struct json_member example = {0}; json_next(json_get(content, "examples"), &example);
             count++)
            cr_expect(schema_check(openapi_document(), json_get(content, "schema"),
                                   json_get(example.value, "value"), why, sizeof(why)),
                      "%s: %s", example.key, why);
    }
    cr_expect(count >= 10);
}
