#include "domain/civil.h"

#include "domain/digits.h"

static int64_t floor_divide(int64_t number, int64_t by);
static int month_days(int year, int month);

bool civil_valid(struct civil civil)
{
    return civil.year >= CIVIL_YEAR_MIN && civil.year <= CIVIL_YEAR_MAX && civil.month >= 1 &&
           civil.month <= 12 && civil.day >= 1 && civil.day <= month_days(civil.year, civil.month);
}

/* Years are taken to begin in March, so that the leap day comes last; 400 years are 146,097 days
 * and 1970-01-01 is day 719,468 from 0000-03-01. */
int32_t civil_to_day(struct civil civil)
{
    int64_t year = civil.month > 2 ? civil.year : civil.year - 1;
    int64_t era = floor_divide(year, 400);
    int64_t year_of_era = year - era * 400;
    int64_t day_of_year = (153 * ((civil.month + 9) % 12) + 2) / 5 + civil.day - 1;
    int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (int32_t)(era * 146097 + day_of_era - 719468);
}

struct civil civil_from_day(int32_t day)
{
    int64_t shifted = (int64_t)day + 719468;
    int64_t era = floor_divide(shifted, 146097);
    int64_t day_of_era = shifted - era * 146097;
    int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int64_t months = (5 * day_of_year + 2) / 153; /* since March */
    int month = (int)(months < 10 ? months + 3 : months - 9);
    return (struct civil){
        .year = (int)(era * 400 + year_of_era) + (month <= 2),
        .month = month,
        .day = (int)(day_of_year - (153 * months + 2) / 5) + 1,
    };
}

int civil_weekday(int32_t day)
{
    int64_t since_sunday = (int64_t)day + 4; /* 1970-01-01 was a Thursday */
    return (int)(since_sunday - floor_divide(since_sunday, 7) * 7);
}

int32_t civil_add_months(int32_t day, int months)
{
    struct civil civil = civil_from_day(day);
    int64_t month = (int64_t)civil.year * 12 + civil.month - 1 + months;
    civil.year = (int)floor_divide(month, 12);
    civil.month = (int)(month - (int64_t)civil.year * 12) + 1;
    int last = month_days(civil.year, civil.month);
    if (civil.day > last)
        civil.day = last;
    return civil_to_day(civil);
}

void date_format(int32_t day, char ret[DATE_TEXT_SIZE])
{
    *write_date(ret, day) = '\0';
}

bool date_parse(const char *text, size_t length, int32_t *ret_day)
{
    struct reader reader = {text, text + length};
    int32_t day;
    if (!read_date(&reader, &day) || reader.at != reader.end)
        return false;
    *ret_day = day;
    return true;
}

static int64_t floor_divide(int64_t number, int64_t by)
{
    return number / by - (number % by < 0);
}

static int month_days(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : days[month - 1];
}
