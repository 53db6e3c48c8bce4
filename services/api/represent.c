#include "represent.h"

#include "domain/ref.h"
#include "http/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of a reply: most items take no more. */
enum { REPLY_BYTES = 4000 };

static void add_identity(const struct represent *with, const struct item *item,
                         struct json_out *out);
static void add_circumstances(const struct item *item, struct json_out *out);
static void add_times(const struct represent *with, const struct item *item, struct json_out *out);
static void add_departments(const struct represent *with, const struct item *item,
                            struct json_out *out);
static void add_merged_into(const struct item *item, struct json_out *out);
static void add_window(const struct represent *with, const struct docket *docket,
                       const struct docket_window *each, struct json_out *out);
static void add_window_times(const struct represent *with, const struct window *window,
                             struct json_out *out);
static void add_word(struct json_out *out, const char *key, const struct word *words, int place);
static void add_texts(struct json_out *out, const char *key, struct field_texts texts);

void represent_item(const struct represent *with, const struct item *item, struct text *text)
{
    struct json_out out = {.text = text};
    json_out_begin_object(&out);
    add_identity(with, item, &out);
    add_circumstances(item, &out);
    json_out_member_string(&out, "title", item->title);
    json_out_member_string(&out, "content", item->content);
    add_texts(&out, "urls", item->urls);
    add_texts(&out, "tags", item->tags);
    json_out_member_string(&out, "external_ref", item->external_ref);
    json_out_member_json(&out, "details", item->details);
    json_out_member_bool(&out, "has_contact", item->has_contact);
    add_times(with, item, &out);
    add_departments(with, item, &out);
    add_merged_into(item, &out);
    json_out_member_integer(&out, "version", item->docket.version);
    represent_words("allowed", docket_actions, docket_allowed(&item->docket, 0), &out);
    json_out_key(&out, "windows");
    json_out_begin_array(&out);
    for (size_t i = 0; i < item->docket.window_count; i++)
        add_window(with, &item->docket, &item->docket.windows[i], &out);
    json_out_end_array(&out);
    json_out_end_object(&out);
}

struct represent represent_of(const struct app *app)
{
    return (struct represent){app->zone, app->keys, app_reference(app)};
}

void represent_reply(const struct app *app, struct request *request, int status,
                     const struct item *item)
{
    struct represent with = represent_of(app);
    struct text body = {0};
    char tag[REPRESENT_TAG_SIZE];
    text_room(&body, REPLY_BYTES);
    represent_item(&with, item, &body);
    represent_tag(item, &body, tag);
    request_reply_with_tag(request, status, &body, tag);
    text_done(&body);
}

void represent_item_short(const struct represent *with, const struct item *item,
                          const struct item_list_window *windows, size_t window_count,
                          struct json_out *out)
{
    const struct item_facts *facts = &item->docket.facts;
    char ref[REF_SIZE];
    ref_format(item->docket.item_id, ref);
    json_out_begin_object(out);
    json_out_member_string(out, "ref", ref);
    add_word(out, "kind", item_kinds, (int)facts->kind);
    add_word(out, "status", item_statuses, (int)item->docket.status);
    add_word(out, "channel", item_channels, facts->channel);
    add_word(out, "type", item_types, facts->type);
    add_word(out, "severity", item_severities, facts->severity);
    json_out_member_bool(out, "urgent", facts->urgent);
    json_out_member_bool(out, "drill", item->docket.is_drill);
    json_out_member_string(out, "title", item->title);
    json_out_member_instant(out, "received_at", facts->received_at_us, with->zone);
    json_out_member_instant(out, "recorded_at", item->recorded_at_us, with->zone);
    json_out_member_instant(out, "due_at", item->due_at_us, with->zone);
    represent_department(with, "lead_department", "lead_department_name",
                         item->docket.lead_department_id, out);
    json_out_key(out, "windows");
    json_out_begin_array(out);
    for (size_t i = 0; i < window_count; i++) {
        json_out_begin_object(out);
        json_out_member_integer(out, "n", windows[i].n);
        json_out_member_string(out, "stage", windows[i].stage);
        json_out_member_instant(out, "due_at", windows[i].due_at_us, with->zone);
        json_out_member_string(out, "state", windows[i].state);
        json_out_member_integer(out, "level", windows[i].level);
        json_out_end_object(out);
    }
    json_out_end_array(out);
    json_out_end_object(out);
}

