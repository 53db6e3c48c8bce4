/* The verbs, one row each: what a request may say, and the function of the domain that does it. */
#include "items/act.h"

#include "base/macros.h"

/* clang-format off */
#define AT(member) .offset = offsetof(struct act_form, member)

#define WHEN_FIELDS                                                                                \
    {.name = "at", .type = FIELD_INSTANT, AT(at_us),                                               \
     .doc = "When it was done; now if not given. Not in the future."},                             \
    {.name = "reviewer", .type = FIELD_TEXT, .one_line = true, .max = 100, AT(reviewer),           \
     .doc = "Who vouches for what is entered more than 10 minutes late."},                         \
    {.name = "proof", .type = FIELD_TEXT, .one_line = true, .max = 500, AT(proof),                 \
     .doc = "What proves it: a document's number, an address."}

#define NOTE_FIELD                                                                                 \
    {.name = "note", .type = FIELD_TEXT, .max = 1000, AT(note), .doc = "In people's own words."}

#define WHY_FIELD                                                                                  \
    {.name = "reason", .type = FIELD_TEXT, .required = true, .max = 1000, AT(why),                 \
     .doc = "Why, in people's own words."}

#define APPROVER_FIELD                                                                             \
    {.name = "approved_by", .type = FIELD_TEXT, .required = true, .one_line = true, .max = 100,    \
     AT(approver), .doc = "Who decided it."}

#define REASON_FIELD(table)                                                                        \
    {.name = "reason", .type = FIELD_WORD, .required = true, .words = (table), AT(word)}

static const struct field pause_fields[] = {REASON_FIELD(pause_reasons), NOTE_FIELD, WHEN_FIELDS};
static const struct field resume_fields[] = {NOTE_FIELD, WHEN_FIELDS};
static const struct field extend_fields[] = {
    {.name = "amount", .type = FIELD_INTEGER, .min = 1, .max = 1000, AT(amount),
     .doc = "In units of the rule; all that it allows if not given."},
    WHY_FIELD, APPROVER_FIELD,
    {.name = "notice", .type = FIELD_TEXT, .required = true, .max = 500, AT(notice),
     .doc = "How the applicant was told."},
    WHEN_FIELDS,
};
static const struct field restart_fields[] = {REASON_FIELD(restart_reasons), NOTE_FIELD, WHEN_FIELDS};
static const struct field acknowledge_fields[] = {NOTE_FIELD, WHEN_FIELDS};
static const struct field reason_fields[] = {WHY_FIELD, WHEN_FIELDS};
static const struct field void_fields[] = {WHY_FIELD, APPROVER_FIELD, WHEN_FIELDS};
static const struct field reopen_fields[] = {
    REASON_FIELD(reopen_reasons),
    {.name = "n", .type = FIELD_INTEGER, .min = 1, .max = 32767, AT(n),
     .doc = "Which window; the one answered last if not given."},
    NOTE_FIELD, WHEN_FIELDS,
};
static const struct field merge_fields[] = {
    {.name = "into", .type = FIELD_TEXT, .required = true, .one_line = true, .max = 40, AT(into),
     .doc = "Reference of the item that carries on."},
    NOTE_FIELD, WHEN_FIELDS,
};
static const struct field regrade_fields[] = {
    {.name = "severity", .type = FIELD_WORD, .required = true, .words = item_severities,
     AT(word), .doc = "The grade as it is now."},
    WHY_FIELD,
    {.name = "confirmed_by", .type = FIELD_TEXT, .one_line = true, .max = 100, AT(approver),
     .doc = "Who of the office confirmed it."},
    WHEN_FIELDS,
};
static const struct field reassign_fields[] = {
    {.name = "lead_department", .type = FIELD_TEXT, .required = true, .one_line = true, .max = 100,
     AT(lead_department), .doc = "Who leads from now on, by code or Chinese name."},
    WHY_FIELD, WHEN_FIELDS,
};
/* clang-format on */

/* The codes of both departments are for the event. */
static struct assignment assignment_to(const struct acting *acting,
                                       const struct department *department)
{
    const struct department *from =
        reference_department_of(acting->reference, acting->item->docket.lead_department_id);
    return (struct assignment){
        .department_id = department->id,
        .from = from ? from->code : NULL,
        .to = department->code,
    };
}

static enum docket_verdict fulfil(struct acting *acting, const struct deed *deed,
                                  struct field_problems *problems)
{
    (void)deed;
    struct deed answer = answer_deed(&acting->form.answer);
    return docket_fulfil(&acting->item->docket, acting->n, &answer, acting->answer, problems);
}

static enum docket_verdict extend(struct acting *acting, const struct deed *deed,
                                  struct field_problems *problems)
{
    return docket_extend(&acting->item->docket, acting->n, (int)acting->form.amount, deed,
                         problems);
}

static enum docket_verdict reopen(struct acting *acting, const struct deed *deed,
                                  struct field_problems *problems)
{
    return docket_reopen(&acting->item->docket, (int)acting->form.n, deed, problems);
}

static enum docket_verdict merge(struct acting *acting, const struct deed *deed,
                                 struct field_problems *problems)
{
    return docket_merge(&acting->item->docket, &acting->other->docket, deed, problems);
}

static enum docket_verdict reassign(struct acting *acting, const struct deed *deed,
                                    struct field_problems *problems)
{
    const char *name = acting->form.lead_department;
    const struct department *department = reference_department(acting->reference, name);
    if (!department) {
        field_problem_add(problems, "lead_department", PROBLEM_NOT_KNOWN, name);
        return DOCKET_WRONG_FIELDS;
    }
    struct assignment assignment = assignment_to(acting, department);
    return docket_reassign(&acting->item->docket, &assignment, deed, problems);
}

static enum docket_verdict return_it(struct acting *acting, const struct deed *deed,
                                     struct field_problems *problems)
{
    const struct department *office = reference_department(acting->reference, "office");
    if (!office)
        return DOCKET_NOT_NOW;
    struct assignment assignment = assignment_to(acting, office);
    return docket_return(&acting->item->docket, &assignment, deed, problems);
}

#define ACT(ACTION, fields, ...) \
    [DOCKET_##ACTION] = {DOCKET_##ACTION, (fields), ARRAY_LEN(fields), __VA_ARGS__}

const struct act acts[DOCKET_ACTION_COUNT] = {
    ACT(FULFIL, answer_fields, .apply = fulfil),
    ACT(PAUSE, pause_fields, .words = pause_reasons, .on_window = docket_pause),
    ACT(RESUME, resume_fields, .on_window = docket_resume),
    ACT(EXTEND, extend_fields, .apply = extend),
    ACT(RESTART, restart_fields, .words = restart_reasons, .on_window = docket_restart),
    ACT(ACKNOWLEDGE, acknowledge_fields, .on_window = docket_acknowledge),
    ACT(CONFIRM, reason_fields, .on_window = docket_confirm),
    ACT(VOID, void_fields, .on_window = docket_void),
    ACT(REOPEN, reopen_fields, .words = reopen_reasons, .apply = reopen),
    ACT(MERGE, merge_fields, .apply = merge),
    ACT(REGRADE, regrade_fields, .words = item_severities, .on_item = docket_regrade),
    ACT(REASSIGN, reassign_fields, .apply = reassign),
    ACT(RETURN, reason_fields, .apply = return_it),
    ACT(CLOSE, reason_fields, .on_item = docket_close),
    ACT(ABANDON, reason_fields, .on_item = docket_abandon),
};
