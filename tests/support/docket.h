/* A desk with the docket of one item on it, and what tests do to it. Its rules are those of
 * migrations/data. Tests may use it. */
#ifndef HUIYING_SUPPORT_DOCKET_H
#define HUIYING_SUPPORT_DOCKET_H

#include "domain/docket.h"
#include "support/moment.h"
#include "support/preset.h"

enum { DESK_WINDOWS_MAX = 80, DESK_ITEM = 100, DESK_OFFICE = 1, DESK_DEPARTMENT = 3 };

struct desk {
    struct docket docket;
    struct docket_window windows[DESK_WINDOWS_MAX];
    struct docket_event events[DESK_WINDOWS_MAX + DOCKET_EVENTS_BESIDE];
    enum docket_verdict verdict; /* of the last act, as are the next */
    struct field_problems problems;
    struct docket before;
    struct docket_window windows_before[DESK_WINDOWS_MAX];
};

/* What somebody does. What is not given is nothing, and the moment is now. */
struct act {
    enum docket_action action;
    int n;
    const char *word;
    int amount; /* of an extension; of reassigning and returning the department */
    int64_t at_us;
    bool has_reviewer;
    bool has_proof;
    const char *answer; /* JSON; NULL: {} */
    struct desk *into;  /* the parent of a merger */
};

/* Facts of items received, detected or transferred at a moment. */
struct item_facts item_of(enum item_kind kind, int channel, int type, const char *at);
struct item_facts disclosure_of(const char *at);
struct item_facts letter_of(const char *at);
struct item_facts inquiry_of(enum item_type type, const char *at);
struct item_facts petition_of(const char *at);
struct item_facts opinion_of(enum item_severity severity, const char *at);

/* Logs an item at a moment (NULL: of its receipt), as of which now stands. */
void desk_log(struct desk *desk, const struct preset *preset, const struct item_facts *facts,
              const char *now);

/* Counts by another calendar from now on, as after an import. */
void preset_use(struct preset *preset, const struct calendar *calendar);

/* As if it were read anew: now is then, and nothing has happened or changed. */
void desk_read(struct desk *desk, int64_t now_us);
void desk_move(struct desk *desk, const char *now);

/* Reads it, does it, keeps the verdict. */
enum docket_verdict desk_act(struct desk *desk, const struct act *act);

/* The same at a moment that is now; ends the test where it is not done. */
void desk_do(struct desk *desk, const char *now, const struct act *act);

/* Lets every step fire whose moment has come. */
void desk_fire(struct desk *desk);

/* A copy that shares nothing with it. */
void desk_copy(const struct desk *desk, struct desk *ret);

/* The window of that number, or the last of a stage; one that is not there ends the test. */
struct window *desk_window(const struct desk *desk, int n);
struct window *desk_stage(const struct desk *desk, const char *stage);

/* Of the last act: the first event of a type (of window n, if not 0) or NULL, and how many; whether
 * it left the docket as it was, bit by bit; whether it found this wrong. */
const struct docket_event *desk_event(const struct desk *desk, enum docket_event_type type, int n);
size_t desk_event_count(const struct desk *desk, enum docket_event_type type);
bool desk_is_untouched(const struct desk *desk);
bool desk_found(const struct desk *desk, const char *field, enum problem problem);

/* Expectations. A due time is a moment, or the day that its end is; NULL: none. */
void expect_due(const struct window *window, const char *due);
void expect_window(const struct desk *desk, int n, enum window_state state, const char *due);
void expect_moved(const struct docket_event *event, const char *from, const char *to);
void expect_refused(struct desk *desk, enum docket_verdict verdict, const struct act *act);
void expect_wrong(struct desk *desk, const char *field, enum problem problem,
                  const struct act *act);

/* That a deed is entered late only with reviewer and proof, and never ahead of its time. now is
 * far from the moment of the act. */
void expect_late_entry_is_vouched_for(struct desk *desk, const struct act *act);

#endif
