#include "items/register.h"

#include "admit.h"
#include "app.h"
#include "domain/ref.h"
#include "http/reply.h"
#include "items/register_form.h"
#include "items/register_item.h"
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

static void begin(struct request *request, struct app *app, const struct register_kind *kind);
static struct registration *registration_new(struct request *request, struct app *app);
static void registration_done(void *registration);
static bool read_key(struct registration *registration, struct field_problems *problems);
static bool read_form(struct registration *registration, const struct register_kind *kind,
                      struct field_problems *problems, struct error *error);
static void attempt(struct registration *registration);
static void submit(struct registration *registration);
static void on_intake(const struct intake_result *result, const struct error *error, void *context);
static void set_recorded(struct item *item, int64_t recorded_at_us);
static void on_reference(void *context, bool is_good);
static void on_replayed(const struct db_rows *rows, const struct error *error, void *context);
static void leave_out_unseen(struct item *item, struct reader reader);
static void reply_created(struct registration *registration, struct item *item);

void inquiry_create(struct request *request, void *service)
{
    begin(request, service, &register_inquiry);
}

void opinion_event_create(struct request *request, void *service)
{
    begin(request, service, &register_opinion_event);
}

void disclosure_request_create(struct request *request, void *service)
{
    begin(request, service, &register_disclosure_request);
}

void petition_create(struct request *request, void *service)
{
    begin(request, service, &register_petition);
}

void guide_change_create(struct request *request, void *service)
{
    begin(request, service, &register_guide_change);
}

static void begin(struct request *request, struct app *app, const struct register_kind *kind)
{
    struct registration *registration = registration_new(request, app);
    struct field_problems problems = {.count = 0};
    struct error error;
    if (!app_reference(app) || !database_clock_is_known(app->clock)) {
        request_fail_code(request, ERROR_UNAVAILABLE);
        return;
    }
    if (!read_key(registration, &problems)) {
        error_set(&error, ERROR_BAD_REQUEST, "Idempotency-Key", "Idempotency-Key is malformed");
        request_fail(request, &error, &problems);
        return;
    }
    if (!read_form(registration, kind, &problems, &error)) {
        request_fail(request, &error, &problems);
        return;
    }
    enum item_kind item_kind = kind->kind == ITEM_KIND_INQUIRY
                                   ? item_kind_of_type((enum item_type)registration->form.type)
                                   : kind->kind;
    registration->facts =
        register_form_facts(&registration->form, item_kind, database_clock_now_us(app->clock));
    attempt(registration);
}

static struct registration *registration_new(struct request *request, struct app *app)
{
    struct arena *arena = request_arena(request);
    struct registration *registration = arena_alloc(arena, sizeof(*registration));
    registration->request = request;
    registration->app = app;
    registration->form = register_form_empty();
    registration->entry.callback = on_intake;
    registration->entry.context = registration;
    arena_on_free(arena, registration_done, registration);
    return registration;
}

static void registration_done(void *context)
{
    struct registration *registration = context;
    reference_release(registration->reference);
    intake_rows_done(&registration->entry.rows);
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

/* What the citizen's portal logs has not been answered. */
static bool read_form(struct registration *registration, const struct register_kind *kind,
                      struct field_problems *problems, struct error *error)
{
    struct request *request = registration->request;
    size_t size;
    const char *body = request_body(request, &size);
    if (!fields_decode(kind->fields, kind->field_count, body, size, request_arena(request),
                       &registration->form, problems, error))
        return false;
    if (request_token(request)->role == ROLE_PORTAL && registration->form.answers.count > 0) {
        field_problem_add(problems, "answers", PROBLEM_NOT_ALLOWED, "portal");
        error_set(error, ERROR_INVALID_FIELDS, NULL, "answers are not the portal's to give");
    }
    return problems->count == 0;
}

static void attempt(struct registration *registration)
{
    struct app *app = registration->app;
    struct arena *arena = request_arena(registration->request);
    struct field_problems problems = {.count = 0};
    int64_t id = numbers_take(app->numbers);
    if (id == 0 || registration->attempts++ == ATTEMPTS_MAX) {
        request_fail_code(registration->request, ERROR_UNAVAILABLE);
        return;
    }
    reference_release(registration->reference);
    registration->reference = reference_hold(app_reference(app));
    registration->composed = arena_alloc(arena, sizeof(*registration->composed));
    struct register_occasion occasion = {
        .reference = registration->reference,
        .keys = app->keys,
        .arena = arena,
        .zone = app->zone,
        .id = id,
        .now_us = database_clock_now_us(app->clock),
    };
    if (register_item_compose(&registration->form, &registration->facts, &occasion,
                              registration->composed, &problems)) {
        submit(registration);
        return;
    }
    request_fail_fields(registration->request, &problems);
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
    intake_render(&entry->rows, &registration->composed->item, origin);
    entry->id = registration->composed->item.docket.item_id;
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
        references_await(app->references, on_reference, registration);
        return;
    case INTAKE_REPLAYED:
        metric_add(METRIC_INTAKE_REPLAYED, 1);
        item_query(app->item_reads, request_arena(request), result->id, (struct reader){0},
                   on_replayed, registration);
        return;
    }
}

/* The item and the answers that came with it were entered at one moment. */
static void set_recorded(struct item *item, int64_t recorded_at_us)
{
    item->recorded_at_us = recorded_at_us;
    for (size_t i = 0; i < item->docket.window_count; i++) {
        struct docket_window *each = &item->docket.windows[i];
        if (each->answer)
            each->window.recorded_at_us = recorded_at_us;
    }
}

static void on_reference(void *context, bool is_good)
{
    struct registration *registration = context;
    if (is_good)
        attempt(registration);
    else
        request_fail_code(registration->request, ERROR_UNAVAILABLE);
}

static void on_replayed(const struct db_rows *rows, const struct error *error, void *context)
{
    struct registration *registration = context;
    struct item *item = NULL;
    if (rows && db_rows_count(rows) > 0)
        item = app_item_from_rows(registration->app, rows, request_arena(registration->request));
    if (!item) {
        if (error)
            request_fail(registration->request, error, NULL);
        else
            request_fail_code(registration->request, ERROR_UNAVAILABLE);
        return;
    }
    leave_out_unseen(item, request_reader(registration->request));
    request_header_add(registration->request, "Idempotent-Replayed", "true");
    reply_created(registration, item);
}

/* Who logged an item for another department is told of it again, and not what that one answered. */
static void leave_out_unseen(struct item *item, struct reader reader)
{
    bool is_seen = !reader.department_id || reader.department_id == item->docket.lead_department_id;
    for (size_t i = 0; i < item->support_count; i++)
        is_seen |= item->support_ids[i] == reader.department_id;
    for (size_t i = 0; i < item->docket.window_count && !is_seen; i++)
        item->docket.windows[i].answer = NULL;
}

static void reply_created(struct registration *registration, struct item *item)
{
    char ref[REF_SIZE], location[64];
    ref_format(item->docket.item_id, ref);
    snprintf(location, sizeof(location), "/v1/items/%s", ref);
    request_header_add(registration->request, "Location", location);
    represent_reply(registration->app, registration->request, 201, item);
}
