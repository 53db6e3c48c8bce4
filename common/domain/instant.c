#include "domain/instant.h"

#include "domain/digits.h"

static bool read_time(struct reader *reader, int64_t *ret_us);
static bool read_fraction(struct reader *reader, int64_t *ret_us);
static bool read_offset(struct reader *reader, int64_t *ret_us);
static char *write_time(char *at, int64_t time_us);
static char *write_offset(char *at, int32_t offset_s);

size_t instant_format(int64_t instant_us, struct zone zone, char ret[INSTANT_TEXT_SIZE])
{
    int32_t offset_s = zone_offset_s(zone, instant_us);
    int64_t wall_us = instant_us + offset_s * SECOND_US;
    int32_t day = (int32_t)(wall_us / DAY_US - (wall_us % DAY_US < 0));
    char *at = write_date(ret, day);
    *at++ = 'T';
    at = write_time(at, wall_us - day * DAY_US);
    at = write_offset(at, offset_s);
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
