/* From what a request says to the item that is stored: its departments, windows, answers and sealed
 * contact. For register.c alone. */
#ifndef HUIYING_API_REGISTER_ITEM_H
#define HUIYING_API_REGISTER_ITEM_H

#include "crypto/crypto.h"
#include "items/register_form.h"
#include "store/intake.h"

struct register_item {
    struct item item;
    struct intake_origin origin; /* all but the token's part and the key's */
};

/* What it is worked out with, all borrowed. */
struct register_occasion {
    const struct reference *reference;
    const struct crypto_keys *keys;
    struct arena *arena;
    struct zone zone; /* the bureau's */
    int64_t id;       /* the item's number */
    int64_t now_us;
};

/* What *ret points to lives in the arena, in the form or in the reference. False, with problems, if
 * a time, a department or an answer cannot be. */
bool register_item_compose(const struct register_form *form, const struct item_facts *facts,
                           const struct register_occasion *occasion, struct register_item *ret,
                           struct field_problems *problems);

#endif
