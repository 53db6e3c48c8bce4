/*
 * Dockets: all windows of one item, and what people may do to them. Each action is a pure function:
 * it changes the docket and notes what happened, or it says why not and leaves the docket as it
 * was. The caller stores what changed in one go (store/docket.h), or nothing. See docs/law.md,
 * "What people do to a clock".
 */
#ifndef HUIYING_DOMAIN_DOCKET_H
#define HUIYING_DOMAIN_DOCKET_H

#include "base/problem.h"
#include "domain/window.h"

/*
 * X(NAME, code, Chinese, English) The first group acts on one window, the second on the item. The
 * code is the verb in the API's path.
 */
#define DOCKET_WINDOW_ACTIONS(X)                                                      \
    X(FULFIL, "fulfil", "办结", "answer it")                                          \
    X(PAUSE, "pause", "暂停计时", "pause its clock")                                  \
    X(RESUME, "resume", "恢复计时", "let its clock go on")                            \
    X(EXTEND, "extend", "延期", "extend it")                                          \
    X(RESTART, "restart", "重新起算", "start it anew")                                \
    X(ACKNOWLEDGE, "acknowledge", "签收", "acknowledge its escalation")               \
    X(CONFIRM, "confirm", "确认提前到期", "confirm that it is due by a new calendar") \
    X(VOID, "void", "免除", "void it")

#define DOCKET_ITEM_ACTIONS(X)                              \
    X(REOPEN, "reopen", "重新办理", "reopen it")            \
    X(MERGE, "merge", "并单", "merge it into another item") \
    X(REGRADE, "regrade", "核定等级", "grade it")           \
    X(REASSIGN, "reassign", "改派", "reassign it")          \
    X(RETURN, "return", "退单", "return it to the office")  \
    X(CLOSE, "close", "结束舆情", "close the event")        \
    X(ABANDON, "abandon", "视为放弃", "take it as abandoned")

#define DOCKET_ACTIONS(X) DOCKET_WINDOW_ACTIONS(X) DOCKET_ITEM_ACTIONS(X)

#define X(NAME, code, zh, en) DOCKET_##NAME,
enum docket_action { DOCKET_ACTIONS(X) DOCKET_ACTION_COUNT };
#undef X

extern const struct word docket_actions[];

/* What happened, as item_event.type has it. X(NAME, code) */
#define DOCKET_EVENTS(X)            \
    X(FULFILLED, "fulfilled")       \
    X(PAUSED, "paused")             \
    X(RESUMED, "resumed")           \
    X(EXTENDED, "extended")         \
    X(RESTARTED, "restarted")       \
    X(ACKNOWLEDGED, "acknowledged") \
    X(CONFIRMED, "confirmed")       \
    X(VOIDED, "voided")             \
    X(OPENED, "opened")             \
    X(REOPENED, "reopened")         \
    X(MERGED, "merged")             \
    X(INHERITED, "inherited")       \
    X(TIGHTENED, "tightened")       \
    X(GRADED, "graded")             \
    X(REASSIGNED, "reassigned")     \
    X(RETURNED, "order_returned")   \
    X(CLOSED, "closed")             \
    X(ABANDONED, "abandoned")       \
    X(RECALCULATED, "recalculated")

#define X(NAME, code) DOCKET_EVENT_##NAME,
enum docket_event_type { DOCKET_EVENTS(X) DOCKET_EVENT_COUNT };
#undef X

extern const struct word docket_events[];

/* What a person says of a deed: when it was done, why, and who stands for it. Texts may be NULL. */
struct deed {
    int64_t at_us;        /* INSTANT_NONE: now */
    const char *word;     /* a reason that the table of the action knows */
    const char *note;     /* in people's own words */
    const char *approver; /* who decided */
    const char *notice;   /* how the applicant was told */
    const char *reviewer; /* these two prove what is entered late */
    const char *proof;
};

