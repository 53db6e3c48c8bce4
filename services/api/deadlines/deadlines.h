/* When something is due, and why: GET /v1/deadlines/preview and …/windows/{n}/explain. */
#ifndef HUIYING_API_DEADLINES_H
#define HUIYING_API_DEADLINES_H

#include "json/fields.h"

struct request;

void deadline_preview(struct request *request, void *service);
void window_explain(struct request *request, void *service);

enum { DEADLINE_PREVIEW_PARAMETERS = 5 };
extern const struct field deadline_preview_parameters[DEADLINE_PREVIEW_PARAMETERS];

#endif
