#include "support/child.h"

#include "base/memory.h"
#include "base/text.h"
#include "support/patience.h"

#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { RUN_MS_MAX = 60000 };

static void become(const char *const *arguments, int out, int err);
static void read_both(int out, int err, struct text texts[2]);

const char *child_program(struct arena *arena, const char *name)
{
    return arena_format(arena, "%s/services/%s", HUIYING_BINARY_DIR, name);
}

pid_t child_start(const char *log_path, const char *const *arguments)
{
    int log = open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(127);
        become(arguments, log, log);
    }
    close(log);
    return pid;
}

pid_t child_fork(void (*run)(void *context), void *context)
{
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() == parent)
            run(context);
        _exit(127);
    }
    return pid;
}

bool child_is_alive(pid_t pid)
{
    siginfo_t info = {.si_pid = 0};
    return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_pid == 0;
}

int child_wait(pid_t pid, int wait_ms_max)
{
    int status;
    struct patience left = patience_of(wait_ms_max);
    while (waitpid(pid, &status, WNOHANG) == 0)
        patience_wait(&left, "the process ends");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int child_end(pid_t pid, int number, int wait_ms_max)
{
    kill(pid, number);
    return child_wait(pid, wait_ms_max);
}

struct child_run child_run(struct arena *arena, const char *const *arguments)
{
    int out[2], err[2];
    struct text texts[2] = {{0}, {0}};
    cr_assert(pipe2(out, O_CLOEXEC) == 0 && pipe2(err, O_CLOEXEC) == 0);
    pid_t parent = getpid(), pid = fork();
    if (pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (getppid() != parent)
            _exit(127);
        become(arguments, out[1], err[1]);
    }
    close(out[1]);
    close(err[1]);
    read_both(out[0], err[0], texts);
    struct child_run run = {
        .status = child_wait(pid, RUN_MS_MAX),
        .out = arena_copy(arena, text_string(&texts[0]), texts[0].length),
        .err = arena_copy(arena, text_string(&texts[1]), texts[1].length),
    };
    text_done(&texts[0]);
    text_done(&texts[1]);
    close(out[0]);
    close(err[0]);
    return run;
}

/* Takes no memory: a thread of the test may have held the allocator's lock at the fork. */
static void become(const char *const *arguments, int out, int err)
{
    char *copy[CHILD_ARGUMENTS_MAX + 1] = {NULL};
    int nothing = open("/dev/null", O_RDONLY);
    for (int i = 0; arguments[i] && i < CHILD_ARGUMENTS_MAX; i++)
        memcpy(&copy[i], &arguments[i], sizeof(copy[i]));
    dup2(nothing, 0);
    dup2(out, 1);
    dup2(err, 2);
    close_range(3, ~0U, 0);
    execv(copy[0], copy);
    _exit(127);
}

/* Both at once, since a full pipe would stop the program. */
static void read_both(int out, int err, struct text texts[2])
{
    struct pollfd ends[2] = {{out, POLLIN, 0}, {err, POLLIN, 0}};
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        if (poll(ends, 2, RUN_MS_MAX) <= 0)
            return;
        for (size_t i = 0; i < 2; i++) {
            char bytes[4096];
            if (!ends[i].revents)
                continue;
            ssize_t size = read(ends[i].fd, bytes, sizeof(bytes));
            if (size > 0)
                text_add_bytes(&texts[i], bytes, (size_t)size);
            else
                ends[i].fd = -1;
        }
    }
}
