/* How this process is: GET /livez, /readyz and /metrics. */
#ifndef HUIYING_API_HEALTH_H
#define HUIYING_API_HEALTH_H

struct request;

void livez_show(struct request *request, void *service);
void readyz_show(struct request *request, void *service);
void metrics_show(struct request *request, void *service);

#endif
