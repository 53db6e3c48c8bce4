/* Idempotency-Key: what is sent again is not logged again. */
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>
#include <string.h>

enum { CLIENTS = 64 };

static const struct reply *log_with_key(struct office *office, const char *whose, const char *key,
                                        const char *members);
static int64_t items(const struct office *office);

Test(idempotency, the_same_key_and_body_give_the_first_item_again)
{
    struct office *office = office_open();
    const struct reply *first = log_with_key(office, "operator", "call-1", "");
    const struct reply *again = log_with_key(office, "operator", "call-1", "");
    cr_assert_eq(first->status, 201);
    cr_assert_eq(again->status, 201);
    cr_assert_not(reply_header(first, "Idempotent-Replayed"));
    cr_assert_str_eq(reply_header(again, "Idempotent-Replayed"), "true");
    cr_assert_str_eq(reply_header(again, "Location"), reply_header(first, "Location"));
    cr_assert_str_eq(reply_header(again, "ETag"), reply_header(first, "ETag"));
    cr_assert_str_eq(again->body, first->body);
    cr_assert_eq(items(office), 1);
    office_close(office);
}

Test(idempotency, a_replay_shows_the_item_as_it_is_by_now)
{
    struct office *office = office_open();
    const struct reply *first = log_with_key(office, "operator", "call-1", "");
    fulfil_as(office, "operator", first, 1, NULL);
    const struct reply *again = log_with_key(office, "operator", "call-1", "");
    cr_assert_str_eq(reply_text(again, "ref"), reply_text(first, "ref"));
    cr_assert_str_eq(reply_text(again, "query_code"), reply_text(first, "query_code"));
    cr_assert_str_eq(reply_text(again, "status"), "concluded");
    office_close(office);
}

Test(idempotency, the_same_key_with_another_body_or_path_is_422)
{
    struct office *office = office_open();
    log_with_key(office, "operator", "call-1", "");
    const struct reply *other = log_with_key(office, "operator", "call-1", "\"urgent\":true");
    cr_assert_eq(other->status, 422);
    cr_assert_str_eq(reply_text(other, "type"), "/problems/idempotency-key-reused");
    const struct ask event = {
        .path = "/v1/opinion-events", .key = "call-1", .body = event_body(office, "major", "")};
    cr_assert_eq(ask_as(office, "operator", &event)->status, 422);
    cr_assert_eq(items(office), 1);
    office_close(office);
}

Test(idempotency, sixty_four_clients_with_one_key_make_one_item)
{
    struct office *office = office_furnish(false);
    const char *options[] = {"--processes", "2", NULL};
    struct ask asks[CLIENTS];
    office_start_api(office, options);
    office_await_ready(office, office->admin_port + 1);
    for (size_t i = 0; i < CLIENTS; i++)
        asks[i] = (struct ask){.path = "/v1/inquiries",
                               .key = "one",
                               .token = office_token(office, "operator"),
                               .body = inquiry_body(office, "")};
    const struct reply **replies = web_ask_all(office->arena, office->port, asks, CLIENTS);
    int fresh = 0;
    for (size_t i = 0; i < CLIENTS; i++) {
        cr_assert_eq(replies[i]->status, 201, "%d %s", replies[i]->status, replies[i]->body);
        cr_assert_str_eq(replies[i]->body, replies[0]->body);
        fresh += reply_header(replies[i], "Idempotent-Replayed") == NULL;
    }
    cr_assert_eq(fresh, 1);
    cr_assert_eq(items(office), 1);
    cr_assert_eq(office_number(office, "SELECT count(*) FROM response_window"), 1);
    office_close(office);
}