void represent_tag(const struct item *item, const struct text *body, char ret[REPRESENT_TAG_SIZE])
{
    char digest[CRYPTO_DIGEST_HEX_SIZE];
    crypto_digest_hex(body->bytes, body->length, digest);
    snprintf(ret, REPRESENT_TAG_SIZE, "%d-%s", item->docket.version, digest);
}

int represent_tag_version(const char *if_match)
{
    if (!if_match || strcmp(if_match, "*") == 0)
        return 0;
    char *end;
    long version = if_match[0] == '"' ? strtol(if_match + 1, &end, 10) : 0;
    return version > 0 && version < INT32_MAX && *end == '-' ? (int)version : -1;
}

void represent_department(const struct represent *with, const char *key, const char *name_key,
                          int id, struct json_out *out)
{
    const struct reference *reference = with->reference;
    const struct department *department = reference ? reference_department_of(reference, id) : NULL;
    json_out_member_string(out, key, department ? department->code : NULL);
    json_out_member_string(out, name_key, department ? department->name_zh : NULL);
}

void represent_both(const char *key, const char *zh, const char *en, struct json_out *out)
{
    json_out_key(out, key);
    json_out_begin_object(out);
    json_out_member_string(out, "zh", zh);
    json_out_member_string(out, "en", en);
    json_out_end_object(out);
}

void represent_words(const char *key, const struct word *words, uint32_t set, struct json_out *out)
{
    json_out_key(out, key);
    json_out_begin_array(out);
    for (int i = 0; words[i].code; i++) {
        if (set >> i & 1)
            json_out_string(out, words[i].code);
    }
    json_out_end_array(out);
}

void represent_pauses(const struct clock *clock, struct zone zone, struct json_out *out)
{
    json_out_key(out, "pauses");
    json_out_begin_array(out);
    for (size_t i = 0; i < clock->pause_count; i++) {
        const struct pause *pause = &clock->pauses[i];
        json_out_begin_object(out);
        json_out_member_string(out, "reason", pause_reasons[pause->reason].code);
        json_out_member_instant(out, "from", pause->from_us, zone);
        json_out_member_instant(out, "to", pause->to_us, zone);
        json_out_end_object(out);
    }
    json_out_end_array(out);
}

static void add_identity(const struct represent *with, const struct item *item,
                         struct json_out *out)
{
    char ref[REF_SIZE];
    char code[CRYPTO_QUERY_CODE_SIZE];
    ref_format(item->docket.item_id, ref);
    crypto_query_code(with->keys, ref, code);
    json_out_member_string(out, "ref", ref);
    json_out_member_string(out, "query_code", code);
    add_word(out, "kind", item_kinds, (int)item->docket.facts.kind);
    add_word(out, "status", item_statuses, (int)item->docket.status);
}

/* An opinion event has a source beside its channel, and is detected when others are received. */
static void add_circumstances(const struct item *item, struct json_out *out)
{
    const struct item_facts *facts = &item->docket.facts;
    add_word(out, "channel", item_channels, facts->channel);
    if (facts->kind == ITEM_KIND_OPINION_EVENT)
        json_out_member_string(out, "source", item->source);
    add_word(out, "type", item_types, facts->type);
    add_word(out, "severity", item_severities, facts->severity);
    json_out_member_bool(out, "urgent", facts->urgent);
    json_out_member_bool(out, "accident", facts->accident);
    json_out_member_bool(out, "personal_data", facts->personal_data);
    json_out_member_bool(out, "anonymous", item->anonymous);
    json_out_member_bool(out, "confidential", item->docket.is_confidential);
    json_out_member_bool(out, "drill", item->docket.is_drill);
}

