#include "items/register_item.h"

#include "base/macros.h"
#include "domain/grade.h"
#include "domain/ref.h"
#include "json/write.h"

#include <stdio.h>
#include <string.h>

static void keep_windows(struct docket *docket, struct arena *arena);
static void set_item(const struct register_form *form, struct item *item);
static void set_departments(const struct register_departments *departments, struct item *item);
static void answer_windows(const struct register_form *form, struct arena *arena,
                           struct docket *docket, struct field_problems *problems);
static struct docket_window *find_open(struct docket *docket, const char *stage);
static void answer_window(struct docket *docket, struct docket_window *window,
                          const struct answer_form *answer, size_t index, struct arena *arena,
                          struct field_problems *problems);
static void add_problem(struct field_problems *problems, size_t index, const char *field,
                        enum problem problem, const char *detail);
static void leave_out_history(struct docket *docket);
static const char *details(const struct register_form *form,
                           const struct register_occasion *occasion);
static void add_moments(const struct register_form *form, struct zone zone, struct json_out *out);
static void add_figures(const struct register_form *form, struct json_out *out);
static void seal_contact(const struct contact_form *contact,
                         const struct register_occasion *occasion, struct register_item *ret);

bool register_item_compose(const struct register_form *form, const struct item_facts *facts,
                           const struct register_occasion *occasion, struct register_item *ret,
                           struct field_problems *problems)
{
    const struct reference *reference = occasion->reference;
    struct register_departments departments;
    struct docket_window windows[2 * DOCKET_ROOM];
    struct docket_event events[ARRAY_LEN(windows) + DOCKET_EVENTS_BESIDE];
    struct item *item = &ret->item;
    register_form_check(form, facts->kind, reference, occasion->now_us, &departments, problems);
    item->docket = (struct docket){
        .item_id = occasion->id,
        .version = 1,
        .facts = *facts,
        .is_confidential = form->confidential,
        .is_drill = form->drill,
        .now_us = occasion->now_us,
        .rules = reference->rules,
        .rule_count = reference->rule_count,
        .windows = windows,
        .window_room = ARRAY_LEN(windows),
        .events = events,
        .event_room = ARRAY_LEN(events),
    };
    set_item(form, item);
    set_departments(&departments, item);
    docket_log(&item->docket);
    answer_windows(form, occasion->arena, &item->docket, problems);
    keep_windows(&item->docket, occasion->arena);
    if (problems->count > 0)
        return false;
    item->details = details(form, occasion);
    if (form->contact)
        seal_contact(form->contact, occasion, ret);
    return true;
}

/* Those that were opened, few of the many that could have been. Nothing was done to them yet. */
static void keep_windows(struct docket *docket, struct arena *arena)
{
    size_t size = docket->window_count * sizeof(*docket->windows);
    docket->windows = memcpy(arena_alloc(arena, size), docket->windows, size);
    docket->window_room = docket->window_count;
    docket->events = NULL;
    docket->event_room = 0;
}

static void set_item(const struct register_form *form, struct item *item)
{
    item->anonymous = form->anonymous;
    item->source = form->source;
    item->title = form->title;
    item->content = form->content;
    item->urls = form->urls;
    item->tags = form->tags;
    item->external_ref = form->external_ref;
    item->has_contact = form->contact != NULL;
}

static void set_departments(const struct register_departments *departments, struct item *item)
{
    item->docket.lead_department_id = departments->lead ? departments->lead->id : 0;
    item->support_count = departments->support_count;
    for (size_t i = 0; i < departments->support_count; i++)
        item->support_ids[i] = departments->support[i]->id;
}

/* Closes the windows of the answers that came with the item. */
static void answer_windows(const struct register_form *form, struct arena *arena,
                           struct docket *docket, struct field_problems *problems)
{
    const struct answer_form *answers = form->answers.all;
    for (size_t i = 0; i < form->answers.count; i++) {
        struct docket_window *window = find_open(docket, answers[i].stage);
        if (!window)
            add_problem(problems, i, "stage", PROBLEM_NOT_KNOWN, answers[i].stage);
        else if (window->answer)
            add_problem(problems, i, "stage", PROBLEM_DUPLICATE, NULL);
        else
            answer_window(docket, window, &answers[i], i, arena, problems);
    }
    if (form->history)
        leave_out_history(docket);
    docket_settle(docket);
}

/* The owed window of a stage, else one that is answered already, else NULL. */
static struct docket_window *find_open(struct docket *docket, const char *stage)
{
    struct docket_window *answered = NULL;
    for (size_t i = 0; i < docket->window_count; i++) {
        struct docket_window *each = &docket->windows[i];
        if (!rule_is_of_stage(each->window.rule, stage))
            continue;
        if (window_is_owed(&each->window))
            return each;
        answered = each;
    }
    return answered;
}

