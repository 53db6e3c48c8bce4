/* Whatever is read as an instant or a date is written back to the same one. */
#include "domain/instant.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void demand(bool holds)
{
    if (!holds)
        abort();
}

static void instant_returns(const char *text, size_t size)
{
    static const struct zone zones[] = {{.offset_s = 0}, {.offset_s = 28800}};
    char written[INSTANT_TEXT_SIZE];
    int64_t instant_us, again_us = 0;
    if (!instant_parse(text, size, &instant_us))
        return;
    for (size_t i = 0; i < 2; i++) {
        size_t length = instant_format(instant_us, zones[i], written);
        demand(length < INSTANT_TEXT_SIZE);
        /* At the last hours of the last year another zone has a year that is out of reach. */
        if (instant_parse(written, length, &again_us))
            demand(again_us == instant_us);
    }
}

static void date_returns(const char *text, size_t size)
{
    char written[DATE_TEXT_SIZE];
    int32_t day, again = 0;
    if (!date_parse(text, size, &day))
        return;
    date_format(day, written);
    demand(date_parse(written, DATE_TEXT_SIZE - 1, &again) && again == day);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    instant_returns((const char *)data, size);
    date_returns((const char *)data, size);
    return 0;
}
