/* The connections of a load: requests that run side by side, driven by one thread. For load.c
 * alone. */
#ifndef HUIYING_SUPPORT_LOAD_CLIENT_H
#define HUIYING_SUPPORT_LOAD_CLIENT_H

#include "domain/ref.h"

#include <stdbool.h>
#include <stdint.h>

struct load_reply {
    long status; /* 0: none came */
    bool has_retry_after;
    bool is_replayed;
    char ref[REF_SIZE]; /* of Location, or "" */
    int64_t took_us;
    const char *body;
};

typedef void load_client_callback(const struct load_reply *reply, void *of, void *context);

struct load_client;

struct load_client *load_client_new(const char *url, const char *token,
                                    load_client_callback *callback, void *context);
void load_client_free(struct load_client *client);

/* The body is borrowed until the reply; of is handed to the callback. */
void load_client_post(struct load_client *client, const char *path, const char *key,
                      const char *body, void *of);

/* Waits for something to happen, so long at most, and calls back for each that has ended. */
void load_client_turn(struct load_client *client, int wait_ms_max);

#endif
