/* What the files of common/store/reference share. For them only. */
#ifndef HUIYING_STORE_REFERENCE_OWN_H
#define HUIYING_STORE_REFERENCE_OWN_H

#include "base/arena.h"
#include "json/value.h"
#include "store/reference.h"

/* A reference with what it is made of. */
struct holding {
    struct reference public; /* first, so that both have one address */
    int holds;
    struct reference *base; /* that it varies, and whose texts it borrows; or NULL */
    struct arena *arena;
    struct calendar **calendars;
    size_t calendar_count;
    size_t calendars_owned; /* the last so many are its own */
    struct chain *chains;
    size_t chain_count;
};

/* Fills what the document tells. False and *error if it does not fit together. */
bool reference_build(struct holding *holding, const struct json *document, struct error *error);

#endif
