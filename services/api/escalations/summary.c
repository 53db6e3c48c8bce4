#include "escalations/summary.h"

#include "app.h"
#include "base/clock.h"
#include "base/memory.h"
#include "http/reply.h"
#include "json/write.h"
#include "represent.h"
#include "sql.h"
#include "store/escalation.h"

#include <stdlib.h>

enum { WAITING_MAX = 4096, ARENA_BYTES = 4096 };

/*
 * The body that all are given, counted anew at most once in the interval, and only when somebody
 * asks; whoever asks meanwhile waits for that one count. The tag covers the figures and not the
 * time at which they were taken.
 */
struct summary {
    struct app *app;
    struct text body;
    char tag[CRYPTO_DIGEST_HEX_SIZE];
    int64_t counted_us;  /* by the monotonic clock; 0: never */
    struct arena *arena; /* of the count at work; NULL while there is none */
    struct request *waiting[WAITING_MAX];
    size_t waiting_count;
};

static void on_rows(const struct db_rows *rows, const struct error *error, void *context);
static void render(struct summary *summary, const struct db_rows *rows);
static void add_totals(const struct summary *summary, const struct db_rows *rows, size_t count,
                       struct json_out *out);
static void add_group(const struct summary *summary, const struct db_rows *rows, size_t row,
                      struct json_out *out);

struct summary *summary_new(void)
{
    return memory_new(1, sizeof(struct summary));
}

void summary_free(struct summary *summary)
{
    if (!summary)
        return;
    arena_free(summary->arena);
    text_done(&summary->body);
    free(summary);
}

void escalation_summary(struct request *request, void *service)
{
    struct app *app = service;
    struct summary *summary = app->summary;
    int64_t age_us = clock_mono_us() - summary->counted_us;
    if (summary->counted_us && age_us < (int64_t)app->config->summary_interval_ms * 1000) {
        request_reply_with_tag(request, 200, &summary->body, summary->tag);
        return;
    }
    if (summary->waiting_count == WAITING_MAX) {
        request_fail_code(request, ERROR_UNAVAILABLE);
        return;
    }
    summary->waiting[summary->waiting_count++] = request;
    if (summary->arena)
        return;
    summary->app = app;
    summary->arena = arena_new(ARENA_BYTES);
    escalation_summary_query(app->searchers, summary->arena, app->config->due_soon_hours, on_rows,
                             summary);
}

static void on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    struct summary *summary = context;
    size_t count = summary->waiting_count;
    arena_free(summary->arena);
    summary->arena = NULL;
    summary->waiting_count = 0;
    if (rows)
        render(summary, rows);
    for (size_t i = 0; i < count; i++) {
        if (error)
            request_fail(summary->waiting[i], error, NULL);
        else
            request_reply_with_tag(summary->waiting[i], 200, &summary->body, summary->tag);
    }
}

static void render(struct summary *summary, const struct db_rows *rows)
{
    struct json_out out = {.text = &summary->body};
    size_t count = db_rows_is_null(rows, 0, SUMMARY_READ_DEPARTMENT) ? 0 : db_rows_count(rows);
    text_clear(&summary->body);
    json_out_begin_object(&out);
    add_totals(summary, rows, count, &out);
    json_out_key(&out, "groups");
    json_out_begin_array(&out);
    for (size_t i = 0; i < count; i++)
        add_group(summary, rows, i, &out);
    json_out_end_array(&out);
    crypto_digest_hex(summary->body.bytes, summary->body.length, summary->tag);
    json_out_member_instant(&out, "counted_at", db_rows_instant(rows, 0, SUMMARY_READ_NOW),
                            summary->app->zone);
    json_out_end_object(&out);
    summary->counted_us = clock_mono_us();
}

static void add_totals(const struct summary *summary, const struct db_rows *rows, size_t count,
                       struct json_out *out)
{
    int64_t open = 0, due_soon = 0, overdue = 0, oldest_us = INSTANT_NONE;
    for (size_t i = 0; i < count; i++) {
        int64_t due_us = db_rows_instant(rows, i, SUMMARY_READ_OLDEST_DUE_AT);
        open += db_rows_integer(rows, i, SUMMARY_READ_OPEN);
        due_soon += db_rows_integer(rows, i, SUMMARY_READ_DUE_SOON);
        overdue += db_rows_integer(rows, i, SUMMARY_READ_OVERDUE);
        if (due_us != INSTANT_NONE && (oldest_us == INSTANT_NONE || due_us < oldest_us))
            oldest_us = due_us;
    }
    json_out_member_integer(out, "open", open);
    json_out_member_integer(out, "due_soon", due_soon);
    json_out_member_integer(out, "overdue", overdue);
    json_out_member_instant(out, "oldest_overdue_at", oldest_us, summary->app->zone);
}

static void add_group(const struct summary *summary, const struct db_rows *rows, size_t row,
                      struct json_out *out)
{
    json_out_begin_object(out);
    struct represent with = represent_of(summary->app);
    represent_department(&with, "department", "department_name",
                         (int)db_rows_integer(rows, row, SUMMARY_READ_DEPARTMENT), out);
    json_out_member_string(out, "stage", db_rows_text(rows, row, SUMMARY_READ_STAGE));
    json_out_member_integer(out, "level", db_rows_integer(rows, row, SUMMARY_READ_LEVEL));
    json_out_member_integer(out, "open", db_rows_integer(rows, row, SUMMARY_READ_OPEN));
    json_out_member_integer(out, "due_soon", db_rows_integer(rows, row, SUMMARY_READ_DUE_SOON));
    json_out_member_integer(out, "overdue", db_rows_integer(rows, row, SUMMARY_READ_OVERDUE));
    json_out_member_instant(out, "oldest_overdue_at",
                            db_rows_instant(rows, row, SUMMARY_READ_OLDEST_DUE_AT),
                            summary->app->zone);
    json_out_end_object(out);
}
