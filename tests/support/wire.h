/* A plain connection to a port of the loopback, for what no HTTP client would send. */
#ifndef HUIYING_SUPPORT_WIRE_H
#define HUIYING_SUPPORT_WIRE_H

#include <stdbool.h>
#include <stddef.h>

struct wire;

struct wire *wire_open(int port);
void wire_close(struct wire *wire);

void wire_say(struct wire *wire, const char *string);
void wire_send(struct wire *wire, const void *bytes, size_t size);

/* Waits for a reply's first line: its status, or 0 if the other side closes without one. */
int wire_status(struct wire *wire, int wait_ms_max);

/* Waits until the other side closes; all that it has said, borrowed. */
const char *wire_rest(struct wire *wire, int wait_ms_max);

#endif
