/*
 * Reference data: calendars, departments, rules and chains of one version, read from the database
 * as one document and never changed after. A process holds the newest it knows; whatever was
 * computed with it holds it too, until it is done.
 */
#ifndef HUIYING_STORE_REFERENCE_H
#define HUIYING_STORE_REFERENCE_H

#include "db/pool.h"
#include "domain/escalation.h"

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
};

/* Asks for the newest; reference_from_rows reads the answer. */
void reference_query(struct db_pool *pool, db_callback *callback, void *context);

/* NULL and *error if the data does not fit together; zone is the bureau's. The caller holds it. */
struct reference *reference_from_rows(const struct db_rows *rows, struct zone zone,
                                      struct error *error);

/* Both return or take one hold; it is freed with the last. NULL is accepted. */
struct reference *reference_hold(struct reference *reference);
void reference_release(struct reference *reference);

/* True if some rule owes this stage. */
bool reference_has_stage(const struct reference *reference, const char *stage);

/* By code or Chinese name; NULL if there is none. */
const struct department *reference_department(const struct reference *reference, const char *name);

#endif
