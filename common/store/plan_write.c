#include "store/plan_write.h"

static const struct zone utc = {0};

void plan_write(struct json_out *out, const struct plan *plan)
{
    json_out_key(out, "steps");
    json_out_begin_array(out);
    for (size_t i = 0; i < plan->step_count; i++)
        json_out_instant(out, plan->at_us[i], utc);
    json_out_end_array(out);
    json_out_key(out, "rungs");
    json_out_begin_array(out);
    for (size_t i = 0; i <= plan->step_count; i++)
        json_out_integer(out, plan->rungs[i]);
    json_out_end_array(out);
    json_out_member_integer(out, "first_level", plan->first_level_step);
    json_out_member_integer(out, "levels_before", plan->levels_before);
    if (plan->repeat_us)
        json_out_member_integer(out, "repeat_us", plan->repeat_us);
    json_out_member_instant(out, "next_at", plan->next_at_us, utc);
}
