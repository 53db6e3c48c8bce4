#include "faults/full/table.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

static long violations_of(const struct table_row *row);
static void print_row(const struct table_row *row);

struct table_row *table_row(struct table *table, const char *name)
{
    for (size_t i = 0; i < table->count; i++)
        if (strcmp(table->rows[i].name, name) == 0)
            return &table->rows[i];
    cr_assert_lt(table->count, TABLE_ROWS_MAX);
    table->rows[table->count].name = name;
    return &table->rows[table->count++];
}

void table_add(struct table_row *row, const struct verdict *verdict, struct watched watched)
{
    row->times++;
    for (int kind = 0; kind < INVARIANT_KINDS; kind++)
        row->found.counts[kind] += verdict->counts[kind];
    if (verdict->late_us_max > row->found.late_us_max)
        row->found.late_us_max = verdict->late_us_max;
    row->ended += watched.ended;
    row->leaked += watched.leaked;
}

long table_print(const struct table *table)
{
    struct table_row sum = {.name = "all"};
    printf("\n| fault | times | lost | doubled | early | late | worst lateness | other |\n"
           "|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < table->count; i++) {
        const struct table_row *row = &table->rows[i];
        int times = sum.times + row->times;
        print_row(row);
        table_add(&sum, &row->found, (struct watched){row->ended, row->leaked, 0});
        sum.times = times;
        sum.unexpected += row->unexpected;
        sum.slow += row->slow;
    }
    print_row(&sum);
    fflush(stdout);
    return violations_of(&sum);
}

static long violations_of(const struct table_row *row)
{
    long sum = row->unexpected + row->ended + row->leaked + row->slow;
    for (int kind = 0; kind < INVARIANT_KINDS; kind++)
        sum += row->found.counts[kind];
    return sum;
}

static void print_row(const struct table_row *row)
{
    const long *counts = row->found.counts;
    printf("| %s | %d | %ld | %ld | %ld | %ld | %.1f s |", row->name, row->times,
           counts[INVARIANT_LOST], counts[INVARIANT_DOUBLED], counts[INVARIANT_EARLY],
           counts[INVARIANT_LATE], (double)row->found.late_us_max / 1e6);
    if (counts[INVARIANT_WRONG])
        printf(" %ld wrong", counts[INVARIANT_WRONG]);
    if (row->unexpected)
        printf(" %ld unexpected answers", row->unexpected);
    if (row->ended)
        printf(" %d ended", row->ended);
    if (row->leaked)
        printf(" %d leaked", row->leaked);
    if (row->slow)
        printf(" %d times slow", row->slow);
    printf(" |\n");
}
