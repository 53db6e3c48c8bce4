/* What a change of reference data would move: every running window counted by it, and the due times
 * that differ. Nothing is stored. For calendars.c and rules.c. */
#ifndef HUIYING_API_PREVIEW_H
#define HUIYING_API_PREVIEW_H

#include "app.h"

/* Answers the request. The reference is taken over: what it would be. */
void preview_begin(struct request *request, struct app *app, struct reference *take_reference);

#endif
