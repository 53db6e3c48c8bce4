/* The rows that sql/intake_insert.sql reads of an item and its windows. */
#include "store/intake.h"

#include "domain/ref.h"
#include "json/write.h"
#include "store/plan_write.h"
#include "store/window_rows.h"

#include <string.h>

static const struct zone utc = {0};

static void add_item(struct json_out *out, const struct item *item);
static void add_facts(struct json_out *out, const struct docket *docket);
static void add_support(struct json_out *out, const struct item *item);
static void add_origin(struct json_out *out, const struct intake_origin *origin);
static void add_window(struct json_out *out, const struct docket *docket,
                       const struct docket_window *window);
static void add_texts(struct json_out *out, const char *key, struct field_texts texts);
static void add_hex(struct json_out *out, const char *key, const char *hex);
static void add_bytes(struct json_out *out, const char *key, const unsigned char *bytes,
                      size_t size);
static void add_word(struct json_out *out, const char *key, const struct word *words, int place);

static void gather(struct text *all, const struct text *one);

void intake_render(struct intake_rows *rows, const struct item *item,
                   const struct intake_origin *origin)
{
    struct json_out out = {.text = &rows->item, .is_terse = true};
    intake_rows_clear(rows);
    json_out_begin_object(&out);
    add_item(&out, item);
    add_facts(&out, &item->docket);
    add_support(&out, item);
    add_origin(&out, origin);
    json_out_end_object(&out);
    out = (struct json_out){.text = &rows->windows, .is_terse = true};
    for (size_t i = 0; i < item->docket.window_count; i++)
        add_window(&out, &item->docket, &item->docket.windows[i]);
}

void intake_rows_add(struct intake_rows *all, const struct intake_rows *one)
{
    gather(&all->item, &one->item);
    gather(&all->windows, &one->windows);
}

static void gather(struct text *all, const struct text *one)
{
    if (one->length == 0)
        return;
    text_add_char(all, all->length == 0 ? '[' : ',');
    text_add_bytes(all, one->bytes, one->length);
}

void intake_rows_end(struct intake_rows *all, const char *ret_params[2])
{
    struct text *texts[] = {&all->item, &all->windows};
    for (size_t i = 0; i < 2; i++) {
        text_add(texts[i], texts[i]->length == 0 ? "[]" : "]");
        ret_params[i] = text_string(texts[i]);
    }
}

void intake_rows_clear(struct intake_rows *rows)
{
    text_clear(&rows->item);
    text_clear(&rows->windows);
}

void intake_rows_done(struct intake_rows *rows)
{
    text_done(&rows->item);
    text_done(&rows->windows);
}

static void add_item(struct json_out *out, const struct item *item)
{
    char ref[REF_SIZE];
    ref_format(item->docket.item_id, ref);
    json_out_member_integer(out, "id", item->docket.item_id);
    json_out_member_string(out, "ref", ref);
    json_out_member_string(out, "source", item->source);
    json_out_member_bool(out, "anonymous", item->anonymous);
    json_out_member_bool(out, "confidential", item->docket.is_confidential);
    json_out_member_bool(out, "drill", item->docket.is_drill);
    json_out_member_string(out, "title", item->title);
    json_out_member_string(out, "content", item->content);
    add_texts(out, "urls", item->urls);
    add_texts(out, "tags", item->tags);
    json_out_member_string(out, "external_ref", item->external_ref);
    json_out_member_json(out, "details", item->details);
}

