#include "http/language.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

static bool range_is(const char *range, const char *language);
static int weight_read(const char *range, size_t length);

bool language_is_chinese(const char *accept_language)
{
    int best = 0;
    bool chinese = true;
    for (const char *at = accept_language; at && *at;) {
        at += strspn(at, ", \t");
        size_t length = strcspn(at, ",");
        bool zh = range_is(at, "zh"), en = range_is(at, "en");
        int weight = weight_read(at, length);
        if ((zh || en) && weight > best) {
            best = weight;
            chinese = zh;
        }
        at += length;
    }
    return chinese;
}

static bool range_is(const char *range, const char *language)
{
    return strncasecmp(range, language, 2) == 0 && !isalnum((unsigned char)range[2]);
}

/* Thousandths; 1000 where no weight is given. */
static int weight_read(const char *range, size_t length)
{
    const char *q = memchr(range, ';', length);
    if (!q)
        return 1000;
    q += 1 + strspn(q + 1, " \t");
    if (strncasecmp(q, "q=", 2) != 0)
        return 1000;
    int weight = q[2] == '1' ? 1000 : 0, unit = 100;
    if ((q[2] != '0' && q[2] != '1') || q[3] != '.')
        return weight;
    for (q += 4; isdigit((unsigned char)*q) && unit; q++, unit /= 10)
        weight += (*q - '0') * unit;
    return weight > 1000 ? 1000 : weight;
}
