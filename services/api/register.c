#include "register.h"

#include "admit.h"
#include "app.h"
#include "domain/ref.h"
#include "http/reply.h"
#include "register_form.h"
#include "represent.h"

#include <stdio.h>
#include <string.h>

enum { ATTEMPTS_MAX = 5, KEY_BYTES_MAX = 255 };

/*
 * One item on its way in. The form is read once; what follows from the reference data is worked
 * out anew at each attempt, since that data may move on before the item is stored:
 *
 *     attempt -> intake -> created            -> 201
 *        ^         |-----> replayed -> read   -> 201, as it is now
 *        |         '-----> stale
 *        '--- newer reference data ---'
 */
struct registration {
    struct request *request;
    struct app *app;
    struct register_form form;
    struct item_facts facts;
    struct item *item;
    struct duty duties[RULE_MATCHES_MAX];
    struct intake_origin origin;
    struct intake_entry entry;
    struct reference *reference; /* held until the attempt is over */
    int support_ids[SUPPORT_DEPARTMENTS_MAX];
    int attempts;
};

static void begin(struct request *request, struct app *app, const struct field *fields,
                  size_t field_count, enum item_kind kind);
static struct registration *registration_new(struct request *request, struct app *app);
static void registration_done(void *registration);
static bool read_key(struct registration *registration, struct field_problems *problems);
static bool read_form(struct registration *registration, const struct field *fields,
                      size_t field_count, struct field_problems *problems, struct error *error);
static void attempt(struct registration *registration);
static bool work_out(struct registration *registration, struct field_problems *problems);
static void set_item(struct registration *registration,
                     const struct register_departments *departments);
static bool set_windows(struct registration *registration, struct field_problems *problems);
static void set_window(struct item_window *window, int n, const struct duty *duty);
static bool answer_window(struct registration *registration, size_t index,
                          struct field_problems *problems);
static void seal_contact(struct registration *registration);
static void on_intake(const struct intake_result *result, const struct error *error, void *context);
static void on_reference(const struct db_rows *rows, const struct error *error, void *context);
static void on_replayed(const struct db_rows *rows, const struct error *error, void *context);
static void reply_created(struct registration *registration, struct item *item);

void inquiry_create(struct request *request, void *service)
{
    begin(request, service, inquiry_fields, inquiry_field_count, ITEM_KIND_INQUIRY);
}

void opinion_event_create(struct request *request, void *service)
{
    begin(request, service, opinion_event_fields, opinion_event_field_count,
          ITEM_KIND_OPINION_EVENT);
}

static void begin(struct request *request, struct app *app, const struct field *fields,
                  size_t field_count, enum item_kind kind)
{
    struct registration *registration = registration_new(request, app);
    struct field_problems problems = {.count = 0};
    struct error error;
    if (!app->reference) {
        request_fail_code(request, ERROR_UNAVAILABLE);
        return;
    }
    if (!read_key(registration, &problems)) {
        error_set(&error, ERROR_BAD_REQUEST, "Idempotency-Key", "Idempotency-Key is malformed");
        request_fail(request, &error, &problems);
        return;
    }
    if (!read_form(registration, fields, field_count, &problems, &error)) {
        request_fail(request, &error, &problems);
        return;
    }
    if (kind == ITEM_KIND_INQUIRY)
        kind = item_kind_of_type((enum item_type)registration->form.type);
    registration->facts =
        register_form_facts(&registration->form, kind, database_clock_now_us(app->clock));
    attempt(registration);
}

static struct registration *registration_new(struct request *request, struct app *app)
{
    struct arena *arena = request_arena(request);
    struct registration *registration = arena_alloc(arena, sizeof(*registration));
    const struct token *token = request_token(request);
    registration->request = request;
    registration->app = app;
    registration->form = (struct register_form){
        .channel = -1,
        .type = -1,
        .severity = -1,
        .received_at_us = INSTANT_NONE,
        .transferred_at_us = INSTANT_NONE,
        .occurred_at_us = INSTANT_NONE,
        .sender_due_us = INSTANT_NONE,
    };
    registration->origin.token_id = token->id;
    registration->origin.actor = token->name;
    registration->entry.callback = on_intake;
    registration->entry.context = registration;
    arena_on_free(arena, registration_done, registration);
    return registration;
}

