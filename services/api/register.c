#include "register.h"

#include "admit.h"
#include "app.h"
#include "domain/ref.h"
#include "http/reply.h"
#include "register_form.h"
#include "register_item.h"
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
    struct register_item *composed;
    struct intake_entry entry;
    const char *key; /* digests, hexadecimal; NULL without a key */
    const char *body_hash;
    struct reference *reference; /* held until the attempt is over */
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
static void submit(struct registration *registration);
static void on_intake(const struct intake_result *result, const struct error *error, void *context);
static void set_recorded(struct item *item, int64_t recorded_at_us);
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
    registration->key = arena_copy(arena, digest, strlen(digest));
    struct text body = {0};
    const void *bytes = request_body(request, &size);
    text_add(&body, request_path(request));
    text_add_char(&body, '\n');
    text_add_bytes(&body, bytes, size);
    crypto_digest_hex(body.bytes, body.length, digest);
    text_done(&body);
    registration->body_hash = arena_copy(arena, digest, strlen(digest));
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
    if (is_decoded && request_token(request)->role == ROLE_PORTAL &&
        registration->form.answers.count > 0)
        field_problem_add(problems, "answers", PROBLEM_NOT_ALLOWED, "portal");
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
    struct arena *arena = request_arena(registration->request);
    struct field_problems problems = {.count = 0};
    struct error error;
    int64_t id = numbers_take(app->numbers);
    if (id == 0 || registration->attempts++ == ATTEMPTS_MAX) {
        request_fail_code(registration->request, ERROR_UNAVAILABLE);
        return;
    }
    reference_release(registration->reference);
    registration->reference = reference_hold(app->reference);
    registration->composed = arena_alloc(arena, sizeof(*registration->composed));
    if (register_item_compose(&registration->form, &registration->facts, registration->reference,
                              id, database_clock_now_us(app->clock), app->keys, arena,
                              registration->composed, &problems)) {
        submit(registration);
        return;
    }
    error_set(&error, ERROR_INVALID_FIELDS, NULL, "%zu fields are wrong", problems.count);
    request_fail(registration->request, &error, &problems);
}

static void submit(struct registration *registration)
{
    const struct token *token = request_token(registration->request);
    struct intake_origin *origin = &registration->composed->origin;
    struct intake_entry *entry = &registration->entry;
    origin->token_id = token->id;
    origin->actor = token->name;
    origin->key = registration->key;
    origin->body_hash = registration->body_hash;
    intake_render(&entry->row, &registration->composed->item, registration->composed->duties,
                  origin);
    entry->id = registration->composed->item.id;
    entry->version = registration->reference->version;
    entry->token_id = token->id;
    entry->key = registration->key;
    entry->body_hash = registration->body_hash;
    if (!intake_submit(registration->app->intake, entry))
        request_fail_code(registration->request, ERROR_UNAVAILABLE);
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
        set_recorded(&registration->composed->item, result->recorded_at_us);
        reply_created(registration, &registration->composed->item);
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

/* The item and the answers that came with it were entered at one moment. */
static void set_recorded(struct item *item, int64_t recorded_at_us)
{
    item->recorded_at_us = recorded_at_us;
    for (size_t i = 0; i < item->window_count; i++) {
        if (item->windows[i].answer)
            item->windows[i].recorded_at_us = recorded_at_us;
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
    if (reference->version > app->reference->version) {
        reference_release(app->reference);
        app->reference = reference;
    } else {
        reference_release(reference);
    }
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
    char ref[REF_SIZE], location[64];
    ref_format(item->id, ref);
    snprintf(location, sizeof(location), "/v1/items/%s", ref);
    request_header_add(registration->request, "Location", location);
    represent_reply(registration->app, registration->request, 201, item);
}
