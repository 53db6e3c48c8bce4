/* What a citizen may ask with a receipt: GET /v1/public/items/{ref}?code=… */
#ifndef HUIYING_API_PUBLIC_H
#define HUIYING_API_PUBLIC_H

#include "json/fields.h"

struct request;

void public_item(struct request *request, void *service);

enum { PUBLIC_ITEM_PARAMETERS = 1 };
extern const struct field public_item_parameters[PUBLIC_ITEM_PARAMETERS];

#endif
