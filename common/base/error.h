/*
 * What can go wrong in the world, as one table: code, HTTP status, slug, title.
 * Anyone may use it. Programmers' mistakes are asserts, never errors.
 */
#ifndef HUIYING_BASE_ERROR_H
#define HUIYING_BASE_ERROR_H

#include <stdbool.h>

/* X(code, HTTP status, slug in the problem's type, English title, Chinese title) */
#define ERROR_CODES(X)                                                                            \
    X(OK, 200, "ok", "OK", "成功")                                                                \
    X(BAD_REQUEST, 400, "bad-request", "The request is malformed", "请求格式有误")                \
    X(BAD_JSON, 400, "bad-json", "The body is not valid JSON", "请求体不是合法的 JSON")           \
    X(BAD_PARAMETER, 400, "bad-parameter", "A query parameter is wrong", "查询参数有误")          \
    X(UNAUTHENTICATED, 401, "unauthenticated", "A valid token is needed", "需要有效的令牌")       \
    X(FORBIDDEN, 403, "forbidden", "This role may not do that", "该角色无权进行此操作")           \
    X(NOT_FOUND, 404, "not-found", "There is no such thing here", "未找到")                       \
    X(METHOD_NOT_ALLOWED, 405, "method-not-allowed", "This method is not allowed here",           \
      "此处不允许该方法")                                                                         \
    X(REQUEST_TIMEOUT, 408, "request-timeout", "The request took too long to arrive",             \
      "请求到达超时")                                                                             \
    X(CONFLICT, 409, "conflict", "The present state does not allow this", "当前状态不允许此操作") \
    X(BUSY, 409, "busy", "Somebody else is at work on this, please retry",                        \
      "他人正在处理，请稍后重试")                                                                 \
    X(LENGTH_REQUIRED, 411, "length-required", "Content-Length is required",                      \
      "必须提供 Content-Length")                                                                  \
    X(PRECONDITION_FAILED, 412, "precondition-failed", "The item has changed since",              \
      "该事项已被他人修改")                                                                       \
    X(TOO_LARGE, 413, "too-large", "The body is too large", "请求体过大")                         \
    X(URI_TOO_LONG, 414, "uri-too-long", "The address is too long", "请求地址过长")               \
    X(UNSUPPORTED_MEDIA_TYPE, 415, "unsupported-media-type", "The body must be application/json", \
      "请求体必须为 application/json")                                                            \
    X(INVALID_FIELDS, 422, "invalid-fields", "Some fields are wrong", "部分字段有误")             \
    X(KEY_REUSED, 422, "idempotency-key-reused", "The key was used for another request",          \
      "该幂等键已用于另一请求")                                                                   \
    X(TOO_MANY_REQUESTS, 429, "too-many-requests", "Too many requests", "请求过于频繁")           \
    X(HEADERS_TOO_LARGE, 431, "headers-too-large", "The header is too large", "请求头过大")       \
    X(INTERNAL, 500, "internal", "Something went wrong on our side", "服务内部错误")              \
    X(UNAVAILABLE, 503, "unavailable", "The service cannot answer now, please retry",             \
      "服务暂时不可用，请稍后重试")

enum error_code {
#define X(code, status, slug, en, zh) ERROR_##code,
    ERROR_CODES(X)
#undef X
        ERROR_CODE_COUNT
};

/* One failure. The caller owns it; functions that fill one take it as their last parameter. */
struct error {
    enum error_code code;
    char field[64];    /* the field or setting at fault, or "" */
    char message[192]; /* for people and logs, in English; never a payload */
    char sqlstate[6];  /* PostgreSQL's five characters, or "" */
};

/* Fills *error; field may be NULL. The message is cut to fit. */
void error_set(struct error *error, enum error_code code, const char *field, const char *format,
               ...) __attribute__((format(printf, 4, 5)));

int error_http_status(enum error_code code);
const char *error_slug(enum error_code code);
const char *error_title(enum error_code code, bool chinese);

#endif
