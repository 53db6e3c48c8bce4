/*
 * The words an item is described in, as tables, and the facts that decide which rules apply.
 * Pure. Codes are those of the API and of the database; the Chinese is what people read.
 */
#ifndef HUIYING_DOMAIN_ITEM_H
#define HUIYING_DOMAIN_ITEM_H

#include "domain/word.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(NAME, code, Chinese, English) */
#define ITEM_KINDS(X)                                                               \
    X(INQUIRY, "inquiry", "公众来件", "public inquiry")                             \
    X(OPINION_EVENT, "opinion_event", "政务舆情", "opinion event")                  \
    X(DISCLOSURE_REQUEST, "disclosure_request", "依申请公开", "disclosure request") \
    X(PETITION, "petition", "信访", "petition")                                     \
    X(GUIDE_CHANGE, "guide_change", "办事指南变更", "change of a service guide")    \
    X(PLAN_TASK, "plan_task", "分工任务", "task of the yearly plan")

#define ITEM_CHANNELS(X)                                                                         \
    X(HOTLINE, "hotline", "政务热线", "government hotline")                                      \
    X(HOTLINE_12350, "hotline_12350", "安全生产举报投诉电话", "work-safety hotline 12350")       \
    X(PORTAL, "portal", "门户网站", "web portal")                                                \
    X(MAYOR_MAILBOX, "mayor_mailbox", "市长信箱", "mayor's mailbox")                             \
    X(GOVERNOR_MESSAGE, "governor_message", "网民给省长留言", "netizen message to the governor") \
    X(APP, "app", "移动客户端", "app")                                                           \
    X(WECHAT, "wechat", "微信公众号", "WeChat")                                                  \
    X(WEIBO, "weibo", "政务微博", "Weibo")                                                       \
    X(SERVICE_HALL, "service_hall", "实体政务大厅", "service hall")                              \
    X(VISIT, "visit", "来访", "visit")                                                           \
    X(LETTER, "letter", "来信", "letter")                                                        \
    X(FAX, "fax", "传真", "fax")                                                                 \
    X(MEDIA, "media", "新闻媒体", "media")                                                       \
    X(PROPOSAL, "proposal", "建议提案", "proposals of deputies and members")                     \
    X(TRANSFER, "transfer", "转办", "transfer from another body")                                \
    X(OPINION_MONITOR, "opinion_monitor", "舆情监测", "opinion monitoring")                      \
    X(FOI_ONLINE, "foi_online", "依申请公开网上平台", "disclosure requests online")              \
    X(FOI_MAIL, "foi_mail", "依申请公开邮寄", "disclosure requests by mail")                     \
    X(FOI_WINDOW, "foi_window", "依申请公开当面提交", "disclosure requests in person")

#define ITEM_TYPES(X)                                   \
    X(CONSULT, "consult", "咨询", "consultation")       \
    X(COMPLAINT, "complaint", "投诉", "complaint")      \
    X(REPORT, "report", "举报", "report of wrongdoing") \
    X(HELP, "help", "求助", "request for help")         \
    X(SUGGESTION, "suggestion", "建议", "suggestion")   \
    X(CORRECTION, "correction", "纠错", "correction")   \
    X(PETITION, "petition", "信访", "petition")         \
    X(PROPOSAL, "proposal", "建议提案", "proposal")     \
    X(FOI, "foi", "依申请公开", "disclosure request")

#define ITEM_SEVERITIES(X)                                                   \
    X(EXTRAORDINARY, "extraordinary", "特别重大", "extraordinarily serious") \
    X(MAJOR, "major", "重大", "major")                                       \
    X(LARGE, "large", "较大", "large")                                       \
    X(ORDINARY, "ordinary", "一般", "ordinary")

/* registered while a window runs or pauses, concluded (办结) once none does; the others are said by
 * people: merged into another item (并单), abandoned by the applicant (视为放弃). */
#define ITEM_STATUSES(X)                                \
    X(REGISTERED, "registered", "已登记", "registered") \
    X(CONCLUDED, "concluded", "已办结", "concluded")    \
    X(MERGED, "merged", "已并单", "merged")             \
    X(ABANDONED, "abandoned", "视为放弃", "abandoned")

