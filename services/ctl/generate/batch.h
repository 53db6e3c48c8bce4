/* Items on their way into the database, many in one statement: the API's own. For generate alone.
 */
#ifndef HUIYING_CTL_GENERATE_BATCH_H
#define HUIYING_CTL_GENERATE_BATCH_H

#include "db/session.h"
#include "generate/item.h"

struct generate_batch {
    struct db_session *session; /* borrowed */
    int64_t version;            /* of the reference data */
    int64_t first;              /* the leased numbers */
    int64_t count;
    int64_t used;
    struct intake_rows rows;
    struct intake_rows added; /* last */
};

void generate_batch_done(struct generate_batch *batch);

/* Leases numbers for the items to come. */
bool generate_batch_begin(struct generate_batch *batch, struct error *error);

/* The number of the next item; only while used < count. */
int64_t generate_batch_next_id(const struct generate_batch *batch);

void generate_batch_add(struct generate_batch *batch, const struct generate_item *item);

/* Stores them; false and *error if not all of them are there now. */
bool generate_batch_store(struct generate_batch *batch, struct error *error);

#endif
