#include "items/act.h"

#include "admit.h"
#include "domain/ref.h"
#include "http/reply.h"
#include "parameters.h"
#include "represent.h"
#include "store/docket.h"

#include <assert.h>
#include <string.h>

enum { ATTEMPTS_MAX = 5 };

/*
 * read the item (and the one it merges into) -> apply -> store -> reply
 *      ^                                           |
 *      +---- newer reference data <-- outdated ----+
 *      +---------------------------- moved on -----+
 */
static void begin(struct request *request, struct app *app, bool is_on_window);
static bool read_request(struct acting *acting, bool is_on_window);
static bool read_body(struct acting *acting);
static bool read_other(struct acting *acting);
static const struct act *act_of(const struct request *request);
static void acting_done(void *context);
static void attempt(struct acting *acting);
static void on_item(const struct db_rows *rows, const struct error *error, void *context);
static void on_other(const struct db_rows *rows, const struct error *error, void *context);
static bool take_item(struct acting *acting, const struct db_rows *rows, struct item **ret);
static void refuse_other(struct acting *acting);
static void apply(struct acting *acting);
static enum docket_verdict do_it(struct acting *acting, struct field_problems *problems);
static struct deed deed_of(const struct acting *acting);
static void store(struct acting *acting);
static void on_stored(const struct db_rows *rows, const struct error *error, void *context);
static void on_reference(void *context, bool is_good);
static void note_stored(struct item *item, int64_t now_us);
static void refuse(struct acting *acting);
static const char *names_of(uint32_t allowed, bool chinese, struct arena *arena);
static const char *codes_of(uint32_t allowed, struct arena *arena);

void act_on_window(struct request *request, void *service)
{
    begin(request, service, true);
}

void act_on_item(struct request *request, void *service)
{
    begin(request, service, false);
}

static void begin(struct request *request, struct app *app, bool is_on_window)
{
    struct arena *arena = request_arena(request);
    struct acting *acting = arena_alloc(arena, sizeof(*acting));
    acting->request = request;
    acting->app = app;
    acting->act = act_of(request);
    acting->form.at_us = INSTANT_NONE;
    acting->form.word = -1;
    arena_on_free(arena, acting_done, acting);
    if (read_request(acting, is_on_window))
        attempt(acting);
}

/* False: the request is answered already. */
static bool read_request(struct acting *acting, bool is_on_window)
{
    struct request *request = acting->request;
    if (!path_read_ref(request, &acting->id) ||
        (is_on_window && !path_read_window(request, &acting->n)))
        return false;
    acting->version = represent_tag_version(request_header(request, "If-Match"));
    if (acting->version < 0) {
        request_fail_code(request, ERROR_PRECONDITION_FAILED);
        return false;
    }
    return read_body(acting) && read_other(acting);
}

/* An empty body says nothing, which is enough for some. */
static bool read_body(struct acting *acting)
{
    struct request *request = acting->request;
    struct text answer = {0};
    if (!body_read(request, acting->act->fields, acting->act->field_count, &acting->form))
        return false;
    if (acting->act->action != DOCKET_FULFIL)
        return true;
    answer_render(&acting->form.answer, &answer);
    acting->answer = arena_copy(request_arena(request), answer.bytes, answer.length);
    text_done(&answer);
    return true;
}

static bool read_other(struct acting *acting)
{
    if (acting->act->action != DOCKET_MERGE || ref_parse(acting->form.into, &acting->other_id))
        return true;
    refuse_other(acting);
    return false;
}

static const struct act *act_of(const struct request *request)
{
    const char *verb = strrchr(request_route(request)->path, '/') + 1;
    int action = word_find(docket_actions, verb);
    assert(action >= 0);
    return &acts[action];
}

static void acting_done(void *context)
{
    struct acting *acting = context;
    reference_release(acting->reference);
}

static void attempt(struct acting *acting)
{
    struct app *app = acting->app;
    if (!app_reference(app) || acting->attempts++ == ATTEMPTS_MAX) {
        request_fail_code(acting->request, ERROR_UNAVAILABLE);
        return;
    }
    reference_release(acting->reference);
    acting->reference = reference_hold(app_reference(app));
    item_query(app->item_reads, request_arena(acting->request), acting->id,
               request_reader(acting->request), on_item, acting);
}

static void on_item(const struct db_rows *rows, const struct error *error, void *context)
{
    struct acting *acting = context;
    if (rows_are_missing(acting->request, rows, error) || !take_item(acting, rows, &acting->item))
        return;
    if (acting->act->action == DOCKET_MERGE)
        item_query(acting->app->item_reads, request_arena(acting->request), acting->other_id,
                   request_reader(acting->request), on_other, acting);
    else
        apply(acting);
}

static void on_other(const struct db_rows *rows, const struct error *error, void *context)
{
    struct acting *acting = context;
    if (rows && db_rows_count(rows) == 0)
        refuse_other(acting);
    else if (!rows_are_missing(acting->request, rows, error) &&
             take_item(acting, rows, &acting->other))
        apply(acting);
}

static void refuse_other(struct acting *acting)
{
    struct field_problems problems = {.count = 0};
    field_problem_add(&problems, "into", PROBLEM_NOT_KNOWN, acting->form.into);
    request_fail_fields(acting->request, &problems);
}

/* False: the request is answered already. */
static bool take_item(struct acting *acting, const struct db_rows *rows, struct item **ret)
{
    *ret = item_from_rows(rows, request_arena(acting->request), acting->reference,
                          database_clock_now_us(acting->app->clock), DOCKET_ROOM);
    if (*ret)
        return true;
    references_refresh(acting->app->references);
    request_fail_code(acting->request, ERROR_UNAVAILABLE);
    return false;
}

