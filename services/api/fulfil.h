/* Answering a window: POST /v1/items/{ref}/windows/{n}/fulfil. */
#ifndef HUIYING_API_FULFIL_H
#define HUIYING_API_FULFIL_H

struct request;

void window_fulfil(struct request *request, void *service);

#endif
