/* The fields of requests to log something, a table a kind. */
#include "items/register_form.h"

#include "base/macros.h"

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
     .count_max = ITEM_SUPPORT_MAX, AT(support_departments), .doc = "Departments that help."},     \
    {.name = "external_ref", .type = FIELD_TEXT, .one_line = true, .max = 100, AT(external_ref),   \
     .doc = "The number that it has where it came from."},                                         \
    {.name = "tags", .type = FIELD_TEXTS, .one_line = true, .max = 50, .count_max = 20, AT(tags)}, \
    {.name = "answers", .type = FIELD_OBJECTS, .count_max = 8,                                     \
     .fields = answer_with_stage_fields, .field_count = ANSWER_WITH_STAGE_FIELDS,                  \
     .size = sizeof(struct answer_form), AT(answers),                                              \
     .doc = "Answers given already: on the spot, or long ago."},                                   \
    {.name = "history", .type = FIELD_BOOL, AT(history),                                           \
     .doc = "All that it owed is told; what followed and would be overdue by now is not owed."}

#define CHANNEL_FIELD                                                                              \
    {.name = "channel", .type = FIELD_WORD, .required = true, .words = item_channels, AT(channel), \
     .doc = "How it came in."}

#define RECEIVED_FIELD                                                                             \
    {.name = "received_at", .type = FIELD_INSTANT, AT(received_at_us),                             \
     .doc = "When it was received; if not given, when it was transferred, or now."}

#define CITIZEN_FIELDS                                                                             \
    {.name = "contact", .type = FIELD_OBJECT, .fields = contact_fields,                            \
     .field_count = ARRAY_LEN(contact_fields), .size = sizeof(struct contact_form), AT(contact),   \
     .doc = "Who asks; sealed at rest."},                                                          \
    {.name = "confidential", .type = FIELD_BOOL, AT(confidential)},                                \
    {.name = "sender_due", .type = FIELD_INSTANT, AT(sender_due_us),                               \
     .doc = "The time set by the platform that sent it; it can only make due times earlier."},     \
    {.name = "wanted_by", .type = FIELD_INSTANT, AT(wanted_by_us),                                 \
     .doc = "The time by which somebody asks for it; it can only make due times earlier."}

static const struct field inquiry_fields[] = {
    CHANNEL_FIELD,
    {.name = "type", .type = FIELD_WORD, .required = true, .words = item_types, AT(type),
     .doc = "What it is."},
    {.name = "urgent", .type = FIELD_BOOL, AT(urgent), .doc = "Life is in danger."},
    {.name = "personal_data", .type = FIELD_BOOL, AT(personal_data),
     .doc = "Asks for published personal data to be withdrawn."},
    COMMON_FIELDS,
    CITIZEN_FIELDS,
    {.name = "anonymous", .type = FIELD_BOOL, AT(anonymous)},
    RECEIVED_FIELD,
    {.name = "transferred_at", .type = FIELD_INSTANT, AT(transferred_at_us),
     .doc = "When the office received the transfer notice (letters), or the bureau was assigned it (proposals)."},
    {.name = "accepted_at", .type = FIELD_INSTANT, AT(accepted_at_us),
     .doc = "When a report was accepted, from which its conclusion counts; receipt if not given."},
};

static const struct field opinion_event_fields[] = {
    {.name = "source", .type = FIELD_TEXT, .required = true, .one_line = true, .max = 100, AT(source),
     .doc = "Where it was seen."},
    {.name = "severity", .type = FIELD_WORD, .required = true, .words = item_severities,
     AT(severity), .doc = "First judgement of its grade."},
    {.name = "accident", .type = FIELD_BOOL, AT(accident), .doc = "The event is an accident."},
    {.name = "deaths", .type = FIELD_INTEGER, .min = 0, .max = 100000, .absent = -1, AT(deaths)},
    {.name = "serious_injuries", .type = FIELD_INTEGER, .min = 0, .max = 1000000, .absent = -1,
     AT(serious_injuries)},
    {.name = "loss_yuan", .type = FIELD_INTEGER, .min = 0, .max = INT64_C(1000000000000),
     .absent = -1, AT(loss_yuan),
     .doc = "Direct loss. The three figures suggest a grade and never set it."},
    COMMON_FIELDS,
    {.name = "urls", .type = FIELD_TEXTS, .one_line = true, .max = 500, .count_max = 20, AT(urls)},
    {.name = "occurred_at", .type = FIELD_INSTANT, AT(occurred_at_us)},
    {.name = "detected_at", .type = FIELD_INSTANT, AT(received_at_us),
     .doc = "When it was detected; now if not given."},
    {.name = "drill", .type = FIELD_BOOL, AT(drill), .doc = "An exercise: stays out of figures."},
};

static const struct field disclosure_request_fields[] = {
    CHANNEL_FIELD,
    {.name = "delivery", .type = FIELD_WORD, .words = item_deliveries, AT(delivery),
     .doc = "How it came; the channel's usual way if not given."},
    COMMON_FIELDS,
    CITIZEN_FIELDS,
    {.name = "received_at", .type = FIELD_INSTANT, AT(received_at_us),
     .doc = "When it was handed in, signed for, or arrived; now if not given."},
    {.name = "confirmed_at", .type = FIELD_INSTANT, AT(confirmed_at_us),
     .doc = "Ordinary mail, internet and fax: when receipt was confirmed with the applicant, from which the time counts. Until then it counts from arrival."},
};

static const struct field petition_fields[] = {
    CHANNEL_FIELD,
    {.name = "urgent", .type = FIELD_BOOL, AT(urgent), .doc = "Life is in danger."},
    COMMON_FIELDS,
    CITIZEN_FIELDS,
    {.name = "anonymous", .type = FIELD_BOOL, AT(anonymous)},
    RECEIVED_FIELD,
    {.name = "transferred_at", .type = FIELD_INSTANT, AT(transferred_at_us),
     .doc = "When it was transferred to the bureau."},
    {.name = "accepted_at", .type = FIELD_INSTANT, AT(accepted_at_us),
     .doc = "When it was accepted, from which its conclusion counts; receipt if not given."},
};

static const struct field guide_change_fields[] = {
    COMMON_FIELDS,
    {.name = "approved_at", .type = FIELD_INSTANT, .required = true, AT(approved_at_us),
     .doc = "End of the approval procedure, from which the working day counts."},
    {.name = "effective_at", .type = FIELD_INSTANT, AT(effective_at_us),
     .doc = "From when the change holds."},
};

const struct register_kind register_inquiry = {
    ITEM_KIND_INQUIRY, inquiry_fields, ARRAY_LEN(inquiry_fields)};
const struct register_kind register_opinion_event = {
    ITEM_KIND_OPINION_EVENT, opinion_event_fields, ARRAY_LEN(opinion_event_fields)};
const struct register_kind register_disclosure_request = {
    ITEM_KIND_DISCLOSURE_REQUEST, disclosure_request_fields, ARRAY_LEN(disclosure_request_fields)};
const struct register_kind register_petition = {
    ITEM_KIND_PETITION, petition_fields, ARRAY_LEN(petition_fields)};
const struct register_kind register_guide_change = {
    ITEM_KIND_GUIDE_CHANGE, guide_change_fields, ARRAY_LEN(guide_change_fields)};
/* clang-format on */
