/* How far the windows that run have been counted anew after a change: GET /v1/recalculations/{id}.
 */
#ifndef HUIYING_API_RECALCULATIONS_H
#define HUIYING_API_RECALCULATIONS_H

#include "app.h"

void recalculation_show(struct request *request, void *service);

/* Answers 202: the changed data holds, and this recalculation has begun. */
void recalculation_reply_begun(struct request *request, struct app *app, int64_t version,
                               int64_t recalculation);

#endif
