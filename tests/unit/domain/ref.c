#include "domain/ref.h"

#include <criterion/criterion.h>
#include <string.h>

#include "base/macros.h"

enum { SAMPLE = 20000 };

static bool is_ref(const char *text)
{
    int64_t id;
    return ref_parse(text, &id);
}

Test(ref, the_check_digit_is_that_of_mod_11_10)
{
    static const struct {
        int64_t id;
        const char *text;
    } cases[] = {
        {3657426180, "36574261809"},
        {8609574271, "86095742719"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        char text[REF_SIZE];
        ref_format(cases[i].id, text);
        cr_expect_str_eq(text, cases[i].text);
    }
}

Test(ref, the_longest_fits)
{
    char text[REF_SIZE];
    int64_t id;
    ref_format(INT64_C(999999999999999999), text);
    cr_expect_eq(strlen(text), 19);
    cr_expect(ref_parse(text, &id));
    cr_expect_eq(id, INT64_C(999999999999999999));
}

Test(ref, what_was_written_is_read_again)
{
    for (int64_t id = 1; id < INT64_C(300000000000000000); id = id * 3 + 1) {
        char text[REF_SIZE];
        int64_t read;
        ref_format(id, text);
        cr_assert(ref_parse(text, &read));
        cr_assert_eq(read, id);
    }
}

Test(ref, every_single_wrong_digit_is_found)
{
    for (int64_t id = 1; id < SAMPLE; id++) {
        char text[REF_SIZE];
        ref_format(id, text);
        for (char *at = text; *at; at++) {
            char right = *at;
            for (*at = '0'; *at <= '9'; ++*at)
                cr_assert(*at == right || !is_ref(text), "%s", text);
            *at = right;
        }
    }
}

Test(ref, nearly_every_swap_of_neighbours_is_found)
{
    int swaps = 0, missed = 0;
    for (int64_t id = 1; id < SAMPLE; id++) {
        char text[REF_SIZE];
        ref_format(id, text);
        for (char *at = text; at[1]; at++) {
            char first = at[0], second = at[1];
            if (first == second)
                continue;
            at[0] = second, at[1] = first;
            swaps++;
            missed += is_ref(text);
            at[0] = first, at[1] = second;
        }
    }
    cr_expect_lt(missed * 40, swaps, "%d of %d swaps missed", missed, swaps);
}

Test(ref, spaces_and_hyphens_are_passed_over)
{
    int64_t id;
    cr_expect(ref_parse("365 7426-1809", &id));
    cr_expect_eq(id, 3657426180);
    cr_expect(ref_parse(" 36574261809 ", &id));
}

Test(ref, what_is_no_reference_is_refused_and_leaves_the_result)
{
    static const char *const texts[] = {
        "",  " - ", "1", "018", "36574261800", "3657426180a", "365742618o9", "99999999999999999999",
        "-",
    };
    int64_t id = 7;
    for (size_t i = 0; i < ARRAY_LEN(texts); i++)
        cr_expect_not(ref_parse(texts[i], &id), "%s", texts[i]);
    cr_expect_eq(id, 7);
}
