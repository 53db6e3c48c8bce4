#include "redis/member.h"

#include "redis/timers.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool member_parse_number(const char **at, int64_t max, char end, int64_t *ret);

void member_write(const struct timer *timer, char ret[MEMBER_SIZE])
{
    snprintf(ret, MEMBER_SIZE, "%" PRId64 ":%" PRId32 ":%" PRId32, timer->window_id,
             timer->generation, timer->step);
}

bool member_parse(const char *bytes, size_t size, struct timer *ret)
{
    int64_t window_id, generation, step;
    const char *at = bytes;
    if (strlen(bytes) != size || !member_parse_number(&at, INT64_MAX, ':', &window_id) ||
        !member_parse_number(&at, INT32_MAX, ':', &generation) ||
        !member_parse_number(&at, INT32_MAX, '\0', &step))
        return false;
    ret->window_id = window_id;
    ret->generation = (int32_t)generation;
    ret->step = (int32_t)step;
    return true;
}

bool member_parse_moment(const char *bytes, size_t size, int64_t *ret_us)
{
    char *end;
    double score = strtod(bytes, &end);
    if (!size || end != bytes + size || !(score >= 0) || score > (double)TIMERS_AT_US_MAX ||
        (double)(int64_t)score < score)
        return false;
    *ret_us = (int64_t)score;
    return true;
}

/* Digits without a leading zero, up to max, then end. */
static bool member_parse_number(const char **at, int64_t max, char end, int64_t *ret)
{
    const char *digit = *at;
    int64_t number = 0;
    if (*digit == '0' && digit[1] != end)
        return false;
    for (; *digit >= '0' && *digit <= '9'; digit++) {
        int value = *digit - '0';
        if (number > (max - value) / 10)
            return false;
        number = number * 10 + value;
    }
    if (digit == *at || *digit != end)
        return false;
    *at = digit + 1;
    *ret = number;
    return true;
}
