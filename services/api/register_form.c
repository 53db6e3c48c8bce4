#include "register_form.h"

#include "base/macros.h"

#include <stdio.h>
#include <string.h>

/* A sender's clock may run a little ahead of ours. */
static const int64_t clock_tolerance_us = 5 * SECOND_US;

/* clang-format off */
#define AT(member) .offset = offsetof(struct register_form, member)
#define CONTACT(member) .offset = offsetof(struct contact_form, member)

static const struct field contact_fields[] = {
    {.name = "name", .type = FIELD_TEXT, .one_line = true, .max = 100, CONTACT(name)},
    {.name = "phone", .type = FIELD_TEXT, .one_line = true, .max = 40, CONTACT(phone)},
    {.name = "email", .type = FIELD_TEXT, .one_line = true, .max = 200, CONTACT(email)},
    {.name = "address", .type = FIELD_TEXT, .one_line = true, .max = 300, CONTACT(address)},
};

#define COMMON_FIELDS                                                                              \
    {.name = "title", .type = FIELD_TEXT, .required = true, .one_line = true, .max = 200,          \
     AT(title), .doc = "What it is about."},                                                       \
    {.name = "content", .type = FIELD_TEXT, .required = true, .max = 20000, AT(content),           \
     .doc = "What was said, in full."},                                                            \
    {.name = "lead_department", .type = FIELD_TEXT, .required = true, .one_line = true, .max = 100,\
     AT(lead_department), .doc = "The one responsible department, by code or Chinese name."},      \
    {.name = "support_departments", .type = FIELD_TEXTS, .one_line = true, .max = 100,             \
     .count_max = SUPPORT_DEPARTMENTS_MAX, AT(support_departments),                                \
     .doc = "Departments that help."},                                                             \
    {.name = "external_ref", .type = FIELD_TEXT, .one_line = true, .max = 100, AT(external_ref),   \
     .doc = "The number that it has where it came from."},                                         \
    {.name = "tags", .type = FIELD_TEXTS, .one_line = true, .max = 50, .count_max = 20, AT(tags)}, \
    {.name = "answers", .type = FIELD_OBJECTS, .count_max = 8,                                     \
     .fields = answer_with_stage_fields, .field_count = ANSWER_WITH_STAGE_FIELDS,                                     \
     .size = sizeof(struct answer_form), AT(answers),                                              \
     .doc = "Answers given already: on the spot, or long ago."},

const struct field inquiry_fields[] = {
    {.name = "channel", .type = FIELD_WORD, .required = true, .words = item_channels, AT(channel),
     .doc = "How it came in."},
    {.name = "type", .type = FIELD_WORD, .required = true, .words = item_types, AT(type),
     .doc = "What it is."},
    {.name = "urgent", .type = FIELD_BOOL, AT(urgent), .doc = "Life is in danger."},
    {.name = "personal_data", .type = FIELD_BOOL, AT(personal_data),
     .doc = "Asks for published personal data to be withdrawn."},
    COMMON_FIELDS
    {.name = "contact", .type = FIELD_OBJECT, .fields = contact_fields,
     .field_count = ARRAY_LEN(contact_fields), .size = sizeof(struct contact_form), AT(contact),
     .doc = "Who asks; sealed at rest."},
    {.name = "anonymous", .type = FIELD_BOOL, AT(anonymous)},
    {.name = "confidential", .type = FIELD_BOOL, AT(confidential)},
    {.name = "received_at", .type = FIELD_INSTANT, AT(received_at_us),
     .doc = "When it was received; if not given, when it was transferred, or now."},
    {.name = "transferred_at", .type = FIELD_INSTANT, AT(transferred_at_us),
     .doc = "When the office received the transfer notice (letters)."},
    {.name = "sender_due", .type = FIELD_INSTANT, AT(sender_due_us),
     .doc = "The time set by the platform that sent it; it can only make due times earlier."},
};
const size_t inquiry_field_count = ARRAY_LEN(inquiry_fields);

