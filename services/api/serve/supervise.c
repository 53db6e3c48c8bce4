#include "serve/supervise.h"

#include "base/log.h"

#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { PROCESSES_MAX = 64, CANNOT_START = 2, PAUSE_MS = 500 };

/* Signals are blocked and asked for, so that none can come between looking and waiting. */
struct crew {
    int processes;
    int (*serve)(int index, void *context);
    void *context;
    pid_t pids[PROCESSES_MAX]; /* 0: gone */
    sigset_t signals;          /* that the supervisor waits for */
    sigset_t signals_before;
    bool ending;
    int result;
    bool is_restarting; /* a setting is not wrong any more: whatever cannot start is tried again */
};

static void start(struct crew *crew, int index);
static void reap(struct crew *crew);
static void on_exit_of(struct crew *crew, int index, pid_t pid, int status);
static void restart(struct crew *crew);
static void end(struct crew *crew);
static int find(const struct crew *crew, pid_t pid);
static bool is_anyone_left(const struct crew *crew);

int supervise(int processes, int (*serve)(int index, void *context), void *context)
{
    if (processes == 1)
        return serve(0, context);
    struct crew crew = {.processes = processes, .serve = serve, .context = context};
    sigemptyset(&crew.signals);
    sigaddset(&crew.signals, SIGTERM);
    sigaddset(&crew.signals, SIGINT);
    sigaddset(&crew.signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, &crew.signals, &crew.signals_before);
    for (int i = 0; i < processes; i++)
        start(&crew, i);
    static const struct timespec pause = {.tv_nsec = PAUSE_MS * 1000000L};
    bool is_short_handed = find(&crew, 0) >= 0;
    while (is_anyone_left(&crew) || is_short_handed) {
        int number = is_short_handed ? sigtimedwait(&crew.signals, NULL, &pause)
                                     : sigwaitinfo(&crew.signals, NULL);
        if (number == SIGTERM || number == SIGINT)
            end(&crew);
        else if (number < 0 && errno == EAGAIN)
            restart(&crew);
        reap(&crew);
        is_short_handed = !crew.ending && find(&crew, 0) >= 0;
    }
    sigprocmask(SIG_SETMASK, &crew.signals_before, NULL);
    return crew.result;
}

/* The child puts the signals back, and goes when its supervisor does. */
static void start(struct crew *crew, int index)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid != 0) {
        crew->pids[index] = pid > 0 ? pid : 0;
        return;
    }
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        exit(0);
    sigprocmask(SIG_SETMASK, &crew->signals_before, NULL);
    exit(crew->serve(index, crew->context));
}

static void reap(struct crew *crew)
{
    int status;
    for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        int index = find(crew, pid);
        if (index >= 0)
            on_exit_of(crew, index, pid, status);
    }
}

static void on_exit_of(struct crew *crew, int index, pid_t pid, int status)
{
    crew->pids[index] = 0;
    if (crew->ending)
        return;
    log_event(LOG_ERROR, "process_ended", LOG_I("index", index), LOG_I("pid", pid),
              LOG_I("status", WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status)));
    bool cannot_start = WIFEXITED(status) && WEXITSTATUS(status) == CANNOT_START;
    if (cannot_start && !crew->is_restarting) {
        crew->result = CANNOT_START;
        end(crew);
    }
}

static void restart(struct crew *crew)
{
    crew->is_restarting = true;
    for (int i = 0; i < crew->processes; i++) {
        if (crew->pids[i] == 0)
            start(crew, i);
    }
}

static void end(struct crew *crew)
{
    crew->ending = true;
    for (int i = 0; i < crew->processes; i++) {
        if (crew->pids[i] > 0)
            kill(crew->pids[i], SIGTERM);
    }
}

/* 0 finds a place where a process is missing. */
static int find(const struct crew *crew, pid_t pid)
{
    for (int i = 0; i < crew->processes; i++) {
        if (crew->pids[i] == pid)
            return i;
    }
    return -1;
}

static bool is_anyone_left(const struct crew *crew)
{
    for (int i = 0; i < crew->processes; i++) {
        if (crew->pids[i] > 0)
            return true;
    }
    return false;
}
