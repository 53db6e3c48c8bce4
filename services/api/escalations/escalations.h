/* What was escalated: GET /v1/escalations. */
#ifndef HUIYING_API_ESCALATIONS_H
#define HUIYING_API_ESCALATIONS_H

#include "json/fields.h"

struct request;

void escalation_list(struct request *request, void *service);

enum { ESCALATION_LIST_PARAMETERS = 6 };
extern const struct field escalation_list_parameters[ESCALATION_LIST_PARAMETERS];

#endif
