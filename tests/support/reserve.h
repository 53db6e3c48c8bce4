/* Ports that nobody else is given while a test needs them. */
#ifndef HUIYING_SUPPORT_RESERVE_H
#define HUIYING_SUPPORT_RESERVE_H

enum { RESERVE_MAX = 8 };

/* The first of count free ports in a row on the loopback. Each stays bound, without listening, as
 * long as the test lives, so that no other test is given it; who sets SO_REUSEADDR can listen. */
int reserve_ports(int count);

#endif
