#include "unit/api/description.h"

#include <string.h>

#include "routes.h"
#include "support/openapi.h"
#include "support/schema.h"

static bool parameter_is(const struct json *parameter, const char *where, const char *name);

const struct routes *description_routes(void)
{
    static const struct config config;
    return routes_public(&config);
}

const struct json *description_operation(const struct route *route)
{
    return openapi_operation(route->method, route->path);
}

const struct json *description_resolve(const struct json *node)
{
    return schema_resolve(openapi_document(), node);
}

const struct json *description_parameter(const struct route *route, const char *where,
                                         const char *name)
{
    const struct json *list = json_get(description_operation(route), "parameters");
    for (size_t i = 0; i < json_count(list); i++) {
        const struct json *parameter = description_resolve(json_at(list, i));
        if (parameter_is(parameter, where, name))
            return parameter;
    }
    return NULL;
}

size_t description_count_parameters(const struct route *route, const char *where)
{
    const struct json *list = json_get(description_operation(route), "parameters");
    size_t count = 0;
    for (size_t i = 0; i < json_count(list); i++)
        count += parameter_is(description_resolve(json_at(list, i)), where, NULL);
    return count;
}

static bool parameter_is(const struct json *parameter, const char *where, const char *name)
{
    return strcmp(json_string(json_get(parameter, "in")), where) == 0 &&
           (!name || strcmp(json_string(json_get(parameter, "name")), name) == 0);
}
