#include "store/token.h"

#include "base/clock.h"
#include "base/memory.h"
#include "crypto/crypto.h"
#include "sql.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SLOTS = 1024 };

struct slot {
    char hash[CRYPTO_HASH_HEX_SIZE];
    int64_t until_us; /* by the monotonic clock */
    struct token token;
};

/* Each hash has one slot, which the newest of those that share it takes: no list to keep, no bound
 * to watch. */
struct tokens {
    struct db_pool *pool;
    int64_t keep_us;
    struct search *searches; /* on their way */
    struct slot slots[SLOTS];
};

/* Whoever asks for the same token meanwhile waits for the same answer. */
struct waiter {
    tokens_callback *callback;
    void *context;
    struct waiter *next;
};

struct search {
    struct tokens *tokens;
    struct search *next;
    struct waiter *first;
    struct waiter **end;
    char hash[CRYPTO_HASH_HEX_SIZE];
    char param[CRYPTO_HASH_HEX_SIZE + 2];
    const char *params[1];
};

static struct slot *slot_of(struct tokens *tokens, const char *hash);
static struct search *search_of(const struct tokens *tokens, const char *hash);
static struct search *search_begin(struct tokens *tokens, const char *hash);
static void search_end(struct search *search, const struct token *token, const struct error *error);
static void find_on_rows(const struct db_rows *rows, const struct error *error, void *context);

static const char *const role_codes[] = {
#define X(NAME, code, zh) [TOKEN_PLACE_##NAME] = (code),
    TOKEN_ROLES(X)
#undef X
};

enum token_role token_role_of_code(const char *code)
{
    for (unsigned i = 0; i < TOKEN_ROLE_COUNT; i++) {
        if (strcmp(role_codes[i], code) == 0)
            return (enum token_role)(1U << i);
    }
    return ROLE_NONE;
}

const char *token_role_code(enum token_role role)
{
    for (unsigned i = 0; i < TOKEN_ROLE_COUNT; i++) {
        if ((unsigned)role == 1U << i)
            return role_codes[i];
    }
    return "";
}

struct tokens *tokens_new(struct db_pool *pool, int cache_ms)
{
    struct tokens *tokens = memory_new(1, sizeof(*tokens));
    tokens->pool = pool;
    tokens->keep_us = (int64_t)cache_ms * 1000;
    return tokens;
}

void tokens_free(struct tokens *tokens)
{
    free(tokens);
}

const struct token *tokens_recall(struct tokens *tokens, const char *hash)
{
    struct slot *slot = slot_of(tokens, hash);
    if (slot->until_us <= clock_mono_us() || strcmp(slot->hash, hash) != 0)
        return NULL;
    return &slot->token;
}

bool tokens_are_familiar(struct tokens *tokens, const char *hash)
{
    return strcmp(slot_of(tokens, hash)->hash, hash) == 0 || search_of(tokens, hash);
}

void tokens_find(struct tokens *tokens, const char *hash, tokens_callback *callback, void *context)
{
    struct search *search = search_of(tokens, hash);
    struct waiter *waiter = memory_new(1, sizeof(*waiter));
    if (!search)
        search = search_begin(tokens, hash);
    waiter->callback = callback;
    waiter->context = context;
    *search->end = waiter;
    search->end = &waiter->next;
}

static struct search *search_of(const struct tokens *tokens, const char *hash)
{
    struct search *search = tokens->searches;
    while (search && strcmp(search->hash, hash) != 0)
        search = search->next;
    return search;
}

static struct search *search_begin(struct tokens *tokens, const char *hash)
{
    struct search *search = memory_new(1, sizeof(*search));
    search->tokens = tokens;
    search->next = tokens->searches;
    search->end = &search->first;
    tokens->searches = search;
    snprintf(search->hash, sizeof(search->hash), "%s", hash);
    snprintf(search->param, sizeof(search->param), "\\x%s", hash);
    search->params[0] = search->param;
    db_query(tokens->pool, SQL_TOKEN_FIND, search->params, 1, find_on_rows, search);
    return search;
}

static void search_end(struct search *search, const struct token *token, const struct error *error)
{
    struct search **place = &search->tokens->searches;
    while (*place != search)
        place = &(*place)->next;
    *place = search->next;
    for (struct waiter *waiter = search->first, *next; waiter; waiter = next) {
        next = waiter->next;
        waiter->callback(token, error, waiter->context);
        free(waiter);
    }
    free(search);
}

static struct slot *slot_of(struct tokens *tokens, const char *hash)
{
    unsigned number = 0;
    for (int i = 0; i < 4; i++)
        number = number * 31 + (unsigned char)hash[i];
    return &tokens->slots[number % SLOTS];
}

static void find_on_rows(const struct db_rows *rows, const struct error *error, void *context)
{
    struct search *search = context;
    struct token token = {.id = 0};
    bool is_found = !error && db_rows_count(rows) == 1;
    struct slot *slot = slot_of(search->tokens, search->hash);
    if (!error && !is_found && strcmp(slot->hash, search->hash) == 0)
        memset(slot, 0, sizeof(*slot));
    if (is_found) {
        token.id = (int)db_rows_integer(rows, 0, 0);
        snprintf(token.name, sizeof(token.name), "%s", db_rows_text(rows, 0, 1));
        token.role = token_role_of_code(db_rows_text(rows, 0, 2));
        token.department_id = (int)db_rows_integer(rows, 0, 3);
        token.requests_per_minute = (int)db_rows_integer(rows, 0, 4);
        memcpy(slot->hash, search->hash, sizeof(slot->hash));
        slot->until_us = clock_mono_us() + search->tokens->keep_us;
        slot->token = token;
    }
    search_end(search, is_found ? &token : NULL, error);
}
