#include "domain/word.h"

#include <string.h>

int word_find(const struct word *words, const char *code)
{
    for (int i = 0; code && words[i].code; i++) {
        if (strcmp(words[i].code, code) == 0)
            return i;
    }
    return -1;
}
