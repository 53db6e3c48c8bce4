/* What was answered: the same fields whether it is told with the item or later. */
#ifndef HUIYING_API_ANSWER_H
#define HUIYING_API_ANSWER_H

#include "base/text.h"
#include "domain/docket.h"
#include "json/fields.h"

struct answer_form {
    const char *stage; /* only with an item: which of its windows */
    int64_t answered_at_us;
    const char *title;
    const char *address;
    const char *place;
    const char *speaker;
    int chief_spoke; /* 1, 0, or -1 if not told */
    const char *text;
    const char *reviewer;
    const char *proof;
};

/* For an answer told later, and for one told with its item (stage first). */
enum { ANSWER_FIELDS = 9, ANSWER_WITH_STAGE_FIELDS = ANSWER_FIELDS + 1 };
extern const struct field answer_fields[ANSWER_FIELDS];
extern const struct field answer_with_stage_fields[ANSWER_WITH_STAGE_FIELDS];

/* What is stored of it: the members that were given, as JSON. */
void answer_render(const struct answer_form *answer, struct text *text);

/* The deed of giving it. */
struct deed answer_deed(const struct answer_form *answer);

#endif
