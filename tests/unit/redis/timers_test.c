#include "unit/redis/bench.h"

#include <criterion/criterion.h>

/* A moment in 2026 with odd microseconds, so that a lost digit shows. */
#define NOON INT64_C(1790000000123457)
#define LEASE_US INT64_C(30000000)

static struct bench bench;
static struct answer answer;

static void setup(void)
{
    bench = bench_new(NULL, NULL);
}

static void teardown(void)
{
    bench_free(&bench);
}

TestSuite(timers, .init = setup, .fini = teardown, .timeout = 60);

static const struct timer one = {.window_id = 7, .generation = 1, .step = 2, .at_us = NOON};

static void assert_is(const struct timer *timer, const struct timer *expected)
{
    cr_assert_eq(timer->window_id, expected->window_id);
    cr_assert_eq(timer->generation, expected->generation);
    cr_assert_eq(timer->step, expected->step);
    cr_assert_eq(timer->at_us, expected->at_us);
}

static uint64_t claim_one(void)
{
    bench_arm(&bench, &one, 1, &answer);
    bench_claim(&bench, NOON, NOON + LEASE_US, 10, &answer);
    cr_assert_eq(answer.claimed.count, 1);
    return answer.claimed.claim;
}

Test(timers, an_armed_timer_is_claimed_at_its_moment_and_not_before)
{
    bench_arm(&bench, &one, 1, &answer);
    cr_assert_eq(answer.armed.armed, 1);
    bench_claim(&bench, NOON - 1, NOON + LEASE_US, 10, &answer);
    cr_assert_eq(answer.claimed.count, 0);
    cr_assert_eq(answer.claimed.next_at_us, NOON);
    bench_claim(&bench, NOON, NOON + LEASE_US, 10, &answer);
    cr_assert_eq(answer.claimed.count, 1);
    assert_is(&answer.all[0], &one);
    cr_assert_eq(answer.claimed.next_at_us, TIMERS_NEVER);
}

Test(timers, the_earliest_are_claimed_first_and_the_rest_is_the_backlog)
{
    struct timer all[] = {{1, 1, 1, NOON}, {2, 1, 1, NOON - 5}, {3, 1, 1, NOON - 3}};
    bench_arm(&bench, all, 3, &answer);
    bench_claim(&bench, NOON, NOON + LEASE_US, 2, &answer);
    cr_assert_eq(answer.claimed.count, 2);
    assert_is(&answer.all[0], &all[1]);
    assert_is(&answer.all[1], &all[2]);
    cr_assert_eq(answer.claimed.backlog, 1);
    cr_assert_eq(answer.claimed.next_at_us, NOON);
}

Test(timers, the_largest_numbers_come_back_whole)
{
    struct timer large = {INT64_MAX, INT32_MAX, INT32_MAX, TIMERS_AT_US_MAX};
    bench_arm(&bench, &large, 1, &answer);
    bench_claim(&bench, TIMERS_AT_US_MAX, TIMERS_AT_US_MAX, 1, &answer);
    assert_is(&answer.all[0], &large);
}

Test(timers, arming_again_takes_the_moment_given)
{
    struct timer later = one, sooner = one;
    later.at_us = NOON + 100;
    sooner.at_us = NOON - 100;
    bench_arm(&bench, &one, 1, &answer);
    bench_arm(&bench, &later, 1, &answer);
    bench_claim(&bench, NOON, NOON + LEASE_US, 10, &answer);
    cr_assert_eq(answer.claimed.count, 0);
    cr_assert_eq(answer.claimed.next_at_us, NOON + 100);
    bench_arm(&bench, &sooner, 1, &answer);
    bench_claim(&bench, NOON - 100, NOON + LEASE_US, 10, &answer);
    cr_assert_eq(answer.claimed.count, 1);
}

