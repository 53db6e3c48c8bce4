/* How this worker is: GET /livez, /readyz and /metrics on its own port. */
#ifndef HUIYING_WORKER_HEALTH_H
#define HUIYING_WORKER_HEALTH_H

struct routes;

const struct routes *health_routes(void);

#endif
