#include "store/zone.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CHANGES_MAX = 1024 };

struct named_zone {
    char name[ZONE_NAME_MAX + 1];
    struct zone zone;
};

static struct named_zone known[ZONES_MAX];
static size_t known_count;

static bool is_in_database(const char *name);
static void read_zone(const char *name, struct zone *ret);
static void collect_changes(struct zone *ret);
static int64_t find_change(int64_t before_s, int64_t after_s);
static int32_t offset_at(int64_t instant_s);

bool zone_find(const char *name, struct zone *ret)
{
    for (size_t i = 0; i < known_count; i++) {
        if (strcmp(known[i].name, name) == 0) {
            *ret = known[i].zone;
            return true;
        }
    }
    if (zone_parse(name, ret))
        return true;
    if (known_count == ZONES_MAX || !is_in_database(name))
        return false;
    struct named_zone *found = &known[known_count++];
    snprintf(found->name, sizeof(found->name), "%s", name);
    read_zone(name, &found->zone);
    *ret = found->zone;
    return true;
}

/* libc takes a name that it does not find for UTC, so it must not be asked. */
static bool is_in_database(const char *name)
{
    char path[128];
    static const char allowed[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                  "0123456789_+-/";
    size_t length = strlen(name);
    if (length == 0 || length > ZONE_NAME_MAX || name[0] == '/' || strspn(name, allowed) < length)
        return false;
    snprintf(path, sizeof(path), "/usr/share/zoneinfo/%s", name);
    struct stat stat_of; /* libc reads a folder, too, and makes it UTC */
    return strchr(name, '/') && access(path, R_OK) == 0 && stat(path, &stat_of) == 0 &&
           S_ISREG(stat_of.st_mode);
}

/* libc knows one zone at a time, that of TZ, which is put back. */
static void read_zone(const char *name, struct zone *ret)
{
    char *before = getenv("TZ") ? memory_copy_string(getenv("TZ")) : NULL;
    setenv("TZ", name, 1);
    tzset();
    collect_changes(ret);
    if (before)
        setenv("TZ", before, 1);
    else
        unsetenv("TZ");
    tzset();
    free(before);
}

static void collect_changes(struct zone *ret)
{
    const int64_t day_s = DAY_US / SECOND_US;
    int64_t from_s = civil_to_day((struct civil){CIVIL_YEAR_MIN, 1, 1}) * day_s;
    int64_t to_s = (civil_to_day((struct civil){CIVIL_YEAR_MAX, 12, 31}) + 2) * day_s;
    struct zone_change *changes = memory_new(CHANGES_MAX, sizeof(*changes));
    *ret = (struct zone){.changes = changes, .offset_s = offset_at(from_s - day_s)};
    int32_t offset_s = ret->offset_s;
    for (int64_t at_s = from_s; at_s < to_s && ret->change_count < CHANGES_MAX; at_s += day_s) {
        if (offset_at(at_s) == offset_s)
            continue;
        offset_s = offset_at(at_s);
        changes[ret->change_count++] =
            (struct zone_change){find_change(at_s - day_s, at_s) * SECOND_US, offset_s};
    }
}

/* The first second of the new offset. */
static int64_t find_change(int64_t before_s, int64_t after_s)
{
    int32_t offset_s = offset_at(after_s);
    while (after_s - before_s > 1) {
        int64_t middle_s = before_s + (after_s - before_s) / 2;
        if (offset_at(middle_s) == offset_s)
            after_s = middle_s;
        else
            before_s = middle_s;
    }
    return after_s;
}

static int32_t offset_at(int64_t instant_s)
{
    time_t time = (time_t)instant_s;
    struct tm wall;
    localtime_r(&time, &wall);
    return (int32_t)wall.tm_gmtoff;
}
