#include "represent.h"

#include "domain/ref.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void add_identity(const struct app *app, const struct item *item, struct json_out *out);
static void add_circumstances(const struct item *item, struct json_out *out);
static void add_times(const struct app *app, const struct item *item, struct json_out *out);
static void add_departments(const struct app *app, const struct item *item, struct json_out *out);
static void add_window(const struct app *app, const struct item_window *window,
                       struct json_out *out);
static void add_word(struct json_out *out, const char *key, const struct item_word *words,
                     int place);
static void add_texts(struct json_out *out, const char *key, struct field_texts texts);

void represent_item(const struct app *app, const struct item *item, struct text *text)
{
    struct json_out out = {.text = text};
    json_out_begin_object(&out);
    add_identity(app, item, &out);
    add_circumstances(item, &out);
    json_out_member_string(&out, "title", item->title);
    json_out_member_string(&out, "content", item->content);
    add_texts(&out, "urls", item->urls);
    add_texts(&out, "tags", item->tags);
    json_out_member_string(&out, "external_ref", item->external_ref);
    json_out_member_bool(&out, "has_contact", item->has_contact);
    add_times(app, item, &out);
    add_departments(app, item, &out);
    json_out_member_integer(&out, "version", item->version);
    json_out_key(&out, "windows");
    json_out_begin_array(&out);
    for (size_t i = 0; i < item->window_count; i++)
        add_window(app, &item->windows[i], &out);
    json_out_end_array(&out);
    json_out_end_object(&out);
}

void represent_item_short(const struct app *app, const struct item *item, struct json_out *out)
{
    char ref[REF_SIZE];
    ref_format(item->id, ref);
    json_out_begin_object(out);
    json_out_member_string(out, "ref", ref);
    add_word(out, "kind", item_kinds, (int)item->facts.kind);
    json_out_member_string(out, "status", item->status);
    add_word(out, "channel", item_channels, item->facts.channel);
    add_word(out, "type", item_types, item->facts.type);
    add_word(out, "severity", item_severities, item->facts.severity);
    json_out_member_bool(out, "urgent", item->facts.urgent);
    json_out_member_bool(out, "drill", item->drill);
    json_out_member_string(out, "title", item->title);
    json_out_member_instant(out, "received_at", item->facts.received_at_us, app->zone);
    json_out_member_instant(out, "recorded_at", item->recorded_at_us, app->zone);
    json_out_member_instant(out, "due_at", item->due_at_us, app->zone);
    json_out_member_string(out, "lead_department", item->lead_department);
    json_out_member_string(out, "lead_department_name",
                           represent_department(app, item->lead_department));
    json_out_key(out, "windows");
    json_out_begin_array(out);
    for (size_t i = 0; i < item->window_count; i++) {
        const struct item_window *window = &item->windows[i];
        json_out_begin_object(out);
        json_out_member_integer(out, "n", window->n);
        json_out_member_string(out, "stage", window->stage);
        json_out_member_instant(out, "due_at", window->due_at_us, app->zone);
        json_out_member_string(out, "state", window->state);
        json_out_member_integer(out, "level", window->level);
        json_out_end_object(out);
    }
    json_out_end_array(out);
    json_out_end_object(out);
}

void represent_tag(const struct item *item, const struct text *body, char ret[REPRESENT_TAG_SIZE])
{
    char digest[CRYPTO_DIGEST_HEX_SIZE];
    crypto_digest_hex(body->bytes, body->length, digest);
    snprintf(ret, REPRESENT_TAG_SIZE, "%d-%s", item->version, digest);
}

int represent_tag_version(const char *if_match)
{
    if (!if_match || strcmp(if_match, "*") == 0)
        return 0;
    char *end;
    long version = if_match[0] == '"' ? strtol(if_match + 1, &end, 10) : 0;
    return version > 0 && version < INT32_MAX && *end == '-' ? (int)version : -1;
}

