#include "deadlines/deadlines.h"

#include "admit.h"
#include "app.h"
#include "deadlines/explain_json.h"
#include "deadlines/explain_text.h"
#include "http/reply.h"
#include "parameters.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct preview_form {
    int64_t start_us;
    int unit;
    int64_t amount;
    const char *rule;
    const char *calendar;
};

/* clang-format off */
#define AT(member) .offset = offsetof(struct preview_form, member)
const struct field deadline_preview_parameters[DEADLINE_PREVIEW_PARAMETERS] = {
    {.name = "start", .type = FIELD_INSTANT, .required = true, AT(start_us)},
    {.name = "unit", .type = FIELD_WORD, .words = term_units, AT(unit)},
    {.name = "amount", .type = FIELD_INTEGER, .min = 1, .max = 99991231, AT(amount)},
    {.name = "rule", .type = FIELD_TEXT, .one_line = true, .max = RULE_CODE_SIZE - 1, AT(rule)},
    {.name = "calendar", .type = FIELD_TEXT, .one_line = true, .max = 40, AT(calendar)},
};
/* clang-format on */

/* read the item -> read what happened to the window -> reply */
struct asking {
    struct request *request;
    struct app *app;
    int n;
    struct explained explained; /* its reference is held */
};

enum { EVENTS_MAX = 200 };

static bool find_term(struct request *request, const struct reference *reference,
                      const struct preview_form *form, struct term *ret_term);
static void refuse(struct request *request, const char *parameter, enum problem problem,
                   const char *detail);
static void reply_preview(struct request *request, const struct app *app, const struct clock *clock,
                          const struct term *term);
static void on_item(const struct db_rows *rows, const struct error *error, void *context);
static void explain(const struct asking *asking);
static void on_events(const struct db_rows *rows, const struct error *error, void *context);
static void asking_done(void *context);
static bool wants_text(const struct request *request);

void deadline_preview(struct request *request, void *service)
{
    struct app *app = service;
    struct preview_form form;
    struct term term;
    if (!parameters_read(request, deadline_preview_parameters, DEADLINE_PREVIEW_PARAMETERS, &form))
        return;
    const struct reference *reference = app_reference(app);
    if (!reference) {
        request_fail_code(request, ERROR_UNAVAILABLE);
        return;
    }
    if (!find_term(request, reference, &form, &term))
        return;
    struct clock clock = clock_start(form.start_us, INSTANT_NONE);
    reply_preview(request, app, &clock, &term);
}

void window_explain(struct request *request, void *service)
{
    struct app *app = service;
    struct asking *asking = arena_alloc(request_arena(request), sizeof(*asking));
    int64_t id;
    asking->request = request;
    asking->app = app;
    if (!path_read_ref(request, &id) || !path_read_window(request, &asking->n))
        return;
    if (!app_reference(app)) {
        request_fail_code(request, ERROR_UNAVAILABLE);
        return;
    }
    asking->explained.zone = app->zone;
    asking->explained.reference = reference_hold(app_reference(app));
    arena_on_free(request_arena(request), asking_done, asking);
    item_query(app->item_reads, request_arena(request), id, request_reader(request), on_item,
               asking);
}

/* A rule by its code, or amount and unit by themselves. False: the request is answered already. */
static bool find_term(struct request *request, const struct reference *reference,
                      const struct preview_form *form, struct term *ret_term)
{
    const char *name = form->calendar ? form->calendar : "cn";
    const struct rule *rule =
        form->rule ? reference_rule_of(reference, form->rule, form->start_us) : NULL;
    const struct calendar *calendar = reference_calendar(reference, name);
    char most[32];
    if (form->rule && !rule) {
        refuse(request, "rule", PROBLEM_NOT_KNOWN, form->rule);
        return false;
    }
    if (rule) {
        *ret_term = rule->term;
        return true;
    }
    if (form->unit < 0 || form->amount == 0 || !calendar) {
        refuse(request,
               form->unit < 0      ? "unit"
               : form->amount == 0 ? "amount"
                                   : "calendar",
               calendar ? PROBLEM_REQUIRED : PROBLEM_NOT_KNOWN, name);
        return false;
    }
    if (!term_amount_is_good((enum term_unit)form->unit, (int)form->amount)) {
        snprintf(most, sizeof(most), "%s", term_units[form->unit].code);
        refuse(request, "amount", PROBLEM_NOT_ALLOWED, most);
        return false;
    }
    *ret_term =
        (struct term){calendar, (enum term_unit)form->unit, (int)form->amount, TERM_END_MIDNIGHT};
    return true;
}

