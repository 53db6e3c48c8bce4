/* One year of a calendar as somebody gives it, and whether it contradicts itself. Pure. */
#ifndef HUIYING_DOMAIN_CALENDAR_YEAR_H
#define HUIYING_DOMAIN_CALENDAR_YEAR_H

#include "domain/calendar.h"
#include "domain/word.h"

enum { CALENDAR_YEAR_DAYS_MAX = 366 };

struct calendar_year {
    int year;
    bool is_published;  /* false: what is known of it is provisional */
    const char *notice; /* where the year is laid down; needed once it is published */
    const struct calendar_day *days;
    size_t day_count;
};

/* What may be wrong with a day. X(NAME, code, Chinese, English) */
#define CALENDAR_FAULTS(X)                                                   \
    X(OTHER_YEAR, "other-year", "不属于该年度", "is not a day of this year") \
    X(TWICE, "twice", "重复出现", "is there twice")                          \
    X(WORKED_ANYWAY, "worked-anyway", "是星期一至星期五，本来就上班",        \
      "is a weekday, which is worked anyway")                                \
    X(NAMELESS, "nameless", "缺少名称", "has no name")

#define X(NAME, code, zh, en) CALENDAR_FAULT_##NAME,
enum calendar_fault { CALENDAR_FAULTS(X) CALENDAR_FAULT_COUNT };
#undef X

extern const struct word calendar_faults[];

/* The first day that is wrong: its place among days and what is wrong with it. False if none is. */
bool calendar_year_fault(const struct calendar_year *year, size_t *ret_place,
                         enum calendar_fault *ret_fault);

/* A calendar like another, but with this year as given; sealed. Owned by the caller. */
struct calendar *calendar_with_year(const struct calendar *calendar,
                                    const struct calendar_year *year);

#endif
