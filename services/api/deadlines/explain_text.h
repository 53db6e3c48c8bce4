/* Why a window is due when it is, in words that an operator can read out. */
#ifndef HUIYING_API_EXPLAIN_TEXT_H
#define HUIYING_API_EXPLAIN_TEXT_H

#include "base/text.h"
#include "domain/explain.h"
#include "store/item.h"

/* A window and all that made its due time what it is. */
struct explained {
    struct zone zone; /* the bureau's */
    struct reference *reference;
    const struct item *item;
    const struct window *window;
    const struct db_rows *events; /* as sql/window_events.sql has them */
};

void explain_text(const struct explained *explained, bool chinese, struct text *text);

/* False if the count of today would give another time than the one that holds: the calendar or the
 * rule has changed since, and the days of today explain nothing. */
bool explain_is_current(const struct window *window);

/* Why a day counts or not: weekday, weekend, holiday, make_up_workday, pause. */
const char *explain_why(const struct explained_day *day);

#endif
