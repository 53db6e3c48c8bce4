#include "base/arena.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdalign.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static struct arena *arena;

static void setup(void)
{
    arena = arena_new(1 << 20);
}

static void teardown(void)
{
    arena_free(arena);
}

TestSuite(arena, .init = setup, .fini = teardown);

Test(arena, memory_is_zero_aligned_and_stays_where_it_is)
{
    static const size_t sizes[] = {1, 7, 16, 100, 8192, 8193, 40000, 3};
    unsigned char *all[8];
    for (size_t i = 0; i < 8; i++) {
        all[i] = arena_alloc(arena, sizes[i]);
        cr_expect_eq((uintptr_t)all[i] % alignof(max_align_t), 0);
        for (size_t j = 0; j < sizes[i]; j++)
            cr_assert_eq(all[i][j], 0);
        memset(all[i], (int)i + 1, sizes[i]);
    }
    for (size_t i = 0; i < 8; i++) {
        for (size_t j = 0; j < sizes[i]; j++)
            cr_assert_eq(all[i][j], i + 1);
    }
}

Test(arena, a_copy_and_a_format_end_with_nul)
{
    cr_expect_str_eq(arena_copy(arena, "abcdef", 3), "abc");
    cr_expect_str_eq(arena_copy(arena, NULL, 0), "");
    cr_expect_str_eq(arena_format(arena, "%s-%d", "回应", 7), "回应-7");
    cr_expect_eq(strlen(arena_format(arena, "%9000d", 1)), 9000);
}

static int order[3];
static int disposed;

static void dispose(void *thing)
{
    order[disposed++] = *(int *)thing;
}

Test(arena, disposers_run_once_newest_first)
{
    struct arena *other = arena_new(4096);
    for (int i = 0; i < 3; i++) {
        int *number = arena_alloc(other, sizeof(*number));
        *number = i;
        arena_on_free(other, dispose, number);
    }
    cr_assert_eq(disposed, 0);
    arena_free(other);
    cr_assert_eq(disposed, 3);
    cr_assert(order[0] == 2 && order[1] == 1 && order[2] == 0);
    arena_free(NULL);
}

Test(arena, the_cap_can_be_used_up_to_the_last_byte)
{
    struct arena *small = arena_new(1024);
    arena_alloc(small, 1024);
    cr_assert_eq(arena_used(small), 1024);
    arena_free(small);
}

Test(arena, one_byte_past_the_cap_ends_the_process, .signal = SIGABRT)
{
    struct arena *small = arena_new(1024);
    arena_alloc(small, 1024);
    arena_alloc(small, 1);
}

Test(arena, a_size_that_overflows_ends_the_process, .signal = SIGABRT)
{
    arena_alloc(arena, SIZE_MAX - 3);
}
