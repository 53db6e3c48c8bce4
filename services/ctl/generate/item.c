#include "generate/item.h"

#include "domain/ref.h"
#include "generate/facts.h"
#include "json/write.h"

#include <string.h>

enum { LATE_PERMILLE = 70, AGE_DAYS_MAX = 60, HALVINGS = 40 };
enum { LETTER_SECONDS_MAX = 40 * 3600, EVENT_SECONDS_MAX = 6 * 3600 };

static void compose(const struct generate_office *office, struct chance *chance, int64_t id,
                    struct generate_item *ret);
static void set_circumstances(struct chance *chance, struct generate_item *ret);
static const char *source_of(int channel);
static void set_contact(const struct generate_office *office, struct chance *chance,
                        struct generate_item *ret);
static void set_times(struct chance *chance, int64_t received_at_us, int64_t latest_us,
                      struct item_facts *facts);
static void set_windows(const struct generate_office *office, struct generate_item *ret);
static void answer(const struct generate_office *office, struct chance *chance,
                   struct generate_item *ret);
static int64_t moment_of_answer(const struct window_times *times, struct chance *chance,
                                int64_t now_us);
static void write_answer(struct chance *chance, struct text *scratch, struct text *ret);

void generate_item_done(struct generate_item *item)
{
    struct text *texts[] = {&item->title, &item->content, &item->external_ref, &item->name,
                            &item->phone, &item->contact, &item->sealed,       &item->scratch};
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        text_done(texts[i]);
    for (size_t i = 0; i < GENERATE_TAGS_MAX; i++)
        text_done(&item->tag_texts[i]);
    for (size_t i = 0; i < RULE_MATCHES_MAX; i++)
        text_done(&item->answers[i]);
}

void generate_item_answered(const struct generate_office *office, struct chance *chance, int64_t id,
                            int64_t received_at_us, struct generate_item *ret)
{
    struct item_facts facts = generate_facts(chance, &ret->theme);
    set_times(chance, received_at_us, office->now_us, &facts);
    ret->item = (struct item){.docket.facts = facts};
    compose(office, chance, id, ret);
    set_windows(office, ret);
    answer(office, chance, ret);
}

/* Half as long ago, and half again, until nothing of it is due. */
void generate_item_open(const struct generate_office *office, struct chance *chance, int64_t id,
                        struct generate_item *ret)
{
    struct item_facts facts = generate_facts(chance, &ret->theme);
    int64_t age_us = chance_below(chance, AGE_DAYS_MAX * DAY_US);
    ret->item = (struct item){.docket.facts = facts};
    compose(office, chance, id, ret);
    for (int i = 0; i < HALVINGS; i++, age_us /= 2) {
        set_times(chance, office->now_us - age_us, office->now_us, &ret->item.docket.facts);
        set_windows(office, ret);
        if (docket_due_us(&ret->item.docket) > office->now_us)
            return;
    }
}

bool generate_item_due(const struct generate_office *office, struct chance *chance, int64_t id,
                       int64_t due_at_us, struct generate_item *ret)
{
    struct docket *docket = &ret->item.docket;
    ret->theme = THEME_EVENT;
    ret->item = (struct item){.docket.facts = generate_facts_of_event()};
    docket->facts.received_at_us = due_at_us;
    compose(office, chance, id, ret);
    set_windows(office, ret);
    docket->facts.received_at_us = due_at_us - (docket_due_us(docket) - due_at_us);
    set_windows(office, ret);
    return docket->window_count == 1 && docket_due_us(docket) == due_at_us;
}

/* What does not depend on time. */
static void compose(const struct generate_office *office, struct chance *chance, int64_t id,
                    struct generate_item *ret)
{
    struct item *item = &ret->item;
    const struct reference *reference = office->reference;
    size_t lead = generate_lead(reference, chance);
    item->docket.item_id = id;
    item->docket.version = 1;
    item->docket.lead_department_id = reference->departments[lead].id;
    generate_title(chance, ret->theme, &ret->title);
    generate_content(chance, ret->theme, &ret->content);
    item->title = text_string(&ret->title);
    item->content = text_string(&ret->content);
    item->support_count = generate_supports(reference, chance, lead, item->support_ids);
    ret->origin = (struct intake_origin){.token_id = office->token_id, .actor = office->actor};
    set_circumstances(chance, ret);
    if (item->docket.facts.kind != ITEM_KIND_OPINION_EVENT && !item->anonymous)
        set_contact(office, chance, ret);
}

static void set_circumstances(struct chance *chance, struct generate_item *ret)
{
    struct item *item = &ret->item;
    const struct item_facts *facts = &item->docket.facts;
    bool is_event = facts->kind == ITEM_KIND_OPINION_EVENT;
    item->source = is_event ? source_of(facts->channel) : NULL;
    item->anonymous = !is_event && chance_permille(chance, 80);
    item->docket.is_confidential = ret->theme == THEME_REPORT && chance_permille(chance, 500);
    item->tags = (struct field_texts){.all = ret->tags};
    while (item->tags.count < GENERATE_TAGS_MAX && chance_permille(chance, 400)) {
        struct text *text = &ret->tag_texts[item->tags.count];
        generate_tag(chance, text);
        ret->tags[item->tags.count++] = text_string(text);
    }
    if (chance_permille(chance, 600)) {
        text_clear(&ret->external_ref);
        text_add_format(&ret->external_ref, "转办%08lld号",
                        (long long)chance_below(chance, 100000000));
        item->external_ref = text_string(&ret->external_ref);
    }
}

