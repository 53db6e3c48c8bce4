/*
 * References: the number that a person reads out on the phone. The item's number with one check
 * digit after it (GB/T 17710-2008, ISO/IEC 7064 MOD 11,10), which finds every single wrong digit
 * and nearly every swap of neighbours. Digits only, since they are said alike everywhere. Pure.
 */
#ifndef HUIYING_DOMAIN_REF_H
#define HUIYING_DOMAIN_REF_H

#include <stdbool.h>
#include <stdint.h>

enum { REF_SIZE = 21 };

/* id must be positive and below 10^18. */
void ref_format(int64_t id, char ret[REF_SIZE]);

/* Spaces and hyphens between the digits are passed over. False and *ret_id untouched if the text
 * is no reference or its check digit is wrong. */
bool ref_parse(const char *text, int64_t *ret_id);

#endif
