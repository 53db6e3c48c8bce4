# shellcheck shell=bash
# Runs Criterion's programs and counts from their synthesis; a sanitizer's report is a failure,
# wherever it was written: Criterion itself forgives what is reported after a test has ended.

SUITES_REPORT='ERROR: AddressSanitizer|LeakSanitizer|runtime error:'
SUITES_SECONDS=1200

suites_program() { printf '%s/build/asan/tests/%s-tests\n' "$ROOT" "$1"; }

# True if the program of this kind has a suite that matches NAME or NAME/TEST.
suites_match() {
    local line
    [[ -x $(suites_program "$1") ]] || return 1
    while IFS= read -r line; do
        # shellcheck disable=SC2053 # a pattern is meant
        [[ ${line%%:*} != ${2%%/*} ]] || return 0
    done < <("$(suites_program "$1")" --list --encoding=ascii | grep -E '^[^[:space:]|`]+: [0-9]+ test')
    return 1
}

# Fault tests stop servers that others would need, so they run one at a time.
suites_jobs() {
    if [[ $1 == faults ]]; then echo 1; else echo 2; fi
}

# suites_environment FOLDER: reports go to files there, whatever becomes of standard error.
suites_environment() {
    mkdir -p "$1"
    export ASAN_OPTIONS="detect_leaks=1:detect_stack_use_after_return=1:strict_string_checks=1:log_path=$1/address"
    export UBSAN_OPTIONS="print_stacktrace=1:log_path=$1/undefined"
}

# suites_run KIND PATTERN: PATTERN is SUITE or SUITE/TEST.
suites_run() {
    local kind=$1 pattern=$2 log=$ROOT/build/asan/$1-tests.log status=0
    local reports=$ROOT/build/asan/$1-reports
    [[ $pattern == */* ]] || pattern="$pattern/*"
    rm -rf "$reports"
    suites_environment "$reports"
    try "$kind tests" "$log" timeout --foreground --kill-after=10 "$SUITES_SECONDS" \
        "$(suites_program "$kind")" --verbose --color=never "-j$(suites_jobs "$kind")" \
        --timeout 300 --filter "$pattern" || status=$?
    grep -vE '^\[(RUN |PASS|SKIP)\]|^\[----\] Criterion|^\[====\] Running' "$log" || true
    suites_count "$kind" "$log" "$status"
    suites_judge_reports "$kind" "$log" "$reports"
    rm -rf "$reports"
}

# What failed and why, to be said again at the end, below whatever else is printed.
suites_failures() { grep -E '^\[(FAIL|----)\]' "$1" | grep -v 'Criterion v' | head -n 60; }

# Adds to PASSED and FAILED what the synthesis says; a program that ended early is a failure.
suites_count() {
    local kind=$1 log=$2 status=$3 line tested passing
    line=$(grep -E '^\[====\] Synthesis:' "$log" | tail -n 1 || true)
    if [[ ! $line =~ Tested:\ ([0-9]+)\ \|\ Passing:\ ([0-9]+) ]]; then
        FAILED=$((FAILED + 1))
        say_tail "$log" 30
        say "  FAILED  the $kind tests ended early (status $status); their log: $log"
        return 0
    fi
    tested=${BASH_REMATCH[1]} passing=${BASH_REMATCH[2]}
    PASSED=$((PASSED + passing))
    FAILED=$((FAILED + tested - passing))
    ((tested == passing)) || FAILURES+=$(suites_failures "$log")$'\n'
    if ((status != 0 && tested == passing)); then
        FAILED=$((FAILED + 1))
        say "  FAILED  the $kind tests ended with status $status; their log: $log"
    fi
}

# One failure for a run in which any process reported: in its files, its output, a service's log.
suites_judge_reports() {
    local kind=$1 log=$2 reports=$3 kept=$ROOT/build/asan/$1-reports.log
    {
        find "$reports" -type f -size +0 -exec cat {} +
        grep -hE -A 25 "$SUITES_REPORT" "$log" || true
        [[ ! -d ${VAR:-/nowhere}/log ]] ||
            grep -rE -A 25 "$SUITES_REPORT" "$VAR/log" || true
    } >"$kept"
    [[ -s $kept ]] || return 0
    FAILED=$((FAILED + 1))
    grep -E -A 12 "$SUITES_REPORT" "$kept" | head -n 100
    say "  FAILED  a sanitizer reported during the $kind tests; the reports: $kept"
}
