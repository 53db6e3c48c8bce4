/* The statements of common/store/sql, held against the schema as huiyingctl migrates it. */
#include "base/macros.h"
#include "db/pool.h"
#include "sql.h"
#include "support/office_database.h"
#include "support/patience.h"

#include <criterion/criterion.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VACUUM_MS_MAX = 10000, OTHERS_MS_MAX = 60000 };

static const char store_escalations[] =
    "INSERT INTO escalation (window_id, item_id, department_id, generation, step, rung, kind, "
    "level, stage, drill, due_at, planned_at) "
    "SELECT g, 1, 1, 1, 1, 1, 'warning', 0, 'reply', false, now(), now() "
    "FROM generate_series(%d, %d) AS g; ANALYZE escalation";

/* What the comment at the head of a statement's file tells of it. */
struct told {
    int param_count; /* -1: they are not numbered from 1 on */
    int column_count;
    char columns[32][64];
};

static struct told told_of(const char *text);
static void plan_as(struct office *office, enum db_planning planning);
static const char *plan_of(const struct office *office, int statement);
static const char *plan_with(const struct office *office, int statement, const char *how,
                             const char *params);
static void expect_few_are_passed_over(int rows, const char *plan);
static void expect_few_are_read(int rows, const char *plan);
static void expect_only_pages_are_sorted(const char *plan);
static const char *place_in_list(struct office *office, int department, const char *column);
static void wait_for_whoever_began_before(struct office *office);
static int count(const char *text, const char *part);
static void read_line(struct told *told, const char *line);

Test(statements, each_can_be_prepared_and_takes_and_gives_what_its_file_says)
{
    struct office *office = office_furnish(false);
    for (size_t i = 0; i < SQL_COUNT; i++) {
        struct db_description description = {.param_count = -1};
        struct error error = {.code = ERROR_OK};
        cr_assert(
            db_session_describe(office->session, sql[i].name, sql[i].text, &description, &error),
            "%s: %s", sql[i].name, error.message);
        struct told told = told_of(sql[i].text);
        cr_expect_eq(told.param_count, description.param_count, "%s takes %d parameters, not %d",
                     sql[i].name, description.param_count, told.param_count);
        cr_assert_eq(told.column_count, description.column_count, "%s gives %d columns, not %d",
                     sql[i].name, description.column_count, told.column_count);
        for (int j = 0; j < told.column_count; j++)
            cr_expect_str_eq(told.columns[j], description.columns[j], "%s, column %d", sql[i].name,
                             j + 1);
    }
    office_close(office);
}

Test(statements, each_file_begins_by_saying_what_it_is_for)
{
    for (size_t i = 0; i < SQL_COUNT; i++) {
        const char *text = sql[i].text;
        cr_assert(strncmp(text, "-- ", 3) == 0 && isupper((unsigned char)text[3]), "%s",
                  sql[i].name);
        cr_assert_not(strstr(text, "SELECT * FROM item "), "%s", sql[i].name);
    }
}

/* A limit bounds what is read only where rows come in order. */
Test(statements, what_is_overdue_is_counted_in_the_order_of_its_index)
{
    struct office *office = office_furnish(false);
    plan_as(office, DB_PLANS_ONCE);
    const char *plan = plan_of(office, SQL_BACKLOG_READ);
    cr_expect_eq(count(plan, "\"Sort\"") + count(plan, "Bitmap"), 0, "%s", plan);
    office_close(office);
}

/* Else each dashboard that follows the feed has it read from its first day on. */
Test(statements, a_feed_is_followed_from_where_its_reader_is)
{
    enum { OLD = 20000, FRESH = 3 };
    struct office *office = office_furnish(false);
    office_sql(office, arena_format(office->arena, store_escalations, 1, OLD));
    wait_for_whoever_began_before(office);
    const char *place = office_value(office, "SELECT escalation_place()");
    office_sql(office, arena_format(office->arena, store_escalations, OLD + 1, OLD + FRESH));
    expect_few_are_passed_over(
        500, plan_with(office, SQL_ESCALATION_SINCE, "ANALYZE, ",
                       arena_format(office->arena, "NULL, NULL, NULL, '%s', NULL, 0, 51", place)));
    office_close(office);
}

