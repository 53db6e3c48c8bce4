#include "support/invariants.h"

#include "base/text.h"
#include "domain/instant.h"
#include "support/invariants_sql.h"
#include "support/office_database.h"
#include "support/patience.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum { SETTLE_MS_MAX = 60000 };

static int64_t tell_client(struct office *office, struct evidence *evidence);
static void tell_asked(struct office *office, const struct evidence *evidence);
static void tell_outages(struct office *office, const struct evidence *evidence);
static void take_photo(struct office *office, int64_t since_us);
static struct verdict hold_all(struct office *office);
static long hold(struct office *office, const struct invariant *invariant);
static void say_how_it_went(struct office *office);

void invariants_prepare(struct office *office)
{
    office_sql(office,
               "CREATE INDEX ON item (recorded_at); CREATE INDEX ON outbox (escalation_id)");
}

/* Only what falls due within so many seconds: the load makes its items so that steps come within a
 * few seconds, and the others minutes and hours later, which in a long run are always some. What is
 * overdue for ten seconds is not waited for; it will be named. */
void invariants_settle(struct office *office)
{
    const char *until = office_value(office, "SELECT clock_timestamp() + interval '20 s'");
    const char *coming = arena_format(
        office->arena,
        "SELECT count(*) FROM response_window AS w JOIN item AS i ON i.id = w.item_id"
        " WHERE w.state = 'open' AND w.next_at < '%s'"
        " AND greatest(w.next_at, i.recorded_at) > statement_timestamp() - interval '10 s'",
        until);
    struct patience left = patience_of(SETTLE_MS_MAX);
    while (office_number(office, coming) > 0)
        patience_wait(&left, "all that is due soon fires");
}

struct verdict invariants_judge(struct office *office, struct evidence *evidence)
{
    evidence->from = 0;
    tell_client(office, evidence);
    tell_asked(office, evidence);
    tell_outages(office, evidence);
    office_sql(office, "CREATE TEMPORARY TABLE photo AS SELECT clock_timestamp() AS at");
    struct verdict verdict = hold_all(office);
    say_how_it_went(office);
    return verdict;
}

/* In a session of its own, whose temporary tables hide the real ones and go with it. What the
 * clients were told is asked before the photograph is taken, and what they had asked after it. */
struct verdict invariants_look(struct office *office, struct evidence *evidence)
{
    struct db_session *before = office->session;
    office->session = office_session(office);
    take_photo(office, tell_client(office, evidence));
    tell_asked(office, evidence);
    tell_outages(office, evidence);
    struct verdict verdict = hold_all(office);
    db_session_close(office->session);
    office->session = before;
    return verdict;
}

void invariants_check(struct office *office, struct load *load, const struct outage *outages,
                      size_t outage_count)
{
    struct evidence evidence = {.load = load, .outages = outages, .outage_count = outage_count};
    struct verdict verdict = invariants_judge(office, &evidence);
    for (int kind = 0; kind < INVARIANT_KINDS; kind++)
        cr_expect_eq(verdict.counts[kind], 0, "%ld violations, as named above",
                     verdict.counts[kind]);
}

/* Returns since when there may be items that were not looked at in their last state. */
static int64_t tell_client(struct office *office, struct evidence *evidence)
{
    struct text lines = {0};
    struct error error;
    office_sql(office, "CREATE TEMPORARY TABLE client"
                       " (external_ref text, ref text, is_answered boolean, is_to_answer boolean)");
    int64_t since_us = load_write_asked(evidence->load, &evidence->from, &lines);
    bool is_told = db_session_copy_in(office->session, "COPY client FROM STDIN",
                                      text_string(&lines), lines.length, &error);
    text_done(&lines);
    cr_assert(is_told, "%s", error.message);
    return since_us;
}

static void tell_asked(struct office *office, const struct evidence *evidence)
{
    office_sql(office, arena_format(office->arena,
                                    "CREATE TEMPORARY TABLE asked (prefix text, count bigint);"
                                    "INSERT INTO asked VALUES ('%s', %ld), ('B-', %ld)",
                                    load_prefix(evidence->load), load_counts(evidence->load).made,
                                    evidence->own_max));
}

