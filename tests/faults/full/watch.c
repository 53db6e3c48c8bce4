#include "faults/full/watch.h"

#include "base/clock.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* What an allocator keeps after a busy hour is no leak: a quarter of the level, and some. */
static const int64_t warm_us = 10000000, allowance_bytes = INT64_C(8) << 20;

static void note_level(struct process *process, int64_t bytes);

struct watched watch_processes(struct world *world)
{
    struct watched watched = {0};
    for (int place = 0; place < WORLD_PROCESSES; place++) {
        struct process *process = &world->processes[place];
        if (!child_is_alive(process->pid)) {
            fprintf(stderr, "  process %d has ended by itself\n", place);
            watched.ended++;
            waitpid(process->pid, NULL, 0);
            world_start(world, place, NULL);
            continue;
        }
        int64_t bytes = watch_memory(process->pid);
        note_level(process, bytes);
        if (bytes > watched.bytes_max)
            watched.bytes_max = bytes;
        if (process->level_bytes && bytes > process->level_bytes * 5 / 4 + allowance_bytes) {
            fprintf(stderr, "  process %d has grown from %" PRId64 " to %" PRId64 " bytes\n", place,
                    process->level_bytes, bytes);
            watched.leaked++;
        }
    }
    return watched;
}

int64_t watch_memory(pid_t pid)
{
    char path[64], line[128] = "";
    snprintf(path, sizeof(path), "/proc/%d/statm", (int)pid);
    FILE *file = fopen(path, "r");
    if (file) {
        (void)!fgets(line, sizeof(line), file);
        fclose(file);
    }
    const char *resident = strchr(line, ' ');
    return resident ? strtoll(resident, NULL, 10) * sysconf(_SC_PAGESIZE) : 0;
}

static void note_level(struct process *process, int64_t bytes)
{
    if (!process->level_bytes && clock_mono_us() - process->started_us > warm_us)
        process->level_bytes = bytes;
}
