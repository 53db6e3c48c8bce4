#include "net/loop.h"

#include "base/memory.h"

struct event_base *loop_new(void)
{
    struct event_config *config = event_config_new();
    if (!config || event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST) != 0)
        memory_abort("event loop");
    struct event_base *base = event_base_new_with_config(config);
    event_config_free(config);
    if (!base)
        memory_abort("event loop");
    return base;
}