static void registration_done(void *context)
{
    struct registration *registration = context;
    reference_release(registration->reference);
    text_done(&registration->entry.row);
}

/* The key is any printable ASCII; only digests of it and of what it is for are kept. */
static bool read_key(struct registration *registration, struct field_problems *problems)
{
    struct request *request = registration->request;
    struct arena *arena = request_arena(request);
    const char *key = request_header(request, "Idempotency-Key");
    char digest[CRYPTO_DIGEST_HEX_SIZE];
    size_t size;
    if (!key)
        return true;
    size_t length = strlen(key);
    bool is_good = length > 0 && length <= KEY_BYTES_MAX;
    for (size_t i = 0; i < length; i++)
        is_good &= key[i] > ' ' && key[i] <= '~';
    if (!is_good) {
        field_problem_add(problems, "Idempotency-Key", PROBLEM_BAD_FORMAT,
                          "5b1f6c1e-8c1d-4c57-a6f6-6f7f1fbb2d11");
        return false;
    }
    crypto_digest_hex(key, length, digest);
    registration->origin.key = arena_copy(arena, digest, strlen(digest));
    struct text body = {0};
    const void *bytes = request_body(request, &size);
    text_add(&body, request_path(request));
    text_add_char(&body, '\n');
    text_add_bytes(&body, bytes, size);
    crypto_digest_hex(body.bytes, body.length, digest);
    text_done(&body);
    registration->origin.body_hash = arena_copy(arena, digest, strlen(digest));
    return true;
}

static bool read_form(struct registration *registration, const struct field *fields,
                      size_t field_count, struct field_problems *problems, struct error *error)
{
    struct request *request = registration->request;
    struct app *app = registration->app;
    struct register_departments departments;
    size_t size;
    const char *body = request_body(request, &size);
    bool is_decoded = fields_decode(fields, field_count, body, size, request_arena(request),
                                    &registration->form, problems, error);
    if (!is_decoded && error->code != ERROR_INVALID_FIELDS)
        return false;
    if (is_decoded)
        register_form_check(&registration->form, app->reference, database_clock_now_us(app->clock),
                            &departments, problems);
    if (problems->count > 0)
        error_set(error, ERROR_INVALID_FIELDS, NULL, "%zu fields are wrong", problems->count);
    return problems->count == 0;
}

static void attempt(struct registration *registration)
{
    struct app *app = registration->app;
    struct field_problems problems = {.count = 0};
    struct error error;
    int64_t id = numbers_take(app->numbers);
    if (id == 0 || registration->attempts++ == ATTEMPTS_MAX) {
        request_fail_code(registration->request, ERROR_UNAVAILABLE);
        return;
    }
    reference_release(registration->reference);
    registration->reference = reference_hold(app->reference);
    registration->item = arena_alloc(request_arena(registration->request), sizeof(struct item));
    registration->item->id = id;
    if (!work_out(registration, &problems)) {
        error_set(&error, ERROR_INVALID_FIELDS, NULL, "%zu fields are wrong", problems.count);
        request_fail(registration->request, &error, &problems);
        return;
    }
    seal_contact(registration);
    intake_render(&registration->entry.row, registration->item, registration->duties,
                  &registration->origin);
    registration->entry.id = id;
    registration->entry.version = registration->reference->version;
    registration->entry.token_id = registration->origin.token_id;
    registration->entry.key = registration->origin.key;
    registration->entry.body_hash = registration->origin.body_hash;
    intake_submit(app->intake, &registration->entry);
}

/* All that depends on the reference data: departments, duties, windows. */
static bool work_out(struct registration *registration, struct field_problems *problems)
{
    struct register_departments departments;
    const struct reference *reference = registration->reference;
    int64_t now_us = database_clock_now_us(registration->app->clock);
    register_form_check(&registration->form, reference, now_us, &departments, problems);
    if (problems->count > 0)
        return false;
    set_item(registration, &departments);
    registration->item->window_count =
        duties_work_out(reference->rules, reference->rule_count, &registration->facts, now_us,
                        registration->duties);
    return set_windows(registration, problems);
}

