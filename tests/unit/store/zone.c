#include "store/zone.h"

#include <criterion/criterion.h>

#include "base/macros.h"
#include "support/moment.h"

static const struct {
    const char *name;
    const char *at;
    int32_t offset_s;
} known[] = {
    {"Asia/Shanghai", "2018-07-24T10:00:00+08:00", 28800},
    {"Asia/Shanghai", "1988-07-24T10:00:00+09:00", 32400}, /* its daylight saving of 1986 to 1991 */
    {"Asia/Urumqi", "2018-07-24T10:00:00+06:00", 21600},
    {"Europe/Berlin", "2026-03-29T01:59:59+01:00", 3600},
    {"Europe/Berlin", "2026-03-29T03:00:00+02:00", 7200},
    {"Europe/Berlin", "2026-10-25T02:59:59+02:00", 7200},
    {"Europe/Berlin", "2026-10-25T02:00:00+01:00", 3600},
    {"Europe/Berlin", "2199-07-01T00:00:00+02:00", 7200},
    {"+08:00", "2018-07-24T10:00:00+08:00", 28800},
    {"UTC", "2018-07-24T10:00:00+08:00", 0},
};

Test(zone_find, zones_have_the_offsets_of_the_tz_database)
{
    for (size_t i = 0; i < ARRAY_LEN(known); i++) {
        struct zone zone;
        cr_assert(zone_find(known[i].name, &zone), "%s", known[i].name);
        cr_expect_eq(zone_offset_s(zone, moment(known[i].at)), known[i].offset_s, "%s at %s: %d",
                     known[i].name, known[i].at, zone_offset_s(zone, moment(known[i].at)));
    }
}

Test(zone_find, what_the_tz_database_does_not_have_is_none)
{
    static const char *const names[] = {
        "",     "Asia/Nowhere", "../../etc/passwd",  "/etc/passwd",    "asia/shanghai",
        "Asia", "Asia/",        "America/Argentina", ":Asia/Shanghai", "CST-8"};
    for (size_t i = 0; i < ARRAY_LEN(names); i++) {
        struct zone zone = {.offset_s = 1};
        cr_expect_not(zone_find(names[i], &zone), "%s", names[i]);
        cr_expect_eq(zone.offset_s, 1);
    }
}

Test(zone_find, it_is_read_once)
{
    struct zone first, second;
    cr_assert(zone_find("Europe/Berlin", &first));
    cr_assert(zone_find("Europe/Berlin", &second));
    cr_expect_eq(first.changes, second.changes);
}
