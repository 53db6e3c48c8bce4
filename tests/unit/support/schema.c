#include "support/schema.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/macros.h"
#include "support/openapi.h"

static struct arena *arena;

static void setup(void)
{
    arena = arena_new(1 << 20);
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(schema, .init = setup, .fini = teardown);

static const struct json *parse(const char *text)
{
    const struct json *node = NULL;
    struct error error;
    cr_assert(json_parse_trusted(arena, text, strlen(text), &node, &error), "%s", text);
    return node;
}

/* Each keyword at both of its edges. */
static const struct {
    const char *schema;
    const char *fits;
    const char *fails;
} cases[] = {
    {"{'type':'string'}", "'a'", "1"},
    {"{'type':'integer'}", "1", "1.5"},
    {"{'type':'number'}", "1.5", "'1'"},
    {"{'type':'number'}", "1", "null"},
    {"{'type':'boolean'}", "false", "0"},
    {"{'type':['string','null']}", "null", "1"},
    {"{'type':['string','null']}", "'a'", "[]"},
    {"{'enum':['a','b']}", "'b'", "'c'"},
    {"{'enum':['a']}", "'a'", "1"},
    {"{'pattern':'^[0-9]{2}$'}", "'12'", "'123'"},
    {"{'format':'date-time'}", "'2018-10-02T03:18:00+08:00'", "'2018-10-02T03:18:00'"},
    {"{'format':'date'}", "'2018-10-02'", "'2018-02-30'"},
    {"{'minLength':1}", "'一'", "''"},
    {"{'maxLength':2}", "'回应'", "'回应慢'"},
    {"{'minimum':1}", "1", "0"},
    {"{'maximum':9}", "9", "10"},
    {"{'items':{'type':'integer'}}", "[1,2]", "[1,'2']"},
    {"{'maxItems':1}", "[1]", "[1,2]"},
    {"{'required':['a']}", "{'a':null}", "{'b':1}"},
    {"{'properties':{'a':{'type':'integer'}}}", "{'a':1,'b':'x'}", "{'a':null}"},
    {"{'properties':{'a':{}},'additionalProperties':false}", "{'a':1}", "{'b':1}"},
    {"{'oneOf':[{'type':'string'},{'type':'null'}]}", "null", "1"},
    {"{'oneOf':[{'type':'integer'},{'type':'number'}]}", "1.5", "1"},
    {"{'$ref':'#/s/word'}", "'a'", "1"},
    {"{'$ref':'#/s/list'}", "['a']", "[1]"},
    {"{'$ref':'#/s/gone'}", NULL, "'a'"},
};

/* Single quotes for double ones. */
static const struct json *parse_quoted(const char *text)
{
    char *copy = arena_copy(arena, text, strlen(text));
    for (char *c = copy; *c; c++)
        *c = *c == '\'' ? '"' : *c;
    return parse(copy);
}

Test(schema, each_keyword_lets_in_what_fits_and_nothing_else)
{
    const struct json *root =
        parse_quoted("{'s':{'word':{'type':'string'},'list':{'items':{'$ref':'#/s/word'}}}}");
    char why[200];
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        const struct json *schema = parse_quoted(cases[i].schema);
        if (cases[i].fits)
            cr_expect(schema_check(root, schema, parse_quoted(cases[i].fits), why, sizeof(why)),
                      "%s refuses %s: %s", cases[i].schema, cases[i].fits, why);
        cr_expect_not(schema_check(root, schema, parse_quoted(cases[i].fails), why, sizeof(why)),
                      "%s takes %s", cases[i].schema, cases[i].fails);
    }
}

Test(schema, what_is_wrong_is_told_with_its_path)
{
    const struct json *schema = parse_quoted("{'properties':{'a':{'items':{'required':['n']}}}}");
    char why[200];
    cr_assert_not(schema_check(NULL, schema, parse_quoted("{'a':[{'n':1},{}]}"), why, sizeof(why)));
    cr_assert_str_eq(why, ".a[1] lacks n");
}

Test(schema, a_keyword_that_is_not_looked_at_is_found_however_deep)
{
    cr_assert_null(schema_find_unknown(parse_quoted("{'type':'string','title':'x'}")));
    cr_assert_str_eq(schema_find_unknown(parse_quoted("{'anyOf':[]}")), "anyOf");
    cr_assert_str_eq(
        schema_find_unknown(parse_quoted("{'items':{'properties':{'a':{'const':1}}}}")), "const");
    cr_assert_str_eq(schema_find_unknown(parse_quoted("{'oneOf':[{},{'not':{}}]}")), "not");
}

static bool reply_is_good(const char *method, const char *path, int status, const char *body)
{
    char why[200];
    return openapi_check_reply(method, path, status, body, strlen(body), why, sizeof(why));
}

Test(schema, a_reply_fits_its_operation_status_and_schema_or_not)
{
    static const char problem[] =
        "{\"type\":\"/problems/"
        "not-found\",\"title\":\"未找到\",\"status\":404,\"request_id\":\"1\"}";
    cr_expect(reply_is_good("GET", "/livez", 200, "{\"status\":\"ok\"}"));
    cr_expect_not(reply_is_good("GET", "/livez", 200, "{\"status\":\"well\"}"));
    cr_expect_not(reply_is_good("GET", "/livez", 200, "{\"status\":\"ok\",\"more\":1}"));
    cr_expect_not(reply_is_good("GET", "/livez", 200, "{"));
    cr_expect_not(reply_is_good("GET", "/livez", 204, ""));
    cr_expect(reply_is_good("HEAD", "/livez", 200, ""));
    cr_expect_not(reply_is_good("HEAD", "/livez", 200, "{\"status\":\"ok\"}"));
    cr_expect(reply_is_good("GET", "/metrics", 200, "huiying_db_waiting 0\n"));
    cr_expect(reply_is_good("GET", "/v1/items/{ref}", 404, problem));
    cr_expect(reply_is_good("GET", "/v1/items/{ref}", 304, ""));
    cr_expect_not(reply_is_good("GET", "/v1/items/{ref}", 201, problem));
    cr_expect(reply_is_good("GET", "/nowhere", 404, problem));
    cr_expect_not(reply_is_good("GET", "/nowhere", 409, problem));
    cr_expect_not(reply_is_good("DELETE", "/livez", 200, "{\"status\":\"ok\"}"));
}

Test(schema, a_readiness_of_503_may_be_told_or_be_a_problem)
{
    cr_expect(reply_is_good("GET", "/readyz", 503,
                            "{\"status\":\"unavailable\",\"draining\":true,\"database\":\"ok\","
                            "\"reference_version\":1}"));
    cr_expect(reply_is_good("GET", "/readyz", 503,
                            "{\"type\":\"/problems/unavailable\",\"title\":\"x\",\"status\":503,"
                            "\"request_id\":\"1\"}"));
}
