#include "base/memory.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

Test(memory, new_memory_is_zero)
{
    unsigned char *bytes = memory_new(100, 3);
    for (size_t i = 0; i < 300; i++)
        cr_assert_eq(bytes[i], 0);
    free(bytes);
}

Test(memory, resizing_keeps_what_was_there_and_never_gives_null)
{
    char *text = memory_copy_string("回应");
    text = memory_resize(text, 5000);
    cr_expect_str_eq(text, "回应");
    text = memory_resize(text, 0);
    cr_expect_not_null(text);
    free(text);
}

Test(memory, giving_up_ends_the_process, .signal = SIGABRT)
{
    memory_abort("a test");
}
