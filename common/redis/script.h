/* One run of an embedded script: by its digest, and once more by its text where Redis does not
 * have it. For common/redis/timers. */
#ifndef HUIYING_REDIS_SCRIPT_H
#define HUIYING_REDIS_SCRIPT_H

#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

struct client;
struct embedded_text;
struct redisReply;
struct script_run;

/* A run of the script, borrowed, with the first key_count of its arguments being keys. */
struct script_run *script_run_new(const struct embedded_text *script, size_t key_count);

/* Adds an argument; it is copied. */
void script_run_add(struct script_run *run, const char *string);
void script_run_add_bytes(struct script_run *run, const char *bytes, size_t size);
void script_run_add_number(struct script_run *run, int64_t number);

/* Sends it and takes it over. on_reply as with client_command. */
void script_run_send(struct script_run *run, struct client *client,
                     void (*on_reply)(void *ctx, const struct redisReply *reply,
                                      const struct error *error),
                     void *ctx);

#endif
