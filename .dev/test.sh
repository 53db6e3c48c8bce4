# shellcheck shell=bash
# ./dev test: what to run, on which servers, and the line that closes it.

TEST_KINDS=(unit integration faults)

# Builds with sanitizers; a failure counts and leaves nothing to run.
test_build() {
    local log=$ROOT/build/asan.log
    try "building with sanitizers (asan)" "$log" build_run asan && return 0
    FAILED=$((FAILED + 1))
    say_tail "$log" 40
    say "  FAILED  the build; its log: $log"
    return 1
}

# What `up` runs is built too: an optimizing compiler sees more, and warns of it.
test_build_release() {
    local log=$ROOT/build/release.log
    if try "building as for production (release)" "$log" build_run release; then
        PASSED=$((PASSED + 1))
    else
        FAILED=$((FAILED + 1))
        say_tail "$log" 40
        say "  FAILED  the release build; its log: $log"
    fi
}

# Servers are started once, before the first kind that needs them.
test_servers() {
    [[ $1 != unit && -z ${HUIYING_SERVERS_DIR:-} ]] || return 0
    servers_borrow fast
}

test_kind() {
    if [[ ! -x $(suites_program "$1") ]]; then
        say "· $1 tests: there are none yet"
        return 0
    fi
    test_servers "$1"
    suites_run "$1" "${2:-*}"
}

test_all() {
    local kind
    say "· lint"
    lint_run
    test_build_release
    test_build || return 0
    for kind in "${TEST_KINDS[@]}"; do test_kind "$kind"; done
}

# A suite, or SUITE/TEST, in whichever programs have it.
test_named() {
    local kind matched=no
    test_build || return 0
    for kind in "${TEST_KINDS[@]}"; do
        suites_match "$kind" "$1" || continue
        matched=yes
        test_kind "$kind" "$1"
    done
    [[ $matched == yes ]] || say "no suite is named ${1%%/*}"
}

test_close() {
    [[ -z ${HUIYING_SERVERS_DIR:-} || $FAILED == 0 ]] || {
        rm -rf "$ROOT/build/asan/server-logs"
        cp -r "$VAR/log" "$ROOT/build/asan/server-logs"
        say "The servers' logs: build/asan/server-logs"
    }
    if [[ -n ${HUIYING_SERVERS_DIR:-} ]]; then
        trap - EXIT
        servers_stop
        rm -rf "$VAR"
    fi
    [[ -z $FAILURES ]] || say "$FAILURES"
    say "$PASSED passed, $FAILED failed"
    ((FAILED == 0 && PASSED > 0))
}

test_one() {
    case $1 in
    lint | lint/*) packages_install "${PACKAGES_LINT[@]}" ;;
    all) packages_install "${PACKAGES_TEST[@]}" "${PACKAGES_LINT[@]}" ;;
    *) packages_install "${PACKAGES_TEST[@]}" ;;
    esac
    case $1 in
    all) test_all ;;
    lint) lint_run ;;
    lint/*) lint_run "${1#lint/}" ;;
    unit | integration | faults) ! test_build || test_kind "$1" ;;
    *) test_named "$1" ;;
    esac
}

test_command() {
    PASSED=0 FAILED=0 FAILURES=
    unset HUIYING_SERVERS_DIR
    local what
    for what in "${@:-all}"; do test_one "$what"; done
    test_close
}
