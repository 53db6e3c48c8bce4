#include "http/guard.h"

#include "base/macros.h"

#include <string.h>
#include <strings.h>

/* Fields that may come once: doubled, the machines on the way could differ in which one counts. */
#define SINGLE_FIELDS(X)                      \
    X(HOST, "host")                           \
    X(CONTENT_LENGTH, "content-length")       \
    X(TRANSFER_ENCODING, "transfer-encoding") \
    X(EXPECT, "expect")                       \
    X(AUTHORIZATION, "authorization")         \
    X(CONTENT_TYPE, "content-type")           \
    X(COOKIE, "cookie")                       \
    X(IDEMPOTENCY_KEY, "idempotency-key")     \
    X(IF_MATCH, "if-match")                   \
    X(IF_NONE_MATCH, "if-none-match")

enum field {
#define X(name, text) FIELD_##name,
    SINGLE_FIELDS(X)
#undef X
};

static const char *const field_names[] = {
#define X(name, text) text,
    SINGLE_FIELDS(X)
#undef X
};

#define STATES(X)                  \
    X(METHOD, on_method)           \
    X(TARGET, on_target)           \
    X(VERSION, on_version)         \
    X(LINE_LF, on_line_lf)         \
    X(FIELD, on_field)             \
    X(NAME, on_name)               \
    X(VALUE_START, on_value_start) \
    X(VALUE, on_value)             \
    X(VALUE_LF, on_value_lf)       \
    X(END_LF, on_end_lf)

enum state {
#define X(name, function) STATE_##name,
    STATES(X)
#undef X
        STATE_DONE,
    STATE_REFUSED
};

static enum state on_method(struct guard *guard, unsigned char c);
static enum state on_target(struct guard *guard, unsigned char c);
static enum state on_version(struct guard *guard, unsigned char c);
static enum state on_line_lf(struct guard *guard, unsigned char c);
static enum state on_field(struct guard *guard, unsigned char c);
static enum state on_name(struct guard *guard, unsigned char c);
static enum state on_value_start(struct guard *guard, unsigned char c);
static enum state on_value(struct guard *guard, unsigned char c);
static enum state on_value_lf(struct guard *guard, unsigned char c);
static enum state on_end_lf(struct guard *guard, unsigned char c);
static enum state head_check(struct guard *guard);
static enum state field_begin(struct guard *guard);
static enum state field_end(struct guard *guard);
static enum state length_read(struct guard *guard);
static enum state host_read(struct guard *guard);
static enum state expect_read(struct guard *guard);
static enum state refuse(struct guard *guard, enum error_code code, const char *why);
static bool is_token(unsigned char c);
static bool is_host(unsigned char c);

static enum state (*const on_state[])(struct guard *guard, unsigned char c) = {
#define X(name, function) function,
    STATES(X)
#undef X
};

void guard_init(struct guard *guard, const struct guard_limits *limits)
{
    *guard = (struct guard){.limits = *limits, .field = -1};
}

enum guard_verdict guard_feed(struct guard *guard, const char *bytes, size_t size,
                              size_t *ret_taken)
{
    size_t taken = 0;
    while (taken < size && guard->state < STATE_DONE) {
        if (guard->head_size == guard->limits.header_bytes_max) {
            bool target = guard->state <= STATE_TARGET;
            guard->state = refuse(guard, target ? ERROR_URI_TOO_LONG : ERROR_HEADERS_TOO_LARGE,
                                  "the header has too many bytes");
            break;
        }
        guard->state = on_state[guard->state](guard, (unsigned char)bytes[taken++]);
        guard->head_size++;
    }
    *ret_taken = taken;
    if (guard->state == STATE_REFUSED)
        return GUARD_REFUSED;
    return guard->state == STATE_DONE ? GUARD_HEAD : GUARD_MORE;
}

bool guard_is_begun(const struct guard *guard)
{
    return guard->head_size > 0;
}

