/*
 * A full disk for PostgreSQL's write-ahead log, put before the system's calls by LD_PRELOAD: while
 * the data directory, where all of PostgreSQL's processes are at home, has a file disk_full,
 * nothing more can be written under pg_wal.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at);
ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at);
int posix_fallocate(int fd, off_t at, off_t size);

static bool is_full(int fd);
static bool is_under_wal(int fd);

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t at)
{
    static ssize_t (*next)(int fd, const void *bytes, size_t size, off_t at);
    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "pwrite");
    if (!is_full(fd))
        return next(fd, bytes, size, at);
    errno = ENOSPC;
    return -1;
}

ssize_t pwritev(int fd, const struct iovec *parts, int count, off_t at)
{
    static ssize_t (*next)(int fd, const struct iovec *parts, int count, off_t at);
    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "pwritev");
    if (!is_full(fd))
        return next(fd, parts, count, at);
    errno = ENOSPC;
    return -1;
}

int posix_fallocate(int fd, off_t at, off_t size)
{
    static int (*next)(int fd, off_t at, off_t size);
    if (!next)
        *(void **)&next = dlsym(RTLD_NEXT, "posix_fallocate");
    return is_full(fd) ? ENOSPC : next(fd, at, size);
}

static bool is_full(int fd)
{
    int before = errno;
    bool result = access("disk_full", F_OK) == 0 && is_under_wal(fd);
    errno = before;
    return result;
}

static bool is_under_wal(int fd)
{
    char link[64], path[PATH_MAX];
    snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof(path) - 1);
    if (length <= 0)
        return false;
    path[length] = '\0';
    return strstr(path, "/pg_wal/") != NULL;
}
