# Warnings, hardening and sanitizers, the same for every target.

option(HUIYING_TESTS "Build the tests (needs Criterion and libcurl)" ON)
option(HUIYING_FUZZ "Build the fuzz targets (needs clang)" OFF)
option(HUIYING_COVERAGE "Measure coverage" OFF)
option(HUIYING_WERROR "Treat warnings as errors" ON)
set(HUIYING_SANITIZE "" CACHE STRING "Sanitizers, such as address,undefined")

add_compile_definitions(_GNU_SOURCE HUIYING_VERSION="${PROJECT_VERSION}")
add_compile_options(
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes
    -Wmissing-prototypes -Wformat=2 -Wundef -Wvla -Wcast-qual -Wwrite-strings -Wnull-dereference
    -Wswitch-enum)
if(HUIYING_WERROR)
    add_compile_options(-Werror)
endif()

if(HUIYING_SANITIZE)
    add_compile_options(-fsanitize=${HUIYING_SANITIZE} -fno-sanitize-recover=all
                        -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${HUIYING_SANITIZE})
elseif(CMAKE_BUILD_TYPE MATCHES "Rel")
    # Asserts stay: a mistake of ours must end a process rather than a citizen's deadline.
    add_compile_options(-UNDEBUG
                        -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong
                        -fstack-clash-protection)
    add_link_options(-pie -Wl,-z,relro,-z,now)
endif()
if(HUIYING_COVERAGE)
    add_compile_options(--coverage)
    add_link_options(--coverage)
endif()
