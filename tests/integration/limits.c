/* How often somebody may ask: RateLimit, 429 and Retry-After. */
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct office *open_with(const char *option, const char *value)
{
    const char *options[] = {option, value, NULL};
    struct office *office = office_furnish(false);
    office_start_api(office, options);
    return office;
}

static const struct reply *ask_with_token(struct office *office, const char *token)
{
    return ask_as(office, NULL, &(struct ask){.path = "/v1/items", .token = token});
}

static void check_limited(const struct reply *reply, const char *policy)
{
    cr_assert_eq(reply->status, 429, "%d %s", reply->status, reply->body);
    cr_assert_gt(strtol(reply_header(reply, "Retry-After"), NULL, 10), 0);
    if (policy)
        cr_assert_str_eq(reply_header(reply, "RateLimit-Policy"), policy);
}

Test(limits, citizens_are_told_what_is_left_and_then_when_to_come_back)
{
    struct office *office = open_with("--public-requests-per-minute", "2");
    const struct reply *item = log_inquiry(office, "");
    const char *path = arena_format(office->arena, "/v1/public/items/%s?code=%s",
                                    reply_text(item, "ref"), reply_text(item, "query_code"));
    const struct reply *first = get_as(office, NULL, path);
    cr_assert_eq(first->status, 200);
    cr_assert_str_eq(reply_header(first, "RateLimit-Policy"), "\"public\";q=2;w=60");
    cr_assert_str_eq(reply_header(first, "RateLimit"), "\"public\";r=1;t=30");
    cr_assert_eq(get_as(office, NULL, path)->status, 200);
    check_limited(get_as(office, NULL, path), "\"public\";q=2;w=60");
    cr_assert_eq(log_inquiry(office, "")->status, 201, "tokens are not counted with citizens");
    office_close(office);
}

Test(limits, a_token_has_the_limit_that_it_was_made_with)
{
    struct office *office = office_open();
    const char *words[] = {
        "token", "create", "--name", "slow", "--role", "operator", "--requests-per-minute",
        "2",     NULL};
    const char *out = office_ctl(office, words).out;
    const char *token = arena_copy(office->arena, out, strcspn(out, "\n"));
    cr_assert_str_eq(reply_header(ask_with_token(office, token), "RateLimit"),
                     "\"token\";r=1;t=30");
    cr_assert_eq(ask_with_token(office, token)->status, 200);
    check_limited(ask_with_token(office, token), "\"token\";q=2;w=60");
    const struct reply *other = get_as(office, "operator", "/v1/items");
    cr_assert_eq(other->status, 200);
    cr_assert_null(reply_header(other, "RateLimit"), "a token without a limit has none to tell");
    office_close(office);
}

Test(limits, tokens_that_are_none_are_soon_refused_unseen_and_known_ones_go_on)
{
    struct office *office = open_with("--unknown-tokens-per-minute", "2");
    cr_assert_eq(get_as(office, "operator", "/v1/items")->status, 200);
    cr_assert_eq(ask_with_token(office, "hy_one")->status, 401);
    cr_assert_eq(ask_with_token(office, "hy_two")->status, 401);
    check_limited(ask_with_token(office, "hy_three"), NULL);
    cr_assert_eq(get_as(office, "operator", "/v1/items")->status, 200);
    office_close(office);
}

Test(limits, a_crowd_with_a_token_that_was_not_seen_before_is_let_in)
{
    enum { CLIENTS = 64 };
    struct office *office = open_with("--unknown-tokens-per-minute", "2");
    struct ask asks[CLIENTS];
    for (size_t i = 0; i < CLIENTS; i++)
        asks[i] = (struct ask){.path = "/v1/items", .token = office_token(office, "operator")};
    const struct reply **replies = web_ask_all(office->arena, office->port, asks, CLIENTS);
    for (size_t i = 0; i < CLIENTS; i++)
        cr_expect_eq(replies[i]->status, 200, "%zu: %d", i, replies[i]->status);
    office_close(office);
}
