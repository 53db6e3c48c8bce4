# shellcheck shell=bash
# The checks of tests/lint/checks: each counts as one test.

# lint_run [NAME]: NAME may be a pattern.
lint_run() {
    local check name count=0 log=$ROOT/build/lint.log
    mkdir -p build
    for check in tests/lint/checks/*; do
        name=$(basename "$check")
        # shellcheck disable=SC2053 # a pattern is meant
        [[ $name == ${1:-*} ]] || continue
        count=$((count + 1))
        if bash "$check" >"$log" 2>&1; then
            PASSED=$((PASSED + 1))
            say "  passed  lint/$name"
        else
            FAILED=$((FAILED + 1))
            say "  FAILED  lint/$name"
            sed 's/^/    /' "$log"
        fi
    done
    ((count)) || die "no lint check named $1"
}
