#include "reference/rules.h"

#include "admit.h"
#include "app.h"
#include "http/reply.h"
#include "json/write.h"
#include "parameters.h"
#include "reference/preview.h"
#include "reference/recalculations.h"
#include "represent.h"
#include "sql.h"
#include "store/recalculation.h"

struct rule_form {
    int64_t amount;
    int unit;
    int day_end;
    int64_t extension;
    int32_t valid_from;
    int32_t valid_to;
    int64_t version;
    const char *why;
};

/* clang-format off */
#define AT(member) .offset = offsetof(struct rule_form, member)
const struct field rule_fields[RULE_FIELDS] = {
    {.name = "amount", .type = FIELD_INTEGER, .required = true, .min = 1, .max = 99991231, AT(amount),
     .doc = "Of a date: its digits, 20181220, or 1220 for each year."},
    {.name = "unit", .type = FIELD_WORD, .required = true, .words = term_units, AT(unit)},
    {.name = "day_end", .type = FIELD_WORD, .words = term_ends, AT(day_end),
     .doc = "When the last day ends; midnight if not given."},
    {.name = "extension", .type = FIELD_INTEGER, .min = 0, .max = 1000, AT(extension),
     .doc = "The most that it can be extended by, once."},
    {.name = "valid_from", .type = FIELD_DATE, AT(valid_from),
     .doc = "First day of receipt that it governs; open if not given."},
    {.name = "valid_to", .type = FIELD_DATE, AT(valid_to),
     .doc = "Last day of receipt that it governs; open if not given."},
    {.name = "version", .type = FIELD_INTEGER, .min = 1, .max = INT32_MAX, AT(version),
     .doc = "The version that was seen; the change fails if there is a newer one."},
    {.name = "reason", .type = FIELD_TEXT, .required = true, .max = 500, AT(why),
     .doc = "Why it is changed."},
};
/* clang-format on */

struct changing {
    struct request *request;
    struct app *app;
    struct rule_form form;
    struct reference *reference; /* held: the rule speaks of its calendar and chain */
    struct rule rule;            /* as it would be */
};

static struct changing *changing_new(struct request *request, struct app *app);
static void changing_done(void *context);
static bool read_change(struct changing *changing);
static bool check_change(const struct rule_form *form, struct request *request);
static void add_rule(const struct rule *rule, struct json_out *out);
static void on_put(const struct db_rows *rows, const struct error *error, void *context);

void rule_list(struct request *request, void *service)
{
    const struct app *app = service;
    const struct reference *reference = app_reference(app);
    struct text body = {0};
    struct json_out out = {.text = &body};
    if (!reference) {
        request_fail_code(request, ERROR_UNAVAILABLE);
        return;
    }
    json_out_begin_object(&out);
    json_out_member_integer(&out, "version", reference->version);
    json_out_key(&out, "rules");
    json_out_begin_array(&out);
    for (size_t i = 0; i < reference->rule_count; i++)
        add_rule(&reference->rules[i], &out);
    json_out_end_array(&out);
    json_out_end_object(&out);
    request_reply_tagged(request, 200, &body);
    text_done(&body);
}

void rule_put(struct request *request, void *service)
{
    struct changing *changing = changing_new(request, service);
    if (read_change(changing))
        rule_put_query(changing->app->pool, request_arena(request), &changing->rule,
                       (int)changing->form.version, changing->rule.chain->code, changing->form.why,
                       request_token(request)->name, on_put, changing);
}

void rule_preview(struct request *request, void *service)
{
    struct changing *changing = changing_new(request, service);
    if (read_change(changing))
        preview_begin(request, changing->app,
                      reference_with_rule(changing->reference, &changing->rule));
}

static struct changing *changing_new(struct request *request, struct app *app)
{
    struct changing *changing = arena_alloc(request_arena(request), sizeof(*changing));
    changing->request = request;
    changing->app = app;
    if (app_reference(app))
        changing->reference = reference_hold(app_reference(app));
    arena_on_free(request_arena(request), changing_done, changing);
    return changing;
}

