#include "supervise.h"

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

enum { PROCESSES_MAX = 64, CANNOT_START = 2 };

static pid_t children[PROCESSES_MAX];
static volatile sig_atomic_t ending;

static void on_signal(int number);
static pid_t start(int index, int (*serve)(int index, void *context), void *context);
static int find(pid_t pid, int processes);
static void end_all(int processes);
static void pause_briefly(void);

int supervise(int processes, int (*serve)(int index, void *context), void *context)
{
    if (processes == 1)
        return serve(0, context);
    struct sigaction action = {.sa_handler = on_signal};
    sigaction(SIGTERM, &action, NULL);
    sigaction(SIGINT, &action, NULL);
    for (int i = 0; i < processes; i++)
        children[i] = start(i, serve, context);
    int result = 0;
    int status;
    for (;;) {
        pid_t pid = wait(&status);
        if (pid < 0 && errno == EINTR) {
            end_all(processes);
            continue;
        }
        if (pid < 0)
            return result;
        int index = find(pid, processes);
        if (index < 0)
            continue;
        children[index] = 0;
        if (ending)
            continue;
        log_event(LOG_ERROR, "process_ended", LOG_I("index", index), LOG_I("status", status));
        if (WIFEXITED(status) && WEXITSTATUS(status) == CANNOT_START) {
            result = CANNOT_START;
            ending = SIGTERM;
            end_all(processes);
            continue;
        }
        pause_briefly();
        if (!ending)
            children[index] = start(index, serve, context);
    }
}

static void on_signal(int number)
{
    ending = number;
}

/* The child puts the signals back, and goes when its supervisor does. */
static pid_t start(int index, int (*serve)(int index, void *context), void *context)
{
    pid_t parent = getpid();
    pid_t pid = fork();
    if (pid != 0)
        return pid;
    signal(SIGTERM, SIG_DFL);
    signal(SIGINT, SIG_DFL);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        exit(0);
    exit(serve(index, context));
}

static int find(pid_t pid, int processes)
{
    for (int i = 0; i < processes; i++) {
        if (children[i] == pid)
            return i;
    }
    return -1;
}

static void end_all(int processes)
{
    for (int i = 0; ending && i < processes; i++) {
        if (children[i] > 0)
            kill(children[i], SIGTERM);
    }
}

static void pause_briefly(void)
{
    nanosleep(&(struct timespec){.tv_nsec = 500000000}, NULL);
}
