/*
 * What can be wrong with one field of a request, as one table, and the list of all that is wrong
 * with a whole request: every wrong field is named at once. Anyone may use it.
 */
#ifndef HUIYING_BASE_PROBLEM_H
#define HUIYING_BASE_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>

/* X(name, slug, English, Chinese); %s, if there, stands for the detail of the problem. */
#define PROBLEMS(X)                                                                              \
    X(REQUIRED, "required", "is required", "为必填项")                                           \
    X(UNKNOWN, "unknown-field", "is not a field of this request", "不是此请求的字段")            \
    X(WRONG_TYPE, "wrong-type", "must be %s", "类型必须为 %s")                                   \
    X(EMPTY, "empty", "must not be empty", "不能为空")                                           \
    X(TOO_LONG, "too-long", "must have at most %s characters", "最多 %s 个字符")                 \
    X(TOO_MANY, "too-many", "must have at most %s entries", "最多 %s 项")                        \
    X(TOO_SMALL, "too-small", "must be at least %s", "不得小于 %s")                              \
    X(TOO_BIG, "too-big", "must be at most %s", "不得大于 %s")                                   \
    X(NOT_ONE_OF, "not-one-of", "must be one of: %s", "必须是下列之一：%s")                      \
    X(BAD_TEXT, "bad-text", "must not hold control characters", "不能含有控制字符")              \
    X(BAD_TIME, "bad-time", "must be an RFC 3339 time with its offset, such as %s",              \
      "必须是带时区的 RFC 3339 时间，例如 %s")                                                   \
    X(BAD_DATE, "bad-date", "must be a date such as %s", "必须是日期，例如 %s")                  \
    X(BAD_FORMAT, "bad-format", "must look like %s", "格式应如 %s")                              \
    X(IN_FUTURE, "in-future", "must not be in the future", "不能晚于当前时间")                   \
    X(TOO_EARLY, "too-early", "must not be before %s", "不能早于 %s")                            \
    X(DUPLICATE, "duplicate", "must not be given twice", "不能重复")                             \
    X(NOT_KNOWN, "not-known", "is not known here: %s", "未登记：%s")                             \
    X(LATE_ENTRY, "late-entry", "is needed, since this is entered more than 10 minutes late",    \
      "补录超过 10 分钟，此项必填")                                                              \
    X(NOT_ALLOWED, "not-allowed", "is not allowed here: %s", "此处不允许：%s")                   \
    X(NOT_NOW, "not-now", "is not possible now; possible now: %s", "现在不能执行；现在可以：%s") \
    X(CONTRADICTION, "contradiction", "contradicts itself: %s", "自相矛盾：%s")

enum problem {
#define X(name, slug, en, zh) PROBLEM_##name,
    PROBLEMS(X)
#undef X
        PROBLEM_COUNT
};

/* One wrong field: a JSON path such as "contact.phone", or a parameter's or header's name. */
struct field_problem {
    char field[64];
    char detail[160];
    enum problem problem;
};

enum { FIELD_PROBLEMS_MAX = 32 };

struct field_problems {
    size_t count; /* kept to FIELD_PROBLEMS_MAX; what is wrong beyond that is not told */
    struct field_problem all[FIELD_PROBLEMS_MAX];
    const char *allowed; /* a JSON list of what is possible instead; NULL: nothing to tell */
};

/* Adds one; the detail is what %s of the problem's text stands for, or NULL. */
void field_problem_add(struct field_problems *problems, const char *field, enum problem problem,
                       const char *detail);

const char *problem_slug(enum problem problem);

/* Writes the sentence for people, without the field's name, cut to size bytes. */
void field_problem_text(const struct field_problem *problem, bool chinese, char *ret, size_t size);

#endif
