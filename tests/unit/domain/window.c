#include "domain/window.h"

#include <criterion/criterion.h>

#include "support/moment.h"

Test(window, an_answer_at_the_due_moment_is_in_time)
{
    int64_t due_us = moment("2018-08-01T00:00:00");
    cr_expect_eq(window_state_of_answer(due_us, due_us - 1), WINDOW_STATE_MET);
    cr_expect_eq(window_state_of_answer(due_us, due_us), WINDOW_STATE_MET);
    cr_expect_eq(window_state_of_answer(due_us, due_us + 1), WINDOW_STATE_LATE);
    cr_expect_str_eq(window_states[WINDOW_STATE_LATE].code, "late");
}

Test(window, it_is_owed_while_it_runs_or_stands_still)
{
    for (int state = 0; state < WINDOW_STATE_COUNT; state++) {
        struct window window = {.state = (enum window_state)state};
        cr_expect_eq(window_is_owed(&window),
                     state == WINDOW_STATE_OPEN || state == WINDOW_STATE_PAUSED, "%s",
                     window_states[state].code);
    }
}
