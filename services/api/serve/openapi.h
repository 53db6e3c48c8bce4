/* The description of this API: GET /openapi.json. */
#ifndef HUIYING_API_OPENAPI_H
#define HUIYING_API_OPENAPI_H

struct request;

void openapi_show(struct request *request, void *service);

#endif
