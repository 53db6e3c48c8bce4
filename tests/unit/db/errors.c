/* What an error of PostgreSQL means to whoever sent the statement. */
#include "db/pool.h"

#include <criterion/criterion.h>
#include <stdio.h>

#include "base/macros.h"

Test(db_errors, a_refusal_is_told_from_an_absence_and_one_row_from_the_server)
{
    static const struct {
        const char *sqlstate;
        bool is_refusal, is_of_rows;
    } all[] = {
        {"", false, false},      /* the connection was lost */
        {"08006", false, false}, /* as the server says it */
        {"40001", false, false}, /* a deadlock, or the like */
        {"57P01", false, false}, /* it shuts down */
        {"25006", false, false}, /* it is a standby */
        {"57014", true, true},   /* the statement takes too long */
        {"23505", true, true},   /* a constraint */
        {"55P03", true, true},   /* a lock */
        {"42501", true, true},   /* a grant */
        {"XX001", true, true},   /* a damaged page */
        {"53200", true, true},   /* too much at once for its memory */
        {"53100", true, false},  /* its disk is full */
        {"58030", true, false},  /* its files cannot be read or written */
    };
    for (size_t i = 0; i < ARRAY_LEN(all); i++) {
        struct error error = {.code = ERROR_INTERNAL};
        snprintf(error.sqlstate, sizeof(error.sqlstate), "%s", all[i].sqlstate);
        cr_expect_eq(db_error_is_refusal(&error), all[i].is_refusal, "%s", all[i].sqlstate);
        cr_expect_eq(db_error_is_of_rows(&error), all[i].is_of_rows, "%s", all[i].sqlstate);
    }
}
