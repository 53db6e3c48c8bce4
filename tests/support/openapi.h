/* The description of the API that is built into huiying-api, and real replies held against it.
 * Tests may use it. */
#ifndef HUIYING_SUPPORT_OPENAPI_H
#define HUIYING_SUPPORT_OPENAPI_H

#include "json/value.h"

/* The whole document; it lives as long as the program. */
const struct json *openapi_document(void);

/* An operation, by "GET" and "/v1/items/{ref}"; HEAD finds GET's. NULL if it is not described. */
const struct json *openapi_operation(const char *method, const char *path_template);

/* A schema of the components by its name; NULL if it is not there. */
const struct json *openapi_schema(const char *name);

/*
 * True if the API may give that reply there: the status is described for the operation, and the
 * body fits its schema (one that is no JSON fits text/plain). What is not described answers as
 * x-elsewhere says; give any path. Replies to HEAD and 304 have no body. Else why says what is
 * wrong.
 */
bool openapi_check_reply(const char *method, const char *path_template, int status,
                         const char *body, size_t size, char *why, size_t why_size);

#endif
