# shellcheck shell=bash
# fuzz, bench and tidy: what takes longer than a test run should.

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

# What tests/bench holds: NAME.sh, given private servers that write to disk as in production and
# BIN, the folder of the programs; or NAME.c, a program of its own.
bench_names() {
    find "$ROOT/tests/bench" -maxdepth 1 \( -name "$1.sh" -o -name "$1.c" \) | sort
}

bench_program() {
    local name
    name=bench-$(basename "$1" .c)
    step "building $name" "$ROOT/build/$name.log" cmake --build --preset bench --target "$name"
    "$ROOT/build/bench/tests/bench/$name"
}

bench_script() {
    if [[ -z ${HUIYING_SERVERS_DIR:-} ]]; then servers_borrow durable; fi
    bash "$1"
}

bench_command() {
    local source sources
    unset HUIYING_SERVERS_DIR
    packages_install "${PACKAGES_BENCH[@]}"
    mapfile -t sources < <(bench_names "${1:-*}")
    ((${#sources[@]})) || die "no measurement named ${1:-*} in tests/bench"
    build_preset bench
    BIN=$(build_programs bench)
    export BIN ROOT
    for source in "${sources[@]}"; do
        say "· $(basename "${source%.*}")"
        case $source in
        *.sh) bench_script "$source" ;;
        *.c) bench_program "$source" ;;
        esac || die "the measurement $(basename "$source") failed"
    done
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
