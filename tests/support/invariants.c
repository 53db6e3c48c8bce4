#include "support/invariants.h"

#include "base/text.h"
#include "domain/instant.h"
#include "support/invariants_sql.h"
#include "support/office_database.h"
#include "support/patience.h"

#include <criterion/criterion.h>
#include <stdio.h>

enum { SETTLE_MS_MAX = 60000 };

static void tell_acknowledged(struct office *office, struct load *load);
static void tell_outages(struct office *office, const struct outage *outages, size_t count);
static void hold(struct office *office, const struct invariant *invariant);
static void say_how_it_went(struct office *office);

/* Steps beyond a minute are hours away, as the load makes its items. */
void invariants_settle(struct office *office)
{
    static const char coming[] = "SELECT count(*) FROM response_window WHERE state = 'open' "
                                 "AND next_at < clock_timestamp() + interval '1 minute' "
                                 "AND next_at > clock_timestamp() - interval '10 s'";
    struct patience left = patience_of(SETTLE_MS_MAX);
    while (office_number(office, coming) > 0)
        patience_wait(&left, "all that is due soon fires");
}

void invariants_check(struct office *office, struct load *load, const struct outage *outages,
                      size_t outage_count)
{
    tell_acknowledged(office, load);
    tell_outages(office, outages, outage_count);
    for (size_t i = 0; i < invariant_count; i++)
        hold(office, &invariants[i]);
    say_how_it_went(office);
}

static void tell_acknowledged(struct office *office, struct load *load)
{
    struct text lines = {0};
    struct error error;
    office_sql(office, "CREATE TEMPORARY TABLE acknowledged"
                       " (ref text, external_ref text, is_answered boolean)");
    load_write_acknowledged(load, &lines);
    bool is_told = db_session_copy_in(office->session, "COPY acknowledged FROM STDIN", lines.bytes,
                                      lines.length, &error);
    text_done(&lines);
    cr_assert(is_told, "%s", error.message);
}

static void tell_outages(struct office *office, const struct outage *outages, size_t count)
{
    office_sql(office, "CREATE TEMPORARY TABLE outage (from_at timestamptz, to_at timestamptz)");
    for (size_t i = 0; i < count; i++) {
        char from[INSTANT_TEXT_SIZE], to[INSTANT_TEXT_SIZE];
        instant_format(outages[i].from_us, (struct zone){.offset_s = 0}, from);
        instant_format(outages[i].to_us, (struct zone){.offset_s = 0}, to);
        office_sql(office,
                   arena_format(office->arena, "INSERT INTO outage VALUES ('%s', '%s')", from, to));
    }
}

/* A statement gives a row, a text, for each violation. */
static void hold(struct office *office, const struct invariant *invariant)
{
    struct error error;
    struct db_rows *rows = db_session_query(office->session, invariant->statement, NULL, 0, &error);
    cr_assert(rows, "%s: %s", invariant->what, error.message);
    size_t count = db_rows_count(rows);
    cr_expect(count == 0, "%s: %zu violations, the first: %s", invariant->what, count,
              count ? db_rows_text(rows, 0, 0) : "");
    db_session_rows_free(rows);
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