static void set_item(struct registration *registration,
                     const struct register_departments *departments)
{
    struct arena *arena = request_arena(registration->request);
    const struct register_form *form = &registration->form;
    struct item *item = registration->item;
    item->facts = registration->facts;
    item->status = item_statuses[ITEM_STATUS_REGISTERED].code;
    item->anonymous = form->anonymous;
    item->confidential = form->confidential;
    item->drill = form->drill;
    item->title = form->title;
    item->content = form->content;
    item->urls = form->urls;
    item->tags = form->tags;
    item->external_ref = form->external_ref;
    item->has_contact = form->contact != NULL;
    item->lead_department = departments->lead->code;
    item->version = 1;
    registration->origin.department_id = departments->lead->id;
    registration->origin.support_ids = registration->support_ids;
    registration->origin.support_count = departments->support_count;
    item->support_departments.all =
        arena_alloc(arena, departments->support_count * sizeof(const char *));
    item->support_departments.count = departments->support_count;
    for (size_t i = 0; i < departments->support_count; i++) {
        registration->support_ids[i] = departments->support[i]->id;
        item->support_departments.all[i] = departments->support[i]->code;
    }
}

static bool set_windows(struct registration *registration, struct field_problems *problems)
{
    struct item *item = registration->item;
    for (size_t i = 0; i < item->window_count; i++)
        set_window(&item->windows[i], (int)i + 1, &registration->duties[i]);
    for (size_t i = 0; i < registration->form.answers.count; i++) {
        if (!answer_window(registration, i, problems))
            return false;
    }
    item->due_at_us = INSTANT_NONE;
    for (size_t i = 0; i < item->window_count; i++) {
        const struct item_window *window = &item->windows[i];
        bool is_open = window->answered_at_us == INSTANT_NONE;
        if (is_open && (item->due_at_us == INSTANT_NONE || window->due_at_us < item->due_at_us))
            item->due_at_us = window->due_at_us;
    }
    if (item->due_at_us == INSTANT_NONE)
        item->status = item_statuses[ITEM_STATUS_CONCLUDED].code;
    return true;
}

static void set_window(struct item_window *window, int n, const struct duty *duty)
{
    *window = (struct item_window){
        .n = n,
        .stage = duty->rule->stage,
        .rule = duty->rule->code,
        .legal_zh = duty->rule->legal_zh,
        .legal_en = duty->rule->legal_en,
        .starts_at_us = duty->times.starts_at_us,
        .rule_due_at_us = duty->times.rule_due_at_us,
        .due_at_us = duty->times.due_at_us,
        .last_day = duty->times.last_day,
        .provisional = duty->times.provisional,
        .state = window_state_code(WINDOW_STATE_OPEN),
        .answered_at_us = INSTANT_NONE,
        .recorded_at_us = INSTANT_NONE,
    };
}

/* Closes the window of an answer that came with the item. */
static bool answer_window(struct registration *registration, size_t index,
                          struct field_problems *problems)
{
    const struct answer_form *answer =
        (const struct answer_form *)registration->form.answers.all + index;
    struct item *item = registration->item;
    size_t i = 0;
    while (i < item->window_count && strcmp(item->windows[i].stage, answer->stage) != 0)
        i++;
    bool is_open = i < item->window_count && item->windows[i].answered_at_us == INSTANT_NONE;
    if (!is_open) {
        char field[40];
        snprintf(field, sizeof(field), "answers[%zu].stage", index);
        field_problem_add(problems, field,
                          i < item->window_count ? PROBLEM_DUPLICATE : PROBLEM_NOT_KNOWN,
                          answer->stage);
        return false;
    }
    struct text text = {0};
    answer_render(answer, &text);
    struct item_window *window = &item->windows[i];
    window->answered_at_us = answer->answered_at_us == INSTANT_NONE
                                 ? database_clock_now_us(registration->app->clock)
                                 : answer->answered_at_us;
    window->state =
        window_state_code(window_state_of_answer(window->due_at_us, window->answered_at_us));
    window->answer = arena_copy(request_arena(registration->request), text.bytes, text.length);
    text_done(&text);
    return true;
}