/* What is seen on a channel of ours came in by it, as the API has it. */
static const char *source_of(int channel)
{
    return channel == ITEM_CHANNEL_OPINION_MONITOR ? "舆情监测平台" : item_channels[channel].code;
}

/* Sealed for the item's reference, as the API seals it. */
static void set_contact(const struct generate_office *office, struct chance *chance,
                        struct generate_item *ret)
{
    struct json_out out = {.text = &ret->contact};
    char ref[REF_SIZE];
    generate_person(chance, &ret->name, &ret->phone);
    text_clear(&ret->contact);
    json_out_begin_object(&out);
    json_out_member_string(&out, "name", text_string(&ret->name));
    json_out_member_string(&out, "phone", text_string(&ret->phone));
    json_out_member_string(&out, "email", NULL);
    json_out_member_string(&out, "address", NULL);
    json_out_end_object(&out);
    ref_format(ret->item.docket.item_id, ref);
    text_clear(&ret->sealed);
    size_t size = ret->contact.length + CRYPTO_SEAL_EXTRA_BYTES;
    unsigned char *sealed = (unsigned char *)text_room(&ret->sealed, size);
    crypto_seal(office->keys, ref, ret->contact.bytes, ret->contact.length, sealed);
    crypto_find_hash_hex(office->keys, text_string(&ret->phone), ret->contact_hash);
    ret->origin.contact = sealed;
    ret->origin.contact_size = size;
    ret->origin.contact_hash = ret->contact_hash;
    ret->item.has_contact = true;
}

/* Letters reach the office some hours after they were written; events are found some hours after
 * they happened. */
static void set_times(struct chance *chance, int64_t received_at_us, int64_t latest_us,
                      struct item_facts *facts)
{
    int64_t received_us = received_at_us - received_at_us % SECOND_US;
    int64_t transferred_us = received_us + chance_below(chance, LETTER_SECONDS_MAX) * SECOND_US;
    bool is_letter = facts->channel == ITEM_CHANNEL_MAYOR_MAILBOX ||
                     facts->channel == ITEM_CHANNEL_GOVERNOR_MESSAGE;
    facts->received_at_us = received_us;
    facts->confirmed_at_us =
        item_confirmed_at_us(item_delivery_of_channel(facts->channel), received_us, INSTANT_NONE);
    if (is_letter)
        facts->transferred_at_us = transferred_us < latest_us ? transferred_us : latest_us;
    if (facts->kind == ITEM_KIND_OPINION_EVENT)
        facts->occurred_at_us = received_us - chance_below(chance, EVENT_SECONDS_MAX) * SECOND_US;
}

/* As intake has it for an item logged now. */
static void set_windows(const struct generate_office *office, struct generate_item *ret)
{
    struct docket *docket = &ret->item.docket;
    docket->now_us = office->now_us;
    docket->rules = office->reference->rules;
    docket->rule_count = office->reference->rule_count;
    docket->windows = ret->windows;
    docket->window_count = 0;
    docket->window_room = DOCKET_ROOM;
    docket_log(docket);
}

/* What would follow from an answer of long ago is history, as in intake. */
static void answer(const struct generate_office *office, struct chance *chance,
                   struct generate_item *ret)
{
    struct docket *docket = &ret->item.docket;
    for (size_t i = 0; i < docket->window_count; i++) {
        struct docket_window *each = &docket->windows[i];
        struct window *window = &each->window;
        struct text *text = &ret->answers[i];
        write_answer(chance, &ret->scratch, text);
        each->answer = text_string(text);
        window->answered_at_us = moment_of_answer(&window->times, chance, office->now_us);
        window->state = window_state_of_answer(window->times.due_at_us, window->answered_at_us);
    }
    docket_settle(docket);
}

/* Most are in time, at any part of it; some are late by up to half of it. */
static int64_t moment_of_answer(const struct window_times *times, struct chance *chance,
                                int64_t now_us)
{
    int64_t length_us = times->due_at_us - times->starts_at_us;
    int64_t part = chance_permille(chance, LATE_PERMILLE) ? 1001 + chance_below(chance, 500)
                                                          : 20 + chance_below(chance, 960);
    int64_t at_us = times->starts_at_us + length_us / 1000 * part;
    return at_us < now_us ? at_us : now_us;
}

/* What was answered long ago needs a reviewer and a proof. */
static void write_answer(struct chance *chance, struct text *scratch, struct text *ret)
{
    struct json_out out = {.text = ret};
    text_clear(ret);
    json_out_begin_object(&out);
    json_out_member_string(&out, "title", "答复意见");
    generate_answer(chance, scratch);
    json_out_member_string(&out, "text", text_string(scratch));
    json_out_member_string(&out, "reviewer", "化名审");
    json_out_member_string(&out, "proof", "办结单");
    json_out_end_object(&out);
}
