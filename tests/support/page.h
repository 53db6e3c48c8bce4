/* The project's own pages, as tests read them. */
#ifndef HUIYING_SUPPORT_PAGE_H
#define HUIYING_SUPPORT_PAGE_H

#include "base/arena.h"
#include "base/text.h"

/* A whole page, named from the root of the sources. */
const char *page_read(struct arena *arena, const char *path);

/* Between the marks <!-- NAME: begin --> and <!-- NAME: end --> stands this, or the test fails and
 * says what should. */
void page_expect_part(const char *path, const char *name, const struct text *part);

#endif
