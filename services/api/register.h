/* Logging what comes in: POST /v1/inquiries and /v1/opinion-events. */
#ifndef HUIYING_API_REGISTER_H
#define HUIYING_API_REGISTER_H

#include "json/fields.h"

struct request;

void inquiry_create(struct request *request, void *service);
void opinion_event_create(struct request *request, void *service);

/* The fields that each takes, for the test that compares them with the OpenAPI document. */
extern const struct field inquiry_fields[];
extern const size_t inquiry_field_count;
extern const struct field opinion_event_fields[];
extern const size_t opinion_event_field_count;

#endif
