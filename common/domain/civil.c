#include "domain/civil.h"

#include "base/macros.h"

#include <assert.h>
#include <string.h>

/* One step of reading a text: `at` moves on over what was read. */
struct reader {
    const char *at;
    const char *end;
};

static int64_t floor_divide(int64_t number, int64_t by);
static int month_days(int year, int month);
static bool read_char(struct reader *reader, char c);
static bool read_either(struct reader *reader, char upper, char lower);
static bool read_digits(struct reader *reader, int count, int *ret);
static bool read_date(struct reader *reader, int32_t *ret_day);
static bool read_time(struct reader *reader, int64_t *ret_us);
static bool read_fraction(struct reader *reader, int64_t *ret_us);
static bool read_offset(struct reader *reader, int64_t *ret_us);
static char *write_digits(char *at, int count, int64_t number);
static char *write_date(char *at, int32_t day);
static char *write_time(char *at, int64_t time_us);
static char *write_offset(char *at, int32_t offset_s);

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

bool zone_find(const char *name, struct zone *ret)
{
    static const struct {
        const char *name;
        int32_t offset_s;
    } known[] = {{"Asia/Shanghai", 8 * 3600}, {"UTC", 0}};
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        if (strcmp(known[i].name, name) == 0) {
            ret->offset_s = known[i].offset_s;
            return true;
        }
    }
    int64_t utc_us;
    char instant[] = "1970-01-02T00:00:00+00:00";
    if (strlen(name) != 6)
        return false;
    memcpy(instant + 19, name, 6);
    if (!instant_parse(instant, strlen(instant), &utc_us))
        return false;
    ret->offset_s = (int32_t)((DAY_US - utc_us) / SECOND_US);
    return true;
}

int32_t zone_day(struct zone zone, int64_t instant_us)
{
    return (int32_t)floor_divide(instant_us + zone.offset_s * SECOND_US, DAY_US);
}

int64_t zone_day_start(struct zone zone, int32_t day)
{
    return day * DAY_US - zone.offset_s * SECOND_US;
}

size_t instant_format(int64_t instant_us, struct zone zone, char ret[INSTANT_TEXT_SIZE])
{
    int32_t day = zone_day(zone, instant_us);
    char *at = write_date(ret, day);
    *at++ = 'T';
    at = write_time(at, instant_us - zone_day_start(zone, day));
    at = write_offset(at, zone.offset_s);
    *at = '\0';
    return (size_t)(at - ret);
}

bool instant_parse(const char *text, size_t length, int64_t *ret_us)
{
    struct reader reader = {text, text + length};
    int32_t day;
    int64_t time_us, offset_us;
    if (!read_date(&reader, &day) || !read_either(&reader, 'T', 't') ||
        !read_time(&reader, &time_us) || !read_offset(&reader, &offset_us) ||
        reader.at != reader.end)
        return false;
    *ret_us = day * DAY_US + time_us - offset_us;
    return true;
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

static bool read_char(struct reader *reader, char c)
{
    if (reader->at == reader->end || *reader->at != c)
        return false;
    reader->at++;
    return true;
}

static bool read_either(struct reader *reader, char upper, char lower)
{
    return read_char(reader, upper) || read_char(reader, lower);
}

static bool read_digits(struct reader *reader, int count, int *ret)
{
    int number = 0;
    if (reader->end - reader->at < count)
        return false;
    for (int i = 0; i < count; i++, reader->at++) {
        if (*reader->at < '0' || *reader->at > '9')
            return false;
        number = number * 10 + (*reader->at - '0');
    }
    *ret = number;
    return true;
}

static bool read_date(struct reader *reader, int32_t *ret_day)
{
    struct civil civil;
    if (!read_digits(reader, 4, &civil.year) || !read_char(reader, '-') ||
        !read_digits(reader, 2, &civil.month) || !read_char(reader, '-') ||
        !read_digits(reader, 2, &civil.day) || !civil_valid(civil))
        return false;
    *ret_day = civil_to_day(civil);
    return true;
}

static bool read_time(struct reader *reader, int64_t *ret_us)
{
    int hour, minute, second;
    int64_t fraction_us = 0;
    if (!read_digits(reader, 2, &hour) || !read_char(reader, ':') ||
        !read_digits(reader, 2, &minute) || !read_char(reader, ':') ||
        !read_digits(reader, 2, &second) || hour > 23 || minute > 59 || second > 59)
        return false;
    if (read_char(reader, '.') && !read_fraction(reader, &fraction_us))
        return false;
    *ret_us = hour * HOUR_US + minute * MINUTE_US + second * SECOND_US + fraction_us;
    return true;
}

/* At least one digit; those beyond the sixth are cut off. */
static bool read_fraction(struct reader *reader, int64_t *ret_us)
{
    int digit, count = 0;
    int64_t unit_us = SECOND_US / 10;
    *ret_us = 0;
    for (; read_digits(reader, 1, &digit); count++, unit_us /= 10)
        *ret_us += digit * unit_us;
    return count > 0;
}

static bool read_offset(struct reader *reader, int64_t *ret_us)
{
    int hours, minutes;
    *ret_us = 0;
    if (read_either(reader, 'Z', 'z'))
        return true;
    int sign = read_char(reader, '-') ? -1 : 1;
    if (sign > 0 && !read_char(reader, '+'))
        return false;
    if (!read_digits(reader, 2, &hours) || !read_char(reader, ':') ||
        !read_digits(reader, 2, &minutes) || hours > 23 || minutes > 59)
        return false;
    *ret_us = sign * (hours * HOUR_US + minutes * MINUTE_US);
    return true;
}

static char *write_digits(char *at, int count, int64_t number)
{
    for (int i = count - 1; i >= 0; i--, number /= 10)
        at[i] = (char)('0' + number % 10);
    return at + count;
}

static char *write_date(char *at, int32_t day)
{
    struct civil civil = civil_from_day(day);
    assert(civil.year >= 0 && civil.year <= 9999);
    at = write_digits(at, 4, civil.year);
    *at++ = '-';
    at = write_digits(at, 2, civil.month);
    *at++ = '-';
    return write_digits(at, 2, civil.day);
}

static char *write_time(char *at, int64_t time_us)
{
    at = write_digits(at, 2, time_us / HOUR_US);
    *at++ = ':';
    at = write_digits(at, 2, time_us % HOUR_US / MINUTE_US);
    *at++ = ':';
    at = write_digits(at, 2, time_us % MINUTE_US / SECOND_US);
    if (time_us % SECOND_US == 0)
        return at;
    *at++ = '.';
    return write_digits(at, 6, time_us % SECOND_US);
}

static char *write_offset(char *at, int32_t offset_s)
{
    int32_t size_s = offset_s < 0 ? -offset_s : offset_s;
    *at++ = offset_s < 0 ? '-' : '+';
    at = write_digits(at, 2, size_s / 3600);
    *at++ = ':';
    return write_digits(at, 2, size_s % 3600 / 60);
}