const struct field opinion_event_fields[] = {
    {.name = "source", .type = FIELD_TEXT, .required = true, .one_line = true, .max = 100, AT(source),
     .doc = "Where it was seen."},
    {.name = "severity", .type = FIELD_WORD, .required = true, .words = item_severities,
     AT(severity)},
    {.name = "accident", .type = FIELD_BOOL, AT(accident), .doc = "The event is an accident."},
    COMMON_FIELDS
    {.name = "urls", .type = FIELD_TEXTS, .one_line = true, .max = 500, .count_max = 20, AT(urls)},
    {.name = "occurred_at", .type = FIELD_INSTANT, AT(occurred_at_us)},
    {.name = "detected_at", .type = FIELD_INSTANT, AT(received_at_us),
     .doc = "When it was detected; now if not given."},
    {.name = "drill", .type = FIELD_BOOL, AT(drill), .doc = "An exercise: stays out of figures."},
};
const size_t opinion_event_field_count = ARRAY_LEN(opinion_event_fields);
/* clang-format on */

static int64_t received_at(const struct register_form *form, int64_t now_us);
static void check_times(const struct register_form *form, int64_t now_us,
                        struct field_problems *problems);
static void check_departments(const struct register_form *form, const struct reference *reference,
                              struct register_departments *ret, struct field_problems *problems);
static void add_support(struct register_departments *departments, const struct department *support);
static void check_answers(const struct register_form *form, int64_t now_us,
                          struct field_problems *problems);
static void check_answer(const struct answer_form *answer, size_t index, int64_t received_at_us,
                         int64_t now_us, struct field_problems *problems);
static bool is_event(const struct register_form *form);
static int channel_of_source(const char *source);

void register_form_check(const struct register_form *form, const struct reference *reference,
                         int64_t now_us, struct register_departments *ret,
                         struct field_problems *problems)
{
    check_times(form, now_us, problems);
    check_departments(form, reference, ret, problems);
    check_answers(form, now_us, problems);
}

int64_t register_form_moment(int64_t stated_us, int64_t now_us)
{
    return stated_us == INSTANT_NONE || stated_us > now_us ? now_us : stated_us;
}

struct item_facts register_form_facts(const struct register_form *form, enum item_kind kind,
                                      int64_t now_us)
{
    return (struct item_facts){
        .kind = kind,
        .channel = form->source ? channel_of_source(form->source) : form->channel,
        .type = form->type,
        .severity = form->severity,
        .urgent = form->urgent,
        .accident = form->accident,
        .personal_data = form->personal_data,
        .received_at_us = received_at(form, now_us),
        .transferred_at_us = form->transferred_at_us,
        .occurred_at_us = form->occurred_at_us,
        .sender_due_us = form->sender_due_us,
    };
}

/* What was transferred had been received by then. */
static int64_t received_at(const struct register_form *form, int64_t now_us)
{
    bool is_transferred =
        form->received_at_us == INSTANT_NONE && form->transferred_at_us != INSTANT_NONE;
    return register_form_moment(is_transferred ? form->transferred_at_us : form->received_at_us,
                                now_us);
}

static void check_times(const struct register_form *form, int64_t now_us,
                        struct field_problems *problems)
{
    const char *receipt = is_event(form) ? "detected_at" : "received_at";
    int64_t latest_us = now_us + clock_tolerance_us;
    if (form->received_at_us > latest_us)
        field_problem_add(problems, receipt, PROBLEM_IN_FUTURE, NULL);
    if (form->transferred_at_us > latest_us)
        field_problem_add(problems, "transferred_at", PROBLEM_IN_FUTURE, NULL);
    if (form->occurred_at_us > latest_us)
        field_problem_add(problems, "occurred_at", PROBLEM_IN_FUTURE, NULL);
    if (form->transferred_at_us != INSTANT_NONE && form->transferred_at_us < form->received_at_us)
        field_problem_add(problems, "transferred_at", PROBLEM_TOO_EARLY, receipt);
    if (form->received_at_us != INSTANT_NONE && form->received_at_us < form->occurred_at_us)
        field_problem_add(problems, receipt, PROBLEM_TOO_EARLY, "occurred_at");
    if (form->sender_due_us != INSTANT_NONE && form->sender_due_us < received_at(form, now_us))
        field_problem_add(problems, "sender_due", PROBLEM_TOO_EARLY, receipt);
}

