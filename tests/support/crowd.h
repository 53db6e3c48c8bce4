/*
 * A crowd of bad clients in a process of its own, on addresses of their own: they connect and say
 * nothing, say a byte a second, or ask and do not listen. Whoever is thrown out comes back. Tests
 * may use it.
 */
#ifndef HUIYING_SUPPORT_CROWD_H
#define HUIYING_SUPPORT_CROWD_H

struct crowd;

struct crowd_settings {
    int port;
    const char *token; /* of the slow readers, who ask for what is large */
    int idle;
    int slow_headers;
    int slow_bodies;
    int slow_readers;
};

/* Returns once all of them were connected. */
struct crowd *crowd_gather(const struct crowd_settings *settings);

int crowd_size(const struct crowd *crowd);

/* To how many connections the API cannot send on, since nobody reads. */
int crowd_unheard(const struct crowd *crowd);

/* NULL is accepted. */
void crowd_free(struct crowd *crowd);

#endif
