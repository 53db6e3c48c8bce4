#include "support/relay.h"

#include "base/memory.h"
#include "support/child.h"
#include "support/reserve.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PAIRS_MAX = 128, END_MS_MAX = 5000 };

struct relay {
    int port;
    int target_port;
    pid_t pid; /* 0: cut */
};

/* What the forwarding process holds: ends 2n and 2n + 1 are the two sides of a connection. */
struct board {
    int target_port;
    struct pollfd ends[2 * PAIRS_MAX + 1]; /* the last one listens */
};

static void run(void *context);
static int listener(int port);
static int connection_to(int port);
static void admit(struct board *board);
static void forward(struct board *board, size_t end);
static struct sockaddr_in loopback(int port);

struct relay *relay_new(int target_port)
{
    struct relay *relay = memory_new(1, sizeof(*relay));
    relay->port = reserve_ports(1);
    relay->target_port = target_port;
    relay_mend(relay);
    return relay;
}

void relay_free(struct relay *relay)
{
    relay_cut(relay);
    free(relay);
}

int relay_port(const struct relay *relay)
{
    return relay->port;
}

void relay_cut(struct relay *relay)
{
    if (relay->pid)
        child_end(relay->pid, SIGKILL, END_MS_MAX);
    relay->pid = 0;
}

void relay_mend(struct relay *relay)
{
    struct board board = {.target_port = relay->target_port};
    for (size_t i = 0; i < 2 * PAIRS_MAX; i++)
        board.ends[i].fd = -1;
    board.ends[2 * PAIRS_MAX] = (struct pollfd){listener(relay->port), POLLIN, 0};
    relay->pid = child_fork(run, &board);
    close(board.ends[2 * PAIRS_MAX].fd);
}

void relay_pause(struct relay *relay)
{
    kill(relay->pid, SIGSTOP);
}

void relay_resume(struct relay *relay)
{
    kill(relay->pid, SIGCONT);
}

static void run(void *context)
{
    struct board *board = context;
    unsigned listening = (unsigned)board->ends[2 * PAIRS_MAX].fd;
    signal(SIGPIPE, SIG_IGN);
    close_range(3, listening - 1, 0); /* what the test holds must end when the test lets it go */
    close_range(listening + 1, ~0U, 0);
    while (poll(board->ends, 2 * PAIRS_MAX + 1, -1) > 0) {
        for (size_t i = 0; i < 2 * PAIRS_MAX; i++) {
            if (board->ends[i].fd >= 0 && board->ends[i].revents)
                forward(board, i);
        }
        if (board->ends[2 * PAIRS_MAX].revents)
            admit(board);
    }
    _exit(0);
}

static int listener(int port)
{
    struct sockaddr_in address = loopback(port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    cr_assert(bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0 && listen(fd, 64) == 0,
              "the relay cannot listen");
    return fd;
}

static int connection_to(int port)
{
    struct sockaddr_in address = loopback(port);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
        return fd;
    close(fd);
    return -1;
}

static void admit(struct board *board)
{
    int one = accept(board->ends[2 * PAIRS_MAX].fd, NULL, NULL);
    int other = connection_to(board->target_port);
    for (size_t i = 0; one >= 0 && other >= 0 && i < 2 * PAIRS_MAX; i += 2) {
        if (board->ends[i].fd >= 0)
            continue;
        board->ends[i] = (struct pollfd){one, POLLIN, 0};
        board->ends[i + 1] = (struct pollfd){other, POLLIN, 0};
        return;
    }
    close(one);
    close(other);
}

static void forward(struct board *board, size_t end)
{
    char bytes[16384];
    struct pollfd *from = &board->ends[end], *to = &board->ends[end ^ 1];
    ssize_t size = recv(from->fd, bytes, sizeof(bytes), 0), sent = 0;
    while (size > 0 && sent < size) {
        ssize_t some = send(to->fd, bytes + sent, (size_t)(size - sent), MSG_NOSIGNAL);
        if (some <= 0)
            size = 0;
        else
            sent += some;
    }
    if (size > 0)
        return;
    close(from->fd);
    close(to->fd);
    from->fd = to->fd = -1;
}

static struct sockaddr_in loopback(int port)
{
    return (struct sockaddr_in){
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)port),
        .sin_addr = {htonl(INADDR_LOOPBACK)},
    };
}
