/* Chinese or English, by Accept-Language (RFC 9110, 12.5.4). Pure; for http only. */
#ifndef HUIYING_HTTP_LANGUAGE_H
#define HUIYING_HTTP_LANGUAGE_H

#include <stdbool.h>

/* True unless en (or en-*) weighs more than zh (or zh-*), or as much and stands first. NULL and
 * what names neither are Chinese. */
bool language_is_chinese(const char *accept_language);

#endif
