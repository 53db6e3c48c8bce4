/*
 * A private redis-server on a unix socket in a directory of its own, without persistence. Nothing
 * is left behind however the test ends: the server dies with the test, and a keeper process that
 * outlives both removes the directory.
 */
#ifndef HUIYING_TESTS_REDIS_SERVER_H
#define HUIYING_TESTS_REDIS_SERVER_H

#include <stdbool.h>

struct redis_server;

/* Starts one and waits until it answers. options: one more "--name value" pair, or NULLs. */
struct redis_server *redis_server_new(const char *option, const char *value);

/* Kills it and removes its directory. NULL is accepted. */
void redis_server_free(struct redis_server *server);

const char *redis_server_path(const struct redis_server *server);

/* The server dies without a word, and starts again, empty. */
void redis_server_kill(struct redis_server *server);
void redis_server_start(struct redis_server *server);

/* The server hangs, and goes on. */
void redis_server_pause(struct redis_server *server);
void redis_server_resume(struct redis_server *server);

/* Sends one command over a connection of its own, words parted by blanks; true if the answer is no
 * error. */
bool redis_server_do(const struct redis_server *server, const char *command);

/* As above, for the integer that is answered. */
long long redis_server_ask(const struct redis_server *server, const char *command);

#endif
