/* ETag, If-None-Match, If-Match. */
#include "support/register.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct reply *get_if_none(struct office *office, const char *path, const char *tag)
{
    return ask_as(office, "operator", &(struct ask){.path = path, .if_none_match = tag});
}

static const struct reply *fulfil_if(struct office *office, const struct reply *item, int n,
                                     const char *tag)
{
    const char *path = arena_format(office->arena, "%s/windows/%d/fulfil", item_path(item), n);
    return ask_as(office, "operator",
                  &(struct ask){.method = "POST", .path = path, .if_match = tag});
}

Test(tags, an_item_has_the_tag_that_its_logging_gave)
{
    struct office *office = office_open();
    const struct reply *items[] = {
        log_inquiry(office,
                    "\"support_departments\":[\"执法支队\",\"office\"],\"tags\":[\"a\"],"
                    "\"contact\":{\"phone\":\"1\"},\"sender_due\":\"2199-01-01T00:00:00Z\""),
        log_inquiry(office, "\"answers\":[{\"stage\":\"reply\",\"text\":\"当场\"}]"),
        log_event_of(office, "major", "\"urls\":[\"https://example.org\"],\"accident\":true"),
    };
    for (size_t i = 0; i < 3; i++) {
        const struct reply *read = get_as(office, "operator", item_path(items[i]));
        cr_assert_str_eq(read->body, items[i]->body);
        cr_assert_str_eq(reply_header(read, "ETag"), reply_header(items[i], "ETag"));
    }
    office_close(office);
}

Test(tags, what_has_not_changed_is_304_without_a_body)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    const char *tag = reply_header(item, "ETag");
    const char *list = arena_format(office->arena, "\"other\", W/%s", tag);
    const char *accepted[] = {tag, "*", list};
    for (size_t i = 0; i < 3; i++) {
        const struct reply *same = get_if_none(office, item_path(item), accepted[i]);
        cr_assert_eq(same->status, 304, "%s", accepted[i]);
        cr_assert_eq(same->size, 0);
        cr_assert_str_eq(reply_header(same, "ETag"), tag);
    }
    cr_assert_eq(get_if_none(office, item_path(item), "\"1-0\"")->status, 200);
    fulfil_as(office, "operator", item, 1, NULL);
    cr_assert_eq(get_if_none(office, item_path(item), tag)->status, 200);
    office_close(office);
}

Test(tags, lists_and_events_have_tags_too)
{
    struct office *office = office_open();
    const struct reply *item = log_inquiry(office, "");
    const char *paths[] = {"/v1/items", arena_format(office->arena, "%s/events", item_path(item)),
                           "/v1/escalations", "/v1/escalations/summary", "/openapi.json"};
    for (size_t i = 0; i < 5; i++) {
        const struct reply *first = get_as(office, "operator", paths[i]);
        cr_assert_eq(first->status, 200, "%s", paths[i]);
        const struct reply *same = get_if_none(office, paths[i], reply_header(first, "ETag"));
        cr_assert_eq(same->status, 304, "%s: %s", paths[i], first->body);
        cr_assert_eq(same->size, 0);
    }
    log_inquiry(office, "");
    const struct reply *before = get_as(office, "operator", paths[0]);
    log_inquiry(office, "");
    cr_assert_eq(get_if_none(office, paths[0], reply_header(before, "ETag"))->status, 200);
    office_close(office);
}

Test(tags, fulfilling_with_a_stale_tag_is_412_and_changes_nothing)
{
    struct office *office = office_open();
    const struct reply *item = log_event_of(office, "major", "");
    const char *stale = reply_header(item, "ETag");
    const struct reply *first = fulfil_if(office, item, 1, stale);
    cr_assert_eq(first->status, 200, "%s", first->body);
    const struct reply *second = fulfil_if(office, item, 2, stale);
    cr_assert_eq(second->status, 412);
    const struct reply *read = get_as(office, "operator", item_path(item));
    cr_assert_str_eq(reply_text(read, "windows[1].state"), "open");
    cr_assert_eq(fulfil_if(office, item, 2, reply_header(first, "ETag"))->status, 200);
    office_close(office);
}

Test(tags, a_star_matches_and_nonsense_does_not)
{
    struct office *office = office_open();
    const struct reply *item = log_event_of(office, "major", "");
    cr_assert_eq(fulfil_if(office, item, 1, "nonsense")->status, 412);
    cr_assert_eq(fulfil_if(office, item, 1, "\"0-abc\"")->status, 412);
    cr_assert_eq(fulfil_if(office, item, 1, "*")->status, 200);
    office_close(office);
}
