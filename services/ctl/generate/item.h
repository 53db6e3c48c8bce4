/*
 * One made-up item as the API would have stored it: facts as they come in to a bureau, the windows
 * that the rules give it, answers, departments, a sealed contact. For generate alone.
 */
#ifndef HUIYING_CTL_GENERATE_ITEM_H
#define HUIYING_CTL_GENERATE_ITEM_H

#include "crypto/crypto.h"
#include "generate/chance.h"
#include "generate/text.h"
#include "store/intake.h"
#include "store/reference.h"

enum { GENERATE_SUPPORT_MAX = 3, GENERATE_TAGS_MAX = 3 };

/* What items are made by. */
struct generate_office {
    const struct reference *reference;
    const struct crypto_keys *keys;
    struct zone zone;
    int64_t now_us;
    int token_id;
    const char *actor;
};

/* The item and what it is made of; the caller frees it and may use it for the next. */
struct generate_item {
    struct item item;
    struct docket_window windows[DOCKET_ROOM]; /* of the item's docket */
    struct intake_origin origin;
    enum generate_theme theme;
    const char *tags[GENERATE_TAGS_MAX];
    struct text tag_texts[GENERATE_TAGS_MAX];
    struct text title;
    struct text content;
    struct text external_ref;
    struct text name;
    struct text phone;
    struct text contact;
    struct text sealed;
    struct text answers[RULE_MATCHES_MAX];
    struct text scratch;
    char contact_hash[CRYPTO_DIGEST_HEX_SIZE];
};

void generate_item_done(struct generate_item *item);

/* An item received at that moment and answered since, mostly in time. */
void generate_item_answered(const struct generate_office *office, struct chance *chance, int64_t id,
                            int64_t received_at_us, struct generate_item *ret);

/* An item received lately, all windows open and none due yet. */
void generate_item_open(const struct generate_office *office, struct chance *chance, int64_t id,
                        struct generate_item *ret);

/* An opinion event whose one window is open and falls due at that moment. False if no rule gives
 * such an event a window of its own, counted in hours. */
bool generate_item_due(const struct generate_office *office, struct chance *chance, int64_t id,
                       int64_t due_at_us, struct generate_item *ret);

#endif
