#include "parameters.h"

#include <criterion/criterion.h>
#include <string.h>

#include "support/keys.h"

static struct app app;
static struct arena *arena;

static void setup(void)
{
    app = (struct app){.keys = keys_of_byte(7)};
    arena = arena_new(1 << 20);
}

static void teardown(void)
{
    crypto_keys_free(app.keys);
    arena_free(arena);
}

TestSuite(cursor, .init = setup, .fini = teardown);

static const char *const given[] = {"due", "1000003", "1533052800000000", "100:104:101,102"};

static bool is_read(const char *cursor, size_t count)
{
    const char *parts[CURSOR_PARTS_MAX];
    return cursor_read(&app, arena, cursor, count, parts);
}

Test(cursor, its_parts_come_back_as_they_were_given)
{
    for (size_t count = 1; count <= CURSOR_PARTS_MAX; count++) {
        const char *parts[CURSOR_PARTS_MAX];
        const char *cursor = cursor_make(&app, arena, given, count);
        cr_assert(cursor_read(&app, arena, cursor, count, parts));
        for (size_t i = 0; i < count; i++)
            cr_expect_str_eq(parts[i], given[i]);
    }
}

Test(cursor, parts_may_be_empty)
{
    static const char *const empty[] = {"", "", "0", ""};
    const char *parts[CURSOR_PARTS_MAX];
    cr_assert(cursor_read(&app, arena, cursor_make(&app, arena, empty, 4), 4, parts));
    cr_expect_str_empty(parts[3]);
    cr_expect_str_eq(parts[2], "0");
}

Test(cursor, one_with_fewer_or_more_parts_is_refused)
{
    const char *cursor = cursor_make(&app, arena, given, 3);
    cr_expect(is_read(cursor, 3));
    cr_expect_not(is_read(cursor, 2));
    cr_expect_not(is_read(cursor, 4));
}

Test(cursor, one_byte_altered_anywhere_is_refused)
{
    const char *cursor = cursor_make(&app, arena, given, 3);
    for (size_t i = 0; cursor[i]; i++) {
        char *forged = arena_copy(arena, cursor, strlen(cursor));
        forged[i] = forged[i] == '0' ? '1' : '0';
        cr_expect_not(is_read(forged, 3), "%s", forged);
    }
}

Test(cursor, one_that_is_cut_or_longer_is_refused)
{
    const char *cursor = cursor_make(&app, arena, given, 3);
    for (size_t length = 0; length < strlen(cursor); length++)
        cr_expect_not(is_read(arena_copy(arena, cursor, length), 3), "%zu bytes", length);
    cr_expect_not(is_read(arena_format(arena, "%s0", cursor), 3));
    cr_expect_not(is_read(arena_format(arena, "%s~", cursor), 4));
}

Test(cursor, what_was_never_ours_is_refused)
{
    static const char *const forged[] = {
        "",
        "~",
        "~~~",
        "due~1~2",
        "00000000000000000000000000000000",
        "00000000000000000000000000000000~due~1~2",
        "0~due~1~2",
        "%00",
        "回应",
    };
    for (size_t i = 0; i < sizeof(forged) / sizeof(forged[0]); i++)
        cr_expect_not(is_read(forged[i], 3), "%s", forged[i]);
}

Test(cursor, one_of_another_key_is_refused)
{
    struct app other = {.keys = keys_of_byte(8)};
    cr_expect_not(is_read(cursor_make(&other, arena, given, 3), 3));
    crypto_keys_free(other.keys);
}

/* A phone's hash is made with the same key: no phone is the text that a cursor signs. */
Test(cursor, its_signature_is_no_hash_of_a_phone)
{
    static const char *const phone[] = {"10000000001"};
    char hash[CRYPTO_DIGEST_HEX_SIZE];
    crypto_find_hash_hex(app.keys, phone[0], hash);
    cr_expect_neq(strncmp(cursor_make(&app, arena, phone, 1), hash, strlen(hash)), 0);
}
