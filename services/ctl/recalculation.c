/* huiyingctl recalculation: how far changes of calendars and rules have come. */
#include "command.h"

#include <stdio.h>

static const char list[] =
    "SELECT r.id::text, to_char(r.created_at, 'YYYY-MM-DD HH24:MI'), r.actor, r.why, "
    "coalesce(r.listed::text, '-'), r.moved::text, r.held::text, "
    "CASE WHEN r.finished_at IS NULL THEN 'at work' ELSE 'finished' END "
    "FROM recalculation AS r ORDER BY r.id DESC LIMIT 20";

int command_recalculation_list(const struct config *config, int count, char **arguments)
{
    static const char format[] = "%-5s %-17s %-12s %7s %7s %7s %-9s %s\n";
    struct error error;
    (void)arguments;
    if (count != 0)
        return command_misuse("recalculation list");
    struct db_session *session = command_connect(config);
    if (!session)
        return COMMAND_FAILED;
    struct db_rows *rows = db_session_query(session, list, NULL, 0, &error);
    printf(format, "id", "begun", "by", "items", "moved", "held", "state", "why");
    for (size_t i = 0; rows && i < db_rows_count(rows); i++)
        printf(format, db_rows_text(rows, i, 0), db_rows_text(rows, i, 1), db_rows_text(rows, i, 2),
               db_rows_text(rows, i, 4), db_rows_text(rows, i, 5), db_rows_text(rows, i, 6),
               db_rows_text(rows, i, 7), db_rows_text(rows, i, 3));
    int status = rows ? COMMAND_OK : command_fail("cannot list the recalculations", &error);
    db_session_rows_free(rows);
    db_session_close(session);
    return status;
}
