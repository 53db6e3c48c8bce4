#include "base/error.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int status;
    const char *slug;
    const char *en;
    const char *zh;
} codes[ERROR_CODE_COUNT] = {
#define X(code, status, slug, en, zh) [ERROR_##code] = {status, slug, en, zh},
    ERROR_CODES(X)
#undef X
};

void error_set(struct error *error, enum error_code code, const char *field, const char *format,
               ...)
{
    memset(error, 0, sizeof(*error));
    error->code = code;
    if (field)
        snprintf(error->field, sizeof(error->field), "%s", field);
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(error->message, sizeof(error->message), format, arguments);
    va_end(arguments);
}

int error_http_status(enum error_code code)
{
    assert(code < ERROR_CODE_COUNT);
    return codes[code].status;
}

const char *error_slug(enum error_code code)
{
    assert(code < ERROR_CODE_COUNT);
    return codes[code].slug;
}

const char *error_title(enum error_code code, bool chinese)
{
    assert(code < ERROR_CODE_COUNT);
    return chinese ? codes[code].zh : codes[code].en;
}
