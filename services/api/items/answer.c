#include "items/answer.h"

#include "json/write.h"

/* clang-format off */
#define FIELDS                                                                                     \
    {.name = "answered_at", .type = FIELD_INSTANT,                                                 \
     .offset = offsetof(struct answer_form, answered_at_us),                                       \
     .doc = "When it was answered; now if not given. Not in the future."},                         \
    {.name = "title", .type = FIELD_TEXT, .one_line = true, .max = 200,                            \
     .offset = offsetof(struct answer_form, title),                                                \
     .doc = "Title of what was published or sent."},                                               \
    {.name = "address", .type = FIELD_TEXT, .one_line = true, .max = 500,                          \
     .offset = offsetof(struct answer_form, address), .doc = "Where it was published."},           \
    {.name = "place", .type = FIELD_TEXT, .one_line = true, .max = 200,                            \
     .offset = offsetof(struct answer_form, place), .doc = "Where a press conference was held."},  \
    {.name = "speaker", .type = FIELD_TEXT, .one_line = true, .max = 100,                          \
     .offset = offsetof(struct answer_form, speaker), .doc = "Who spoke."},                        \
    {.name = "chief_spoke", .type = FIELD_SWITCH,                                                  \
     .offset = offsetof(struct answer_form, chief_spoke),                                          \
     .doc = "Whether the head of the bureau spoke in person."},                                    \
    {.name = "text", .type = FIELD_TEXT, .max = 5000,                                              \
     .offset = offsetof(struct answer_form, text),                                                 \
     .doc = "What was said; little, once an item has a million bytes of answers."},                \
    {.name = "reviewer", .type = FIELD_TEXT, .one_line = true, .max = 100,                         \
     .offset = offsetof(struct answer_form, reviewer),                                             \
     .doc = "Who vouches for an answer that is entered more than 10 minutes late."},               \
    {.name = "proof", .type = FIELD_TEXT, .one_line = true, .max = 500,                            \
     .offset = offsetof(struct answer_form, proof),                                                \
     .doc = "What proves it: a document's number, an address."},

const struct field answer_fields[ANSWER_FIELDS] = {FIELDS};

const struct field answer_with_stage_fields[ANSWER_WITH_STAGE_FIELDS] = {
    {.name = "stage", .type = FIELD_TEXT, .one_line = true, .required = true, .max = 31,
     .offset = offsetof(struct answer_form, stage), .doc = "Which window it answers."},
    FIELDS
};
/* clang-format on */

static void add(struct json_out *out, const char *key, const char *value);

void answer_render(const struct answer_form *answer, struct text *text)
{
    struct json_out out = {.text = text};
    json_out_begin_object(&out);
    add(&out, "title", answer->title);
    add(&out, "address", answer->address);
    add(&out, "place", answer->place);
    add(&out, "speaker", answer->speaker);
    if (answer->chief_spoke >= 0)
        json_out_member_bool(&out, "chief_spoke", answer->chief_spoke);
    add(&out, "text", answer->text);
    add(&out, "reviewer", answer->reviewer);
    add(&out, "proof", answer->proof);
    json_out_end_object(&out);
}

struct deed answer_deed(const struct answer_form *answer)
{
    return (struct deed){
        .at_us = answer->answered_at_us,
        .reviewer = answer->reviewer,
        .proof = answer->proof,
    };
}

static void add(struct json_out *out, const char *key, const char *value)
{
    if (value)
        json_out_member_string(out, key, value);
}