static void seal_contact(struct registration *registration)
{
    const struct contact_form *contact = registration->form.contact;
    struct arena *arena = request_arena(registration->request);
    const struct crypto_keys *keys = registration->app->keys;
    char ref[REF_SIZE], hash[CRYPTO_DIGEST_HEX_SIZE];
    if (!contact)
        return;
    struct text text = {0};
    struct json_out out = {.text = &text};
    json_out_begin_object(&out);
    json_out_member_string(&out, "name", contact->name);
    json_out_member_string(&out, "phone", contact->phone);
    json_out_member_string(&out, "email", contact->email);
    json_out_member_string(&out, "address", contact->address);
    json_out_end_object(&out);
    ref_format(registration->item->id, ref);
    registration->origin.contact_size = text.length + CRYPTO_SEAL_EXTRA_BYTES;
    unsigned char *sealed = arena_alloc(arena, registration->origin.contact_size);
    crypto_seal(keys, ref, text.bytes, text.length, sealed);
    registration->origin.contact = sealed;
    text_done(&text);
    if (contact->phone) {
        crypto_find_hash_hex(keys, contact->phone, hash);
        registration->origin.contact_hash = arena_copy(arena, hash, strlen(hash));
    }
}

static void on_intake(const struct intake_result *result, const struct error *error, void *context)
{
    struct registration *registration = context;
    struct app *app = registration->app;
    struct request *request = registration->request;
    if (error) {
        request_fail(request, error, NULL);
        return;
    }
    switch (result->outcome) {
    case INTAKE_CREATED:
        metric_add(METRIC_INTAKE_ITEMS, 1);
        registration->item->recorded_at_us = result->recorded_at_us;
        for (size_t i = 0; i < registration->item->window_count; i++) {
            if (registration->item->windows[i].answer)
                registration->item->windows[i].recorded_at_us = result->recorded_at_us;
        }
        reply_created(registration, registration->item);
        return;
    case INTAKE_STALE:
        reference_query(app->pool, on_reference, registration);
        return;
    case INTAKE_REPLAYED:
        metric_add(METRIC_INTAKE_REPLAYED, 1);
        item_query(app->pool, request_arena(request), result->id, (struct reader){0}, on_replayed,
                   registration);
        return;
    }
}

static void on_reference(const struct db_rows *rows, const struct error *error, void *context)
{
    struct registration *registration = context;
    struct app *app = registration->app;
    struct error failure;
    struct reference *reference = rows ? reference_from_rows(rows, app->zone, &failure) : NULL;
    if (!reference) {
        request_fail(registration->request, error ? error : &failure, NULL);
        return;
    }
    reference_release(app->reference);
    app->reference = reference;
    attempt(registration);
}

static void on_replayed(const struct db_rows *rows, const struct error *error, void *context)
{
    struct registration *registration = context;
    struct item *item = rows ? item_from_rows(rows, request_arena(registration->request)) : NULL;
    if (!item) {
        if (error)
            request_fail(registration->request, error, NULL);
        else
            request_fail_code(registration->request, ERROR_UNAVAILABLE);
        return;
    }
    request_header_add(registration->request, "Idempotent-Replayed", "true");
    reply_created(registration, item);
}

static void reply_created(struct registration *registration, struct item *item)
{
    char ref[REF_SIZE], location[64], tag[REPRESENT_TAG_SIZE];
    struct text body = {0};
    ref_format(item->id, ref);
    snprintf(location, sizeof(location), "/v1/items/%s", ref);
    represent_item(registration->app, item, &body);
    represent_tag(item, &body, tag);
    request_header_add(registration->request, "Location", location);
    request_reply_with_tag(registration->request, 201, &body, tag);
    text_done(&body);
}