/* Else a department's whole history is read for the few that are meant. */
Test(statements, the_few_that_a_list_is_asked_for_are_not_sought_among_all)
{
    static const char *const some[] = {"generate", "--items", "5000", "--open", "20", NULL};
    static const struct {
        int statement;
        const char *params;
    } cases[] = {
        {SQL_ITEM_LIST_RECEIVED,
         "NULL, NULL, NULL, NULL, false, NULL, NULL, NULL, NULL, 32000, NULL, NULL, 51"},
        {SQL_ITEM_LIST_RECEIVED,
         "NULL, 'registered', NULL, NULL, false, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 51"},
        {SQL_ESCALATION_LIST, "NULL, 3, NULL, NULL, 51"},
    };
    struct office *office = office_furnish(false);
    plan_as(office, DB_PLANS_EACH_RUN);
    struct child_run run = office_ctl(office, some);
    cr_assert_eq(run.status, 0, "%s", run.err);
    office_sql(office, arena_format(office->arena, store_escalations, 1, 5000));
    office_sql(office, "ANALYZE item; ANALYZE response_window");
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        expect_few_are_passed_over(
            500, plan_with(office, cases[i].statement, "ANALYZE, ", cases[i].params));
    office_close(office);
}

/* Each department's rows come from an index, in its order, and no more of them than a page has:
 * planned once, for whatever department and from whatever place. */
Test(statements, a_page_of_a_list_reads_the_rows_of_a_page)
{
    enum { LIMIT = 21, DEPARTMENT = 4, DEPARTMENTS = 14 };
    static const char *const some[] = {"generate", "--items", "5000", "--open", "2000", NULL};
    static const struct {
        int statement;
        const char *column;
    } lists[] = {{SQL_ITEM_LIST_DUE, "due_at"}, {SQL_ITEM_LIST_RECEIVED, "received_at"}};
    struct office *office = office_furnish(false);
    plan_as(office, DB_PLANS_PAGES);
    for (size_t i = 0; i < ARRAY_LEN(lists); i++)
        expect_only_pages_are_sorted(plan_of(office, lists[i].statement));
    struct child_run run = office_ctl(office, some);
    cr_assert_eq(run.status, 0, "%s", run.err);
    office_sql(office, "ANALYZE");
    for (size_t i = 0; i < ARRAY_LEN(lists); i++) {
        const char *amid = place_in_list(office, DEPARTMENT, lists[i].column);
        const struct {
            int department; /* 0: all */
            const char *after;
            int rows;
        } pages[] = {
            {DEPARTMENT, "NULL, NULL", 2 * LIMIT},
            {DEPARTMENT, amid, 2 * LIMIT},
            {0, "NULL, NULL", DEPARTMENTS * LIMIT},
        };
        for (size_t j = 0; j < ARRAY_LEN(pages); j++) {
            const char *plan = plan_with(
                office, lists[i].statement, "ANALYZE, ",
                arena_format(office->arena,
                             "NULL, NULL, nullif(%d, 0)::smallint, NULL, false, NULL, NULL, NULL, "
                             "NULL, NULL, %s, %d",
                             pages[j].department, pages[j].after, LIMIT));
            expect_only_pages_are_sorted(plan);
            expect_few_are_read(pages[j].rows, plan);
            expect_few_are_passed_over(2 * LIMIT, plan);
        }
    }
    office_close(office);
}

/* Else an item's events are sought among all, which come in the same order. */
Test(statements, the_events_of_an_item_are_read_from_the_index_of_items)
{
    struct office *office = office_furnish(false);
    plan_as(office, DB_PLANS_PAGES);
    const char *plan = plan_of(office, SQL_ITEM_EVENTS);
    cr_expect_eq(count(plan, "\"item_event_item\""), 1, "%s", plan);
    office_close(office);
}

