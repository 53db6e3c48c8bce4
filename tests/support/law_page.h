/* What docs/law.md says of rules and chains, as a test reads it. */
#ifndef HUIYING_SUPPORT_LAW_PAGE_H
#define HUIYING_SUPPORT_LAW_PAGE_H

#include "base/arena.h"

/* The rows of a rule's stage in the tables, one after another; empty if there is none. */
const char *law_page_rule(struct arena *arena, const char *page, const char *code,
                          const char *stage);

/* The section under the heading of a chain; empty if there is none. */
const char *law_page_chain(struct arena *arena, const char *page, const char *code);

/* The next test that a text names as `suite.name`, as "suite/name"; NULL after the last. */
const char *law_page_next_test(struct arena *arena, const char **text);

#endif
