/* Connections that are lost together must not come back together: a server that has just returned
 * would go down again. */
#include "base/clock.h"
#include "db/pool.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <stdio.h>
#include <stdlib.h>

#include "support/pump.h"

enum { CROWD = 8, ROUNDS = 7, CALLS_MAX = CROWD * ROUNDS, ROUND_US_MAX = 50000 };

static const struct embedded_text statements[] = {{"one", "SELECT 1::bigint", 0, ""}};

/* When somebody called, in order. */
static int64_t calls[CALLS_MAX];
static size_t call_count;

static bool is_over(void *context)
{
    (void)context;
    return call_count == CALLS_MAX;
}

/* A server that hangs up on everybody. */
static void on_call(struct evconnlistener *listener, evutil_socket_t socket,
                    struct sockaddr *address, int length, void *context)
{
    (void)listener;
    (void)address;
    (void)length;
    (void)context;
    if (call_count < CALLS_MAX)
        calls[call_count++] = clock_mono_us();
    evutil_closesocket(socket);
}

static struct evconnlistener *listen_for_calls(struct event_base *base, int *ret_port)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof(address);
    struct evconnlistener *listener =
        evconnlistener_new_bind(base, on_call, NULL, LEV_OPT_CLOSE_ON_FREE, CROWD,
                                (struct sockaddr *)&address, sizeof(address));
    cr_assert(listener);
    getsockname(evconnlistener_get_fd(listener), (struct sockaddr *)&address, &length);
    *ret_port = ntohs(address.sin_port);
    return listener;
}

Test(db_crowd, comes_back_scattered_and_ever_more_slowly, .timeout = 60)
{
    int port;
    char conninfo[100];
    struct event_base *base = event_base_new();
    struct evconnlistener *listener = listen_for_calls(base, &port);
    snprintf(conninfo, sizeof(conninfo), "host=127.0.0.1 port=%d user=nobody dbname=none", port);
    const struct db_settings settings = {
        .statements = statements,
        .conninfo = conninfo,
        .application = "db-crowd-test",
        .connections = CROWD,
        .queue_max = 4,
        .connect_timeout_ms = 1000,
        .query_timeout_ms = 1000,
        .lock_timeout_ms = 200,
    };
    struct db_pool *pool = db_pool_new(base, &settings);
    cr_assert(pump_until(base, is_over, NULL, 30000));
    db_pool_free(pool);
    evconnlistener_free(listener);
    event_base_free(base);
    cr_expect_gt(calls[2 * CROWD - 1] - calls[CROWD], ROUND_US_MAX / 10, "scattered");
    cr_expect_gt(calls[CALLS_MAX - 1] - calls[0], ROUNDS * ROUND_US_MAX, "more slowly");
}