/* A program that was started with a new database keeps these plans, and then there is a crowd. */
Test(statements, what_is_planned_while_nothing_is_stored_looks_up_by_key)
{
    static const int planned_once[] = {SQL_INTAKE_INSERT, SQL_INTAKE_FIND_KEY, SQL_ITEM_READ,
                                       SQL_ITEM_PUBLIC,   SQL_DOCKETS_READ,    SQL_WINDOWS_DUE,
                                       SQL_WINDOWS_FIRE,  SQL_WINDOWS_OVERDUE, SQL_KEY_PURGE};
    struct office *office = office_furnish(false);
    plan_as(office, DB_PLANS_ONCE);
    for (size_t i = 0; i < ARRAY_LEN(planned_once); i++) {
        const char *plan = plan_of(office, planned_once[i]);
        cr_expect_eq(count(plan, "\"Seq Scan\""), 0, "%s", plan);
        cr_expect_eq(count(plan, "Index Scan\"") + count(plan, "Index Only Scan\""),
                     count(plan, "\"Index Cond\""), "%s reads all of an index: %s",
                     sql[planned_once[i]].name, plan);
    }
    office_close(office);
}

/* Else a standby that is promoted might lease the same numbers again. */
Test(statements, each_lease_of_numbers_waits_for_its_commit)
{
    static const char is_committing[] =
        "SELECT (pg_current_xact_id_if_assigned() IS NOT NULL)::integer";
    struct office *office = office_furnish(false);
    for (int i = 0; i < 3; i++) {
        struct error error;
        office_sql(office, "BEGIN");
        db_session_rows_free(
            db_session_query(office->session, sql[SQL_ITEM_NUMBER_LEASE].text, NULL, 0, &error));
        cr_expect_eq(office_number(office, is_committing), 1);
        office_sql(office, "COMMIT");
    }
    office_close(office);
}

/* Else VACUUM leaves the indexes alone where few pages of a large table have dead rows, and a list
 * steps over what was answered before it comes to what is due. */
Test(statements, of_little_that_is_gone_vacuum_leaves_nothing_in_the_indexes)
{
    struct office *office = office_furnish(false);
    static const char *const some[] = {"generate", "--items", "2000", "--seed", "1", NULL};
    static const char *const tables[] = {"item", "response_window"};
    struct child_run run = office_ctl(office, some);
    cr_assert_eq(run.status, 0, "%s", run.err);
    for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
        struct patience left = patience_of(VACUUM_MS_MAX); /* somebody may still look at the row */
        const char *dead = arena_format(
            office->arena, "SELECT pg_stat_get_dead_tuples('%s'::regclass)", tables[i]);
        office_sql(office, arena_format(office->arena,
                                        "DELETE FROM %s WHERE ctid = (SELECT min(ctid) FROM %s)",
                                        tables[i], tables[i]));
        office_sql(office, "SELECT pg_stat_force_next_flush()"); /* else it counts the row later */
        do {
            patience_wait(&left, tables[i]);
            office_sql(office, arena_format(office->arena, "VACUUM (ANALYZE) %s", tables[i]));
        } while (office_number(office, dead) > 0);
    }
    office_close(office);
}

/* Each option is "-c NAME=VALUE". */
static void plan_as(struct office *office, enum db_planning planning)
{
    const char *options = db_planning_options(planning);
    const char *sets = "";
    for (const char *at = options; (at = strstr(at, "-c ")); at++) {
        const char *set = at + strlen("-c ");
        sets = arena_format(office->arena, "%s SET %.*s;", sets, (int)strcspn(set, " "), set);
    }
    office_sql(office, sets);
}

static const char *plan_of(const struct office *office, int statement)
{
    struct db_description description;
    struct error error = {.code = ERROR_OK};
    cr_assert(db_session_describe(office->session, sql[statement].name, sql[statement].text,
                                  &description, &error),
              "%s", error.message);
    const char *nulls = "NULL";
    for (int i = 1; i < description.param_count; i++)
        nulls = arena_format(office->arena, "%s, NULL", nulls);
    return plan_with(office, statement, "", nulls);
}

