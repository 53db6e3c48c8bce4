/* From what a request says to the item that is stored: its departments, duties, windows, answers
 * and sealed contact. For register.c alone. */
#ifndef HUIYING_API_REGISTER_ITEM_H
#define HUIYING_API_REGISTER_ITEM_H

#include "crypto/crypto.h"
#include "register_form.h"
#include "store/intake.h"

struct register_item {
    struct item item;
    struct duty duties[RULE_MATCHES_MAX]; /* of the item's windows, in their order */
    struct intake_origin origin;          /* all but the token's part and the key's */
    int support_ids[SUPPORT_DEPARTMENTS_MAX];
};

/*
 * Works everything out by one version of the reference data, for an item of number id that is
 * logged at now_us. What *ret points to lives in the arena, in the form or in the reference. False,
 * with problems, if a department or an answered stage is not there.
 */
bool register_item_compose(const struct register_form *form, const struct item_facts *facts,
                           const struct reference *reference, int64_t id, int64_t now_us,
                           const struct crypto_keys *keys, struct arena *arena,
                           struct register_item *ret, struct field_problems *problems);

#endif
