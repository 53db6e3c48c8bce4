/* Who may go on to a handler: a Bearer token whose role the route names. */
#ifndef HUIYING_API_ADMIT_H
#define HUIYING_API_ADMIT_H

#include "http/server.h"
#include "store/item.h"
#include "store/token.h"

/* The server's hook; see http/server.h. */
bool admit_request(struct request *request, void *service);

/* Who asks; only in handlers of routes that need a token. */
const struct token *request_token(const struct request *request);

/* What that token may see of items. */
struct reader request_reader(const struct request *request);

#endif
