#include "serve/openapi.h"

#include "api_description.h"
#include "http/reply.h"

/* docs/api/openapi.yaml, turned into JSON and built in. */
void openapi_show(struct request *request, void *service)
{
    struct text body = {0};
    (void)service;
    text_add_bytes(&body, api_description[API_DESCRIPTION_OPENAPI].text,
                   api_description[API_DESCRIPTION_OPENAPI].size);
    request_reply_tagged(request, 200, &body);
    text_done(&body);
}
