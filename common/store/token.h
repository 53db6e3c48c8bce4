/*
 * Tokens: who asks. A token is known by its hash; what was found is remembered for a few seconds,
 * so that a revoked token ends soon and the database is not asked at every request.
 */
#ifndef HUIYING_STORE_TOKEN_H
#define HUIYING_STORE_TOKEN_H

#include "db/pool.h"

#include <event2/event.h>
#include <stdbool.h>

/* X(NAME, code, Chinese) */
#define TOKEN_ROLES(X)                            \
    X(OPERATOR, "operator", "话务员")             \
    X(HANDLER, "handler", "经办人")               \
    X(DEPT_HEAD, "dept_head", "科室负责人")       \
    X(REVIEWER, "reviewer", "审核人")             \
    X(SUPERVISOR, "supervisor", "督办人")         \
    X(DEPUTY_LEADER, "deputy_leader", "分管领导") \
    X(CHIEF, "chief", "主要负责人")               \
    X(PORTAL, "portal", "门户网站")               \
    X(DASHBOARD, "dashboard", "看板")             \
    X(AUDITOR, "auditor", "审计")                 \
    X(ADMIN, "admin", "管理员")

#define X(NAME, code, zh) TOKEN_PLACE_##NAME,
enum { TOKEN_ROLES(X) TOKEN_ROLE_COUNT };
#undef X

/* A role as a bit, so that a route can name a set of them. */
#define X(NAME, code, zh) ROLE_##NAME = 1 << TOKEN_PLACE_##NAME,
enum token_role { TOKEN_ROLES(X) ROLE_NONE = 0 };
#undef X

/* ROLE_NONE if the code is not known. */
enum token_role token_role_of_code(const char *code);
const char *token_role_code(enum token_role role);

enum { TOKEN_NAME_SIZE = 65 };

struct token {
    int id;
    char name[TOKEN_NAME_SIZE];
    enum token_role role;
    int department_id;       /* 0 without one */
    int requests_per_minute; /* that each process takes of it; 0: any number */
};

struct tokens;

/* The pool is borrowed; what is remembered is trusted for cache_ms. */
struct tokens *tokens_new(struct db_pool *pool, int cache_ms);

/* To be called after the pool is freed. NULL is accepted. */
void tokens_free(struct tokens *tokens);

/* What is remembered of a token by its hash (hexadecimal); NULL if nothing. Borrowed until the
 * loop goes on. */
const struct token *tokens_recall(struct tokens *tokens, const char *hash);

/* True if the token was valid when it was last looked for, however long ago, or is being looked for
 * right now: a familiar face, which costs the database nothing. */
bool tokens_are_familiar(struct tokens *tokens, const char *hash);

/* token is NULL if there is none of that hash, or on failure, where error says why. */
typedef void tokens_callback(const struct token *token, const struct error *error, void *context);

/* Asks the database, once for all who want to know meanwhile, and remembers what it says. */
void tokens_find(struct tokens *tokens, const char *hash, tokens_callback *callback, void *context);

#endif