static void refuse(struct request *request, const char *parameter, enum problem problem,
                   const char *detail)
{
    struct field_problems problems = {.count = 0};
    struct error error;
    field_problem_add(&problems, parameter, problem, detail);
    error_set(&error, ERROR_BAD_PARAMETER, parameter, "%s is wrong", parameter);
    request_fail(request, &error, &problems);
}

static void reply_preview(struct request *request, const struct app *app, const struct clock *clock,
                          const struct term *term)
{
    struct window_times times = clock_count(clock, term);
    bool is_before = !term_is_a_date(term->unit) && times.due_at_us <= clock->starts_at_us;
    if (times.last_day >= CALENDAR_DAY_MAX || is_before) {
        refuse(request, "start", PROBLEM_NOT_ALLOWED, "last_day >= 2199-12-31");
        return;
    }
    struct text body = {0};
    struct json_out out = {.text = &body};
    json_out_begin_object(&out);
    json_out_member_instant(&out, "start", clock->starts_at_us, app->zone);
    json_out_member_integer(&out, "amount", term->amount);
    json_out_member_string(&out, "unit", term_units[term->unit].code);
    json_out_member_date(&out, "last_day", times.last_day);
    json_out_member_instant(&out, "due_at", times.due_at_us, app->zone);
    json_out_member_bool(&out, "provisional", times.provisional);
    json_out_member_string(&out, "calendar", calendar_name(term->calendar));
    json_out_member_integer(&out, "calendar_version", app_reference(app)->version);
    explain_json_days(&out, clock, term);
    json_out_end_object(&out);
    request_reply_tagged(request, 200, &body);
    text_done(&body);
}

static void on_item(const struct db_rows *rows, const struct error *error, void *context)
{
    struct asking *asking = context;
    struct request *request = asking->request;
    if (rows_are_missing(request, rows, error))
        return;
    struct item *item = item_from_rows(rows, request_arena(request), asking->explained.reference,
                                       database_clock_now_us(asking->app->clock), 0);
    const struct docket_window *window = item ? docket_find(&item->docket, asking->n) : NULL;
    if (!window) {
        request_fail_code(request, item ? ERROR_NOT_FOUND : ERROR_UNAVAILABLE);
        return;
    }
    asking->explained.item = item;
    asking->explained.window = &window->window;
    if (request_token(request)->role == ROLE_PORTAL) /* what staff did is not for it */
        explain(asking);
    else
        window_events_query(asking->app->pool, request_arena(request), item->docket.item_id,
                            asking->n, EVENTS_MAX, on_events, asking);
}

static void on_events(const struct db_rows *rows, const struct error *error, void *context)
{
    struct asking *asking = context;
    if (error) {
        request_fail(asking->request, error, NULL);
        return;
    }
    asking->explained.events = rows;
    explain(asking);
}

static void explain(const struct asking *asking)
{
    struct request *request = asking->request;
    struct text body = {0};
    if (wants_text(request)) {
        explain_text(&asking->explained, request_is_chinese(request), &body);
        request_reply(request, 200, "text/plain; charset=utf-8", &body);
    } else {
        explain_json(&asking->explained, &body);
        request_reply(request, 200, HTTP_JSON, &body);
    }
    text_done(&body);
}

static void asking_done(void *context)
{
    struct asking *asking = context;
    reference_release(asking->explained.reference);
}

/* JSON unless text/plain alone is asked for. */
static bool wants_text(const struct request *request)
{
    const char *accept = request_header(request, "Accept");
    return accept && strstr(accept, "text/plain") && !strstr(accept, "json");
}
