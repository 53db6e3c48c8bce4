# Files built into the program.
#
#   huiying_embed(target name file…)
#
# gives the target, and what links it, a header <name>.h with
#
#   enum { <NAME>_<FILE>, …, <NAME>_COUNT };              in the order given
#   extern const struct embedded_text <name>[<NAME>_COUNT];
#
# and, for each statement (.sql) that tells its columns in lines such as "-- > due_at: of the window",
#
#   enum { <FILE>_DUE_AT, … };                            in the order of the lines
#
# The bytes become lists of characters, so they may be anything, of any length (a string literal
# has a portable limit of 4,095 characters). The second half runs at build time, as a script.

function(huiying_columns file stem ret_columns)
    if(NOT file MATCHES "[.]sql$") # others may be made only when building
        return()
    endif()
    file(STRINGS ${file} lines REGEX "^-- > ")
    if(NOT lines)
        return()
    endif()
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    set(names "")
    foreach(line IN LISTS lines)
        string(REGEX MATCH "^-- > ([a-z_0-9]+)" ignored "${line}")
        string(TOUPPER "    ${stem}_${CMAKE_MATCH_1},\n" enumerator)
        string(APPEND names "${enumerator}")
    endforeach()
    set(${ret_columns} "${${ret_columns}}\nenum {\n${names}};\n" PARENT_SCOPE)
endfunction()

function(huiying_embed target name)
    set(folder ${CMAKE_CURRENT_BINARY_DIR}/embedded_${name})
    set(files "")
    set(enumerators "")
    set(columns "")
    string(TOUPPER ${name} prefix)
    foreach(file IN LISTS ARGN)
        get_filename_component(file ${file} ABSOLUTE)
        get_filename_component(stem ${file} NAME_WE)
        string(MAKE_C_IDENTIFIER ${prefix}_${stem} enumerator)
        string(TOUPPER ${enumerator} enumerator)
        list(APPEND files ${file})
        string(APPEND enumerators "    ${enumerator},\n")
        huiying_columns(${file} ${stem} columns)
    endforeach()
    file(CONFIGURE OUTPUT ${folder}/${name}.h @ONLY CONTENT
"#ifndef HUIYING_EMBEDDED_@prefix@_H
#define HUIYING_EMBEDDED_@prefix@_H

#include \"base/embedded.h\"

enum {
@enumerators@    @prefix@_COUNT
};
@columns@
extern const struct embedded_text @name@[@prefix@_COUNT];

#endif
")
    list(JOIN files "|" joined)
    add_custom_command(OUTPUT ${folder}/${name}.c
        COMMAND ${CMAKE_COMMAND} -DNAME=${name} -DFILES=${joined} -DOUTPUT=${folder}/${name}.c
                -P ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
        DEPENDS ${files} ${CMAKE_CURRENT_FUNCTION_LIST_FILE}
        COMMENT "Embedding ${name}" VERBATIM)
    target_sources(${target} PRIVATE ${folder}/${name}.c)
    target_include_directories(${target} PUBLIC ${folder})
endfunction()

if(NOT CMAKE_SCRIPT_MODE_FILE STREQUAL CMAKE_CURRENT_LIST_FILE)
    return()
endif()

string(REPLACE "|" ";" files "${FILES}")
set(arrays "")
set(entries "")
set(number 0)
foreach(file IN LISTS files)
    get_filename_component(stem ${file} NAME_WE)
    file(SHA1 ${file} sha1)
    file(READ ${file} bytes HEX)
    string(REGEX REPLACE "(................................)" "\\1\n    " bytes "${bytes}")
    string(REGEX REPLACE "([0-9a-f][0-9a-f])" "'\\\\x\\1'," bytes "${bytes}")
    string(APPEND arrays "static const char text_${number}[] = {\n    ${bytes}'\\0'};\n\n")
    string(APPEND entries
        "    {\"${stem}\", text_${number}, sizeof(text_${number}) - 1,\n     \"${sha1}\"},\n")
    math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT}
    "#include \"${NAME}.h\"\n\n${arrays}const struct embedded_text ${NAME}[] = {\n${entries}};\n")
