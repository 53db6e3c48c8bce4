/* The phrases that texts are made of. Each list is parted by |. For text.c alone. */
#ifndef HUIYING_CTL_GENERATE_PHRASES_H
#define HUIYING_CTL_GENERATE_PHRASES_H

#include "generate/text.h"

extern const char generate_places[];
extern const char generate_enterprises[];
extern const char generate_subjects[];
extern const char generate_hazards[];
extern const char generate_times[];
extern const char generate_documents[];
extern const char generate_stems[];
extern const char generate_given_names[];
extern const char generate_details[];
extern const char generate_answers[];

/* By theme. */
extern const char *const generate_titles[THEME_COUNT];
extern const char *const generate_openings[THEME_COUNT];
extern const char *const generate_closings[THEME_COUNT];

#endif
