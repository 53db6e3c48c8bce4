# Turns common/store/sql/*.sql into store/statements.h (an enumerator a file) and statements.c (the
# table). Run as: cmake -DSQL_DIR=… -DOUTPUT_DIR=… -P statements.cmake

file(GLOB files ${SQL_DIR}/*.sql)
list(SORT files)
set(names "")
set(rows "")
foreach(file IN LISTS files)
    get_filename_component(name ${file} NAME_WE)
    string(TOUPPER ${name} upper)
    file(READ ${file} text)
    string(REPLACE "\\" "\\\\" text "${text}")
    string(REPLACE "\"" "\\\"" text "${text}")
    string(REPLACE "\n" "\\n\"\n     \"" text "${text}")
    string(APPEND names "    STATEMENT_${upper},\n")
    string(APPEND rows "    {\"${name}\",\n     \"${text}\",\n     STATEMENT_${upper}},\n")
endforeach()

file(MAKE_DIRECTORY ${OUTPUT_DIR}/store)
file(WRITE ${OUTPUT_DIR}/store/statements.h
"/* Made from common/store/sql/ at build: one enumerator a statement. */
#ifndef HUIYING_STORE_STATEMENTS_H
#define HUIYING_STORE_STATEMENTS_H

#include \"db/pool.h\"

enum statement {
${names}    STATEMENT_COUNT
};

extern const struct db_statement statements[STATEMENT_COUNT];

#endif
")
file(WRITE ${OUTPUT_DIR}/store/statements.c
"/* Made from common/store/sql/ at build. */
#include \"store/statements.h\"

#pragma GCC diagnostic ignored \"-Woverlength-strings\"

_Static_assert((int)STATEMENT_COUNT <= (int)DB_STATEMENTS_MAX, \"a connection keeps track of so many\");

const struct db_statement statements[STATEMENT_COUNT] = {
${rows}};
")
