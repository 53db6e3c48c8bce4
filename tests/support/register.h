/* Requests that tests make all the time, through the office's API. */
#ifndef HUIYING_SUPPORT_REGISTER_H
#define HUIYING_SUPPORT_REGISTER_H

#include "support/office.h"

/* Asks as somebody ("operator", "handler:office"; NULL for nobody). */
const struct reply *ask_as(struct office *office, const char *whose, const struct ask *ask);
const struct reply *get_as(struct office *office, const char *whose, const char *path);
const struct reply *post_as(struct office *office, const char *whose, const char *path,
                            const char *body);

/* A consultation by the hotline for supervision_2; members are added ("\"urgent\":true"), "" for
 * none. */
const char *inquiry_body(const struct office *office, const char *members);

/* An opinion event seen on Weibo for office; as above. */
const char *event_body(const struct office *office, const char *severity, const char *members);

/* Logs one as the operator and demands 201; the item. */
const struct reply *log_inquiry(struct office *office, const char *members);
const struct reply *log_event_of(struct office *office, const char *severity, const char *members);

/* The ref of a new item, in its path: "/v1/items/…". */
const char *item_path(const struct reply *item);

/* So many seconds before now by the database's clock (negative: after), to the microsecond, as a
 * member: "\"received_at\":\"2018-…\"". */
const char *ago(const struct office *office, const char *member, double seconds);

/* Only the stamp. */
const char *stamp_ago(const struct office *office, double seconds);

/* Logs one of whatever kind ("/v1/petitions") as the operator and demands 201; the item. */
const struct reply *log_item(struct office *office, const char *path, const char *body);

/* A disclosure request handed in for legal, with members added, as log_item has it. */
const struct reply *log_request(struct office *office, const char *members);

/* Does something to window n (0: to the item) as somebody; the last part of the path is the verb.
 * body NULL for none. */
const struct reply *act_as(struct office *office, const char *whose, const struct reply *item,
                           int n, const char *verb, const char *body);

/* The same as the operator, demanding 200. */
const struct reply *act(struct office *office, const struct reply *item, int n, const char *verb,
                        const char *body);

/* Fulfils window n as somebody; body NULL for none. */
const struct reply *fulfil_as(struct office *office, const char *whose, const struct reply *item,
                              int n, const char *body);

/* Demands that the window at a place (the first is 0) has this last day now. */
void check_last_day(struct office *office, const struct reply *item, size_t place,
                    const char *expected);

#endif
