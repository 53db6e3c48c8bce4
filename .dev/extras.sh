# shellcheck shell=bash
# fuzz and tidy: what takes longer than a test run should.

# Runs one target on its corpus; what it finds new is kept apart, in build/.
fuzz_run() {
    local target=$1 name found kept
    name=$(basename "$target")
    name=${name#fuzz-}
    found=$ROOT/build/fuzz/found/$name
    kept=$ROOT/tests/fuzz/corpus/$name
    mkdir -p "$found" "$kept"
    "$target" -max_total_time="${FUZZ_SECONDS:-60}" -rss_limit_mb=2048 -timeout=10 \
        -print_final_stats=1 -artifact_prefix="$ROOT/build/fuzz/$name-" "$found" "$kept"
}

fuzz_targets() {
    find "$ROOT/build/fuzz/tests/fuzz" -maxdepth 1 -type f -executable \( -name "$1" -o -name "fuzz-$1" \) |
        sort
}

fuzz_command() {
    local target targets failed=0
    packages_install "${PACKAGES_FUZZ[@]}"
    build_preset fuzz
    mapfile -t targets < <(fuzz_targets "${1:-*}")
    ((${#targets[@]})) || die "no fuzz target named ${1:-*}"
    for target in "${targets[@]}"; do
        try "fuzzing $(basename "$target") for ${FUZZ_SECONDS:-60} s" "$target.log" \
            fuzz_run "$target" || {
            say_tail "$target.log" 40
            say "  failed; its log: $target.log"
            failed=$((failed + 1))
        }
    done
    say "$((${#targets[@]} - failed)) targets held, $failed failed"
    ((failed == 0))
}

tidy_run() {
    find common services tests -name '*.c' -print0 |
        xargs -0 -P "$(nproc)" -n 4 clang-tidy -p build/tidy --quiet
}

tidy_command() {
    packages_install "${PACKAGES_TIDY[@]}"
    build_preset tidy
    if ! try "clang-tidy" build/tidy.findings tidy_run; then
        grep -E 'warning:|error:' build/tidy.findings | sort -u || true
        die "clang-tidy found the above; its log: build/tidy.findings"
    fi
    say "nothing found"
}
