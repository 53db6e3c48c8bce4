#include "support/crowd.h"

#include "base/memory.h"
#include "support/child.h"
#include "support/patience.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* Within what an API process allows from one address, wherever the kernel sends them. */
enum { PER_ADDRESS = 500, TURNS_PER_S = 100, JOIN_PER_TURN = 20, GATHER_MS_MAX = 60000 };
enum { END_MS_MAX = 5000, SMALL_BUFFER = 2048, UNHEARD_BYTES = 16384 };

static const char slow_header[] = "GET /v1/escalations/summary HTTP/1.1\r\nHost: a\r\nX-Slow: "
                                  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
static const char slow_body[] =
    "POST /v1/inquiries HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n"
    "Content-Type: application/json\r\n\r\n"
    "{\"title\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
static const char deaf[] = "GET /openapi.json HTTP/1.1\r\nHost: a\r\n"
                           "Authorization: Bearer %s\r\n\r\n";

/* One client. */
struct guest {
    int fd; /* -1: not there */
    const char *says;
    size_t said;
    size_t at_once; /* how much of it, before a byte a second */
};

struct crowd {
    struct crowd_settings settings;
    pid_t pid;
    atomic_int *joined; /* shared with the process */
    char deaf[256];
};

static void run(void *context);
static void fill(struct guest *guests, int count, const char *says, size_t at_once);
static void turn(const struct crowd *crowd, struct guest *guests, int count, int number);
static bool join(const struct crowd *crowd, struct guest *guest, int place);
static void speak(const struct crowd *crowd, struct guest *guest);
static void leave_if_thrown_out(const struct crowd *crowd, struct guest *guest);
static bool is_unheard(const char *line, unsigned long port);
static int size_of(const struct crowd_settings *settings);