static void check_departments(const struct register_form *form, const struct reference *reference,
                              struct register_departments *ret, struct field_problems *problems)
{
    *ret = (struct register_departments){.lead = NULL};
    if (form->lead_department) {
        ret->lead = reference_department(reference, form->lead_department);
        if (!ret->lead)
            field_problem_add(problems, "lead_department", PROBLEM_NOT_KNOWN,
                              form->lead_department);
    }
    for (size_t i = 0; i < form->support_departments.count; i++) {
        const char *name = form->support_departments.all[i];
        const struct department *support = reference_department(reference, name);
        char field[64];
        snprintf(field, sizeof(field), "support_departments[%zu]", i);
        bool is_repeated = support && support == ret->lead;
        for (size_t j = 0; j < ret->support_count; j++)
            is_repeated |= ret->support[j] == support;
        if (!support)
            field_problem_add(problems, field, PROBLEM_NOT_KNOWN, name);
        else if (is_repeated)
            field_problem_add(problems, field, PROBLEM_DUPLICATE, NULL);
        else
            add_support(ret, support);
    }
}

/* In the order in which they are read back: the same item has the same tag. */
static void add_support(struct register_departments *departments, const struct department *support)
{
    size_t i = departments->support_count++;
    for (; i > 0 && departments->support[i - 1]->id > support->id; i--)
        departments->support[i] = departments->support[i - 1];
    departments->support[i] = support;
}

static void check_answers(const struct register_form *form, int64_t now_us,
                          struct field_problems *problems)
{
    const struct answer_form *answers = form->answers.all;
    int64_t received_at_us = received_at(form, now_us);
    for (size_t i = 0; i < form->answers.count; i++)
        check_answer(&answers[i], i, received_at_us, now_us, problems);
}

static void check_answer(const struct answer_form *answer, size_t index, int64_t received_at_us,
                         int64_t now_us, struct field_problems *problems)
{
    char answered_at[64], reviewer[64], proof[64];
    snprintf(answered_at, sizeof(answered_at), "answers[%zu].answered_at", index);
    snprintf(reviewer, sizeof(reviewer), "answers[%zu].reviewer", index);
    snprintf(proof, sizeof(proof), "answers[%zu].proof", index);
    if (answer->answered_at_us == INSTANT_NONE)
        return;
    if (answer->answered_at_us > now_us + clock_tolerance_us)
        field_problem_add(problems, answered_at, PROBLEM_IN_FUTURE, NULL);
    if (answer->answered_at_us < received_at_us - received_at_us % SECOND_US)
        field_problem_add(problems, answered_at, PROBLEM_TOO_EARLY, "received_at");
    if (now_us - answer->answered_at_us <= ANSWER_LATE_ENTRY_MINUTES * MINUTE_US)
        return;
    if (!answer->reviewer)
        field_problem_add(problems, reviewer, PROBLEM_LATE_ENTRY, NULL);
    if (!answer->proof)
        field_problem_add(problems, proof, PROBLEM_LATE_ENTRY, NULL);
}

static bool is_event(const struct register_form *form)
{
    return form->severity >= 0;
}

/* An event seen on a channel of ours came in by it; all else was found by monitoring. */
static int channel_of_source(const char *source)
{
    int channel = item_word_find(item_channels, source);
    return channel < 0 ? ITEM_CHANNEL_OPINION_MONITOR : channel;
}
