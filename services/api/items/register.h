/* Logging what comes in: POST /v1/inquiries and its siblings, one a kind of item. */
#ifndef HUIYING_API_REGISTER_H
#define HUIYING_API_REGISTER_H

#include "domain/item.h"
#include "json/fields.h"

struct request;

void inquiry_create(struct request *request, void *service);
void opinion_event_create(struct request *request, void *service);
void disclosure_request_create(struct request *request, void *service);
void petition_create(struct request *request, void *service);
void guide_change_create(struct request *request, void *service);

/* The fields that each kind takes. */
struct register_kind {
    enum item_kind kind;
    const struct field *fields;
    size_t field_count;
};

extern const struct register_kind register_inquiry;
extern const struct register_kind register_opinion_event;
extern const struct register_kind register_disclosure_request;
extern const struct register_kind register_petition;
extern const struct register_kind register_guide_change;

#endif
