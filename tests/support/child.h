/* Processes that a test starts. They die with the test, however it ends. */
#ifndef HUIYING_SUPPORT_CHILD_H
#define HUIYING_SUPPORT_CHILD_H

#include "base/arena.h"

#include <stdbool.h>
#include <sys/types.h>

enum { CHILD_ARGUMENTS_MAX = 32, CHILD_PATH_SIZE = 256 };

/* The path of one of the product's programs, as built. */
const char *child_program(struct arena *arena, const char *name);

/* Starts a program, given with its arguments and a closing NULL; what it says goes to a log. */
pid_t child_start(const char *log_path, const char *const *arguments);

/* Forks a process that runs a function and never returns from it. */
pid_t child_fork(void (*run)(void *context), void *context);

bool child_is_alive(pid_t pid);

/* Waits for the end: the exit status, or 128 and the signal. Still alive after the bound, it is
 * killed and the test fails. */
int child_wait(pid_t pid, int wait_ms_max);

/* Sends a signal, then waits. */
int child_end(pid_t pid, int number, int wait_ms_max);

/* What a program that ran to its end has said. */
struct child_run {
    int status;
    const char *out;
    const char *err;
};

/* Runs a program to its end; texts live in the arena. */
struct child_run child_run(struct arena *arena, const char *const *arguments);

#endif
