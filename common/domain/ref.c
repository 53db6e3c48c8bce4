#include "domain/ref.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { DIGITS_MIN = 2, DIGITS_MAX = 19 }; /* the check digit included */

static int check_step(int carry, int digit);
static int check_digit(const char *digits);
static size_t take_digits(const char *text, char ret[DIGITS_MAX + 1]);

void ref_format(int64_t id, char ret[REF_SIZE])
{
    assert(id > 0 && id < INT64_C(1000000000000000000));
    size_t length = (size_t)snprintf(ret, REF_SIZE, "%" PRId64, id);
    ret[length] = (char)('0' + check_digit(ret));
    ret[length + 1] = '\0';
}

bool ref_parse(const char *text, int64_t *ret_id)
{
    char digits[DIGITS_MAX + 1];
    size_t count = take_digits(text, digits);
    if (count < DIGITS_MIN || digits[0] == '0')
        return false;
    int last = digits[count - 1] - '0';
    digits[count - 1] = '\0';
    if (check_digit(digits) != last)
        return false;
    int64_t id = 0;
    for (const char *at = digits; *at; at++)
        id = id * 10 + (*at - '0');
    *ret_id = id;
    return true;
}

/* One digit of the hybrid system MOD 11,10: add it modulo 10, with 10 for 0; double modulo 11. */
static int check_step(int carry, int digit)
{
    int sum = (carry + digit) % 10;
    return (sum == 0 ? 10 : sum) * 2 % 11;
}

/* The digit that makes carry and digit add up to 1 modulo 10. */
static int check_digit(const char *digits)
{
    int carry = 10;
    for (const char *at = digits; *at; at++)
        carry = check_step(carry, *at - '0');
    return (11 - carry) % 10;
}

/* The digits alone, or 0 if there is anything but digits, spaces and hyphens, or too much. */
static size_t take_digits(const char *text, char ret[DIGITS_MAX + 1])
{
    size_t count = 0;
    for (; *text; text++) {
        if (strchr(" -", *text))
            continue;
        if (*text < '0' || *text > '9' || count == DIGITS_MAX)
            return 0;
        ret[count++] = *text;
    }
    ret[count] = '\0';
    return count;
}
