/* What a request to log an item says, and whether it can be. For register.c alone. */
#ifndef HUIYING_API_REGISTER_FORM_H
#define HUIYING_API_REGISTER_FORM_H

#include "items/answer.h"
#include "items/register.h"
#include "store/item.h"
#include "store/reference.h"

struct contact_form {
    const char *name;
    const char *phone;
    const char *email;
    const char *address;
};

/* The fields of all kinds; which of them a kind takes says register_fields.c. */
struct register_form {
    int channel;
    int type;
    int severity;
    int delivery;       /* of a disclosure request */
    const char *source; /* of an opinion event: where it was seen, in any words */
    bool urgent;
    bool accident;
    bool personal_data;
    bool anonymous;
    bool confidential;
    bool drill;
    const char *title;
    const char *content;
    const struct contact_form *contact;
    struct field_texts urls;
    struct field_texts tags;
    const char *external_ref;
    int64_t received_at_us; /* of an opinion event: detected */
    int64_t transferred_at_us;
    int64_t occurred_at_us;
    int64_t confirmed_at_us;
    int64_t accepted_at_us;
    int64_t approved_at_us;
    int64_t effective_at_us;
    int64_t sender_due_us;
    int64_t wanted_by_us;
    int64_t deaths; /* of an accident; -1: not told, as are the next two */
    int64_t serious_injuries;
    int64_t loss_yuan;
    const char *lead_department;
    struct field_texts support_departments;
    struct field_objects answers; /* struct answer_form */
    bool history;                 /* it is over, and all its answers are told */
};

/* A form in which nothing is said. */
struct register_form register_form_empty(void);

/* Who handles it, found in the reference data. */
struct register_departments {
    const struct department *lead;
    const struct department *support[ITEM_SUPPORT_MAX]; /* in order of their ids */
    size_t support_count;
};

/* What the fields cannot say by themselves: times in order and not in the future, departments
 * known. Adds what is wrong to problems. */
void register_form_check(const struct register_form *form, enum item_kind kind,
                         const struct reference *reference, int64_t now_us,
                         struct register_departments *ret, struct field_problems *problems);

/* The facts that rules look at; an item without a stated receipt was received now. */
struct item_facts register_form_facts(const struct register_form *form, enum item_kind kind,
                                      int64_t now_us);

#endif