static void answer_window(struct docket *docket, struct docket_window *window,
                          const struct answer_form *answer, size_t index, struct arena *arena,
                          struct field_problems *problems)
{
    struct text text = {0};
    struct deed deed = answer_deed(answer);
    struct field_problems own = {.count = 0};
    answer_render(answer, &text);
    enum docket_verdict verdict = docket_fulfil(docket, window->window.n, &deed,
                                                arena_copy(arena, text.bytes, text.length), &own);
    docket->event_count = 0; /* the logging itself says it all */
    text_done(&text);
    if (verdict != DOCKET_DONE && own.count == 0) /* another answer has made it needless */
        add_problem(problems, index, "stage", PROBLEM_NOT_ALLOWED, answer->stage);
    for (size_t i = 0; i < own.count; i++)
        add_problem(problems, index, own.all[i].field, own.all[i].problem, own.all[i].detail);
}

static void add_problem(struct field_problems *problems, size_t index, const char *field,
                        enum problem problem, const char *detail)
{
    char path[sizeof(((struct field_problem *)0)->field)];
    snprintf(path, sizeof(path), "answers[%zu].%.24s", index, field);
    field_problem_add(problems, path, problem, detail);
}

/* What follows from an answer of long ago, and would be overdue already. */
static void leave_out_history(struct docket *docket)
{
    while (docket->window_count > 0) {
        const struct window *last = &docket->windows[docket->window_count - 1].window;
        if (!window_is_owed(last) || rule_starts_at_logging(last->rule->start) ||
            last->times.due_at_us > docket->now_us)
            break;
        docket->window_count--;
    }
}

/* What only some kinds have, as it was said; NULL if nothing was. */
static const char *details(const struct register_form *form,
                           const struct register_occasion *occasion)
{
    struct text text = {0};
    struct json_out out = {.text = &text};
    json_out_begin_object(&out);
    if (form->delivery >= 0)
        json_out_member_string(&out, "delivery", item_deliveries[form->delivery].code);
    add_moments(form, occasion->zone, &out);
    add_figures(form, &out);
    bool is_empty = !out.comma;
    json_out_end_object(&out);
    const char *copy = is_empty ? NULL : arena_copy(occasion->arena, text.bytes, text.length);
    text_done(&text);
    return copy;
}

static void add_moments(const struct register_form *form, struct zone zone, struct json_out *out)
{
    const struct {
        const char *name;
        int64_t at_us;
    } moments[] = {{"confirmed_at", form->confirmed_at_us},
                   {"accepted_at", form->accepted_at_us},
                   {"approved_at", form->approved_at_us},
                   {"effective_at", form->effective_at_us}};
    for (size_t i = 0; i < ARRAY_LEN(moments); i++) {
        if (moments[i].at_us != INSTANT_NONE)
            json_out_member_instant(out, moments[i].name, moments[i].at_us, zone);
    }
}

static void add_figures(const struct register_form *form, struct json_out *out)
{
    const struct accident_figures figures = {form->deaths, form->serious_injuries, form->loss_yuan};
    if (figures.deaths >= 0)
        json_out_member_integer(out, "deaths", figures.deaths);
    if (figures.serious_injuries >= 0)
        json_out_member_integer(out, "serious_injuries", figures.serious_injuries);
    if (figures.loss_yuan >= 0)
        json_out_member_integer(out, "loss_yuan", figures.loss_yuan);
    int grade = grade_suggest(&figures);
    if (grade >= 0)
        json_out_member_string(out, "suggested_severity", item_severities[grade].code);
}

static void seal_contact(const struct contact_form *contact,
                         const struct register_occasion *occasion, struct register_item *ret)
{
    char ref[REF_SIZE], hash[CRYPTO_DIGEST_HEX_SIZE];
    struct text text = {0};
    struct json_out out = {.text = &text};
    json_out_begin_object(&out);
    json_out_member_string(&out, "name", contact->name);
    json_out_member_string(&out, "phone", contact->phone);
    json_out_member_string(&out, "email", contact->email);
    json_out_member_string(&out, "address", contact->address);
    json_out_end_object(&out);
    ref_format(ret->item.docket.item_id, ref);
    ret->origin.contact_size = text.length + CRYPTO_SEAL_EXTRA_BYTES;
    unsigned char *sealed = arena_alloc(occasion->arena, ret->origin.contact_size);
    crypto_seal(occasion->keys, ref, text.bytes, text.length, sealed);
    ret->origin.contact = sealed;
    text_done(&text);
    if (contact->phone) {
        crypto_find_hash_hex(occasion->keys, contact->phone, hash);
        ret->origin.contact_hash = arena_copy(occasion->arena, hash, strlen(hash));
    }
}
