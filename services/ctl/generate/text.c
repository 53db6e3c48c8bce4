#include "generate/text.h"

#include "generate/phrases.h"

#include <string.h>

static void add_one_of(struct chance *chance, const char *list, struct text *ret);
static void expand(struct chance *chance, struct chance_word pattern, struct text *ret);
static const char *list_of(char letter);

void generate_title(struct chance *chance, enum generate_theme theme, struct text *ret)
{
    text_clear(ret);
    add_one_of(chance, generate_titles[theme], ret);
}

/* One sentence that says what it is, some that tell more, one that asks for something. */
void generate_content(struct chance *chance, enum generate_theme theme, struct text *ret)
{
    int64_t more = chance_below(chance, 4) + (chance_permille(chance, 80) ? 8 : 0);
    text_clear(ret);
    add_one_of(chance, generate_openings[theme], ret);
    for (int64_t i = 0; i < more; i++)
        add_one_of(chance, generate_details, ret);
    add_one_of(chance, generate_closings[theme], ret);
}

void generate_answer(struct chance *chance, struct text *ret)
{
    text_clear(ret);
    add_one_of(chance, generate_answers, ret);
}

/* Numbers that begin with 100 are nobody's. */
void generate_person(struct chance *chance, struct text *ret_name, struct text *ret_phone)
{
    text_clear(ret_name);
    text_clear(ret_phone);
    text_add(ret_name, "化名");
    add_one_of(chance, generate_stems, ret_name);
    add_one_of(chance, generate_given_names, ret_name);
    text_add_format(ret_phone, "100%08lld", (long long)chance_below(chance, 100000000));
}

void generate_tag(struct chance *chance, struct text *ret)
{
    text_clear(ret);
    add_one_of(chance, generate_subjects, ret);
}

static void add_one_of(struct chance *chance, const char *list, struct text *ret)
{
    expand(chance, chance_word_of(chance, list), ret);
}

/* %p is a place, %e an enterprise and so on; %0 a small number. */
static void expand(struct chance *chance, struct chance_word pattern, struct text *ret)
{
    const char *at = pattern.start, *end = pattern.start + pattern.length;
    while (at < end) {
        const char *mark = memchr(at, '%', (size_t)(end - at));
        text_add_bytes(ret, at, (size_t)((mark ? mark : end) - at));
        if (!mark)
            return;
        if (mark[1] == '0')
            text_add_format(ret, "%d", (int)(2 + chance_below(chance, 28)));
        else
            add_one_of(chance, list_of(mark[1]), ret);
        at = mark + 2;
    }
}

static const char *list_of(char letter)
{
    switch (letter) {
    case 'p':
        return generate_places;
    case 'e':
        return generate_enterprises;
    case 's':
        return generate_subjects;
    case 'h':
        return generate_hazards;
    case 't':
        return generate_times;
    case 'd':
        return generate_documents;
    default:
        return generate_stems;
    }
}
