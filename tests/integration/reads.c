/* Items that many read at one moment. */
#include "domain/ref.h"
#include "support/office_database.h"
#include "support/register.h"

#include <criterion/criterion.h>

enum { ITEMS = 12, CLIENTS = 96 };

/* All but lists, searches and figures share it. */
static struct office *open_with_one_connection(void)
{
    static const char *const options[] = {"--database-connections", "3", "--intake-lanes", "1",
                                          NULL};
    struct office *office = office_furnish(false);
    office_start_api(office, options);
    return office;
}

/* A third of the readers may not see the items; every fourth asks for one that is not there. */
static void read_at_once(struct office *office)
{
    static const char *const readers[] = {"operator", "handler:supervision_2", "handler:legal"};
    const struct reply *items[ITEMS];
    struct ask asks[CLIENTS];
    char nobodys[REF_SIZE];
    ref_format(999999, nobodys);
    for (size_t i = 0; i < ITEMS; i++)
        items[i] = log_inquiry(office, "");
    for (size_t i = 0; i < CLIENTS; i++)
        asks[i] = (struct ask){
            .path = i % 4 == 3 ? arena_format(office->arena, "/v1/items/%s", nobodys)
                               : item_path(items[i % ITEMS]),
            .token = office_token(office, readers[i % 3]),
        };
    const struct reply **replies = web_ask_all(office->arena, office->port, asks, CLIENTS);
    for (size_t i = 0; i < CLIENTS; i++) {
        bool is_there = i % 4 != 3 && i % 3 != 2;
        cr_expect_eq(replies[i]->status, is_there ? 200 : 404, "%zu: %d", i, replies[i]->status);
        if (is_there)
            cr_expect_str_eq(reply_text(replies[i], "ref"), reply_text(items[i % ITEMS], "ref"));
    }
}

Test(reads, each_of_many_at_once_gets_what_it_asked_for_and_may_see)
{
    struct office *office = office_open();
    read_at_once(office);
    office_close(office);
}

Test(reads, they_do_so_where_one_connection_serves_all)
{
    static const char opened[] = "SELECT count(*) FROM pg_stat_activity"
                                 " WHERE datname = current_database()"
                                 " AND application_name LIKE 'huiying-api%'";
    struct office *office = open_with_one_connection();
    read_at_once(office);
    cr_expect_eq(office_number(office, opened), 3, "lists and searches have the others");
    office_close(office);
}

Test(reads, readers_and_writers_share_one_connection)
{
    struct office *office = open_with_one_connection();
    struct ask asks[CLIENTS];
    const char *token = office_token(office, "operator");
    for (size_t i = 0; i < CLIENTS; i += 3) {
        const struct reply *item = log_inquiry(office, "");
        const char *path = item_path(item);
        asks[i] = (struct ask){.path = path, .token = token};
        asks[i + 1] = (struct ask){.path = "/v1/inquiries",
                                   .key = arena_format(office->arena, "key-%zu", i),
                                   .body = inquiry_body(office, ""),
                                   .token = token};
        asks[i + 2] = (struct ask){.method = "POST",
                                   .path = arena_format(office->arena, "%s/windows/1/fulfil", path),
                                   .body = "{}",
                                   .token = token};
    }
    const struct reply **replies = web_ask_all(office->arena, office->port, asks, CLIENTS);
    for (size_t i = 0; i < CLIENTS; i++)
        cr_expect_eq(replies[i]->status, i % 3 == 1 ? 201 : 200, "%zu: %d %s", i,
                     replies[i]->status, replies[i]->body);
    office_close(office);
}
