#include "store/words.h"

#include <stdio.h>
#include <string.h>

bool words_read_set(const struct word *words, const char *list, uint32_t *ret_set)
{
    uint32_t set = 0;
    while (*list) {
        char code[64];
        size_t length = strcspn(list, "|");
        snprintf(code, sizeof(code), "%.*s", (int)length, list);
        int place = word_find(words, code);
        if (place < 0)
            return false;
        set |= (uint32_t)1 << place;
        list += length + (list[length] == '|');
    }
    *ret_set = set;
    return true;
}