/* How a disclosure request came (条例 art. 31): of the last three the day of receipt is that on
 * which it is confirmed with the applicant. */
#define ITEM_DELIVERIES(X)                                         \
    X(IN_PERSON, "in_person", "当面提交", "in person")             \
    X(SIGNED_MAIL, "signed_mail", "邮寄签收", "signed mail")       \
    X(ORDINARY_MAIL, "ordinary_mail", "平常信函", "ordinary mail") \
    X(INTERNET, "internet", "互联网", "internet")                  \
    X(FAX, "fax", "传真", "fax")

#define X(NAME, code, zh, en) ITEM_DELIVERY_##NAME,
enum item_delivery { ITEM_DELIVERIES(X) ITEM_DELIVERY_COUNT };
#undef X
#define X(NAME, code, zh, en) ITEM_KIND_##NAME,
enum item_kind { ITEM_KINDS(X) ITEM_KIND_COUNT };
#undef X
#define X(NAME, code, zh, en) ITEM_CHANNEL_##NAME,
enum item_channel { ITEM_CHANNELS(X) ITEM_CHANNEL_COUNT };
#undef X
#define X(NAME, code, zh, en) ITEM_TYPE_##NAME,
enum item_type { ITEM_TYPES(X) ITEM_TYPE_COUNT };
#undef X
#define X(NAME, code, zh, en) ITEM_SEVERITY_##NAME,
enum item_severity { ITEM_SEVERITIES(X) ITEM_SEVERITY_COUNT };
#undef X
#define X(NAME, code, zh, en) ITEM_STATUS_##NAME,
enum item_status { ITEM_STATUSES(X) ITEM_STATUS_COUNT };
#undef X

extern const struct word item_kinds[];
extern const struct word item_channels[];
extern const struct word item_types[];
extern const struct word item_severities[];
extern const struct word item_statuses[];
extern const struct word item_deliveries[];

/* What decides which rules apply to an item and where their clocks start. Values that an item does
 * not have are -1; instants INSTANT_NONE. */
struct item_facts {
    enum item_kind kind;
    int channel;               /* enum item_channel */
    int type;                  /* enum item_type, or -1 for an opinion event */
    int severity;              /* enum item_severity, or -1 for all but opinion events */
    bool urgent;               /* life in danger */
    bool accident;             /* the event is an accident */
    bool personal_data;        /* asks for published personal data to be withdrawn */
    int64_t received_at_us;    /* receipt, or detection of an event */
    int64_t transferred_at_us; /* receipt of the transfer notice by the office (letters) */
    int64_t occurred_at_us;    /* of an event */
    int64_t confirmed_at_us;   /* receipt confirmed with the applicant (条例 art. 31) */
    int64_t accepted_at_us;    /* of a report or petition (受理) */
    int64_t approved_at_us;    /* end of the approval procedure (guide changes) */
    int64_t sender_due_us;     /* the time that the sender set (来件时限) */
    int64_t wanted_by_us;      /* the time by which somebody asked for it */
};

/* Facts of which nothing is known but the kind and the receipt. */
struct item_facts item_facts_of(enum item_kind kind, int64_t received_at_us);

/* The earliest time that somebody set for the item, or INSTANT_NONE. */
int64_t item_cap_us(const struct item_facts *facts);

/* The usual delivery of a channel, or -1. */
int item_delivery_of_channel(int channel);

/* True if receipt counts only once it is confirmed. */
bool item_delivery_is_confirmed(enum item_delivery delivery);

/* When receipt was certain (条例 art. 31): where it needs no confirmation, at receipt; else as
 * stated, which may be INSTANT_NONE, as it is where nobody knows the delivery (-1). */
int64_t item_confirmed_at_us(int delivery, int64_t received_at_us, int64_t stated_us);

/* The kind that an inquiry of this type is: petitions and disclosure requests are of their own. */
enum item_kind item_kind_of_type(enum item_type type);

#endif
