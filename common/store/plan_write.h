/* A window's plan as the statements of intake and change read it. For the files of store/ alone. */
#ifndef HUIYING_STORE_PLAN_WRITE_H
#define HUIYING_STORE_PLAN_WRITE_H

#include "domain/escalation.h"
#include "json/write.h"

/* Adds the members steps, rungs, first_level, levels_before, repeat_us and next_at. */
void plan_write(struct json_out *out, const struct plan *plan);

#endif
