#include "support/load_item.h"

#include "base/macros.h"
#include "base/memory.h"
#include "base/text.h"
#include "domain/instant.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * How long ago an item was received whose next step falls due now. So level after level falls due
 * for real within seconds, on top of those that were due before the item was logged; nobody fakes
 * a clock. The windows and chains are those of migrations/data.
 */
static const struct {
    bool is_opinion_event;
    int minutes;
} ages[] = {
    {true, 5 * 60},       /* the first window passes: level 1 */
    {true, 5 * 60 + 60},  /* its level 2 */
    {true, 5 * 60 + 180}, /* its level 3 */
    {true, 5 * 30},       /* its warning at half the time */
    {true, 24 * 60},      /* the press conference passes; the first window is repeating */
    {true, 24 * 60 + 60}, /* its level 2 */
    {false, 30},          /* an urgent hazard: level 1 of the acknowledgement */
    {false, 2 * 60},      /* level 1 of the first disposal; two windows late */
};

static void write_body(struct load_item *item, int64_t received_us);

struct load_item *load_item_new(const struct load_settings *settings, struct chance *chance,
                                size_t number, int64_t now_us)
{
    struct load_item *item = memory_new(1, sizeof(*item));
    size_t age = (size_t)chance_between(chance, 0, ARRAY_LEN(ages) - 1);
    item->is_to_answer = chance_between(chance, 0, 99) < settings->answered_percent;
    if (item->is_to_answer)
        age = 0;
    int64_t due_us = now_us + chance_between(chance, settings->due_ms_min * INT64_C(1000),
                                             settings->due_ms_max * INT64_C(1000));
    int64_t spread_us = settings->answer_spread_ms * INT64_C(1000);
    item->answer_us = due_us + chance_between(chance, -spread_us, spread_us);
    item->made_us = now_us;
    item->is_opinion_event = ages[age].is_opinion_event;
    snprintf(item->key, sizeof(item->key), "%" PRIx64 "-%zu", settings->seed, number);
    snprintf(item->external_ref, sizeof(item->external_ref), "F-%s", item->key);
    write_body(item, due_us - ages[age].minutes * MINUTE_US);
    return item;
}

void load_item_free(struct load_item *item)
{
    free(item->body);
    free(item);
}

void load_item_path(const struct load_item *item, char *path, size_t size)
{
    if (item->state == LOAD_ITEM_ANSWERING)
        snprintf(path, size, "/v1/items/%s/windows/1/fulfil", item->ref);
    else
        snprintf(path, size, "%s", item->is_opinion_event ? "/v1/opinion-events" : "/v1/inquiries");
}

void load_item_advance(struct load_item *item, const char *ref)
{
    if (item->state == LOAD_ITEM_ANSWERING || !item->is_to_answer) {
        item->state = LOAD_ITEM_DONE;
        free(item->body);
        item->body = NULL;
    } else {
        item->state = LOAD_ITEM_ANSWERING;
        item->at_us = item->answer_us;
    }
    if (*ref)
        snprintf(item->ref, sizeof(item->ref), "%s", ref);
}

static void write_body(struct load_item *item, int64_t received_us)
{
    struct text body = {0};
    char received[INSTANT_TEXT_SIZE];
    instant_format(received_us, (struct zone){.offset_s = 0}, received);
    text_add_format(&body,
                    item->is_opinion_event
                        ? "{\"source\":\"weibo\",\"severity\":\"major\",\"detected_at\":\"%s\","
                        : "{\"channel\":\"hotline\",\"type\":\"help\",\"urgent\":true,"
                          "\"contact\":{\"name\":\"张三\",\"phone\":\"13800138000\"},"
                          "\"received_at\":\"%s\",",
                    received);
    text_add_format(
        &body,
        "\"title\":\"网传某工贸企业车间起火\",\"content\":\"群众反映厂房内有明火和浓烟，"
        "尚不清楚有无人员被困，请核实处置。\",\"lead_department\":\"监管二科\","
        "\"external_ref\":\"%s\"}",
        item->external_ref);
    item->body = memory_copy_string(text_string(&body));
    text_done(&body);
}