Test(idempotency, sixty_four_clients_sharing_eight_keys_make_eight_items)
{
    struct office *office = office_furnish(false);
    const char *options[] = {"--processes", "2", NULL};
    struct ask asks[CLIENTS];
    office_start_api(office, options);
    office_await_ready(office, office->admin_port + 1);
    for (size_t i = 0; i < CLIENTS; i++)
        asks[i] = (struct ask){.path = "/v1/inquiries",
                               .key = arena_format(office->arena, "key-%zu", i % 8),
                               .token = office_token(office, "operator"),
                               .body = inquiry_body(office, "")};
    const struct reply **replies = web_ask_all(office->arena, office->port, asks, CLIENTS);
    for (size_t i = 0; i < CLIENTS; i++) {
        cr_assert_eq(replies[i]->status, 201, "%d %s", replies[i]->status, replies[i]->body);
        cr_assert_str_eq(reply_text(replies[i], "ref"), reply_text(replies[i % 8], "ref"));
    }
    cr_assert_eq(items(office), 8);
    office_close(office);
}

Test(idempotency, a_key_belongs_to_its_token)
{
    struct office *office = office_open();
    const struct reply *one = log_with_key(office, "operator", "call-1", "");
    const struct reply *other = log_with_key(office, "portal", "call-1", "");
    cr_assert_eq(other->status, 201);
    cr_assert_str_neq(reply_text(one, "ref"), reply_text(other, "ref"));
    cr_assert_eq(items(office), 2);
    office_close(office);
}

Test(idempotency, without_a_key_everything_is_new)
{
    struct office *office = office_open();
    log_inquiry(office, "");
    log_inquiry(office, "");
    cr_assert_eq(items(office), 2);
    office_close(office);
}

Test(idempotency, a_malformed_key_is_400)
{
    struct office *office = office_open();
    char longest[257];
    memset(longest, 'k', 256);
    longest[256] = '\0';
    const char *keys[] = {"two words", "钥匙", longest};
    for (size_t i = 0; i < 3; i++) {
        const struct reply *refused = log_with_key(office, "operator", keys[i], "");
        cr_assert_eq(refused->status, 400, "%s", keys[i]);
        cr_assert_str_eq(reply_problem(refused, "Idempotency-Key"), "bad-format");
    }
    cr_assert_eq(items(office), 0);
    longest[255] = '\0';
    cr_assert_eq(log_with_key(office, "operator", longest, "")->status, 201);
    office_close(office);
}

Test(idempotency, a_refused_request_does_not_use_its_key_up)
{
    struct office *office = office_open();
    cr_assert_eq(log_with_key(office, "operator", "call-1", "\"urgent\":7")->status, 422);
    cr_assert_eq(log_with_key(office, "operator", "call-1", "")->status, 201);
    office_close(office);
}

/* Somebody holds the key for longer than the service waits; what comes after is not harmed. */
Test(idempotency, a_key_that_is_being_worked_on_is_409_and_later_201)
{
    struct office *office = office_furnish(false);
    const char *options[] = {"--lock-timeout-ms", "100", NULL};
    office_start_api(office, options);
    log_with_key(office, "operator", "call-1", "");
    office_sql(office, "CREATE TABLE held AS SELECT * FROM idempotency_key; "
                       "DELETE FROM idempotency_key");
    struct db_session *other = office_session(office);
    session_sql(other, "BEGIN; INSERT INTO idempotency_key SELECT * FROM held");
    for (int i = 0; i < 3; i++) {
        const struct reply *busy = log_with_key(office, "operator", "call-1", "");
        cr_assert_eq(busy->status, 409, "%d %s", busy->status, busy->body);
        cr_assert_str_eq(reply_text(busy, "type"), "/problems/busy");
        cr_assert(reply_header(busy, "Retry-After"));
    }
    session_sql(other, "ROLLBACK");
    db_session_close(other);
    for (int i = 0; i < 10; i++)
        cr_assert_eq(log_with_key(office, "operator", "call-1", "")->status, 201);
    cr_assert_eq(items(office), 2);
    office_close(office);
}