struct crowd *crowd_gather(const struct crowd_settings *settings)
{
    struct crowd *crowd = memory_new(1, sizeof(*crowd));
    struct patience left = patience_of(GATHER_MS_MAX);
    crowd->settings = *settings;
    snprintf(crowd->deaf, sizeof(crowd->deaf), deaf, settings->token ? settings->token : "");
    crowd->joined = mmap(NULL, sizeof(*crowd->joined), PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    cr_assert(crowd->joined != MAP_FAILED);
    crowd->pid = child_fork(run, crowd);
    while (atomic_load(crowd->joined) < size_of(settings))
        patience_wait(&left, "the crowd gathers");
    return crowd;
}

int crowd_size(const struct crowd *crowd)
{
    return size_of(&crowd->settings);
}

void crowd_free(struct crowd *crowd)
{
    if (!crowd)
        return;
    child_end(crowd->pid, SIGKILL, END_MS_MAX);
    munmap(crowd->joined, sizeof(*crowd->joined));
    free(crowd);
}

static void run(void *context)
{
    const struct crowd *crowd = context;
    const struct crowd_settings *of = &crowd->settings;
    int count = size_of(of);
    struct rlimit limit;
    close_range(3, ~0U, 0);
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    struct guest *guests = memory_new((size_t)count, sizeof(*guests));
    struct guest *next = guests;
    fill(next, of->idle, "", 0);
    fill(next += of->idle, of->slow_headers, slow_header, 40);
    fill(next += of->slow_headers, of->slow_bodies, slow_body, sizeof(slow_body) - 60);
    fill(next + of->slow_bodies, of->slow_readers, crowd->deaf, strlen(crowd->deaf));
    for (int number = 0;; number++) {
        turn(crowd, guests, count, number);
        poll(NULL, 0, 1000 / TURNS_PER_S);
    }
}

static void fill(struct guest *guests, int count, const char *says, size_t at_once)
{
    for (int i = 0; i < count; i++)
        guests[i] = (struct guest){.fd = -1, .says = says, .at_once = at_once};
}

/* Each speaks once a second; of those outside some come in. */
static void turn(const struct crowd *crowd, struct guest *guests, int count, int number)
{
    int joining = 0;
    for (int i = 0; i < count; i++) {
        if (guests[i].fd < 0 && joining < JOIN_PER_TURN)
            joining += join(crowd, &guests[i], i);
        else if (guests[i].fd >= 0 && i % TURNS_PER_S == number % TURNS_PER_S)
            speak(crowd, &guests[i]);
    }
}

static bool join(const struct crowd *crowd, struct guest *guest, int place)
{
    struct sockaddr_in own = {
        .sin_family = AF_INET,
        .sin_addr = {htonl(INADDR_LOOPBACK + 0x100 + (uint32_t)place / PER_ADDRESS)}};
    struct sockaddr_in api = {.sin_family = AF_INET,
                              .sin_port = htons((uint16_t)crowd->settings.port),
                              .sin_addr = {htonl(INADDR_LOOPBACK)}};
    guest->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(guest->fd, SOL_SOCKET, SO_RCVBUF, &(int){SMALL_BUFFER}, sizeof(int));
    if (bind(guest->fd, (struct sockaddr *)&own, sizeof(own)) != 0 ||
        connect(guest->fd, (struct sockaddr *)&api, sizeof(api)) != 0) {
        close(guest->fd);
        guest->fd = -1;
        return true;
    }
    fcntl(guest->fd, F_SETFL, O_NONBLOCK);
    guest->said = guest->at_once;
    if (guest->at_once > 0 && send(guest->fd, guest->says, guest->at_once, MSG_NOSIGNAL) < 0)
        guest->said = 0;
    atomic_fetch_add(crowd->joined, 1);
    return true;
}

/* The deaf begin again when they have said all, and never hear the answers. */
static void speak(const struct crowd *crowd, struct guest *guest)
{
    leave_if_thrown_out(crowd, guest);
    if (guest->fd < 0 || !guest->says[0])
        return;
    if (guest->says == crowd->deaf)
        (void)!send(guest->fd, guest->says, guest->at_once, MSG_NOSIGNAL | MSG_DONTWAIT);
    else if (guest->says[guest->said] &&
             send(guest->fd, guest->says + guest->said, 1, MSG_NOSIGNAL) == 1)
        guest->said++;
}

static void leave_if_thrown_out(const struct crowd *crowd, struct guest *guest)
{
    char byte;
    bool is_deaf = guest->says == crowd->deaf;
    bool is_out = !is_deaf && recv(guest->fd, &byte, 1, MSG_DONTWAIT) != -1;
    int wrong = 0;
    socklen_t size = sizeof(wrong);
    getsockopt(guest->fd, SOL_SOCKET, SO_ERROR, &wrong, &size);
    if (!is_out && !wrong)
        return;
    close(guest->fd);
    guest->fd = -1;
}

int crowd_unheard(const struct crowd *crowd)
{
    FILE *table = fopen("/proc/net/tcp", "re");
    char line[256];
    int count = 0;
    cr_assert(table);
    while (fgets(line, sizeof(line), table))
        count += is_unheard(line, (unsigned long)crowd->settings.port);
    fclose(table);
    return count;
}

/* A line of the kernel's table: number, local and remote address with port, state, bytes that were
 * sent and not yet taken; all but the number in hexadecimal. */
static bool is_unheard(const char *line, unsigned long port)
{
    enum { ESTABLISHED = 1 };
    const char *at = strchr(line, ':');
    char *end;
    if (!at || !(at = strchr(at + 1, ':')) || strtoul(at + 1, &end, 16) != port)
        return false;
    at = strchr(end, ':');
    if (!at)
        return false;
    (void)!strtoul(at + 1, &end, 16);
    return strtoul(end, &end, 16) == ESTABLISHED && strtoul(end, &end, 16) >= UNHEARD_BYTES;
}

static int size_of(const struct crowd_settings *settings)
{
    return settings->idle + settings->slow_headers + settings->slow_bodies + settings->slow_readers;
}