Test(timers, a_leased_timer_is_not_claimed_twice)
{
    claim_one();
    bench_claim(&bench, NOON + LEASE_US - 1, NOON + 2 * LEASE_US, 10, &answer);
    cr_assert_eq(answer.claimed.count, 0);
    cr_assert_eq(answer.claimed.expired, 0);
}

Test(timers, a_timer_comes_back_with_its_own_moment_when_its_lease_ends)
{
    claim_one();
    bench_claim(&bench, NOON + LEASE_US, NOON + 2 * LEASE_US, 10, &answer);
    cr_assert_eq(answer.claimed.expired, 1);
    cr_assert_eq(answer.claimed.count, 1);
    assert_is(&answer.all[0], &one);
}

Test(timers, what_is_armed_already_does_not_count_as_armed)
{
    struct timer later = one;
    bench_arm(&bench, &one, 1, &answer);
    cr_assert_eq(answer.armed.armed, 1);
    bench_arm(&bench, &one, 1, &answer);
    cr_assert_eq(answer.armed.armed, 0);
    later.at_us++;
    bench_arm(&bench, &later, 1, &answer);
    cr_assert_eq(answer.armed.armed, 1);
}

Test(timers, an_acknowledged_timer_is_gone)
{
    uint64_t claim = claim_one();
    bench_ack(&bench, claim, &one, NULL, &answer);
    cr_assert_eq(answer.armed.acked, 1);
    bench_claim(&bench, NOON + LEASE_US, NOON + 2 * LEASE_US, 10, &answer);
    cr_assert_eq(answer.claimed.count + answer.claimed.expired, 0);
    cr_assert_eq(redis_server_ask(bench.server, "EXISTS {test}:due {test}:lease {test}:token"), 0);
}

Test(timers, an_acknowledgement_under_another_claim_does_nothing)
{
    uint64_t first = claim_one();
    bench_claim(&bench, NOON + LEASE_US, NOON + 2 * LEASE_US, 10, &answer);
    uint64_t second = answer.claimed.claim;
    bench_ack(&bench, first, &one, NULL, &answer);
    cr_assert_eq(answer.armed.acked, 0);
    bench_ack(&bench, second, &one, NULL, &answer);
    cr_assert_eq(answer.armed.acked, 1);
}

Test(timers, an_acknowledgement_of_another_worker_does_nothing)
{
    uint64_t claim = claim_one();
    struct bench other = bench;
    other.timers = timers_new(bench.client, "test");
    bench_ack(&other, claim, &one, NULL, &answer);
    cr_assert_eq(answer.armed.acked, 0);
    timers_free(other.timers);
}

Test(timers, one_call_acknowledges_a_step_and_arms_the_next)
{
    uint64_t claim = claim_one();
    struct timer next = {.window_id = 7, .generation = 1, .step = 3, .at_us = NOON + 1};
    bench_ack(&bench, claim, &one, &next, &answer);
    cr_assert_eq(answer.armed.acked, 1);
    cr_assert_eq(answer.armed.armed, 1);
    bench_claim(&bench, NOON + 1, NOON + LEASE_US, 10, &answer);
    assert_is(&answer.all[0], &next);
}

Test(timers, arming_a_leased_timer_does_nothing)
{
    claim_one();
    bench_arm(&bench, &one, 1, &answer);
    cr_assert_eq(answer.armed.leased, 1);
    cr_assert_eq(answer.armed.armed, 0);
    bench_claim(&bench, NOON + 1, NOON + LEASE_US, 10, &answer);
    cr_assert_eq(answer.claimed.count, 0);
}

Test(timers, arming_nothing_answers_too)
{
    bench_arm(&bench, NULL, 0, &answer);
    cr_assert_eq(answer.error.code, ERROR_OK);
    cr_assert_eq(answer.armed.epoch, 1);
}

