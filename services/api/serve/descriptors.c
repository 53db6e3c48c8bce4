#include "serve/descriptors.h"

#include "base/log.h"

#include <sys/resource.h>

void descriptors_raise(int needed)
{
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_max < (rlim_t)needed)
        log_event(LOG_WARN, "descriptors_few", LOG_I("limit", limit.rlim_max),
                  LOG_I("needed", needed));
}