struct docket_event {
    enum docket_event_type type;
    int n;                /* the window; 0: the item */
    int64_t at_us;        /* as stated */
    int64_t old_due_us;   /* where a due time moved; else INSTANT_NONE */
    int64_t new_due_us;   /* the same, and where a window was inherited */
    bool is_told_at_once; /* to the holder, whatever else is planned */
    struct deed deed;
    const char *from; /* a code that was, such as a severity or department; or NULL */
    const char *to;   /* what it is now */
    int64_t other_id; /* of merging: the other item; else 0 */
};

struct docket_window {
    struct window window;
    struct plan plan;   /* as it is stored, from the next step on; or the new one */
    const char *answer; /* JSON; NULL while there is none */
    char carried[56];   /* the answer where another item had given it */
    bool is_changed;    /* to be stored */
    bool is_planned;    /* its plan is new, and its generation raised */
    int level_read;     /* as it was read, as are the next four */
    int generation_read;
    enum window_state state_read;
    int step_read;        /* the next one */
    int64_t waits_for_us; /* its moment, which may have passed; INSTANT_NONE: nothing is to fire */
};

/* Whoever reads an item reads all its answers: once they are many, only short ones are taken. An
 * action notes an event for each window at most, and so many beside. */
enum {
    DOCKET_WINDOWS_MAX = 1000,
    DOCKET_EVENTS_BESIDE = 16,
    DOCKET_ANSWERS_BYTES_MAX = 1 << 20,
    DOCKET_SHORT_ANSWER_BYTES_MAX = 1000
};

struct docket {
    int64_t item_id;
    int version; /* of the item, as read */
    struct item_facts facts;
    bool is_confidential;
    bool is_drill; /* 演练 */
    enum item_status status;
    int lead_department_id;
    int64_t merged_into; /* 0: none */
    int64_t now_us;      /* by the database's clock */
    const struct rule *rules;
    size_t rule_count;
    struct docket_window *windows; /* in order of n */
    size_t window_count;
    size_t window_room; /* for so many in all; no more than there are where nothing is opened */
    struct docket_event *events; /* what was done */
    size_t event_count;
    size_t event_room; /* window_room and DOCKET_EVENTS_BESIDE; 0 where nothing is done */
};

/* Windows that one action may open. */
enum { DOCKET_ROOM = RULE_MATCHES_MAX };

enum docket_verdict {
    DOCKET_DONE,
    DOCKET_AS_IT_WAS,    /* it had been done before; nothing changed */
    DOCKET_NO_WINDOW,    /* there is none of that number */
    DOCKET_NOT_NOW,      /* see docket_allowed */
    DOCKET_WRONG_FIELDS, /* named in problems */
};

/* The window of that number, or NULL. */
struct docket_window *docket_find(const struct docket *docket, int n);

/* What may be done now to window n, or with n 0 to the item: a bit set of enum docket_action. */
uint32_t docket_allowed(const struct docket *docket, int n);

/* The soonest due time of a window that runs, or INSTANT_NONE. */
int64_t docket_due_us(const struct docket *docket);

/* Opens what the item owes by being logged, each window by its own moment; settles it. */
void docket_log(struct docket *docket);

/* Opens a window of a rule by that clock, for the department that leads; NULL if there is no room.
 */
struct docket_window *docket_open(struct docket *docket, const struct rule *rule,
                                  struct clock clock);

/* The status that follows from the windows: concluded once none is owed. */
void docket_settle(struct docket *docket);

/* What most actions look like. */
typedef enum docket_verdict docket_window_action(struct docket *docket, int n,
                                                 const struct deed *deed,
                                                 struct field_problems *problems);
typedef enum docket_verdict docket_item_action(struct docket *docket, const struct deed *deed,
                                               struct field_problems *problems);