Test(timers, a_flush_is_seen_by_the_epoch)
{
    claim_one();
    cr_assert_eq(answer.claimed.epoch, 1);
    redis_server_do(bench.server, "FLUSHALL");
    bench_claim(&bench, NOON, NOON + LEASE_US, 10, &answer);
    cr_assert_eq(answer.claimed.epoch, 2);
    bench_arm(&bench, &one, 1, &answer);
    cr_assert_eq(answer.armed.epoch, 2);
    cr_assert_eq(answer.armed.armed, 1);
    redis_server_do(bench.server, "FLUSHALL");
    bench_arm(&bench, &one, 1, &answer);
    cr_assert_eq(answer.armed.epoch, 3);
    cr_assert_eq(timers_epoch(bench.timers), 3);
}

Test(timers, the_scripts_come_back_after_a_script_flush)
{
    bench_arm(&bench, &one, 1, &answer);
    cr_assert(redis_server_do(bench.server, "SCRIPT FLUSH"));
    bench_arm(&bench, &one, 1, &answer);
    cr_assert_eq(answer.error.code, ERROR_OK, "%s", answer.error.message);
    cr_assert(redis_server_do(bench.server, "SCRIPT FLUSH"));
    bench_claim(&bench, NOON, NOON + LEASE_US, 10, &answer);
    cr_assert_eq(answer.claimed.count, 1);
}

Test(timers, members_that_are_no_timers_are_removed_and_counted)
{
    static const char *const garbage[] = {
        "7:1",    "7:1:2:3",        "a:1:2",  "07:1:2", "-7:1:2",
        "+7:1:2", "7:1:2147483648", "7:1:2x", ":1:2",   "9223372036854775808:1:2",
    };
    for (size_t i = 0; i < sizeof(garbage) / sizeof(*garbage); i++) {
        char command[80];
        snprintf(command, sizeof(command), "ZADD {test}:due 5 %s", garbage[i]);
        cr_assert(redis_server_do(bench.server, command));
    }
    cr_assert(redis_server_do(bench.server, "ZADD {test}:due 1.5 8:1:2"));
    cr_assert(redis_server_do(bench.server, "ZADD {test}:due -1 9:1:2"));
    bench_arm(&bench, &one, 1, &answer);
    bench_claim(&bench, NOON, NOON + LEASE_US, 100, &answer);
    cr_assert_eq(answer.claimed.garbage, 12);
    cr_assert_eq(answer.claimed.count, 1);
    assert_is(&answer.all[0], &one);
    bench_claim(&bench, NOON, NOON + LEASE_US, 100, &answer);
    cr_assert_eq(redis_server_ask(bench.server, "ZCARD {test}:lease"), 1);
    cr_assert_eq(redis_server_ask(bench.server, "HLEN {test}:token"), 1);
}

Test(timers, keys_of_another_kind_are_an_error)
{
    redis_server_do(bench.server, "SET {test}:due text");
    bench_arm(&bench, &one, 1, &answer);
    cr_assert_eq(answer.error.code, ERROR_UNAVAILABLE);
    bench_claim(&bench, NOON, NOON + LEASE_US, 100, &answer);
    cr_assert_eq(answer.error.code, ERROR_UNAVAILABLE);
}

Test(timers, without_memory_arming_fails_and_changes_nothing)
{
    claim_one();
    uint64_t claim = answer.claimed.claim;
    cr_assert(redis_server_do(bench.server, "CONFIG SET maxmemory 1"));
    struct timer other = {.window_id = 8, .generation = 1, .step = 1, .at_us = NOON};
    bench_arm(&bench, &other, 1, &answer);
    cr_assert_eq(answer.error.code, ERROR_UNAVAILABLE);
    cr_assert(strncmp(answer.error.message, "OOM", 3) == 0, "%s", answer.error.message);
    bench_claim(&bench, NOON + LEASE_US, NOON + 2 * LEASE_US, 10, &answer);
    cr_assert_eq(answer.error.code, ERROR_UNAVAILABLE);
    bench_ack(&bench, claim, &one, NULL, &answer);
    cr_assert_eq(answer.armed.acked, 1, "acknowledging makes room");
    cr_assert(client_status(bench.client).is_connected);
}
