#include "net/resolve.h"

#include <criterion/criterion.h>
#include <event2/event.h>
#include <stdio.h>
#include <string.h>

#include "support/pump.h"

struct found {
    int calls;
    struct resolved addresses;
    char why[96];
};

static void on_found(const struct resolved *addresses, const char *why, void *context)
{
    struct found *found = context;
    found->calls++;
    if (addresses)
        found->addresses = *addresses;
    snprintf(found->why, sizeof(found->why), "%s", why);
}

static bool is_told(void *context)
{
    return ((struct found *)context)->calls > 0;
}

static struct found look_up(const char *host, int timeout_ms)
{
    struct event_base *base = event_base_new();
    struct found found = {0};
    resolve_begin(base, host, timeout_ms, on_found, &found);
    cr_expect_eq(found.calls, 0, "never before the call returns");
    cr_assert(pump_until(base, is_told, &found, 10000));
    event_base_free(base);
    return found;
}

Test(resolve, an_address_is_none_to_look_up)
{
    static const char *const addresses[] = {"127.0.0.1", "::1", "2001:db8::8"};
    static const char *const names[] = {"localhost", "db.example.org", "127.0.0", "", "::1%eth0"};
    for (size_t i = 0; i < sizeof(addresses) / sizeof(*addresses); i++)
        cr_expect(resolve_is_address(addresses[i]), "%s", addresses[i]);
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
        cr_expect_not(resolve_is_address(names[i]), "%s", names[i]);
}

Test(resolve, a_name_of_this_machine_is_found)
{
    struct found found = look_up("localhost", 5000);
    bool is_loopback = false;
    for (size_t i = 0; i < found.addresses.count; i++)
        is_loopback |= strcmp(found.addresses.all[i], "127.0.0.1") == 0;
    cr_assert(is_loopback, "%s", found.why);
}

Test(resolve, a_name_that_cannot_be_is_told_once)
{
    char endless[400];
    memset(endless, 'a', sizeof(endless) - 1);
    endless[sizeof(endless) - 1] = '\0';
    const char *const names[] = {"", "a..b", endless};
    for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
        struct found found = look_up(names[i], 5000);
        cr_expect_eq(found.calls, 1);
        cr_expect_eq(found.addresses.count, 0, "%s", names[i]);
        cr_expect(found.why[0]);
    }
}

Test(resolve, one_that_nobody_answers_ends_with_the_deadline)
{
    struct found found = look_up("nobody.invalid", 50);
    cr_assert_eq(found.calls, 1);
    cr_assert_eq(found.addresses.count, 0);
}

Test(resolve, what_is_cancelled_is_not_told)
{
    struct event_base *base = event_base_new();
    struct found found = {0};
    resolve_cancel(resolve_begin(base, "localhost", 5000, on_found, &found));
    resolve_cancel(resolve_begin(base, "nobody.invalid", 5000, on_found, &found));
    resolve_cancel(NULL);
    event_base_loop(base, EVLOOP_NONBLOCK);
    cr_assert_eq(found.calls, 0);
    event_base_free(base);
}
