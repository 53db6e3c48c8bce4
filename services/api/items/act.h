/*
 * What people do to windows and items: POST /v1/items/{ref}/windows/{n}/VERB and
 * /v1/items/{ref}/VERB. The domain knows what each verb means (domain/docket.h); here it is read,
 * tried, stored and answered, the same way for all.
 */
#ifndef HUIYING_API_ACT_H
#define HUIYING_API_ACT_H

#include "app.h"
#include "domain/docket.h"
#include "items/answer.h"

/* The verb is the last part of the route's path. */
void act_on_window(struct request *request, void *service);
void act_on_item(struct request *request, void *service);

/* What a request may say; which of it a verb takes says act_fields.c. */
struct act_form {
    struct answer_form answer; /* first, since its table of fields counts from here */
    int64_t at_us;
    int word;        /* of the verb's table; -1: none */
    const char *why; /* a reason in people's own words */
    const char *note;
    const char *approver;
    const char *notice;
    const char *reviewer;
    const char *proof;
    int64_t amount;
    int64_t n;
    const char *into;
    const char *lead_department;
};

/* One deed on its way. */
struct acting {
    struct request *request;
    struct app *app;
    const struct act *act;
    struct act_form form;
    int64_t id;
    int n;                       /* of the window; 0: the item */
    int version;                 /* that the client saw; 0: any */
    int64_t other_id;            /* merging: the item that carries on; else 0 */
    struct reference *reference; /* held until the end */
    struct item *item;
    struct item *other;
    const char *answer; /* fulfilling: what was answered, as JSON */
    int attempts;
};

struct act {
    enum docket_action action;
    const struct field *fields;
    size_t field_count;
    const struct word *words;        /* that form.word is one of; NULL: none */
    docket_window_action *on_window; /* one of these three does it */
    docket_item_action *on_item;
    enum docket_verdict (*apply)(struct acting *acting, const struct deed *deed,
                                 struct field_problems *problems);
};

/* By enum docket_action. */
extern const struct act acts[DOCKET_ACTION_COUNT];

#endif
