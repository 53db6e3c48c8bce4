#include "support/year.h"

#include "support/office_database.h"
#include "support/patience.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <stdlib.h>

const char *year_read(struct office *office, int year)
{
    return office_value(
        office, arena_format(office->arena,
                             "SELECT json_build_object('published', y.published, 'notice', "
                             "y.notice, 'days', (SELECT json_agg(json_build_object('date', d.date, "
                             "'kind', d.kind, 'name', d.name, 'notice', d.notice)) FROM "
                             "calendar_day AS d WHERE d.calendar = 'cn' AND extract(year FROM "
                             "d.date) = y.year)) FROM calendar_year AS y WHERE y.year = %d",
                             year));
}

const struct reply *year_put(struct office *office, int year, const char *body)
{
    const struct ask ask = {
        .method = "PUT",
        .path = arena_format(office->arena, "/v1/calendars/cn/years/%d", year),
        .body = body,
    };
    return ask_as(office, "admin", &ask);
}

const struct reply *year_wait(struct office *office, const struct reply *put)
{
    cr_assert_eq(put->status, 202, "%d %s", put->status, put->body);
    const char *path = reply_header(put, "Location");
    const struct reply *progress;
    for (struct patience left = patience_of(20000);; patience_wait(&left, progress->body)) {
        progress = get_as(office, "supervisor", path);
        cr_assert_eq(progress->status, 200);
        if (*reply_text(progress, "finished_at"))
            return progress;
    }
}

const struct reply *year_put_and_wait(struct office *office, int year, const char *body)
{
    return year_wait(office, year_put(office, year, body));
}

const char *year_with_day(struct office *office, const char *date, const char *kind)
{
    return office_value(
        office, arena_format(
                    office->arena,
                    "SELECT json_build_object('published', true, 'notice', 'test', 'days', "
                    "(SELECT json_agg(json_build_object('date', date, 'kind', kind, 'name', name)) "
                    "FROM (SELECT d.date, d.kind, d.name FROM calendar_day AS d WHERE d.calendar = "
                    "'cn' AND extract(year FROM d.date) = extract(year FROM date '%s') AND d.date "
                    "<> '%s' UNION ALL SELECT '%s', '%s', '台风停工') AS x))",
                    date, date, date, kind));
}

int year_of(const char *date)
{
    return (int)strtol(date, NULL, 10);
}
