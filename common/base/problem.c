#include "base/problem.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *slug;
    const char *en;
    const char *zh;
} texts[PROBLEM_COUNT] = {
#define X(name, slug, en, zh) [PROBLEM_##name] = {slug, en, zh},
    PROBLEMS(X)
#undef X
};

static void copy_whole(char *ret, size_t size, const char *text);

void field_problem_add(struct field_problems *problems, const char *field, enum problem problem,
                       const char *detail)
{
    if (problems->count == FIELD_PROBLEMS_MAX)
        return;
    struct field_problem *added = &problems->all[problems->count++];
    copy_whole(added->field, sizeof(added->field), field);
    copy_whole(added->detail, sizeof(added->detail), detail ? detail : "");
    added->problem = problem;
}

const char *problem_slug(enum problem problem)
{
    assert(problem < PROBLEM_COUNT);
    return texts[problem].slug;
}

void field_problem_text(const struct field_problem *problem, bool chinese, char *ret, size_t size)
{
    const char *text = chinese ? texts[problem->problem].zh : texts[problem->problem].en;
    const char *gap = strstr(text, "%s");
    if (!gap) {
        snprintf(ret, size, "%s", text);
        return;
    }
    snprintf(ret, size, "%.*s%s%s", (int)(gap - text), text, problem->detail, gap + 2);
}

/* Cuts to size between characters, since what is shown must stay UTF-8. */
static void copy_whole(char *ret, size_t size, const char *text)
{
    size_t length = strnlen(text, size);
    if (length == size) {
        length--;
        while (length > 0 && ((unsigned char)text[length] & 0xc0) == 0x80)
            length--;
    }
    memcpy(ret, text, length);
    ret[length] = '\0';
}
