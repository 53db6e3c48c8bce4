#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "base/macros.h"
#include "deadlines/deadlines.h"
#include "escalations/escalations.h"
#include "items/act.h"
#include "items/items.h"
#include "items/public.h"
#include "items/register.h"
#include "reference/calendars.h"
#include "reference/rules.h"
#include "support/openapi.h"
#include "support/schema.h"
#include "unit/api/description.h"

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
    const struct json *items = description_resolve(json_get(schema, "items"));
    cr_expect_eq(json_integer(json_get(schema, "maxItems")), (int64_t)field->count_max, "%s",
                 field->name);
    if (field->type == FIELD_TEXTS)
        compare_text(items, field->max, true, field->name);
    else
        compare_object(items, field->fields, field->field_count, field->name);
}

static void compare_field(const struct json *node, const struct field *field)
{
    const struct json *schema = description_resolve(node);
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

static const struct {
    const char *operation;
    const struct field *fields;
    size_t count;
} bodies[] = {
    {"calendar_create", calendar_fields, CALENDAR_FIELDS},
    {"calendar_put", calendar_year_fields, CALENDAR_YEAR_FIELDS},
    {"calendar_preview", calendar_preview_fields, CALENDAR_PREVIEW_FIELDS},
    {"rule_put", rule_fields, RULE_FIELDS},
    {"rule_preview", rule_fields, RULE_FIELDS},
};

static const struct {
    const char *operation;
    const struct register_kind *kind;
} kinds[] = {
    {"inquiry_create", &register_inquiry},
    {"opinion_event_create", &register_opinion_event},
    {"disclosure_request_create", &register_disclosure_request},
    {"petition_create", &register_petition},
    {"guide_change_create", &register_guide_change},
};

static bool find_body(const struct route *route, const struct field **ret, size_t *ret_count)
{
    bool is_deed = route->handler == act_on_window || route->handler == act_on_item;
    int action = is_deed ? word_find(docket_actions, strrchr(route->path, '/') + 1) : -1;
    if (is_deed) {
        *ret = acts[action].fields;
        *ret_count = acts[action].field_count;
        return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(bodies); i++) {
        *ret = bodies[i].fields;
        *ret_count = bodies[i].count;
        if (strcmp(bodies[i].operation, route->name) == 0)
            return true;
    }
    for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
        *ret = kinds[i].kind->fields;
        *ret_count = kinds[i].kind->field_count;
        if (strcmp(kinds[i].operation, route->name) == 0)
            return true;
    }
    return false;
}

Test(openapi, the_bodies_are_those_that_the_tables_decode)
{
    for (size_t i = 0; i < description_routes()->count; i++) {
        const struct route *route = &description_routes()->all[i];
        const struct json *body = json_get(description_operation(route), "requestBody");
        const struct json *content = json_get(json_get(body, "content"), "application/json");
        const struct field *fields = NULL;
        size_t count = 0, required = 0;
        bool has_body = find_body(route, &fields, &count);
        cr_expect_eq(has_body, strcmp(route->method, "GET") != 0, "%s", route->name);
        cr_expect_eq(has_body, body != NULL, "%s", route->name);
        if (!has_body || !body)
            continue;
        for (size_t j = 0; j < count; j++)
            required += fields[j].required;
        compare_object(description_resolve(json_get(content, "schema")), fields, count,
                       route->name);
        cr_expect_eq(json_boolean(json_get(body, "required")),
                     required > 0 || strcmp(route->method, "PUT") == 0, "%s", route->name);
    }
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
    {"deadline_preview", deadline_preview_parameters, DEADLINE_PREVIEW_PARAMETERS},
};

static void compare_query(const struct route *route, const struct field *fields, size_t count)
{
    cr_expect_eq(description_count_parameters(route, "query"), count, "%s", route->name);
    for (size_t i = 0; i < count; i++) {
        const struct json *parameter = description_parameter(route, "query", fields[i].name);
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
    for (size_t i = 0; i < description_routes()->count; i++) {
        const struct route *route = &description_routes()->all[i];
        size_t j = 0;
        while (j < ARRAY_LEN(queries) && strcmp(queries[j].operation, route->name) != 0)
            j++;
        compare_query(route, j < ARRAY_LEN(queries) ? queries[j].fields : NULL,
                      j < ARRAY_LEN(queries) ? queries[j].count : 0);
    }
}

Test(openapi, each_place_of_a_path_is_a_required_parameter)
{
    for (size_t i = 0; i < description_routes()->count; i++) {
        const struct route *route = &description_routes()->all[i];
        size_t places = 0;
        for (const char *at = strchr(route->path, '{'); at; at = strchr(at + 1, '{')) {
            char name[32];
            places++;
            snprintf(name, sizeof(name), "%.*s", (int)strcspn(at + 1, "}"), at + 1);
            const struct json *parameter = description_parameter(route, "path", name);
            cr_expect(json_boolean(json_get(parameter, "required")), "%s: %s", route->name, name);
        }
        cr_expect_eq(description_count_parameters(route, "path"), places, "%s", route->name);
    }
}

Test(openapi, years_of_calendars_are_those_that_a_calendar_has)
{
    const struct json *parameter = schema_resolve(
        openapi_document(),
        json_get(json_get(json_get(openapi_document(), "components"), "parameters"), "Year"));
    const struct json *schema = json_get(parameter, "schema");
    cr_expect_eq(json_integer(json_get(schema, "minimum")), CIVIL_YEAR_MIN);
    cr_expect_eq(json_integer(json_get(schema, "maximum")), CIVIL_YEAR_MAX);
}
