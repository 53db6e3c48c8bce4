/* What a request says in its path, query and body, decoded by tables; and the cursors in it. */
#ifndef HUIYING_API_PARAMETERS_H
#define HUIYING_API_PARAMETERS_H

#include "app.h"
#include "json/fields.h"

/* Decodes all parameters of the request into *ret. False: the request is answered already. */
bool parameters_read(struct request *request, const struct field *fields, size_t count, void *ret);

/* Decodes the body of the request into *ret; an empty one says nothing. False: the request is
 * answered already. */
bool body_read(struct request *request, const struct field *fields, size_t count, void *ret);

/*
 * Cursors are opaque and signed, so that what comes back is what was given: parts of plain ASCII
 * without '~', joined.
 */
enum { CURSOR_PARTS_MAX = 4 };

/* The cursor of some parts, in the arena. */
const char *cursor_make(const struct app *app, struct arena *arena, const char *const *parts,
                        size_t count);

/* Takes a cursor apart: false if it is not one of ours with so many parts. */
bool cursor_read(const struct app *app, struct arena *arena, const char *cursor, size_t count,
                 const char **ret_parts);

/* Answers 400, naming the parameter. */
void cursor_refuse(struct request *request, const char *parameter);

/* Looks a department (code or Chinese name) and a stage up in the reference data; NULL is any, with
 * *ret_department_id 0. False: one is not known, and the request is answered already. */
bool parameters_look_up(struct request *request, const struct app *app, const char *department,
                        const char *stage, int *ret_department_id);

/* True if there is no row to answer with, because of an error or because there is none: the request
 * is then answered already, with 404 in the latter case. */
bool rows_are_missing(struct request *request, const struct db_rows *rows,
                      const struct error *error);

/* The item id of the path's {ref}; false: the request is answered with 404 already. */
bool path_read_ref(struct request *request, int64_t *ret_id);

/* A number of the path, from 1 to max; false: the request is answered with 404 already. */
bool path_read_number(struct request *request, const char *name, int64_t max, int64_t *ret);

/* The number of the path's {n}, a window; false: the request is answered with 404 already. */
bool path_read_window(struct request *request, int *ret_n);

/* Adds Link: <path?query&cursor=…>; rel="next", the other parameters kept. */
void link_add_next(struct request *request, const char *cursor_name, const char *cursor);

#endif