const char *represent_department(const struct app *app, const char *code)
{
    const struct department *department =
        code && app->reference ? reference_department(app->reference, code) : NULL;
    return department ? department->name_zh : code;
}

static void add_identity(const struct app *app, const struct item *item, struct json_out *out)
{
    char ref[REF_SIZE];
    char code[CRYPTO_QUERY_CODE_SIZE];
    ref_format(item->id, ref);
    crypto_query_code(app->keys, ref, code);
    json_out_member_string(out, "ref", ref);
    json_out_member_string(out, "query_code", code);
    add_word(out, "kind", item_kinds, (int)item->facts.kind);
    json_out_member_string(out, "status", item->status);
}

/* An opinion event has a source beside its channel, and is detected when others are received. */
static void add_circumstances(const struct item *item, struct json_out *out)
{
    add_word(out, "channel", item_channels, item->facts.channel);
    if (item->facts.kind == ITEM_KIND_OPINION_EVENT)
        json_out_member_string(out, "source", item->source);
    add_word(out, "type", item_types, item->facts.type);
    add_word(out, "severity", item_severities, item->facts.severity);
    json_out_member_bool(out, "urgent", item->facts.urgent);
    json_out_member_bool(out, "accident", item->facts.accident);
    json_out_member_bool(out, "personal_data", item->facts.personal_data);
    json_out_member_bool(out, "anonymous", item->anonymous);
    json_out_member_bool(out, "confidential", item->confidential);
    json_out_member_bool(out, "drill", item->drill);
}

static void add_times(const struct app *app, const struct item *item, struct json_out *out)
{
    const struct item_facts *facts = &item->facts;
    json_out_member_instant(out, "received_at", facts->received_at_us, app->zone);
    if (facts->kind == ITEM_KIND_OPINION_EVENT)
        json_out_member_instant(out, "detected_at", facts->received_at_us, app->zone);
    json_out_member_instant(out, "transferred_at", facts->transferred_at_us, app->zone);
    json_out_member_instant(out, "occurred_at", facts->occurred_at_us, app->zone);
    json_out_member_instant(out, "sender_due", facts->sender_due_us, app->zone);
    json_out_member_instant(out, "recorded_at", item->recorded_at_us, app->zone);
}

static void add_departments(const struct app *app, const struct item *item, struct json_out *out)
{
    json_out_member_string(out, "lead_department", item->lead_department);
    json_out_member_string(out, "lead_department_name",
                           represent_department(app, item->lead_department));
    add_texts(out, "support_departments", item->support_departments);
}

static void add_window(const struct app *app, const struct item_window *window,
                       struct json_out *out)
{
    json_out_begin_object(out);
    json_out_member_integer(out, "n", window->n);
    json_out_member_string(out, "stage", window->stage);
    json_out_member_string(out, "rule", window->rule);
    json_out_member_instant(out, "starts_at", window->starts_at_us, app->zone);
    json_out_member_instant(out, "due_at", window->due_at_us, app->zone);
    json_out_member_instant(out, "rule_due_at", window->rule_due_at_us, app->zone);
    json_out_member_date(out, "last_day", window->last_day);
    json_out_member_bool(out, "provisional", window->provisional);
    json_out_member_string(out, "state", window->state);
    json_out_member_integer(out, "level", window->level);
    json_out_key(out, "legal_basis");
    json_out_begin_object(out);
    json_out_member_string(out, "zh", window->legal_zh);
    json_out_member_string(out, "en", window->legal_en);
    json_out_end_object(out);
    json_out_member_instant(out, "answered_at", window->answered_at_us, app->zone);
    json_out_member_instant(out, "recorded_at", window->recorded_at_us, app->zone);
    const char *answer = window->answer ? window->answer : "null";
    json_out_member_raw(out, "answer", answer, strlen(answer));
    json_out_end_object(out);
}

static void add_word(struct json_out *out, const char *key, const struct item_word *words,
                     int place)
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
