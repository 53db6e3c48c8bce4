/* Windows from the rows that window_row() of the schema makes, and clocks from and to json. For the
 * files of store/ alone. */
#ifndef HUIYING_STORE_WINDOW_ROWS_H
#define HUIYING_STORE_WINDOW_ROWS_H

#include "base/arena.h"
#include "domain/docket.h"
#include "json/value.h"
#include "json/write.h"
#include "store/reference.h"

/* Memory for so many windows and so many more, and for the events of what is done to them. */
void windows_make_room(struct docket *docket, size_t count, size_t room, struct arena *arena);

/* Reads a list of rows into the docket, with room for so many more; cap_us is of the item. False if
 * a rule is not known. */
bool windows_from_json(const struct json *rows, int64_t cap_us, const struct reference *reference,
                       size_t room, struct arena *arena, struct docket *ret_docket);

/* One of them. */
bool window_from_json(const struct json *row, int64_t cap_us, const struct reference *reference,
                      struct arena *arena, struct docket_window *ret);

/* What happened to a clock beyond starting, as a member "clock"; nothing if nothing did. */
void clock_write(struct json_out *out, const struct clock *clock, int64_t item_cap_us);

#endif
