/* The notices of 2018-12-06, 2019-03-22 and 2020-01-27, each put after the items that it moved. */
#include "support/office_database.h"
#include "support/register.h"
#include "support/year.h"

#include <criterion/criterion.h>

#define VOUCHED "\"reviewer\":\"办公室\",\"proof\":\"值班日志\""

/* What a notice set, as it is in migrations/data, taken out of the database again. */
static void forget_notice(struct office *office, const char *notice)
{
    office_sql(office, arena_format(office->arena,
                                    "BEGIN; DELETE FROM calendar_day WHERE notice = '%s';"
                                    "UPDATE data_version SET version = version + 1; COMMIT",
                                    notice));
}

static const struct reply *extended_request(struct office *office, const char *received,
                                            const char *extended)
{
    const struct reply *item =
        log_request(office, arena_format(office->arena, "\"received_at\":\"%s\"", received));
    int n = (int)reply_count(item, "windows");
    return act(office, item, n, "extend",
               arena_format(office->arena,
                            "{\"reason\":\"需检索档案\",\"approved_by\":\"负责人\","
                            "\"notice\":\"告知书\",\"at\":\"%s\"," VOUCHED "}",
                            extended));
}

static const struct reply *report_of(struct office *office, const char *received)
{
    return log_item(office, "/v1/inquiries",
                    arena_format(office->arena,
                                 "{\"channel\":\"hotline\",\"type\":\"report\",\"title\":\"举报\","
                                 "\"content\":\"举报。\",\"lead_department\":\"supervision_2\","
                                 "\"received_at\":\"%s\"}",
                                 received));
}

Test(calendar_notices, the_notice_of_december_2018_moves_what_it_moved)
{
    static const char notice[] = "gov.cn/2018-12/06/content_5346276";
    struct office *office = office_open();
    office_start_worker(office, NULL, NULL);
    const char *new_2018 = year_read(office, 2018), *new_2019 = year_read(office, 2019);
    forget_notice(office, notice);
    const struct reply *request =
        extended_request(office, "2018-11-19T09:00:00+08:00", "2018-12-03T09:00:00+08:00");
    const struct reply *first = report_of(office, "2018-10-30T09:00:00+08:00");
    const struct reply *second = report_of(office, "2018-11-01T09:00:00+08:00");
    check_last_day(office, request, 0, "2018-12-31");
    check_last_day(office, first, 0, "2018-12-31");
    check_last_day(office, second, 0, "2018-12-31");
    year_put_and_wait(office, 2018, new_2018);
    year_put_and_wait(office, 2019, new_2019);
    check_last_day(office, request, 0, "2018-12-29");
    check_last_day(office, first, 0, "2018-12-29");
    check_last_day(office, second, 0, "2019-01-02");
    cr_expect_geq(office_number(office, "SELECT count(*) FROM outbox AS o JOIN item_event AS e ON "
                                        "e.id = o.event_id WHERE e.type = 'recalculated'"),
                  2, "whoever holds what moved earlier is told");
    office_close(office);
}

Test(calendar_notices, the_notice_of_march_2019_moves_what_it_moved)
{
    struct office *office = office_open();
    office_start_worker(office, NULL, NULL);
    const char *new_2019 = year_read(office, 2019);
    forget_notice(office, "gov.cn/2019-03/22/content_5375877");
    office_sql(office, "BEGIN; INSERT INTO calendar_day VALUES ('cn', '2019-05-01', 'holiday', "
                       "'劳动节', 'gov.cn/2018-12/06/content_5346276'); "
                       "UPDATE data_version SET version = version + 1; COMMIT");
    const struct reply *request =
        extended_request(office, "2019-03-20T09:00:00+08:00", "2019-04-02T09:00:00+08:00");
    check_last_day(office, request, 0, "2019-05-03");
    year_put_and_wait(office, 2019, new_2019);
    check_last_day(office, request, 0, "2019-05-05");
    const struct reply *read = get_as(office, "operator", item_path(request));
    cr_expect(json_boolean(reply_at(read, "windows[0].held")),
              "its new time has passed as well, so nothing fires by itself");
    office_close(office);
}

Test(calendar_notices, the_longer_spring_festival_of_2020_moves_what_it_moved)
{
    struct office *office = office_open();
    office_start_worker(office, NULL, NULL);
    const char *new_2020 = year_read(office, 2020);
    office_sql(office, "BEGIN; UPDATE calendar_day SET kind = 'workday', name = '春节调休上班' "
                       "WHERE date = '2020-02-01'; DELETE FROM calendar_day WHERE date IN "
                       "('2020-01-31', '2020-02-02', '2020-02-03'); INSERT INTO calendar_day "
                       "VALUES ('cn', '2020-02-01', 'workday', '春节调休上班', 'n') ON CONFLICT DO "
                       "NOTHING; UPDATE data_version SET version = version + 1; COMMIT");
    const struct reply *letter = log_item(
        office, "/v1/inquiries",
        "{\"channel\":\"mayor_mailbox\",\"type\":\"complaint\",\"title\":\"来信\",\"content\":"
        "\"来信。\","
        "\"lead_department\":\"supervision_2\",\"received_at\":\"2020-01-20T09:00:00+08:00\"}");
    check_last_day(office, letter, 0, "2020-02-01");
    year_put_and_wait(office, 2020, new_2020);
    check_last_day(office, letter, 0, "2020-02-04");
    office_close(office);
}
