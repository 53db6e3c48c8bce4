/* How the open windows stand: GET /v1/escalations/summary, made for many screens that poll it. */
#ifndef HUIYING_API_SUMMARY_H
#define HUIYING_API_SUMMARY_H

struct request;
struct summary;

struct summary *summary_new(void);
void summary_free(struct summary *summary);

void escalation_summary(struct request *request, void *service);

#endif
