/*
 * Reference data: calendars, departments, rules and chains of one version, read from the database
 * as one document and never changed after. A process holds the newest it knows; whatever was
 * computed with it holds it too, until it is done.
 */
#ifndef HUIYING_STORE_REFERENCE_H
#define HUIYING_STORE_REFERENCE_H

#include "db/pool.h"
#include "domain/escalation.h"
#include "domain/rule.h"

struct department {
    int id;
    const char *code;
    const char *name_zh;
    const char *name_en;
};

struct reference {
    int64_t version;
    const struct department *departments;
    size_t department_count;
    const struct rule *rules;
    size_t rule_count;
    const struct calendar *const *calendars;
    size_t calendar_count;
};

/* Asks for the newest; reference_from_rows reads the answer. */
void reference_query(struct db_pool *pool, db_callback *callback, void *context);

/* NULL and *error if the data does not fit together. The caller holds it. */
struct reference *reference_from_rows(const struct db_rows *rows, struct error *error);

/* Both return or take one hold; it is freed with the last. NULL is accepted. */
struct reference *reference_hold(struct reference *reference);
void reference_release(struct reference *reference);

/* What it would be with another calendar in the place of its namesake, which is taken over, or with
 * another rule in the place of the one with its id. The caller holds it. */
struct reference *reference_with_calendar(struct reference *reference,
                                          struct calendar *take_calendar);
struct reference *reference_with_rule(struct reference *reference, const struct rule *rule);

/* True if some rule owes this stage. */
bool reference_has_stage(const struct reference *reference, const char *stage);

/* By code or Chinese name, or by id; NULL if there is none, as with all below. */
const struct department *reference_department(const struct reference *reference, const char *name);
const struct department *reference_department_of(const struct reference *reference, int id);

const struct calendar *reference_calendar(const struct reference *reference, const char *name);
const struct rule *reference_rule(const struct reference *reference, int id);

/* The first rule of a code that governs what is received on that day, else the first of that code.
 */
const struct rule *reference_rule_of(const struct reference *reference, const char *code,
                                     int64_t received_at_us);

#endif
