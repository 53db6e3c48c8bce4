#include "items/register_form.h"

#include "base/macros.h"

#include <stdio.h>

/* A sender's clock may run a little ahead of ours. */
static const int64_t clock_tolerance_us = 5 * SECOND_US;

static int64_t received_at(const struct register_form *form, int64_t now_us);
static int64_t now_if_ahead(int64_t stated_us, int64_t now_us);
static int64_t confirmed_at(const struct register_form *form, int64_t now_us);
static int delivery_of(const struct register_form *form);
static void check_times(const struct register_form *form, enum item_kind kind, int64_t now_us,
                        struct field_problems *problems);
static void check_not_ahead(const char *field, int64_t at_us, int64_t now_us,
                            struct field_problems *problems);
static void check_not_before(const char *field, int64_t at_us, const char *other, int64_t other_us,
                             struct field_problems *problems);
static void check_departments(const struct register_form *form, const struct reference *reference,
                              struct register_departments *ret, struct field_problems *problems);
static void add_support(struct register_departments *departments, const struct department *support);
static int channel_of_source(const char *source);

struct register_form register_form_empty(void)
{
    return (struct register_form){
        .channel = -1,
        .type = -1,
        .severity = -1,
        .delivery = -1,
        .received_at_us = INSTANT_NONE,
        .transferred_at_us = INSTANT_NONE,
        .occurred_at_us = INSTANT_NONE,
        .confirmed_at_us = INSTANT_NONE,
        .accepted_at_us = INSTANT_NONE,
        .approved_at_us = INSTANT_NONE,
        .effective_at_us = INSTANT_NONE,
        .sender_due_us = INSTANT_NONE,
        .wanted_by_us = INSTANT_NONE,
        .deaths = -1,
        .serious_injuries = -1,
        .loss_yuan = -1,
    };
}

void register_form_check(const struct register_form *form, enum item_kind kind,
                         const struct reference *reference, int64_t now_us,
                         struct register_departments *ret, struct field_problems *problems)
{
    check_times(form, kind, now_us, problems);
    check_departments(form, reference, ret, problems);
}

struct item_facts register_form_facts(const struct register_form *form, enum item_kind kind,
                                      int64_t now_us)
{
    return (struct item_facts){
        .kind = kind,
        .channel = form->source ? channel_of_source(form->source) : form->channel,
        .type = kind == ITEM_KIND_PETITION             ? ITEM_TYPE_PETITION
                : kind == ITEM_KIND_DISCLOSURE_REQUEST ? ITEM_TYPE_FOI
                                                       : form->type,
        .severity = form->severity,
        .urgent = form->urgent,
        .accident = form->accident,
        .personal_data = form->personal_data,
        .received_at_us = received_at(form, now_us),
        .transferred_at_us = form->transferred_at_us,
        .occurred_at_us = form->occurred_at_us,
        .confirmed_at_us = confirmed_at(form, now_us),
        .accepted_at_us = form->accepted_at_us,
        .approved_at_us = form->approved_at_us,
        .sender_due_us = form->sender_due_us,
        .wanted_by_us = form->wanted_by_us,
    };
}

/* What was transferred, confirmed, accepted or approved had been received by then. */
static int64_t received_at(const struct register_form *form, int64_t now_us)
{
    const int64_t stated_us[] = {form->received_at_us, form->transferred_at_us,
                                 form->confirmed_at_us, form->accepted_at_us, form->approved_at_us};
    size_t i = 0;
    while (i + 1 < ARRAY_LEN(stated_us) && stated_us[i] == INSTANT_NONE)
        i++;
    return now_if_ahead(stated_us[i], now_us);
}

/* Where nothing was stated, or the sender's clock ran ahead. */
static int64_t now_if_ahead(int64_t stated_us, int64_t now_us)
{
    return stated_us == INSTANT_NONE || stated_us > now_us ? now_us : stated_us;
}

static int64_t confirmed_at(const struct register_form *form, int64_t now_us)
{
    int64_t stated_us = form->confirmed_at_us;
    if (stated_us != INSTANT_NONE)
        stated_us = now_if_ahead(stated_us, now_us);
    return item_confirmed_at_us(delivery_of(form), received_at(form, now_us), stated_us);
}

static int delivery_of(const struct register_form *form)
{
    return form->delivery >= 0 ? form->delivery : item_delivery_of_channel(form->channel);
}

static void check_times(const struct register_form *form, enum item_kind kind, int64_t now_us,
                        struct field_problems *problems)
{
    const char *receipt = kind == ITEM_KIND_OPINION_EVENT ? "detected_at" : "received_at";
    int64_t received_us = form->received_at_us;
    check_not_ahead(receipt, received_us, now_us, problems);
    check_not_ahead("transferred_at", form->transferred_at_us, now_us, problems);
    check_not_ahead("occurred_at", form->occurred_at_us, now_us, problems);
    check_not_ahead("confirmed_at", form->confirmed_at_us, now_us, problems);
    check_not_ahead("accepted_at", form->accepted_at_us, now_us, problems);
    check_not_ahead("approved_at", form->approved_at_us, now_us, problems);
    check_not_before("transferred_at", form->transferred_at_us, receipt, received_us, problems);
    check_not_before(receipt, received_us, "occurred_at", form->occurred_at_us, problems);
    check_not_before("confirmed_at", form->confirmed_at_us, receipt, received_us, problems);
    check_not_before("accepted_at", form->accepted_at_us, receipt, received_us, problems);
    received_us = received_at(form, now_us);
    check_not_before("sender_due", form->sender_due_us, receipt, received_us, problems);
    check_not_before("wanted_by", form->wanted_by_us, receipt, received_us, problems);
    int delivery = delivery_of(form);
    bool is_confirmed = delivery >= 0 && item_delivery_is_confirmed((enum item_delivery)delivery);
    if (form->confirmed_at_us != INSTANT_NONE && !is_confirmed)
        field_problem_add(problems, "confirmed_at", PROBLEM_NOT_ALLOWED,
                          delivery >= 0 ? item_deliveries[delivery].code : "delivery");
}

static void check_not_ahead(const char *field, int64_t at_us, int64_t now_us,
                            struct field_problems *problems)
{
    if (at_us > now_us + clock_tolerance_us)
        field_problem_add(problems, field, PROBLEM_IN_FUTURE, NULL);
}

/* Of moments that are both stated. */
static void check_not_before(const char *field, int64_t at_us, const char *other, int64_t other_us,
                             struct field_problems *problems)
{
    if (at_us != INSTANT_NONE && other_us != INSTANT_NONE && at_us < other_us)
        field_problem_add(problems, field, PROBLEM_TOO_EARLY, other);
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

/* An event seen on a channel of ours came in by it; all else was found by monitoring. */
static int channel_of_source(const char *source)
{
    int channel = word_find(item_channels, source);
    return channel < 0 ? ITEM_CHANNEL_OPINION_MONITOR : channel;
}
