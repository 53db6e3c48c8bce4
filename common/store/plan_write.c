#include "store/plan_write.h"

#include "domain/instant.h"

static const struct zone utc = {0};

static void write_instants(struct json_out *out, const int64_t *all, size_t count);
static void write_integers(struct json_out *out, const int *all, size_t count);
static void begin_literal(struct json_out *out);
static void end_literal(struct json_out *out);

void plan_write(struct json_out *out, const struct plan *plan)
{
    json_out_key(out, "steps");
    write_instants(out, plan->at_us, plan->step_count);
    json_out_key(out, "rungs");
    write_integers(out, plan->rungs, plan->step_count + 1);
    json_out_member_integer(out, "first_level", plan->first_level_step);
    json_out_member_integer(out, "levels_before", plan->levels_before);
    if (plan->repeat_us)
        json_out_member_integer(out, "repeat_us", plan->repeat_us);
    json_out_member_instant(out, "next_at", plan->next_at_us, utc);
}

static void write_instants(struct json_out *out, const int64_t *all, size_t count)
{
    char text[INSTANT_TEXT_SIZE];
    begin_literal(out);
    for (size_t i = 0; i < count; i++) {
        size_t length = instant_format(all[i], utc, text);
        json_out_raw(out, text, length);
    }
    end_literal(out);
}

static void write_integers(struct json_out *out, const int *all, size_t count)
{
    begin_literal(out);
    for (size_t i = 0; i < count; i++)
        json_out_integer(out, all[i]);
    end_literal(out);
}

/* A string that is an array of PostgreSQL's, "{1,2}": it reads that in half the time of a JSON
 * array. Its members are separated as JSON's are. */
static void begin_literal(struct json_out *out)
{
    json_out_raw(out, "\"{", 2);
    out->comma = false;
}

static void end_literal(struct json_out *out)
{
    text_add_bytes(out->text, "}\"", 2);
    out->comma = true;
}
