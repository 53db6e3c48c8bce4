#include "support/mistakes.h"

#include "base/macros.h"

#include <stdio.h>
#include <string.h>

enum { LINE_SIZE = 4096 };

static bool tells_of_one(const char *line);

long mistakes_count(const struct office *office, const char *program)
{
    char line[LINE_SIZE];
    long count = 0;
    FILE *file = fopen(office_log_path(office, program), "r");
    while (file && fgets(line, sizeof(line), file))
        if (tells_of_one(line) && count++ == 0)
            fprintf(stderr, "  %s", line);
    if (file)
        fclose(file);
    return count;
}

static bool tells_of_one(const char *line)
{
    static const char name[] = "\"sqlstate\":\"";
    static const char *const classes[] = {"22", "23", "42", "XX"};
    const char *state = strstr(line, name);
    for (size_t i = 0; state && i < ARRAY_LEN(classes); i++)
        if (strncmp(state + strlen(name), classes[i], 2) == 0)
            return true;
    return false;
}