/* Closes a window with its answer; opens what follows from it, such as the next bulletin. */
enum docket_verdict docket_fulfil(struct docket *docket, int n, const struct deed *deed,
                                  const char *answer, struct field_problems *problems);

/* deed->word is a pause reason. Opens the window of whoever is asked. */
enum docket_verdict docket_pause(struct docket *docket, int n, const struct deed *deed,
                                 struct field_problems *problems);

/* Ends the pause, at the latest when whoever was asked should have answered, and the window of
 * whoever was asked. */
enum docket_verdict docket_resume(struct docket *docket, int n, const struct deed *deed,
                                  struct field_problems *problems);

/* By amount units of the rule's, 0 for all that it allows; once, and before the window is due. */
enum docket_verdict docket_extend(struct docket *docket, int n, int amount, const struct deed *deed,
                                  struct field_problems *problems);

/* deed->word is a restart reason. The whole time begins again at deed->at_us. */
enum docket_verdict docket_restart(struct docket *docket, int n, const struct deed *deed,
                                   struct field_problems *problems);

/* Stops repeats and rings that wait for it, never levels. */
enum docket_verdict docket_acknowledge(struct docket *docket, int n, const struct deed *deed,
                                       struct field_problems *problems);

/* Lets a window fire that a new calendar or rule has moved into the past. */
enum docket_verdict docket_confirm(struct docket *docket, int n, const struct deed *deed,
                                   struct field_problems *problems);

/* A stage that turns out not to be owed. */
enum docket_verdict docket_void(struct docket *docket, int n, const struct deed *deed,
                                struct field_problems *problems);

/* deed->word: mistaken or returned (the old window goes on as it was), dissatisfied (a new one
 * opens, the first verdict stays). n 0: the last that was answered. */
enum docket_verdict docket_reopen(struct docket *docket, int n, const struct deed *deed,
                                  struct field_problems *problems);

#define REOPEN_REASONS(X)                                                  \
    X(MISTAKEN, "mistaken", "误办结", "it was closed by mistake")          \
    X(RETURNED, "returned", "上级退回", "whoever reviews it sent it back") \
    X(DISSATISFIED, "dissatisfied", "不满意", "the caller is not satisfied")

#define X(NAME, code, zh, en) REOPEN_##NAME,
enum reopen_reason { REOPEN_REASONS(X) REOPEN_REASON_COUNT };
#undef X

extern const struct word reopen_reasons[];

/* The child's windows are carried by the parent from now on: it takes each stage that it lacks, and
 * none of what it owes may come later than the child's. Both dockets change. */
enum docket_verdict docket_merge(struct docket *child, struct docket *parent,
                                 const struct deed *deed, struct field_problems *problems);

/* deed->word is a severity: windows are added or tightened, from deed->at_us on, never loosened. */
enum docket_verdict docket_regrade(struct docket *docket, const struct deed *deed,
                                   struct field_problems *problems);

/* Another department leads; the citizen's windows go on as they were, the department's own begins
 * at deed->at_us. department_id 0 is not known; codes are for the event. */
struct assignment {
    int department_id;
    const char *from;
    const char *to;
};
enum docket_verdict docket_reassign(struct docket *docket, const struct assignment *assignment,
                                    const struct deed *deed, struct field_problems *problems);

/* Back to the office. */
enum docket_verdict docket_return(struct docket *docket, const struct assignment *office,
                                  const struct deed *deed, struct field_problems *problems);

/* No more bulletins; nothing else may be owed. */
enum docket_verdict docket_close(struct docket *docket, const struct deed *deed,
                                 struct field_problems *problems);

/* The applicant did not supplement the request. */
enum docket_verdict docket_abandon(struct docket *docket, const struct deed *deed,
                                   struct field_problems *problems);

/*
 * Counts every owed window anew by the rules at hand. What moves gets a new generation and an event
 * with both due times; what moved into the past is held. True if anything changed.
 */
bool docket_recount(struct docket *docket, const char *why);

#endif
