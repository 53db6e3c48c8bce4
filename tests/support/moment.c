#include "support/moment.h"

#include <stdio.h>
#include <string.h>

#include "base/memory.h"

const struct zone china = {.offset_s = 8 * 3600};

static char *next_text(void);

int64_t moment(const char *text)
{
    char full[64];
    int64_t instant_us;
    snprintf(full, sizeof(full), "%s%s", text, strlen(text) == 19 ? "+08:00" : "");
    if (!instant_parse(full, strlen(full), &instant_us))
        memory_abort(text);
    return instant_us;
}

int32_t day(const char *text)
{
    int32_t number;
    if (!date_parse(text, strlen(text), &number))
        memory_abort(text);
    return number;
}

const char *moment_text(int64_t instant_us)
{
    char *text = next_text();
    instant_format(instant_us, china, text);
    return text;
}

const char *day_text(int32_t number)
{
    char *text = next_text();
    date_format(number, text);
    return text;
}

struct window_times counted(const struct calendar *calendar, enum term_unit unit, int amount,
                            int64_t start_us, int64_t cap_us)
{
    struct clock clock = clock_start(start_us, cap_us);
    const struct term term = {calendar, unit, amount, TERM_END_MIDNIGHT};
    return clock_count(&clock, &term);
}

static char *next_text(void)
{
    static char texts[4][INSTANT_TEXT_SIZE];
    static size_t next;
    return texts[next++ % 4];
}
