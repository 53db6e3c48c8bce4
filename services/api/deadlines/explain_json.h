/* Why a window is due when it is, as JSON: enough to count it again by hand. */
#ifndef HUIYING_API_EXPLAIN_JSON_H
#define HUIYING_API_EXPLAIN_JSON_H

#include "deadlines/explain_text.h"
#include "json/write.h"

void explain_json(const struct explained *explained, struct text *text);

/* The member "days": each day from the start to the last, with what it counts for. Empty for terms
 * on the wall. */
void explain_json_days(struct json_out *out, const struct clock *clock, const struct term *term);

#endif
