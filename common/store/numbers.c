#include "store/numbers.h"

#include "base/memory.h"
#include "sql.h"

#include <stdlib.h>

enum { RETRY_MS = 50 };

struct block {
    int64_t next;
    int64_t end; /* exclusive */
};

struct numbers {
    struct db_pool *pool;
    struct event *retry;
    struct block current;
    struct block spare; /* leased ahead, so that nobody waits for it */
    bool is_asking;
};

static void ask(struct numbers *numbers);
static void on_leased(const struct db_rows *rows, const struct error *error, void *context);
static void on_retry(evutil_socket_t socket, short what, void *context);

struct numbers *numbers_new(struct event_base *base, struct db_pool *pool)
{
    struct numbers *numbers = memory_new(1, sizeof(*numbers));
    numbers->pool = pool;
    numbers->retry = evtimer_new(base, on_retry, numbers);
    ask(numbers);
    return numbers;
}

void numbers_free(struct numbers *numbers)
{
    if (!numbers)
        return;
    event_free(numbers->retry);
    free(numbers);
}

bool numbers_are_there(const struct numbers *numbers)
{
    return numbers->current.next < numbers->current.end || numbers->spare.next < numbers->spare.end;
}

int64_t numbers_take(struct numbers *numbers)
{
    if (numbers->current.next == numbers->current.end) {
        numbers->current = numbers->spare;
        numbers->spare = (struct block){0, 0};
        ask(numbers);
    }
    if (numbers->current.next == numbers->current.end)
        return 0;
    return numbers->current.next++;
}

static void ask(struct numbers *numbers)
{
    if (numbers->is_asking || event_pending(numbers->retry, EV_TIMEOUT, NULL))
        return;
    numbers->is_asking = true;
    db_query(numbers->pool, SQL_ITEM_NUMBER_LEASE, NULL, 0, on_leased, numbers);
}

static void on_leased(const struct db_rows *rows, const struct error *error, void *context)
{
    struct numbers *numbers = context;
    numbers->is_asking = false;
    if (error) {
        event_add(numbers->retry, &(struct timeval){.tv_usec = RETRY_MS * 1000});
        return;
    }
    int64_t first = db_rows_integer(rows, 0, ITEM_NUMBER_LEASE_FIRST);
    struct block block = {first, first + db_rows_integer(rows, 0, ITEM_NUMBER_LEASE_COUNT)};
    if (numbers->current.next == numbers->current.end) {
        numbers->current = block;
        ask(numbers);
    } else {
        numbers->spare = block;
    }
}

static void on_retry(evutil_socket_t socket, short what, void *context)
{
    (void)socket;
    (void)what;
    ask(context);
}
