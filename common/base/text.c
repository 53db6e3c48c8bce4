#include "base/text.h"

#include "base/memory.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void text_add_escaped(struct text *text, char c);

void text_done(struct text *text)
{
    free(text->bytes);
    *text = (struct text){0};
}

void text_clear(struct text *text)
{
    text->length = 0;
    if (text->bytes)
        text->bytes[0] = '\0';
}

void text_add(struct text *text, const char *string)
{
    text_add_bytes(text, string, strlen(string));
}

void text_add_bytes(struct text *text, const void *bytes, size_t size)
{
    char *room = text_room(text, size);
    if (size)
        memcpy(room, bytes, size);
    text_grew(text, size);
}

void text_add_char(struct text *text, char c)
{
    *text_room(text, 1) = c;
    text_grew(text, 1);
}

void text_add_format(struct text *text, const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    char *room = text_room(text, 64);
    size_t length = (size_t)vsnprintf(room, text->room - text->length, format, arguments);
    va_end(arguments);
    if (length >= text->room - text->length) {
        room = text_room(text, length);
        vsnprintf(room, length + 1, format, again);
    }
    va_end(again);
    text_grew(text, length);
}

void text_add_json(struct text *text, const char *string)
{
    text_add_char(text, '"');
    while (*string) {
        size_t plain = 0;
        while ((unsigned char)string[plain] >= 0x20 && string[plain] != '"' &&
               string[plain] != '\\')
            plain++;
        text_add_bytes(text, string, plain);
        string += plain;
        if (*string)
            text_add_escaped(text, *string++);
    }
    text_add_char(text, '"');
}

char *text_room(struct text *text, size_t size)
{
    size_t needed = text->length + size + 1;
    if (needed > text->room) {
        size_t room = text->room ? text->room : 128;
        while (room < needed)
            room *= 2;
        text->bytes = memory_resize(text->bytes, room);
        text->room = room;
    }
    return text->bytes + text->length;
}

void text_grew(struct text *text, size_t size)
{
    text->length += size;
    text->bytes[text->length] = '\0';
}

void text_drop(struct text *text, size_t size)
{
    assert(size <= text->length);
    if (size == 0)
        return;
    text->length -= size;
    memmove(text->bytes, text->bytes + size, text->length + 1);
}

const char *text_string(const struct text *text)
{
    return text->bytes ? text->bytes : "";
}

static void text_add_escaped(struct text *text, char c)
{
    if (c == '"' || c == '\\')
        text_add_format(text, "\\%c", c);
    else if (c == '\n')
        text_add(text, "\\n");
    else if (c == '\t')
        text_add(text, "\\t");
    else
        text_add_format(text, "\\u%04x", (unsigned)(unsigned char)c);
}