static void add_times(const struct represent *with, const struct item *item, struct json_out *out)
{
    const struct item_facts *facts = &item->docket.facts;
    json_out_member_instant(out, "received_at", facts->received_at_us, with->zone);
    if (facts->kind == ITEM_KIND_OPINION_EVENT)
        json_out_member_instant(out, "detected_at", facts->received_at_us, with->zone);
    json_out_member_instant(out, "transferred_at", facts->transferred_at_us, with->zone);
    json_out_member_instant(out, "occurred_at", facts->occurred_at_us, with->zone);
    json_out_member_instant(out, "sender_due", facts->sender_due_us, with->zone);
    json_out_member_instant(out, "wanted_by", facts->wanted_by_us, with->zone);
    json_out_member_instant(out, "recorded_at", item->recorded_at_us, with->zone);
}

static void add_departments(const struct represent *with, const struct item *item,
                            struct json_out *out)
{
    const struct reference *reference = with->reference;
    represent_department(with, "lead_department", "lead_department_name",
                         item->docket.lead_department_id, out);
    json_out_key(out, "support_departments");
    json_out_begin_array(out);
    for (size_t i = 0; i < item->support_count; i++) {
        const struct department *department =
            reference ? reference_department_of(reference, item->support_ids[i]) : NULL;
        json_out_string(out, department ? department->code : NULL);
    }
    json_out_end_array(out);
}

static void add_merged_into(const struct item *item, struct json_out *out)
{
    char ref[REF_SIZE];
    if (item->docket.merged_into)
        ref_format(item->docket.merged_into, ref);
    json_out_member_string(out, "merged_into", item->docket.merged_into ? ref : NULL);
}

static void add_window(const struct represent *with, const struct docket *docket,
                       const struct docket_window *each, struct json_out *out)
{
    const struct window *window = &each->window;
    const struct rule *rule = window->rule;
    json_out_begin_object(out);
    json_out_member_integer(out, "n", window->n);
    json_out_member_string(out, "stage", rule->stage);
    json_out_member_string(out, "rule", rule->code);
    represent_department(with, "department", "department_name", window->department_id, out);
    add_window_times(with, window, out);
    json_out_member_string(out, "state", window_states[window->state].code);
    json_out_member_integer(out, "level", window->level);
    json_out_member_bool(out, "held", window->is_held);
    json_out_member_bool(out, "acknowledged", window->is_acknowledged);
    json_out_member_integer(out, "extension", window->clock.extension);
    represent_pauses(&window->clock, with->zone, out);
    represent_both("ends_when", rule->ends_zh, rule->ends_en, out);
    represent_both("legal_basis", rule->legal_zh, rule->legal_en, out);
    json_out_member_instant(out, "answered_at", window->answered_at_us, with->zone);
    json_out_member_instant(out, "recorded_at", window->recorded_at_us, with->zone);
    json_out_member_json(out, "answer", each->answer);
    represent_words("allowed", docket_actions, docket_allowed(docket, window->n), out);
    json_out_end_object(out);
}

static void add_window_times(const struct represent *with, const struct window *window,
                             struct json_out *out)
{
    json_out_member_instant(out, "starts_at", window->times.starts_at_us, with->zone);
    json_out_member_instant(out, "due_at", window->times.due_at_us, with->zone);
    json_out_member_instant(out, "rule_due_at", window->times.rule_due_at_us, with->zone);
    json_out_member_date(out, "last_day", window->times.last_day);
    json_out_member_bool(out, "provisional", window->times.provisional);
}

static void add_word(struct json_out *out, const char *key, const struct word *words, int place)
{
    json_out_member_string(out, key, place < 0 ? NULL : words[place].code);
}

static void add_texts(struct json_out *out, const char *key, struct field_texts texts)
{
    json_out_key(out, key);
    json_out_begin_array(out);
    for (size_t i = 0; i < texts.count; i++)
        json_out_string(out, texts.all[i]);
    json_out_end_array(out);
}
