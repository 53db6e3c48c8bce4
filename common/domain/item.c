#include "domain/item.h"

#include <string.h>

#define X(NAME, code, zh, en) {code, zh, en},
const struct item_word item_kinds[] = {ITEM_KINDS(X){NULL, NULL, NULL}};
const struct item_word item_channels[] = {ITEM_CHANNELS(X){NULL, NULL, NULL}};
const struct item_word item_types[] = {ITEM_TYPES(X){NULL, NULL, NULL}};
const struct item_word item_severities[] = {ITEM_SEVERITIES(X){NULL, NULL, NULL}};
const struct item_word item_statuses[] = {ITEM_STATUSES(X){NULL, NULL, NULL}};
#undef X

int item_word_find(const struct item_word *words, const char *code)
{
    for (int i = 0; words[i].code; i++)
        if (strcmp(words[i].code, code) == 0)
            return i;
    return -1;
}

enum item_kind item_kind_of_type(enum item_type type)
{
    if (type == ITEM_TYPE_PETITION)
        return ITEM_KIND_PETITION;
    if (type == ITEM_TYPE_FOI)
        return ITEM_KIND_DISCLOSURE_REQUEST;
    return ITEM_KIND_INQUIRY;
}
