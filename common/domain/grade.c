#include "domain/grade.h"

static int grade_of(int64_t figure, int64_t large, int64_t major, int64_t extraordinary);

int grade_suggest(const struct accident_figures *figures)
{
    const int grades[] = {
        grade_of(figures->deaths, 3, 10, 30),
        grade_of(figures->serious_injuries, 10, 50, 100),
        grade_of(figures->loss_yuan, 10000000, 50000000, 100000000),
    };
    int highest = -1;
    for (int i = 0; i < 3; i++) {
        if (grades[i] >= 0 && (highest < 0 || grades[i] < highest))
            highest = grades[i];
    }
    return highest;
}

/* The lower the place in the table, the higher the grade. */
static int grade_of(int64_t figure, int64_t large, int64_t major, int64_t extraordinary)
{
    if (figure < 0)
        return -1;
    if (figure >= extraordinary)
        return ITEM_SEVERITY_EXTRAORDINARY;
    if (figure >= major)
        return ITEM_SEVERITY_MAJOR;
    return figure >= large ? ITEM_SEVERITY_LARGE : ITEM_SEVERITY_ORDINARY;
}