static void changing_done(void *context)
{
    struct changing *changing = context;
    reference_release(changing->reference);
}

/* False: the request is answered already. */
static bool read_change(struct changing *changing)
{
    struct request *request = changing->request;
    const struct reference *reference = changing->reference;
    int64_t id;
    if (!path_read_number(request, "id", INT32_MAX, &id))
        return false;
    const struct rule *rule = reference ? reference_rule(reference, (int)id) : NULL;
    if (!rule) {
        request_fail_code(request, reference ? ERROR_NOT_FOUND : ERROR_UNAVAILABLE);
        return false;
    }
    if (!body_read(request, rule_fields, RULE_FIELDS, &changing->form) ||
        !check_change(&changing->form, request))
        return false;
    changing->rule = *rule;
    changing->rule.term.unit = (enum term_unit)changing->form.unit;
    changing->rule.term.amount = (int)changing->form.amount;
    changing->rule.term.day_end =
        (enum term_end)(changing->form.day_end < 0 ? 0 : changing->form.day_end);
    changing->rule.extension_max = (int)changing->form.extension;
    changing->rule.valid_from_day = changing->form.valid_from;
    changing->rule.valid_to_day = changing->form.valid_to;
    return true;
}

static bool check_change(const struct rule_form *form, struct request *request)
{
    struct field_problems problems = {.count = 0};
    if (!term_amount_is_good((enum term_unit)form->unit, (int)form->amount))
        field_problem_add(&problems, "amount", PROBLEM_NOT_ALLOWED, term_units[form->unit].code);
    if (form->valid_to != CIVIL_DAY_NONE && form->valid_to < form->valid_from)
        field_problem_add(&problems, "valid_to", PROBLEM_TOO_EARLY, "valid_from");
    if (problems.count > 0)
        request_fail_fields(request, &problems);
    return problems.count == 0;
}

/* An empty list of words means any. */
static void add_rule(const struct rule *rule, struct json_out *out)
{
    json_out_begin_object(out);
    json_out_member_integer(out, "id", rule->id);
    json_out_member_integer(out, "version", rule->version);
    json_out_member_string(out, "code", rule->code);
    json_out_member_string(out, "stage", rule->stage);
    represent_words("kinds", item_kinds, rule->kinds, out);
    represent_words("channels", item_channels, rule->channels, out);
    represent_words("types", item_types, rule->types, out);
    represent_words("severities", item_severities, rule->severities, out);
    json_out_member_string(out, "starts_with", rule_starts[rule->start].code);
    json_out_member_string(out, "after", rule->after);
    json_out_member_integer(out, "amount", rule->term.amount);
    json_out_member_string(out, "unit", term_units[rule->term.unit].code);
    json_out_member_string(out, "day_end", term_ends[rule->term.day_end].code);
    json_out_member_integer(out, "extension", rule->extension_max);
    represent_words("pauses", pause_reasons, rule->pauses, out);
    represent_words("restarts", restart_reasons, rule->restarts, out);
    json_out_member_date(out, "valid_from", rule->valid_from_day);
    json_out_member_date(out, "valid_to", rule->valid_to_day);
    json_out_member_string(out, "calendar", calendar_name(rule->term.calendar));
    json_out_member_string(out, "chain", rule->chain->code);
    represent_both("ends_when", rule->ends_zh, rule->ends_en, out);
    represent_both("legal_basis", rule->legal_zh, rule->legal_en, out);
    json_out_end_object(out);
}

static void on_put(const struct db_rows *rows, const struct error *error, void *context)
{
    struct changing *changing = context;
    if (error) {
        request_fail(changing->request, error, NULL);
        return;
    }
    if (db_rows_count(rows) == 0) {
        request_fail_code(changing->request, ERROR_CONFLICT);
        return;
    }
    recalculation_reply_begun(changing->request, changing->app,
                              db_rows_integer(rows, 0, RULE_PUT_VERSION),
                              db_rows_integer(rows, 0, RULE_PUT_RECALCULATION));
}
