#include "reference/calendars.h"

#include "admit.h"
#include "app.h"
#include "http/reply.h"
#include "json/write.h"
#include "parameters.h"
#include "reference/calendar_form.h"
#include "reference/preview.h"
#include "reference/recalculations.h"
#include "sql.h"
#include "store/recalculation.h"
#include "store/zone.h"

enum { MINUTES_OF_DAY = 24 * 60 };

struct create_form {
    const char *zone;
    int64_t closes_at_minutes;
};

/* clang-format off */
const struct field calendar_fields[CALENDAR_FIELDS] = {
    {.name = "zone", .type = FIELD_TEXT, .required = true, .one_line = true, .max = ZONE_NAME_MAX,
     .offset = offsetof(struct create_form, zone), .doc = "Its time zone, by its name in the tz database."},
    {.name = "closes_at_minutes", .type = FIELD_INTEGER, .min = 1, .max = MINUTES_OF_DAY,
     .absent = CALENDAR_CLOSES_AT_MINUTES, .offset = offsetof(struct create_form, closes_at_minutes),
     .doc = "When business closes, in minutes from midnight."},
};
/* clang-format on */

/* A calendar that is read or changed. */
struct asking {
    struct request *request;
    struct app *app;
    const char *calendar;
    int year;
};

static struct asking *asking_new(struct request *request, struct app *app);
static bool path_read_year(struct request *request, int *ret_year);
static bool read_year(struct asking *asking, const struct calendar_form *form,
                      struct calendar_year *ret);
static void on_year(const struct db_rows *rows, const struct error *error, void *context);
static void on_put(const struct db_rows *rows, const struct error *error, void *context);

void calendar_show(struct request *request, void *service)
{
    struct asking *asking = asking_new(request, service);
    if (path_read_year(request, &asking->year))
        calendar_read_query(asking->app->searchers, request_arena(request), asking->calendar,
                            asking->year, on_year, asking);
}

void calendar_put(struct request *request, void *service)
{
    struct asking *asking = asking_new(request, service);
    struct calendar_form form;
    struct calendar_year year;
    if (path_read_year(request, &asking->year) &&
        body_read(request, calendar_year_fields, CALENDAR_YEAR_FIELDS, &form) &&
        read_year(asking, &form, &year))
        calendar_put_query(asking->app->pool, request_arena(request), asking->calendar, &year,
                           request_token(request)->name, on_put, asking);
}

void calendar_preview(struct request *request, void *service)
{
    struct asking *asking = asking_new(request, service);
    struct calendar_form form;
    struct calendar_year year;
    struct reference *reference = app_reference(asking->app);
    if (!body_read(request, calendar_preview_fields, CALENDAR_PREVIEW_FIELDS, &form))
        return;
    asking->year = (int)form.year;
    if (!read_year(asking, &form, &year))
        return;
    const struct calendar *calendar =
        reference ? reference_calendar(reference, asking->calendar) : NULL;
    if (!calendar)
        request_fail_code(request, reference ? ERROR_NOT_FOUND : ERROR_UNAVAILABLE);
    else
        preview_begin(request, asking->app,
                      reference_with_calendar(reference, calendar_with_year(calendar, &year)));
}

void calendar_create(struct request *request, void *service)
{
    struct asking *asking = asking_new(request, service);
    struct field_problems problems = {.count = 0};
    struct create_form form;
    struct zone zone;
    if (!body_read(request, calendar_fields, CALENDAR_FIELDS, &form))
        return;
    if (!zone_find(form.zone, &zone)) {
        field_problem_add(&problems, "zone", PROBLEM_NOT_KNOWN, form.zone);
        request_fail_fields(request, &problems);
        return;
    }
    calendar_create_query(asking->app->pool, request_arena(request), asking->calendar, form.zone,
                          (int)form.closes_at_minutes, request_token(request)->name, on_put,
                          asking);
}

static struct asking *asking_new(struct request *request, struct app *app)
{
    struct asking *asking = arena_alloc(request_arena(request), sizeof(*asking));
    *asking = (struct asking){request, app, request_path_param(request, "name"), 0};
    return asking;
}

static bool path_read_year(struct request *request, int *ret_year)
{
    int64_t year;
    if (!path_read_number(request, "year", CIVIL_YEAR_MAX, &year))
        return false;
    *ret_year = (int)year;
    if (year >= CIVIL_YEAR_MIN)
        return true;
    request_fail_code(request, ERROR_NOT_FOUND);
    return false;
}

static bool read_year(struct asking *asking, const struct calendar_form *form,
                      struct calendar_year *ret)
{
    struct field_problems problems = {.count = 0};
    if (calendar_form_read(form, asking->year, request_is_chinese(asking->request),
                           request_arena(asking->request), ret, &problems))
        return true;
    request_fail_fields(asking->request, &problems);
    return false;
}

static void on_year(const struct db_rows *rows, const struct error *error, void *context)
{
    struct asking *asking = context;
    if (rows_are_missing(asking->request, rows, error))
        return;
    struct text body = {0};
    struct json_out out = {.text = &body};
    json_out_begin_object(&out);
    json_out_member_string(&out, "calendar", asking->calendar);
    json_out_member_integer(&out, "year", asking->year);
    json_out_member_bool(&out, "published", db_rows_bool(rows, 0, CALENDAR_READ_PUBLISHED));
    json_out_member_string(&out, "notice", db_rows_text(rows, 0, CALENDAR_READ_NOTICE));
    json_out_member_json(&out, "days", db_rows_text(rows, 0, CALENDAR_READ_DAYS));
    json_out_end_object(&out);
    request_reply_tagged(asking->request, 200, &body);
    text_done(&body);
}

/* It holds from now on; what runs is counted anew by the workers. */
static void on_put(const struct db_rows *rows, const struct error *error, void *context)
{
    struct asking *asking = context;
    if (rows_are_missing(asking->request, rows, error))
        return;
    if (db_rows_is_null(rows, 0, CALENDAR_PUT_VERSION)) { /* somebody else was quicker */
        request_fail_code(asking->request, ERROR_BUSY);
        return;
    }
    recalculation_reply_begun(asking->request, asking->app,
                              db_rows_integer(rows, 0, CALENDAR_PUT_VERSION),
                              db_rows_integer(rows, 0, CALENDAR_PUT_RECALCULATION));
}