static void add_facts(struct json_out *out, const struct docket *docket)
{
    const struct item_facts *facts = &docket->facts;
    add_word(out, "kind", item_kinds, (int)facts->kind);
    add_word(out, "status", item_statuses, (int)docket->status);
    add_word(out, "channel", item_channels, facts->channel);
    add_word(out, "type", item_types, facts->type);
    add_word(out, "severity", item_severities, facts->severity);
    json_out_member_bool(out, "urgent", facts->urgent);
    json_out_member_bool(out, "accident", facts->accident);
    json_out_member_bool(out, "personal_data", facts->personal_data);
    json_out_member_instant(out, "received_at", facts->received_at_us, utc);
    json_out_member_instant(out, "transferred_at", facts->transferred_at_us, utc);
    json_out_member_instant(out, "occurred_at", facts->occurred_at_us, utc);
    json_out_member_instant(out, "sender_due", facts->sender_due_us, utc);
    json_out_member_instant(out, "wanted_by", facts->wanted_by_us, utc);
    json_out_member_instant(out, "due_at", docket_due_us(docket), utc);
    json_out_member_integer(out, "department", docket->lead_department_id);
}

static void add_support(struct json_out *out, const struct item *item)
{
    if (item->support_count == 0)
        return;
    json_out_key(out, "support");
    json_out_begin_array(out);
    for (size_t i = 0; i < item->support_count; i++)
        json_out_integer(out, item->support_ids[i]);
    json_out_end_array(out);
}

static void add_origin(struct json_out *out, const struct intake_origin *origin)
{
    if (origin->contact)
        add_bytes(out, "contact", origin->contact, origin->contact_size);
    add_hex(out, "contact_hash", origin->contact_hash);
    add_hex(out, "key", origin->key);
    add_hex(out, "body_hash", origin->body_hash);
    json_out_member_integer(out, "token", origin->token_id);
    json_out_member_string(out, "actor", origin->actor);
}

static void add_window(struct json_out *out, const struct docket *docket,
                       const struct docket_window *each)
{
    const struct window *window = &each->window;
    json_out_begin_object(out);
    json_out_member_integer(out, "item", docket->item_id);
    json_out_member_integer(out, "n", window->n);
    json_out_member_string(out, "stage", window->rule->stage);
    json_out_member_integer(out, "rule", window->rule->id);
    json_out_member_instant(out, "opened_at", window->opened_at_us, utc);
    json_out_member_instant(out, "starts_at", window->times.starts_at_us, utc);
    clock_write(out, &window->clock, item_cap_us(&docket->facts));
    json_out_member_instant(out, "rule_due_at", window->times.rule_due_at_us, utc);
    json_out_member_instant(out, "due_at", window->times.due_at_us, utc);
    json_out_member_date(out, "last_day", window->times.last_day);
    json_out_member_bool(out, "provisional", window->times.provisional);
    json_out_member_string(out, "state", window_states[window->state].code);
    json_out_member_instant(out, "answered_at", window->answered_at_us, utc);
    json_out_member_json(out, "answer", each->answer);
    plan_write(out, &each->plan);
    json_out_end_object(out);
}

static void add_texts(struct json_out *out, const char *key, struct field_texts texts)
{
    if (texts.count == 0)
        return;
    json_out_key(out, key);
    json_out_begin_array(out);
    for (size_t i = 0; i < texts.count; i++)
        json_out_string(out, texts.all[i]);
    json_out_end_array(out);
}

static void add_hex(struct json_out *out, const char *key, const char *hex)
{
    if (!hex)
        return;
    json_out_key(out, key);
    text_add(out->text, "\"\\\\x");
    text_add(out->text, hex);
    text_add_char(out->text, '"');
    out->comma = true;
}

static void add_bytes(struct json_out *out, const char *key, const unsigned char *bytes,
                      size_t size)
{
    static const char digits[] = "0123456789abcdef";
    json_out_key(out, key);
    text_add(out->text, "\"\\\\x");
    char *room = text_room(out->text, 2 * size);
    for (size_t i = 0; i < size; i++) {
        room[2 * i] = digits[bytes[i] >> 4];
        room[2 * i + 1] = digits[bytes[i] & 15];
    }
    text_grew(out->text, 2 * size);
    text_add_char(out->text, '"');
    out->comma = true;
}

static void add_word(struct json_out *out, const char *key, const struct word *words, int place)
{
    json_out_member_string(out, key, place < 0 ? NULL : words[place].code);
}
