#include "register_item.h"

#include "domain/ref.h"
#include "json/write.h"

#include <stdio.h>
#include <string.h>

static void set_item(const struct register_form *form, const struct item_facts *facts,
                     struct item *item);
static void set_departments(const struct register_departments *departments, struct arena *arena,
                            struct register_item *ret);
static void set_window(struct item_window *window, int n, const struct duty *duty);
static bool answer_windows(const struct register_form *form, int64_t now_us, struct arena *arena,
                           struct item *item, struct field_problems *problems);
static struct item_window *find_open(struct item *item, const char *stage, size_t index,
                                     struct field_problems *problems);
static void answer_window(struct item_window *window, const struct answer_form *answer,
                          int64_t now_us, struct arena *arena);
static void set_status(struct item *item);
static void seal_contact(const struct contact_form *contact, const struct crypto_keys *keys,
                         struct arena *arena, struct register_item *ret);

bool register_item_compose(const struct register_form *form, const struct item_facts *facts,
                           const struct reference *reference, int64_t id, int64_t now_us,
                           const struct crypto_keys *keys, struct arena *arena,
                           struct register_item *ret, struct field_problems *problems)
{
    struct register_departments departments;
    struct item *item = &ret->item;
    register_form_check(form, reference, now_us, &departments, problems);
    if (problems->count > 0)
        return false;
    item->id = id;
    set_item(form, facts, item);
    set_departments(&departments, arena, ret);
    item->window_count =
        duties_work_out(reference->rules, reference->rule_count, facts, now_us, ret->duties);
    for (size_t i = 0; i < item->window_count; i++)
        set_window(&item->windows[i], (int)i + 1, &ret->duties[i]);
    if (!answer_windows(form, now_us, arena, item, problems))
        return false;
    set_status(item);
    if (form->contact)
        seal_contact(form->contact, keys, arena, ret);
    return true;
}

static void set_item(const struct register_form *form, const struct item_facts *facts,
                     struct item *item)
{
    item->facts = *facts;
    item->anonymous = form->anonymous;
    item->confidential = form->confidential;
    item->drill = form->drill;
    item->source = form->source;
    item->title = form->title;
    item->content = form->content;
    item->urls = form->urls;
    item->tags = form->tags;
    item->external_ref = form->external_ref;
    item->has_contact = form->contact != NULL;
    item->version = 1;
}

static void set_departments(const struct register_departments *departments, struct arena *arena,
                            struct register_item *ret)
{
    size_t count = departments->support_count;
    struct field_texts *codes = &ret->item.support_departments;
    ret->item.lead_department = departments->lead->code;
    ret->origin.department_id = departments->lead->id;
    ret->origin.support_ids = ret->support_ids;
    ret->origin.support_count = count;
    codes->count = count;
    codes->all = arena_alloc(arena, count * sizeof(*codes->all));
    for (size_t i = 0; i < count; i++) {
        ret->support_ids[i] = departments->support[i]->id;
        codes->all[i] = departments->support[i]->code;
    }
}

static void set_window(struct item_window *window, int n, const struct duty *duty)
{
    *window = (struct item_window){
        .n = n,
        .stage = duty->rule->stage,
        .rule = duty->rule->code,
        .legal_zh = duty->rule->legal_zh,
        .legal_en = duty->rule->legal_en,
        .starts_at_us = duty->times.starts_at_us,
        .rule_due_at_us = duty->times.rule_due_at_us,
        .due_at_us = duty->times.due_at_us,
        .last_day = duty->times.last_day,
        .provisional = duty->times.provisional,
        .state = window_state_code(WINDOW_STATE_OPEN),
        .answered_at_us = INSTANT_NONE,
        .recorded_at_us = INSTANT_NONE,
    };
}

/* Closes the windows of the answers that came with the item. */
static bool answer_windows(const struct register_form *form, int64_t now_us, struct arena *arena,
                           struct item *item, struct field_problems *problems)
{
    const struct answer_form *answers = form->answers.all;
    for (size_t i = 0; i < form->answers.count; i++) {
        struct item_window *window = find_open(item, answers[i].stage, i, problems);
        if (window)
            answer_window(window, &answers[i], now_us, arena);
    }
    return problems->count == 0;
}

static struct item_window *find_open(struct item *item, const char *stage, size_t index,
                                     struct field_problems *problems)
{
    char field[64];
    size_t i = 0;
    while (i < item->window_count && strcmp(item->windows[i].stage, stage) != 0)
        i++;
    if (i < item->window_count && !item->windows[i].answer)
        return &item->windows[i];
    snprintf(field, sizeof(field), "answers[%zu].stage", index);
    field_problem_add(problems, field,
                      i < item->window_count ? PROBLEM_DUPLICATE : PROBLEM_NOT_KNOWN, stage);
    return NULL;
}

static void answer_window(struct item_window *window, const struct answer_form *answer,
                          int64_t now_us, struct arena *arena)
{
    struct text text = {0};
    answer_render(answer, &text);
    window->answer = arena_copy(arena, text.bytes, text.length);
    text_done(&text);
    window->answered_at_us = register_form_moment(answer->answered_at_us, now_us);
    window->state =
        window_state_code(window_state_of_answer(window->due_at_us, window->answered_at_us));
}

/* Concluded if nothing is open; else due with the soonest of what is. */
static void set_status(struct item *item)
{
    item->due_at_us = INSTANT_NONE;
    for (size_t i = 0; i < item->window_count; i++) {
        const struct item_window *window = &item->windows[i];
        bool is_sooner = item->due_at_us == INSTANT_NONE || window->due_at_us < item->due_at_us;
        if (!window->answer && is_sooner)
            item->due_at_us = window->due_at_us;
    }
    item->status = item_statuses[item->due_at_us == INSTANT_NONE ? ITEM_STATUS_CONCLUDED
                                                                 : ITEM_STATUS_REGISTERED]
                       .code;
}

static void seal_contact(const struct contact_form *contact, const struct crypto_keys *keys,
                         struct arena *arena, struct register_item *ret)
{
    char ref[REF_SIZE], hash[CRYPTO_DIGEST_HEX_SIZE];
    struct text text = {0};
    struct json_out out = {.text = &text};
    json_out_begin_object(&out);
    json_out_member_string(&out, "name", contact->name);
    json_out_member_string(&out, "phone", contact->phone);
    json_out_member_string(&out, "email", contact->email);
    json_out_member_string(&out, "address", contact->address);
    json_out_end_object(&out);
    ref_format(ret->item.id, ref);
    ret->origin.contact_size = text.length + CRYPTO_SEAL_EXTRA_BYTES;
    unsigned char *sealed = arena_alloc(arena, ret->origin.contact_size);
    crypto_seal(keys, ref, text.bytes, text.length, sealed);
    ret->origin.contact = sealed;
    text_done(&text);
    if (contact->phone) {
        crypto_find_hash_hex(keys, contact->phone, hash);
        ret->origin.contact_hash = arena_copy(arena, hash, strlen(hash));
    }
}
