/*
 * The only ways to end a request, each exactly once; afterwards the request and all that was
 * borrowed from it are gone. Harmless if the client has left. For handlers and hooks.
 */
#ifndef HUIYING_HTTP_REPLY_H
#define HUIYING_HTTP_REPLY_H

#include "base/error.h"
#include "base/problem.h"
#include "base/text.h"
#include "http/request.h"

#define HTTP_JSON "application/json; charset=utf-8"

/* Adds a header field to the reply to come. Line breaks and NUL are a programmer's mistake. */
void request_header_add(struct request *request, const char *name, const char *value);

/* Answers with a body, which is copied; NULL body and content_type for none (204). */
void request_reply(struct request *request, int status, const char *content_type,
                   const struct text *body);

/* Answers JSON with a strong ETag, which is a digest of the body. GET and HEAD get 304 instead
 * if their If-None-Match knows it. */
void request_reply_tagged(struct request *request, int status, const struct text *body);

/* The same with a given tag (without quotes), for bodies that hold more than the tag covers. */
void request_reply_with_tag(struct request *request, int status, const struct text *body,
                            const char *tag);

/* Answers a problem (RFC 9457) in the client's language; problems may be NULL. Adds Retry-After
 * to 429, 503 and BUSY and WWW-Authenticate to 401 unless the caller already did. The
 * message is told to the client, except that of INTERNAL and UNAVAILABLE, and PostgreSQL's. */
void request_fail(struct request *request, const struct error *error,
                  const struct field_problems *problems);

/* As request_fail, with just a code. */
void request_fail_code(struct request *request, enum error_code code);

/* As request_fail, with INVALID_FIELDS. */
void request_fail_fields(struct request *request, const struct field_problems *problems);

#endif
