/* What people write to a work-safety bureau, put together from phrases. Every place, firm and
 * person in it is made up. For generate alone. */
#ifndef HUIYING_CTL_GENERATE_TEXT_H
#define HUIYING_CTL_GENERATE_TEXT_H

#include "base/text.h"
#include "generate/chance.h"

/* What a text is about; opinion events have no type, so they come last. */
enum generate_theme {
    THEME_CONSULT,
    THEME_COMPLAINT,
    THEME_REPORT,
    THEME_HELP,
    THEME_SUGGESTION,
    THEME_CORRECTION,
    THEME_PETITION,
    THEME_PROPOSAL,
    THEME_FOI,
    THEME_EVENT,
    THEME_COUNT
};

/* What *ret holds is replaced, here and below. A content has a few sentences, some many. */
void generate_title(struct chance *chance, enum generate_theme theme, struct text *ret);
void generate_content(struct chance *chance, enum generate_theme theme, struct text *ret);

/* A sentence of an answer. */
void generate_answer(struct chance *chance, struct text *ret);

/* The name and telephone number of nobody. */
void generate_person(struct chance *chance, struct text *ret_name, struct text *ret_phone);

/* A subject, as tags name it. */
void generate_tag(struct chance *chance, struct text *ret);

#endif