static void apply(struct acting *acting)
{
    struct request *request = acting->request;
    struct field_problems problems = {.count = 0};
    if (acting->version && acting->version != acting->item->docket.version) {
        request_fail_code(request, ERROR_PRECONDITION_FAILED);
        return;
    }
    switch (do_it(acting, &problems)) {
    case DOCKET_DONE:
        store(acting);
        return;
    case DOCKET_AS_IT_WAS:
        represent_reply(acting->app, request, 200, acting->item);
        return;
    case DOCKET_NO_WINDOW:
        request_fail_code(request, ERROR_NOT_FOUND);
        return;
    case DOCKET_NOT_NOW:
        refuse(acting);
        return;
    case DOCKET_WRONG_FIELDS:
        request_fail_fields(request, &problems);
        return;
    }
}

static enum docket_verdict do_it(struct acting *acting, struct field_problems *problems)
{
    const struct act *act = acting->act;
    struct docket *docket = &acting->item->docket;
    struct deed deed = deed_of(acting);
    if (act->on_window)
        return act->on_window(docket, acting->n, &deed, problems);
    if (act->on_item)
        return act->on_item(docket, &deed, problems);
    return act->apply(acting, &deed, problems);
}

/* What was said, as the domain takes it. */
static struct deed deed_of(const struct acting *acting)
{
    const struct act_form *form = &acting->form;
    const struct word *words = acting->act->words;
    return (struct deed){
        .at_us = form->at_us,
        .word = words && form->word >= 0 ? words[form->word].code : NULL,
        .note = form->why ? form->why : form->note,
        .approver = form->approver,
        .notice = form->notice,
        .reviewer = form->reviewer,
        .proof = form->proof,
    };
}

static void store(struct acting *acting)
{
    struct docket *dockets[] = {&acting->item->docket,
                                acting->other ? &acting->other->docket : NULL};
    struct docket_batch batch = {
        .dockets = dockets,
        .count = acting->other ? 2 : 1,
        .is_one = true,
        .data_version = acting->reference->version,
        .now_us = acting->item->docket.now_us,
        .actor = request_token(acting->request)->name,
        .zone = acting->app->zone,
    };
    docket_change_query(acting->app->pool, request_arena(acting->request), &batch, on_stored,
                        acting);
}

static void on_stored(const struct db_rows *rows, const struct error *error, void *context)
{
    struct acting *acting = context;
    int64_t id, now_us;
    if (rows_are_missing(acting->request, rows, error))
        return;
    switch (docket_outcome_at(rows, 0, &id, &now_us)) {
    case DOCKET_CHANGED:
        note_stored(acting->item, now_us);
        represent_reply(acting->app, acting->request, 200, acting->item);
        return;
    case DOCKET_OUTDATED:
        references_await(acting->app->references, on_reference, acting);
        return;
    case DOCKET_MOVED_ON:
        attempt(acting);
        return;
    case DOCKET_CLOCK:
        request_fail_code(acting->request, ERROR_UNAVAILABLE);
        return;
    }
}

static void on_reference(void *context, bool is_good)
{
    struct acting *acting = context;
    if (is_good)
        attempt(acting);
    else
        request_fail_code(acting->request, ERROR_UNAVAILABLE);
}

/* What the database has added: the version, and when what was new was entered. */
static void note_stored(struct item *item, int64_t now_us)
{
    item->docket.version++;
    for (size_t i = 0; i < item->docket.window_count; i++) {
        struct docket_window *each = &item->docket.windows[i];
        if (each->window.state == each->state_read)
            continue;
        bool is_answered = each->window.answered_at_us != INSTANT_NONE;
        each->window.recorded_at_us = is_answered ? now_us : INSTANT_NONE;
        if (!is_answered || each->window.answered_at_us <= now_us)
            continue;
        each->window.answered_at_us = now_us;
        each->window.state = window_state_of_answer(each->window.times.due_at_us, now_us);
    }
}

/* 409, with what is possible now. */
static void refuse(struct acting *acting)
{
    struct request *request = acting->request;
    struct arena *arena = request_arena(request);
    uint32_t allowed = docket_allowed(&acting->item->docket, acting->n);
    struct field_problems problems = {.count = 0};
    struct error error;
    field_problem_add(&problems, docket_actions[acting->act->action].code, PROBLEM_NOT_NOW,
                      names_of(allowed, request_is_chinese(request), arena));
    problems.allowed = codes_of(allowed, arena);
    error_set(&error, ERROR_CONFLICT, NULL, "%s is not possible now",
              docket_actions[acting->act->action].code);
    request_fail(request, &error, &problems);
}

static const char *names_of(uint32_t allowed, bool chinese, struct arena *arena)
{
    const char *names = "";
    for (int i = 0; i < DOCKET_ACTION_COUNT; i++) {
        const char *name = chinese ? docket_actions[i].zh : docket_actions[i].en;
        if (allowed >> i & 1)
            names = arena_format(arena, "%s%s%s", names,
                                 !*names   ? ""
                                 : chinese ? "、"
                                           : ", ",
                                 name);
    }
    return *names ? names : chinese ? "无" : "nothing";
}

static const char *codes_of(uint32_t allowed, struct arena *arena)
{
    const char *codes = "";
    for (int i = 0; i < DOCKET_ACTION_COUNT; i++) {
        if (allowed >> i & 1)
            codes =
                arena_format(arena, "%s%s\"%s\"", codes, *codes ? "," : "", docket_actions[i].code);
    }
    return arena_format(arena, "[%s]", codes);
}
