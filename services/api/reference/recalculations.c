#include "reference/recalculations.h"

#include "http/reply.h"
#include "json/write.h"
#include "parameters.h"
#include "sql.h"
#include "store/recalculation.h"

#include <stdio.h>

struct asking {
    struct request *request;
    struct app *app;
};

static void on_recalculation(const struct db_rows *rows, const struct error *error, void *context);

void recalculation_show(struct request *request, void *service)
{
    struct asking *asking = arena_alloc(request_arena(request), sizeof(*asking));
    int64_t id;
    *asking = (struct asking){request, service};
    if (path_read_number(request, "id", INT64_MAX, &id))
        recalculation_query(asking->app->searchers, request_arena(request), id, on_recalculation,
                            asking);
}

void recalculation_reply_begun(struct request *request, struct app *app, int64_t version,
                               int64_t recalculation)
{
    char location[64];
    struct text body = {0};
    struct json_out out = {.text = &body};
    references_refresh(app->references);
    snprintf(location, sizeof(location), "/v1/recalculations/%lld", (long long)recalculation);
    json_out_begin_object(&out);
    json_out_member_integer(&out, "version", version);
    json_out_member_integer(&out, "recalculation", recalculation);
    json_out_end_object(&out);
    request_header_add(request, "Location", location);
    request_reply(request, 202, HTTP_JSON, &body);
    text_done(&body);
}

static void on_recalculation(const struct db_rows *rows, const struct error *error, void *context)
{
    struct asking *asking = context;
    struct zone zone = asking->app->zone;
    if (rows_are_missing(asking->request, rows, error))
        return;
    struct text body = {0};
    struct json_out out = {.text = &body};
    json_out_begin_object(&out);
    json_out_member_integer(&out, "id", db_rows_integer(rows, 0, RECALCULATION_READ_ID));
    json_out_member_integer(&out, "version", db_rows_integer(rows, 0, RECALCULATION_READ_VERSION));
    json_out_member_string(&out, "why", db_rows_text(rows, 0, RECALCULATION_READ_WHY));
    json_out_member_string(&out, "actor", db_rows_text(rows, 0, RECALCULATION_READ_ACTOR));
    json_out_member_instant(&out, "created_at",
                            db_rows_instant(rows, 0, RECALCULATION_READ_CREATED_AT), zone);
    json_out_member_integer(&out, "listed", db_rows_integer(rows, 0, RECALCULATION_READ_LISTED));
    json_out_member_integer(&out, "remaining",
                            db_rows_integer(rows, 0, RECALCULATION_READ_REMAINING));
    json_out_member_integer(&out, "moved", db_rows_integer(rows, 0, RECALCULATION_READ_MOVED));
    json_out_member_integer(&out, "held", db_rows_integer(rows, 0, RECALCULATION_READ_HELD));
    json_out_member_instant(&out, "finished_at",
                            db_rows_instant(rows, 0, RECALCULATION_READ_FINISHED_AT), zone);
    json_out_end_object(&out);
    request_reply(asking->request, 200, HTTP_JSON, &body);
    text_done(&body);
}