static enum state on_method(struct guard *guard, unsigned char c)
{
    if (c == ' ' && guard->method_size) {
        guard->target_start = guard->head_size + 1;
        return STATE_TARGET;
    }
    if (!is_token(c) || guard->method_size == GUARD_METHOD_MAX)
        return refuse(guard, ERROR_BAD_REQUEST, "the request line has no method");
    guard->method_size++;
    return STATE_METHOD;
}

static enum state on_target(struct guard *guard, unsigned char c)
{
    if (c == ' ' && guard->target_size)
        return STATE_VERSION;
    if (c <= ' ' || c >= 0x7f)
        return refuse(guard, ERROR_BAD_REQUEST, "the request line has no sound target");
    if (guard->target_size == GUARD_TARGET_MAX)
        return refuse(guard, ERROR_URI_TOO_LONG, "the target is too long");
    guard->target_size++;
    return STATE_TARGET;
}

static enum state on_version(struct guard *guard, unsigned char c)
{
    static const char version[] = "HTTP/1.";
    size_t at = guard->kept++;
    if (at < sizeof(version) - 1 && c == (unsigned char)version[at])
        return STATE_VERSION;
    if (at == sizeof(version) - 1 && (c == '0' || c == '1')) {
        guard->minor_version = c - '0';
        return STATE_VERSION;
    }
    if (at == sizeof(version) && c == '\r')
        return STATE_LINE_LF;
    return refuse(guard, ERROR_BAD_REQUEST, "the version is not HTTP/1.1 or HTTP/1.0");
}

static enum state on_line_lf(struct guard *guard, unsigned char c)
{
    if (c == '\n')
        return STATE_FIELD;
    return refuse(guard, ERROR_BAD_REQUEST, "a carriage return without its line feed");
}

static enum state on_field(struct guard *guard, unsigned char c)
{
    if (c == '\r')
        return STATE_END_LF;
    if (c == ' ' || c == '\t')
        return refuse(guard, ERROR_BAD_REQUEST, "a header field is folded");
    if (guard->count++ == guard->limits.header_count_max)
        return refuse(guard, ERROR_HEADERS_TOO_LARGE, "too many header fields");
    guard->kept = 0;
    return on_name(guard, c);
}

static enum state on_name(struct guard *guard, unsigned char c)
{
    if (c == ':' && guard->kept)
        return field_begin(guard);
    if (!is_token(c))
        return refuse(guard, ERROR_BAD_REQUEST, "a header field's name is malformed");
    if (guard->kept < GUARD_NAME_KEPT)
        guard->name[guard->kept++] = (char)c;
    return STATE_NAME;
}

/* A tab is allowed here, but evhttp leaves it in the value. */
static enum state on_value_start(struct guard *guard, unsigned char c)
{
    if (c == ' ')
        return STATE_VALUE_START;
    if (c == '\t')
        return refuse(guard, ERROR_BAD_REQUEST, "a tab before a header field's value");
    guard->value_start = guard->head_size;
    return on_value(guard, c);
}

static enum state on_value(struct guard *guard, unsigned char c)
{
    if (c == '\r')
        return STATE_VALUE_LF;
    if ((c < ' ' && c != '\t') || c == 0x7f)
        return refuse(guard, ERROR_BAD_REQUEST, "a control character in a header field");
    if (guard->kept < GUARD_VALUE_KEPT)
        guard->value[guard->kept++] = (char)c;
    if (c == ' ' || c == '\t')
        return STATE_VALUE;
    bool gap = guard->value_start + guard->value_size != guard->head_size;
    if (guard->field == FIELD_HOST && (gap || !is_host(c)))
        return refuse(guard, ERROR_BAD_REQUEST, "the Host field is malformed");
    guard->value_size = guard->head_size + 1 - guard->value_start;
    return STATE_VALUE;
}

