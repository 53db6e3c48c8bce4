/*
 * Rules: which items owe which stage, in what time, counted how, on what legal basis, from when to
 * when. They are data; these are their shapes and their matching. Pure. See docs/law.md.
 */
#ifndef HUIYING_DOMAIN_RULE_H
#define HUIYING_DOMAIN_RULE_H

#include "domain/clock.h"
#include "domain/item.h"

/*
 * What opens a window and starts its clock. The first group opens when the item is logged, from one
 * of its moments; one that an item lacks falls back to receipt, which is never later and so keeps
 * the law. The second group opens with something that is done later. X(NAME, code)
 */
#define RULE_STARTS_AT_LOGGING(X) \
    X(RECEIVED, "received")       \
    X(TRANSFERRED, "transferred") \
    X(OCCURRED, "occurred")       \
    X(CONFIRMED, "confirmed")     \
    X(ACCEPTED, "accepted")       \
    X(APPROVED, "approved")

/*
 *   fulfilled     a stage of `after` is fulfilled
 *   third_party   the applicant's window pauses because a third party is asked
 *   other_organ   the same with another organ
 *   assigned      the item is handed to another department
 *   dissatisfied  the caller is not satisfied with the answer
 */
#define RULE_STARTS_LATER(X)      \
    X(FULFILLED, "fulfilled")     \
    X(THIRD_PARTY, "third_party") \
    X(OTHER_ORGAN, "other_organ") \
    X(ASSIGNED, "assigned")       \
    X(DISSATISFIED, "dissatisfied")

#define RULE_STARTS(X) RULE_STARTS_AT_LOGGING(X) RULE_STARTS_LATER(X)

/* What a rule asks of an item beside kind, channel, type and severity. One that is chosen by its
 * code, as the dates of a plan are, never applies by itself. */
#define RULE_CONDITIONS(X)            \
    X(ALWAYS, "always")               \
    X(CHOSEN, "chosen")               \
    X(URGENT, "urgent")               \
    X(ACCIDENT, "accident")           \
    X(PERSONAL_DATA, "personal_data") \
    X(NO_PERSONAL_DATA, "no_personal_data")

/* Why a window starts anew, whole. X(NAME, code, Chinese, English) */
#define RESTART_REASONS(X)                                                                   \
    X(SUPPLEMENTED, "supplemented", "收到补正材料", "the supplement has come")               \
    X(CONFIRMED, "confirmed", "与申请人确认收到", "receipt is confirmed with the applicant") \
    X(ACCEPTED, "accepted", "受理", "acceptance")

#define X(NAME, code) RULE_START_##NAME,
enum rule_start { RULE_STARTS(X) RULE_START_COUNT };
#undef X
#define X(NAME, code) RULE_CONDITION_##NAME,
enum rule_condition { RULE_CONDITIONS(X) RULE_CONDITION_COUNT };
#undef X
#define X(NAME, code, zh, en) RESTART_##NAME,
enum restart_reason { RESTART_REASONS(X) RESTART_REASON_COUNT };
#undef X

extern const struct word rule_starts[];
extern const struct word rule_conditions[];
extern const struct word pause_reasons[];
extern const struct word restart_reasons[];

/* False for what opens later than with the logging of an item. */
bool rule_starts_at_logging(enum rule_start start);

enum { RULE_CODE_SIZE = 32, RULE_STAGE_SIZE = 32, RULE_MATCHES_MAX = 16 };

/* The one stage that means something to the code: asking for a supplement ends it. */
#define RULE_STAGE_SUPPLEMENT_NOTICE "supplement_notice"

struct chain; /* domain/escalation.h */

struct rule {
    int32_t id;
    int version;                 /* raised whenever somebody changes it */
    char code[RULE_CODE_SIZE];   /* LETTER_5WD; several rules share one where it owes more stages */
    char stage[RULE_STAGE_SIZE]; /* written_opinion */
    uint32_t kinds;              /* bit set of enum item_kind; 0 means any, here and below */
    uint32_t channels;           /* of enum item_channel */
    uint32_t types;              /* of enum item_type */
    uint32_t severities;         /* of enum item_severity */
    enum rule_condition condition;
    enum rule_start start;
    const char *after; /* stages parted by |, for RULE_START_FULFILLED; borrowed, as all below */
    struct term term;
    int extension_max;      /* in units of the term; 0: it cannot be extended */
    uint32_t pauses;        /* bit set of enum pause_reason for which its clock may stand still */
    uint32_t restarts;      /* bit set of enum restart_reason */
    int32_t valid_from_day; /* first day of receipt that it governs; CIVIL_DAY_NONE: open */
    int32_t valid_to_day;   /* last day of receipt that it governs; CIVIL_DAY_NONE: open */
    const struct chain *chain;
    const char *ends_zh; /* what ends its windows */
    const char *ends_en;
    const char *legal_zh;
    const char *legal_en;
};

/* True if the rule governs an item with these facts: by the day of receipt in the rule's zone. It
 * says nothing of when the window opens. */
bool rule_applies(const struct rule *rule, const struct item_facts *facts);

/* True if it governs what is received on that day. */
bool rule_governs_day(const struct rule *rule, int32_t day);

/* All that apply and open with the logging of the item, in the order of rules, at most
 * RULE_MATCHES_MAX; returns how many. */
size_t rules_match(const struct rule *rules, size_t count, const struct item_facts *facts,
                   const struct rule *ret_matches[RULE_MATCHES_MAX]);

/* The first that applies and opens with this, after this stage (NULL unless FULFILLED); or NULL. */
const struct rule *rules_find(const struct rule *rules, size_t count,
                              const struct item_facts *facts, enum rule_start start,
                              const char *after);

bool rule_is_of_stage(const struct rule *rule, const char *stage);

/* True if it opens after this stage is fulfilled. */
bool rule_follows(const struct rule *rule, const char *stage);

/* True if answering one window of it opens the next, as with bulletins. */
bool rule_recurs(const struct rule *rule);

/* When a window of this rule starts for an item with these facts; for what opens later, its
 * receipt. */
int64_t rule_start_of(const struct rule *rule, const struct item_facts *facts);

#endif
