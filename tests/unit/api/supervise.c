#include "serve/supervise.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"

/* Each process that is started says its index into the pipe. They end by _exit, since a leak check
 * in a forked process takes its parent for a thread of its own. */
static int told[2];

static void setup(void)
{
    cr_assert_eq(pipe(told), 0);
    log_init((enum log_level)(LOG_ERROR + 1), "huiying-test");
}

TestSuite(supervise, .init = setup, .timeout = 10);

static void tell(int index)
{
    char byte = (char)index;
    cr_assert_eq(write(told[1], &byte, 1), 1);
}

static int next_index(void)
{
    char byte = -1;
    cr_assert_eq(read(told[0], &byte, 1), 1);
    return byte;
}

static int serve_until_killed(int index, void *context)
{
    (void)context;
    tell(index);
    while (true)
        pause();
    return 0;
}

static pid_t supervisor(int processes, int (*serve)(int index, void *context), void *context)
{
    pid_t pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that fails leaves nobody behind */
        _exit(supervise(processes, serve, context));
    }
    return pid;
}

static int exit_status(pid_t pid)
{
    int status = 0;
    cr_assert_eq(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

/* Waits until no process is left that could write into the pipe. */
static bool all_are_gone(void)
{
    char byte;
    close(told[1]);
    while (read(told[0], &byte, 1) == 1)
        ;
    return read(told[0], &byte, 1) == 0;
}

static int give_seven(int index, void *context)
{
    *(int *)context = index + 100;
    return 7;
}

Test(supervise, a_single_process_is_this_one)
{
    int seen = 0;
    cr_expect_eq(supervise(1, give_seven, &seen), 7);
    cr_expect_eq(seen, 100);
}

Test(supervise, each_process_has_an_index_of_its_own_and_term_ends_all)
{
    int seen = 0;
    pid_t pid = supervisor(3, serve_until_killed, NULL);
    for (int i = 0; i < 3; i++)
        seen |= 1 << next_index();
    cr_expect_eq(seen, 7);
    kill(pid, SIGTERM);
    cr_expect_eq(exit_status(pid), 0);
    cr_expect(all_are_gone());
}

Test(supervise, interrupt_ends_all_as_term_does)
{
    pid_t pid = supervisor(2, serve_until_killed, NULL);
    next_index();
    next_index();
    kill(pid, SIGINT);
    cr_expect_eq(exit_status(pid), 0);
    cr_expect(all_are_gone());
}

static int cannot_start(int index, void *context)
{
    if (index == 1)
        _exit(2);
    return serve_until_killed(index, context);
}

Test(supervise, one_that_cannot_start_ends_all)
{
    cr_expect_eq(exit_status(supervisor(3, cannot_start, NULL)), 2);
    cr_expect(all_are_gone());
}

static int die_at_once(int index, void *context)
{
    tell(index);
    if (index == 1)
        _exit(1);
    return serve_until_killed(index, context);
}

Test(supervise, one_that_dies_is_started_again_under_its_index)
{
    int starts[2] = {0};
    pid_t pid = supervisor(2, die_at_once, NULL);
    while (starts[1] < 3)
        starts[next_index()]++;
    cr_expect(starts[0] <= 2);
    kill(pid, SIGTERM);
    cr_expect_eq(exit_status(pid), 0);
    cr_expect(all_are_gone());
}

/* The pause before a restart lasts half a second; the signal comes right at its start. */
Test(supervise, a_signal_in_the_pause_before_a_restart_is_not_missed)
{
    pid_t pid = supervisor(2, die_at_once, NULL);
    bool has_died = false;
    while (!has_died)
        has_died = next_index() == 1;
    nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    kill(pid, SIGTERM);
    cr_expect_eq(exit_status(pid), 0);
    cr_expect(all_are_gone());
}

Test(supervise, children_go_when_their_supervisor_is_killed)
{
    pid_t pid = supervisor(2, serve_until_killed, NULL);
    next_index();
    next_index();
    kill(pid, SIGKILL);
    cr_expect_eq(exit_status(pid), -SIGKILL);
    cr_expect(all_are_gone());
}