static enum state on_value_lf(struct guard *guard, unsigned char c)
{
    if (c == '\n')
        return field_end(guard);
    return refuse(guard, ERROR_BAD_REQUEST, "a carriage return without its line feed");
}

static enum state on_end_lf(struct guard *guard, unsigned char c)
{
    if (c == '\n')
        return head_check(guard);
    return refuse(guard, ERROR_BAD_REQUEST, "a carriage return without its line feed");
}

/* RFC 9112, 6.1: a Transfer-Encoding beside a Content-Length is an attack; alone it is merely
 * something that this server does not take. */
static enum state head_check(struct guard *guard)
{
    if (guard->minor_version > 0 && !(guard->seen & 1U << FIELD_HOST))
        return refuse(guard, ERROR_BAD_REQUEST, "the Host field is missing");
    if (!(guard->seen & 1U << FIELD_TRANSFER_ENCODING))
        return STATE_DONE;
    bool both = guard->seen & 1U << FIELD_CONTENT_LENGTH;
    return refuse(guard, both ? ERROR_BAD_REQUEST : ERROR_LENGTH_REQUIRED,
                  "Transfer-Encoding is not taken here");
}

static enum state field_begin(struct guard *guard)
{
    size_t size = guard->kept;
    guard->kept = 0;
    guard->value_size = 0;
    guard->field = -1;
    for (size_t i = 0; i < ARRAY_LEN(field_names); i++) {
        if (strlen(field_names[i]) == size && strncasecmp(field_names[i], guard->name, size) == 0)
            guard->field = (int)i;
    }
    if (guard->field < 0)
        return STATE_VALUE_START;
    if (guard->seen & 1U << guard->field)
        return refuse(guard, ERROR_BAD_REQUEST, "a header field is given twice");
    guard->seen |= 1U << guard->field;
    return STATE_VALUE_START;
}

static enum state field_end(struct guard *guard)
{
    if (guard->field == FIELD_CONTENT_LENGTH)
        return length_read(guard);
    if (guard->field == FIELD_HOST)
        return host_read(guard);
    if (guard->field == FIELD_EXPECT)
        return expect_read(guard);
    return STATE_FIELD;
}

static enum state length_read(struct guard *guard)
{
    uint64_t length = 0;
    if (guard->value_size == 0)
        return refuse(guard, ERROR_BAD_REQUEST, "Content-Length is empty");
    for (size_t i = 0; i < guard->value_size && i < guard->kept; i++) {
        if (guard->value[i] < '0' || guard->value[i] > '9')
            return refuse(guard, ERROR_BAD_REQUEST, "Content-Length is not a number");
        length = length * 10 + (uint64_t)(guard->value[i] - '0');
    }
    if (guard->value_size >= GUARD_VALUE_KEPT - 1)
        return refuse(guard, ERROR_TOO_LARGE, "Content-Length is too large");
    guard->content_length = length;
    return STATE_FIELD;
}

static enum state host_read(struct guard *guard)
{
    guard->host_start = guard->value_start;
    guard->host_size = guard->value_size;
    if (guard->host_size)
        return STATE_FIELD;
    return refuse(guard, ERROR_BAD_REQUEST, "the Host field is empty");
}

static enum state expect_read(struct guard *guard)
{
    static const char known[] = "100-continue";
    guard->expects_continue = guard->value_size == sizeof(known) - 1 &&
                              strncasecmp(guard->value, known, guard->value_size) == 0;
    if (guard->expects_continue)
        return STATE_FIELD;
    return refuse(guard, ERROR_BAD_REQUEST, "an expectation other than 100-continue");
}

static enum state refuse(struct guard *guard, enum error_code code, const char *why)
{
    guard->refusal = code;
    guard->why = why;
    return STATE_REFUSED;
}

static bool is_token(unsigned char c)
{
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return true;
    return c && strchr("!#$%&'*+-.^_`|~", c);
}

static bool is_host(unsigned char c)
{
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return true;
    return c && strchr(".:-_[]", c);
}