static const char *plan_with(const struct office *office, int statement, const char *how,
                             const char *params)
{
    struct error error = {.code = ERROR_OK};
    const char *name = sql[statement].name, *text = sql[statement].text;
    office_sql(office, "DEALLOCATE ALL");
    office_sql(office, arena_format(office->arena, "PREPARE planned_%s AS %s", name, text));
    const char *explain = arena_format(
        office->arena, "EXPLAIN (%sFORMAT JSON) EXECUTE planned_%s (%s)", how, name, params);
    struct db_rows *rows = db_session_query(office->session, explain, NULL, 0, &error);
    cr_assert(rows, "%s", error.message);
    const char *plan = db_rows_text(rows, 0, 0);
    plan = arena_copy(office->arena, plan, strlen(plan));
    db_session_rows_free(rows);
    return plan;
}

/* By a plan that was carried out. */
static void expect_few_are_passed_over(int rows, const char *plan)
{
    for (const char *at = plan; (at = strstr(at, "\"Rows Removed by Filter\": ")); at++)
        cr_expect_lt(strtol(strchr(at, ':') + 1, NULL, 10), rows, "%s", plan);
}

/* By a plan that was carried out, from any part of it. */
static void expect_few_are_read(int rows, const char *plan)
{
    for (const char *at = plan; (at = strstr(at, "\"Actual Rows\": ")); at++)
        cr_expect_leq(strtol(strchr(at, ':') + 1, NULL, 10), rows, "%s", plan);
}

/* What two departments' parts in an item have given, and the page in the end; by look-ups alone. */
static void expect_only_pages_are_sorted(const char *plan)
{
    cr_expect_eq(count(plan, "\"Sort\""), 2, "%s", plan);
    cr_expect_eq(count(plan, "\"Seq Scan\"") + count(plan, "\"Hash Join\"") +
                     count(plan, "\"Merge Join\""),
                 0, "%s", plan);
}

/* "TIME, ID" of an item in the middle of what a department leads. */
static const char *place_in_list(struct office *office, int department, const char *column)
{
    return office_value(
        office,
        arena_format(office->arena,
                     "SELECT format('%%L, %%s', %s, id) FROM item WHERE "
                     "lead_department_id = %d AND %s IS NOT NULL ORDER BY %s, id OFFSET "
                     "(SELECT count(%s) / 2 FROM item WHERE lead_department_id = %d) LIMIT 1",
                     column, department, column, column, column, department));
}

/* Other tests have databases beside this one, and transactions are numbered in common. What was
 * stored after one that still runs is compared row by row. */
static void wait_for_whoever_began_before(struct office *office)
{
    static const char is_awaited[] = "SELECT (pg_snapshot_xmin(pg_current_snapshot()) <= "
                                     "(SELECT max(xid::text::bigint)::text::xid8 FROM escalation))"
                                     "::integer";
    struct patience left = patience_of(OTHERS_MS_MAX);
    while (office_number(office, is_awaited))
        patience_wait(&left, "the end of an older transaction");
}

static int count(const char *text, const char *part)
{
    int found = 0;
    for (const char *at = text; (at = strstr(at, part)); at++)
        found++;
    return found;
}

static struct told told_of(const char *text)
{
    struct told told = {.param_count = 0};
    while (strncmp(text, "--", 2) == 0) {
        size_t length = strcspn(text, "\n");
        read_line(&told, text);
        text += length + (text[length] == '\n');
    }
    return told;
}

/* "-- $1 name: …" or "-- > name: …". */
static void read_line(struct told *told, const char *line)
{
    char expected[24];
    snprintf(expected, sizeof(expected), "-- $%d ", told->param_count + 1);
    if (strncmp(line, "-- $", 4) == 0) {
        bool is_next = told->param_count >= 0 && strncmp(line, expected, strlen(expected)) == 0;
        told->param_count = is_next ? told->param_count + 1 : -1;
    } else if (strncmp(line, "-- > ", 5) == 0 && told->column_count < 32) {
        size_t name = strcspn(line + 5, ":\n ");
        snprintf(told->columns[told->column_count++], 64, "%.*s", (int)name, line + 5);
    }
}
