/* The description of the API beside the routes that it describes. For the tests of both. */
#ifndef HUIYING_TESTS_API_DESCRIPTION_H
#define HUIYING_TESTS_API_DESCRIPTION_H

#include "http/router.h"
#include "json/value.h"

const struct routes *description_routes(void);

/* The operation of a route; NULL if it is not described. */
const struct json *description_operation(const struct route *route);

/* What a node refers to; itself if it is no reference. */
const struct json *description_resolve(const struct json *node);

/* The parameter of a route in "path", "query" or "header"; NULL if it is not described. */
const struct json *description_parameter(const struct route *route, const char *where,
                                         const char *name);
size_t description_count_parameters(const struct route *route, const char *where);

#endif
