#include "support/redis_server.h"

#include "base/memory.h"

#include <fcntl.h>
#include <ftw.h>
#include <hiredis/hiredis.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct redis_server {
    pid_t pid; /* 0: not running */
    pid_t keeper;
    int keeper_pipe; /* the keeper acts once this closes */
    const char *option;
    const char *value;
    char folder[80];
    char path[96];
};

static void redis_server_keep(struct redis_server *server);
static _Noreturn void keeper_run(const char *folder, int watched);
static _Noreturn void redis_server_run(const struct redis_server *server, pid_t parent);
static void redis_server_wait(const struct redis_server *server);
static redisReply *redis_server_send(const struct redis_server *server, const char *command);
static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *walk);

struct redis_server *redis_server_new(const char *option, const char *value)
{
    struct redis_server *server = memory_new(1, sizeof(*server));
    const char *temporary = getenv("TMPDIR");
    server->option = option;
    server->value = value;
    snprintf(server->folder, sizeof(server->folder), "%s/huiying-redis-XXXXXX",
             temporary && strlen(temporary) < 50 ? temporary : "/tmp");
    if (!mkdtemp(server->folder))
        memory_abort("no directory for redis-server");
    snprintf(server->path, sizeof(server->path), "%s/socket", server->folder);
    signal(SIGPIPE, SIG_IGN);
    redis_server_keep(server);
    redis_server_start(server);
    return server;
}

void redis_server_free(struct redis_server *server)
{
    if (!server)
        return;
    redis_server_kill(server);
    close(server->keeper_pipe);
    waitpid(server->keeper, NULL, 0);
    free(server);
}

const char *redis_server_path(const struct redis_server *server)
{
    return server->path;
}

void redis_server_kill(struct redis_server *server)
{
    if (!server->pid)
        return;
    kill(server->pid, SIGKILL);
    waitpid(server->pid, NULL, 0);
    server->pid = 0;
}

void redis_server_start(struct redis_server *server)
{
    pid_t parent = getpid();
    server->pid = fork();
    if (server->pid == 0)
        redis_server_run(server, parent);
    redis_server_wait(server);
}

void redis_server_pause(struct redis_server *server)
{
    int status;
    kill(server->pid, SIGSTOP);
    waitpid(server->pid, &status, WUNTRACED);
}

void redis_server_resume(struct redis_server *server)
{
    kill(server->pid, SIGCONT);
}

bool redis_server_do(const struct redis_server *server, const char *command)
{
    redisReply *reply = redis_server_send(server, command);
    bool is_good = reply && reply->type != REDIS_REPLY_ERROR;
    freeReplyObject(reply);
    return is_good;
}

long long redis_server_ask(const struct redis_server *server, const char *command)
{
    redisReply *reply = redis_server_send(server, command);
    long long number = reply && reply->type == REDIS_REPLY_INTEGER ? reply->integer : -1;
    freeReplyObject(reply);
    return number;
}

static void redis_server_keep(struct redis_server *server)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) < 0)
        memory_abort("no pipe for the keeper");
    server->keeper = fork();
    if (server->keeper == 0)
        keeper_run(server->folder, ends[0]);
    close(ends[0]);
    server->keeper_pipe = ends[1];
}

/* Outlives the test: waits until nobody can write to the pipe any more. */
static _Noreturn void keeper_run(const char *folder, int watched)
{
    char byte;
    dup2(watched, 0);
    close_range(1, ~0U, 0);
    while (read(0, &byte, 1) > 0)
        ;
    for (int tries = 0; tries < 100 && access(folder, F_OK) == 0; tries++)
        if (nftw(folder, remove_one, 4, FTW_DEPTH | FTW_PHYS) != 0)
            poll(NULL, 0, 10);
    _exit(0);
}

static _Noreturn void redis_server_run(const struct redis_server *server, pid_t parent)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent)
        _exit(1);
    int nowhere = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; fd++)
        dup2(nowhere, fd);
    close_range(3, ~0U, 0);
    execl("/usr/bin/redis-server", "redis-server", "--port", "0", "--unixsocket", server->path,
          "--dir", server->folder, "--save", "", "--appendonly", "no", "--io-threads", "1",
          server->option, server->value, (char *)NULL);
    _exit(127);
}

/* A server is there once it answers PING; while it is starting, connecting fails. */
static void redis_server_wait(const struct redis_server *server)
{
    for (int tries = 0; tries < 2000; tries++) {
        if (redis_server_do(server, "PING"))
            return;
        poll(NULL, 0, 5);
    }
    memory_abort("redis-server does not start");
}

static redisReply *redis_server_send(const struct redis_server *server, const char *command)
{
    redisContext *context = redisConnectUnixWithTimeout(server->path, (struct timeval){10, 0});
    redisReply *reply = NULL;
    if (context && !context->err) {
        redisSetTimeout(context, (struct timeval){10, 0});
        reply = redisCommand(context, command);
    }
    redisFree(context);
    return reply;
}

static int remove_one(const char *path, const struct stat *stat, int kind, struct FTW *walk)
{
    (void)stat, (void)kind, (void)walk;
    return remove(path);
}
