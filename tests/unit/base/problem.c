#include "base/problem.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

Test(problem, every_problem_has_a_slug_of_its_own_and_a_sentence_in_two_languages)
{
    char en[200], zh[200];
    for (int i = 0; i < PROBLEM_COUNT; i++) {
        struct field_problem problem = {.detail = "42", .problem = (enum problem)i};
        field_problem_text(&problem, false, en, sizeof(en));
        field_problem_text(&problem, true, zh, sizeof(zh));
        cr_expect(en[0] && zh[0] && strcmp(en, zh) != 0);
        cr_expect_null(strstr(en, "%s"));
        cr_expect_null(strstr(zh, "%s"));
        cr_expect_eq(strstr(en, "42") != NULL, strstr(zh, "42") != NULL, "%s", en);
        for (int j = 0; j < i; j++)
            cr_expect_str_neq(problem_slug((enum problem)i), problem_slug((enum problem)j));
    }
}

Test(problem, the_sentence_holds_the_detail_whatever_it_is)
{
    struct field_problem problem = {.detail = "%n%s", .problem = PROBLEM_NOT_KNOWN};
    char text[200];
    field_problem_text(&problem, false, text, sizeof(text));
    cr_assert_str_eq(text, "is not known here: %n%s");
    field_problem_text(&problem, true, text, sizeof(text));
    cr_assert_str_eq(text, "未登记：%n%s");
}

Test(problem, at_most_32_are_kept)
{
    static struct field_problems problems;
    char field[32];
    for (int i = 0; i < FIELD_PROBLEMS_MAX + 2; i++) {
        snprintf(field, sizeof(field), "field%d", i);
        field_problem_add(&problems, field, PROBLEM_REQUIRED, NULL);
    }
    cr_assert_eq(problems.count, FIELD_PROBLEMS_MAX);
    cr_assert_str_eq(problems.all[FIELD_PROBLEMS_MAX - 1].field, "field31");
    cr_assert_str_empty(problems.all[0].detail);
}

/* 63 bytes are 21 characters; 159 bytes are 53. One more byte in front moves the cut. */
Test(problem, what_is_too_long_is_cut_between_characters)
{
    static struct field_problems problems;
    char text[400] = "";
    for (int i = 0; i < 100; i++)
        strcat(text, "科");
    field_problem_add(&problems, text, PROBLEM_NOT_KNOWN, text);
    cr_expect_eq(strlen(problems.all[0].field), 63);
    cr_expect_eq(strlen(problems.all[0].detail), 159);
    memmove(text + 1, text, strlen(text) + 1);
    text[0] = 'x';
    field_problem_add(&problems, text, PROBLEM_NOT_KNOWN, text);
    cr_expect_eq(strlen(problems.all[1].field), 61);
    cr_expect_eq(strlen(problems.all[1].detail), 157);
    cr_expect_eq(strncmp(problems.all[1].detail, text, 157), 0);
}
