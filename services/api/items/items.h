/* Items read: GET /v1/items, /v1/items/{ref} and /v1/items/{ref}/events. */
#ifndef HUIYING_API_ITEMS_H
#define HUIYING_API_ITEMS_H

#include "json/fields.h"

struct request;

void item_list(struct request *request, void *service);
void item_show(struct request *request, void *service);
void item_events(struct request *request, void *service);

/* The query parameters of each, for the test that compares them with the OpenAPI document. */
enum { ITEM_LIST_PARAMETERS = 11, ITEM_SHOW_PARAMETERS = 1, ITEM_EVENTS_PARAMETERS = 2 };
extern const struct field item_list_parameters[ITEM_LIST_PARAMETERS];
extern const struct field item_show_parameters[ITEM_SHOW_PARAMETERS];
extern const struct field item_events_parameters[ITEM_EVENTS_PARAMETERS];

#endif
