#include "domain/digits.h"

#include "domain/civil.h"

#include <assert.h>

bool read_char(struct reader *reader, char c)
{
    if (reader->at == reader->end || *reader->at != c)
        return false;
    reader->at++;
    return true;
}

bool read_either(struct reader *reader, char upper, char lower)
{
    return read_char(reader, upper) || read_char(reader, lower);
}

bool read_digits(struct reader *reader, int count, int *ret)
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

bool read_date(struct reader *reader, int32_t *ret_day)
{
    struct civil civil;
    if (!read_digits(reader, 4, &civil.year) || !read_char(reader, '-') ||
        !read_digits(reader, 2, &civil.month) || !read_char(reader, '-') ||
        !read_digits(reader, 2, &civil.day) || !civil_valid(civil))
        return false;
    *ret_day = civil_to_day(civil);
    return true;
}

char *write_digits(char *at, int count, int64_t number)
{
    for (int i = count - 1; i >= 0; i--, number /= 10)
        at[i] = (char)('0' + number % 10);
    return at + count;
}

char *write_date(char *at, int32_t day)
{
    struct civil civil = civil_from_day(day);
    assert(civil.year >= 0 && civil.year <= 9999);
    at = write_digits(at, 4, civil.year);
    *at++ = '-';
    at = write_digits(at, 2, civil.month);
    *at++ = '-';
    return write_digits(at, 2, civil.day);
}
