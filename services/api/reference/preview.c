#include "reference/preview.h"

#include "base/memory.h"
#include "domain/ref.h"
#include "http/reply.h"
#include "json/write.h"
#include "represent.h"
#include "sql.h"
#include "store/docket.h"
#include "store/recalculation.h"

#include <stdlib.h>

enum { PAGE = 500, LISTED_MAX = 1000, ARENA_BYTES = 64 << 20 };

/*
 * a page of items -> their dockets, counted -> the next page … -> reply
 * First those of which a window runs, then those of which all stand still.
 */
struct preview {
    struct request *request;
    struct app *app;
    struct reference *reference;
    struct arena *arena; /* of the page at hand */
    struct running_page page;
    bool is_in_paused;
    struct text windows; /* the list, as JSON */
    struct json_out out;
    int64_t checked;
    int64_t moved;
    int64_t earlier;
    int64_t held;
};

static void preview_done(void *context);
static void ask_page(struct preview *preview);
static void on_page(const struct db_rows *rows, const struct error *error, void *context);
static void on_dockets(const struct db_rows *rows, const struct error *error, void *context);
static void compare(struct preview *preview, struct docket *docket);
static void add_moved(struct preview *preview, const struct docket *docket,
                      const struct docket_event *event);
static void reply(struct preview *preview);

void preview_begin(struct request *request, struct app *app, struct reference *take_reference)
{
    struct preview *preview = arena_alloc(request_arena(request), sizeof(*preview));
    if (app->is_previewing) { /* it goes through all that runs, even if nobody waits any more */
        reference_release(take_reference);
        request_fail_code(request, ERROR_BUSY);
        return;
    }
    app->is_previewing = true;
    preview->request = request;
    preview->app = app;
    preview->reference = take_reference;
    preview->out.text = &preview->windows;
    arena_on_free(request_arena(request), preview_done, preview);
    json_out_begin_array(&preview->out);
    ask_page(preview);
}

static void preview_done(void *context)
{
    struct preview *preview = context;
    preview->app->is_previewing = false;
    text_done(&preview->windows);
    arena_free(preview->arena);
    reference_release(preview->reference);
}

static void ask_page(struct preview *preview)
{
    arena_free(preview->arena);
    preview->arena = arena_new(ARENA_BYTES);
    if (preview->is_in_paused)
        items_paused_query(preview->app->searchers, preview->arena, preview->page.id, PAGE, on_page,
                           preview);
    else
        items_running_query(preview->app->searchers, preview->arena, &preview->page, PAGE, on_page,
                            preview);
}

static void on_page(const struct db_rows *rows, const struct error *error, void *context)
{
    struct preview *preview = context;
    if (error) {
        request_fail(preview->request, error, NULL);
        return;
    }
    size_t count = db_rows_count(rows);
    if (count == 0 && preview->is_in_paused) {
        reply(preview);
        return;
    }
    if (count == 0) {
        preview->is_in_paused = true;
        preview->page.id = 0;
        ask_page(preview);
        return;
    }
    int64_t *ids = arena_alloc(preview->arena, count * sizeof(*ids));
    for (size_t i = 0; i < count; i++)
        ids[i] = db_rows_integer(rows, i, ITEMS_RUNNING_ID);
    preview->page.id = ids[count - 1];
    if (!preview->is_in_paused) {
        preview->page.department_id =
            (int)db_rows_integer(rows, count - 1, ITEMS_RUNNING_DEPARTMENT);
        preview->page.due_at_us = db_rows_instant(rows, count - 1, ITEMS_RUNNING_DUE_AT);
    }
    dockets_read_query(preview->app->searchers, preview->arena, ids, count, on_dockets, preview);
}

static void on_dockets(const struct db_rows *rows, const struct error *error, void *context)
{
    struct preview *preview = context;
    if (error) {
        request_fail(preview->request, error, NULL);
        return;
    }
    int64_t now_us = database_clock_now_us(preview->app->clock);
    for (size_t i = 0; i < db_rows_count(rows); i++) {
        struct docket *docket =
            dockets_read_at(rows, i, preview->arena, preview->reference, now_us);
        if (docket)
            compare(preview, docket);
    }
    ask_page(preview);
}

static void compare(struct preview *preview, struct docket *docket)
{
    preview->checked += (int64_t)docket->window_count;
    docket_recount(docket, "preview");
    for (size_t i = 0; i < docket->event_count; i++) {
        const struct docket_event *event = &docket->events[i];
        if (event->new_due_us == INSTANT_NONE)
            continue;
        preview->moved++;
        preview->earlier += event->new_due_us < event->old_due_us;
        preview->held += docket_find(docket, event->n)->window.is_held;
        if (preview->moved <= LISTED_MAX)
            add_moved(preview, docket, event);
    }
}

static void add_moved(struct preview *preview, const struct docket *docket,
                      const struct docket_event *event)
{
    const struct window *window = &docket_find(docket, event->n)->window;
    struct zone zone = preview->app->zone;
    struct json_out *out = &preview->out;
    char ref[REF_SIZE];
    ref_format(docket->item_id, ref);
    json_out_begin_object(out);
    json_out_member_string(out, "item", ref);
    json_out_member_integer(out, "n", event->n);
    json_out_member_string(out, "stage", window->rule->stage);
    struct represent with = represent_of(preview->app);
    represent_department(&with, "department", "department_name", window->department_id, out);
    json_out_member_instant(out, "old_due_at", event->old_due_us, zone);
    json_out_member_instant(out, "new_due_at", event->new_due_us, zone);
    json_out_member_date(out, "new_last_day", window->times.last_day);
    json_out_member_bool(out, "held", window->is_held);
    json_out_end_object(out);
}

static void reply(struct preview *preview)
{
    struct text body = {0};
    struct json_out out = {.text = &body};
    json_out_end_array(&preview->out);
    json_out_begin_object(&out);
    json_out_member_integer(&out, "checked", preview->checked);
    json_out_member_integer(&out, "moved", preview->moved);
    json_out_member_integer(&out, "earlier", preview->earlier);
    json_out_member_integer(&out, "held", preview->held);
    json_out_member_bool(&out, "is_cut", preview->moved > LISTED_MAX);
    json_out_member_raw(&out, "windows", preview->windows.bytes, preview->windows.length);
    json_out_end_object(&out);
    request_reply(preview->request, 200, HTTP_JSON, &body);
    text_done(&body);
}
