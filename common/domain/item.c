#include "domain/item.h"

#include "domain/zone.h"

const struct word item_kinds[] = {ITEM_KINDS(WORD) WORD_END};
const struct word item_channels[] = {ITEM_CHANNELS(WORD) WORD_END};
const struct word item_types[] = {ITEM_TYPES(WORD) WORD_END};
const struct word item_severities[] = {ITEM_SEVERITIES(WORD) WORD_END};
const struct word item_statuses[] = {ITEM_STATUSES(WORD) WORD_END};
const struct word item_deliveries[] = {ITEM_DELIVERIES(WORD) WORD_END};

enum item_kind item_kind_of_type(enum item_type type)
{
    if (type == ITEM_TYPE_PETITION)
        return ITEM_KIND_PETITION;
    if (type == ITEM_TYPE_FOI)
        return ITEM_KIND_DISCLOSURE_REQUEST;
    return ITEM_KIND_INQUIRY;
}

struct item_facts item_facts_of(enum item_kind kind, int64_t received_at_us)
{
    return (struct item_facts){
        .kind = kind,
        .channel = -1,
        .type = -1,
        .severity = -1,
        .received_at_us = received_at_us,
        .transferred_at_us = INSTANT_NONE,
        .occurred_at_us = INSTANT_NONE,
        .confirmed_at_us = INSTANT_NONE,
        .accepted_at_us = INSTANT_NONE,
        .approved_at_us = INSTANT_NONE,
        .sender_due_us = INSTANT_NONE,
        .wanted_by_us = INSTANT_NONE,
    };
}

int64_t item_cap_us(const struct item_facts *facts)
{
    int64_t cap_us = facts->sender_due_us;
    if (facts->wanted_by_us != INSTANT_NONE &&
        (cap_us == INSTANT_NONE || facts->wanted_by_us < cap_us))
        cap_us = facts->wanted_by_us;
    return cap_us;
}

int item_delivery_of_channel(int channel)
{
    switch (channel) {
    case ITEM_CHANNEL_FOI_WINDOW:
    case ITEM_CHANNEL_VISIT:
    case ITEM_CHANNEL_SERVICE_HALL:
        return ITEM_DELIVERY_IN_PERSON;
    case ITEM_CHANNEL_FOI_MAIL:
        return ITEM_DELIVERY_SIGNED_MAIL;
    case ITEM_CHANNEL_LETTER:
        return ITEM_DELIVERY_ORDINARY_MAIL;
    case ITEM_CHANNEL_FOI_ONLINE:
    case ITEM_CHANNEL_PORTAL:
    case ITEM_CHANNEL_APP:
    case ITEM_CHANNEL_WECHAT:
    case ITEM_CHANNEL_WEIBO:
        return ITEM_DELIVERY_INTERNET;
    case ITEM_CHANNEL_FAX:
        return ITEM_DELIVERY_FAX;
    default:
        return -1;
    }
}

bool item_delivery_is_confirmed(enum item_delivery delivery)
{
    return delivery >= ITEM_DELIVERY_ORDINARY_MAIL;
}

int64_t item_confirmed_at_us(int delivery, int64_t received_at_us, int64_t stated_us)
{
    if (delivery < 0)
        return INSTANT_NONE;
    return item_delivery_is_confirmed((enum item_delivery)delivery) ? stated_us : received_at_us;
}