static void tell_outages(struct office *office, const struct evidence *evidence)
{
    office_sql(office, "CREATE TEMPORARY TABLE outage (from_at timestamptz, to_at timestamptz)");
    for (size_t i = 0; i < evidence->outage_count; i++) {
        char from[INSTANT_TEXT_SIZE], to[INSTANT_TEXT_SIZE];
        instant_format(evidence->outages[i].from_us, (struct zone){.offset_s = 0}, from);
        instant_format(evidence->outages[i].to_us, (struct zone){.offset_s = 0}, to);
        office_sql(office,
                   arena_format(office->arena, "INSERT INTO outage VALUES ('%s', '%s')", from, to));
    }
}

static void take_photo(struct office *office, int64_t since_us)
{
    char since[INSTANT_TEXT_SIZE];
    instant_format(since_us, (struct zone){0}, since);
    office_sql(
        office,
        arena_format(
            office->arena,
            "BEGIN ISOLATION LEVEL REPEATABLE READ;"
            "CREATE TEMPORARY TABLE photo AS SELECT clock_timestamp() AS at;"
            "CREATE TEMPORARY TABLE item AS SELECT * FROM public.item WHERE recorded_at >= '%s';"
            "CREATE TEMPORARY TABLE response_window AS SELECT w.* FROM item AS i"
            " JOIN public.response_window AS w ON w.item_id = i.id;"
            "CREATE TEMPORARY TABLE escalation AS SELECT e.* FROM response_window AS w"
            " JOIN public.escalation AS e ON e.window_id = w.id;"
            "CREATE TEMPORARY TABLE outbox AS SELECT o.* FROM escalation AS e"
            " JOIN public.outbox AS o ON o.escalation_id = e.id;"
            "CREATE TEMPORARY TABLE item_event AS SELECT v.* FROM item AS i"
            " JOIN public.item_event AS v ON v.item_id = i.id;"
            "ALTER TABLE item ADD PRIMARY KEY (id);"
            "ALTER TABLE response_window ADD PRIMARY KEY (id);"
            "ALTER TABLE escalation ADD PRIMARY KEY (id);"
            "CREATE INDEX ON response_window (item_id);"
            "CREATE INDEX ON escalation (window_id);"
            "ANALYZE item, response_window, escalation, outbox, item_event;"
            "COMMIT",
            since));
}

static struct verdict hold_all(struct office *office)
{
    struct verdict verdict = {{0}, 0};
    for (size_t i = 0; i < invariant_count; i++)
        verdict.counts[invariants[i].kind] += hold(office, &invariants[i]);
    verdict.late_us_max = office_number(office, invariants_lateness);
    return verdict;
}

/* A statement gives a row, a text, for each violation. */
static long hold(struct office *office, const struct invariant *invariant)
{
    struct error error;
    struct db_rows *rows = db_session_query(office->session, invariant->statement, NULL, 0, &error);
    cr_assert(rows, "%s: %s", invariant->what, error.message);
    long count = (long)db_rows_count(rows);
    if (count > 0)
        fprintf(stderr, "  %s: %ld violations, the first: %s\n", invariant->what, count,
                db_rows_text(rows, 0, 0));
    db_session_rows_free(rows);
    return count;
}

static void say_how_it_went(struct office *office)
{
    static const char summary[] =
        "SELECT (SELECT count(*) FROM item) || ' items, ' || count(*) || ' steps, late by '"
        " || coalesce((extract(epoch FROM max(e.fired_at - greatest(e.planned_at, i.recorded_at)))"
        " * 1000)::integer, 0) || ' ms at most, outages included; ' || (SELECT count(*)"
        " FROM response_window WHERE state = 'met') || ' met, ' || (SELECT count(*)"
        " FROM response_window WHERE state = 'late') || ' late'"
        " FROM escalation AS e JOIN item AS i ON i.id = e.item_id";
    fprintf(stderr, "  %s\n", office_value(office, summary));
}
