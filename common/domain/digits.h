/* Reading and writing the fixed-width numbers of dates and times. For common/domain alone. */
#ifndef HUIYING_DOMAIN_DIGITS_H
#define HUIYING_DOMAIN_DIGITS_H

#include <stdbool.h>
#include <stdint.h>

/* One step of reading a text: `at` moves on over what was read. */
struct reader {
    const char *at;
    const char *end;
};

bool read_char(struct reader *reader, char c);
bool read_either(struct reader *reader, char upper, char lower);
bool read_digits(struct reader *reader, int count, int *ret);

/* "2018-10-09", a day that there is. */
bool read_date(struct reader *reader, int32_t *ret_day);

/* Both return where to go on. */
char *write_digits(char *at, int count, int64_t number);
char *write_date(char *at, int32_t day);

#endif
