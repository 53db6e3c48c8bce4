/* A TCP forwarder in front of a server, so that a test can take the server away from one client
 * without anybody else noticing. */
#ifndef HUIYING_SUPPORT_RELAY_H
#define HUIYING_SUPPORT_RELAY_H

struct relay;

/* Forwards a port of its own to another on the loopback; works at once. */
struct relay *relay_new(int target_port);
void relay_free(struct relay *relay);

int relay_port(const struct relay *relay);

/* All connections end and new ones are refused; and the server is back. */
void relay_cut(struct relay *relay);
void relay_mend(struct relay *relay);

/* Connections stand, but nothing goes through; and it goes on. */
void relay_pause(struct relay *relay);
void relay_resume(struct relay *relay);

#endif