Test(idempotency, one_bad_row_in_a_crowd_fails_alone)
{
    struct office *office = office_open();
    struct ask asks[CLIENTS];
    log_with_key(office, "operator", "key-0", "\"urgent\":true");
    for (size_t i = 0; i < CLIENTS; i++)
        asks[i] = (struct ask){.path = "/v1/inquiries",
                               .key = arena_format(office->arena, "key-%zu", i),
                               .token = office_token(office, "operator"),
                               .body = inquiry_body(office, "")};
    const struct reply **replies = web_ask_all(office->arena, office->port, asks, CLIENTS);
    cr_assert_eq(replies[0]->status, 422);
    for (size_t i = 1; i < CLIENTS; i++)
        cr_assert_eq(replies[i]->status, 201, "%zu: %d", i, replies[i]->status);
    cr_assert_eq(items(office), CLIENTS);
    office_close(office);
}

/* Whichever comes first has the lane: what waits meanwhile shares the next statement. */
Test(idempotency, a_key_that_somebody_holds_fails_alone_in_a_crowd)
{
    struct office *office = office_furnish(false);
    const char *options[] = {"--intake-lanes", "1", "--lock-timeout-ms", "400", NULL};
    struct ask asks[CLIENTS];
    office_start_api_unready(office, options);
    office_await_ready(office, office->admin_port);
    log_with_key(office, "operator", "key-0", "");
    struct db_session *other = office_session(office);
    session_sql(other, "BEGIN; DELETE FROM idempotency_key");
    for (size_t i = 0; i < CLIENTS; i++)
        asks[i] = (struct ask){.path = "/v1/inquiries",
                               .key = arena_format(office->arena, "key-%zu", i < 2 ? 0 : i),
                               .token = office_token(office, "operator"),
                               .body = inquiry_body(office, "")};
    const struct reply **replies = web_ask_all(office->arena, office->port, asks, CLIENTS);
    for (size_t i = 0; i < CLIENTS; i++)
        cr_assert_eq(replies[i]->status, i < 2 ? 409 : 201, "%zu: %d", i, replies[i]->status);
    session_sql(other, "ROLLBACK");
    db_session_close(other);
    cr_assert_eq(items(office), CLIENTS - 1);
    office_close(office);
}

Test(idempotency, who_may_not_see_an_item_any_more_is_not_told_its_answer)
{
    struct office *office = office_open();
    const struct reply *item = log_with_key(office, "handler:office", "call-1", "");
    cr_assert_eq(item->status, 201, "%s", item->body);
    cr_assert_eq(get_as(office, "handler:office", item_path(item))->status, 404);
    fulfil_as(office, "operator", item, 1, "{\"text\":\"内部答复\"}");
    const struct reply *again = log_with_key(office, "handler:office", "call-1", "");
    cr_assert_eq(again->status, 201);
    cr_expect_str_eq(reply_text(again, "ref"), reply_text(item, "ref"));
    cr_expect_str_eq(reply_text(again, "windows[0].state"), "met");
    cr_expect_not(strstr(again->body, "内部答复"));
    office_close(office);
}

/* As while the change waits for the standby: nobody else has these keys. */
Test(idempotency, what_waits_for_a_change_of_rules_is_not_held_for_a_key_in_use)
{
    struct office *office = office_furnish(false);
    const char *options[] = {"--lock-timeout-ms", "400", NULL};
    office_start_api_unready(office, options);
    office_await_ready(office, office->admin_port);
    log_with_key(office, "operator", "key-0", "");
    struct db_session *other = office_session(office);
    session_sql(other, "BEGIN; UPDATE data_version SET version = version");
    const struct reply *refused = log_with_key(office, "operator", "key-1", "");
    cr_expect_eq(refused->status, 503, "%d %s", refused->status, refused->body);
    cr_expect(reply_header(refused, "Retry-After"));
    session_sql(other, "ROLLBACK");
    db_session_close(other);
    cr_expect_eq(log_with_key(office, "operator", "key-1", "")->status, 201);
    office_close(office);
}

static const struct reply *log_with_key(struct office *office, const char *whose, const char *key,
                                        const char *members)
{
    const struct ask ask = {
        .path = "/v1/inquiries", .key = key, .body = inquiry_body(office, members)};
    return ask_as(office, whose, &ask);
}

static int64_t items(const struct office *office)
{
    return office_number(office, "SELECT count(*) FROM item");
}
