/* One item of a load: what is sent, and how far it is. For load.c alone. */
#ifndef HUIYING_SUPPORT_LOAD_ITEM_H
#define HUIYING_SUPPORT_LOAD_ITEM_H

#include "domain/ref.h"
#include "support/chance.h"
#include "support/load.h"

enum load_item_state { LOAD_ITEM_CREATING, LOAD_ITEM_ANSWERING, LOAD_ITEM_DONE };

struct load_item {
    enum load_item_state state;
    bool is_opinion_event;
    bool is_to_answer;
    int64_t made_us;
    int64_t at_us;     /* when it goes on, by this machine's clock */
    int64_t answer_us; /* when it is answered */
    char key[48];
    char external_ref[64];
    char ref[REF_SIZE]; /* once acknowledged */
    char *body;         /* until it is done */
};

/* An item that is to be sent at once. */
struct load_item *load_item_new(const struct load_settings *settings, struct chance *chance,
                                size_t number, int64_t now_us);
void load_item_free(struct load_item *item);

/* Where the next request goes. */
void load_item_path(const struct load_item *item, char *path, size_t size);

/* Its request was granted. */
void load_item_advance(struct load_item *item, const char *ref);

#endif
