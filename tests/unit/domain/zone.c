#include "domain/civil.h"

#include <criterion/criterion.h>

static const struct {
    const char *name;
    int32_t offset_s;
} known[] = {
    {"Asia/Shanghai", 28800}, {"UTC", 0},        {"+00:00", 0},     {"+08:00", 28800},
    {"-03:30", -12600},       {"+05:45", 20700}, {"+14:00", 50400}, {"-12:00", -43200},
};

Test(zone, shanghai_utc_and_offsets_are_known)
{
    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
        struct zone zone = {.offset_s = 1};
        cr_expect(zone_find(known[i].name, &zone), "%s", known[i].name);
        cr_expect_eq(zone.offset_s, known[i].offset_s, "%s: %d", known[i].name, zone.offset_s);
    }
}

Test(zone, anything_else_is_not_and_leaves_the_zone_alone)
{
    static const char *const names[] = {
        "",       "asia/shanghai", "Asia/Urumqi", "Europe/Berlin", "utc",
        "Z",      "+8:00",         "+0800",       "08:00",         "+08:00 ",
        "+08:60", "+24:00",        "+08-00",      "CST-8",         "+08:0a"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        struct zone zone = {.offset_s = 1};
        cr_expect_not(zone_find(names[i], &zone), "%s", names[i]);
        cr_expect_eq(zone.offset_s, 1);
    }
}
