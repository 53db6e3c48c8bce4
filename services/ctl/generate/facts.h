/* How items come in: by which channel, of what type, to which department. For item.c
 * alone. */
#ifndef HUIYING_CTL_GENERATE_FACTS_H
#define HUIYING_CTL_GENERATE_FACTS_H

#include "generate/item.h"

/* All but the times. */
struct item_facts generate_facts(struct chance *chance, enum generate_theme *ret_theme);

/* An opinion event of the least grade. */
struct item_facts generate_facts_of_event(void);

/* The department that leads, and those that help; by place in the reference. */
size_t generate_lead(const struct reference *reference, struct chance *chance);
size_t generate_supports(const struct reference *reference, struct chance *chance, size_t lead,
                         int ret_ids[GENERATE_SUPPORT_MAX]);

#endif
