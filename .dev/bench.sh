# shellcheck shell=bash
# ./dev bench: runs the measurements of tests/bench and tells what came out.
#
# A measurement is NAME.sh (see tests/bench/lib/lib.sh). What it tells goes to
# build/bench/results/NAME.tsv. If nothing made it smaller, that is kept as
# docs/performance/NAME.tsv, from which docs/performance.md is written; with BENCH_RECORD=yes it is
# kept in any case, even where an aim does not hold that must.
# BENCH_KEEP=FOLDER keeps the servers there, so that large data need not be made again.

BENCH_ORDER=(deadline recalc intake light read list poll fire punctual rebuild growth memory instructions)

# The measurements that fit a pattern: those named above in that order, then any others.
bench_names() {
    local name found
    found=$(find "$ROOT/tests/bench" -maxdepth 1 -name "$1.sh" -printf '%f\n' | sed 's/\.sh$//' | sort)
    for name in "${BENCH_ORDER[@]}"; do grep -x "$name" <<<"$found" || true; done
    grep . <<<"$found" | grep -vxF "$(printf '%s\n' "${BENCH_ORDER[@]}")" || true
}

bench_install() {
    local pair packages=()
    packages_install "${PACKAGES_BENCH[@]}"
    for pair in "${PACKAGES_BENCH_TOOLS[@]}"; do
        command -v "${pair%%:*}" >/dev/null || packages+=("${pair#*:}")
    done
    packages_install "${packages[@]}"
}

bench_build() { cmake --preset bench && cmake --build --preset bench -j "$(nproc)" --target all bench-drivers; }

# Servers that write to disk as in production, for all measurements of this run.
bench_servers() {
    [[ -z ${HUIYING_SERVERS_DIR:-} ]] || return 0
    if [[ -z ${BENCH_KEEP:-} ]]; then
        servers_borrow durable
        return 0
    fi
    VAR=$BENCH_KEEP
    trap bench_servers_stop EXIT
    trap 'exit 130' INT TERM HUP
    servers_start durable
    export HUIYING_SERVERS_DIR=$VAR HUIYING_SERVER_COMMAND="$ROOT/dev server"
}

bench_servers_stop() {
    local status=$?
    trap - EXIT
    servers_stop
    exit "$status"
}

# bench_run NAME: prints, and fills the file of its results.
bench_run() {
    BENCH_RESULTS=$ROOT/build/bench/results/$1.tsv
    export BENCH_RESULTS
    mkdir -p "$(dirname "$BENCH_RESULTS")"
    rm -f "$BENCH_RESULTS" "${BENCH_RESULTS%.tsv}".*.svg
    bench_servers
    bash "$ROOT/tests/bench/lib/machine.sh" "$1" >"$BENCH_RESULTS" && bash "$ROOT/tests/bench/$1.sh"
}

# Smaller than meant: it shows that all works, and little else.
bench_is_small() { compgen -v BENCH_ | grep -qvxE 'BENCH_(KEEP|ORDER|RECORD|RESULTS)'; }

bench_report() {
    local record=()
    if [[ ${BENCH_RECORD:-} == yes ]]; then
        record=(--record --force)
    elif ! bench_is_small; then
        record=(--record)
    fi
    /usr/bin/python3 -B "$ROOT/tests/bench/report/report.py" "${record[@]}" "$@"
}

bench_command() {
    local name names=() good=() failed=()
    unset HUIYING_SERVERS_DIR
    (($#)) || set -- '*'
    for name; do mapfile -t -O "${#names[@]}" names < <(bench_names "$name"); done
    ((${#names[@]})) || die "no measurement named $* in tests/bench"
    bench_install
    step "building (bench)" "$ROOT/build/bench.log" bench_build
    BIN=$(build_programs bench)
    export BIN ROOT
    for name in "${names[@]}"; do
        say "· $name"
        if bench_run "$name"; then good+=("$name"); else failed+=("$name"); fi
    done
    bench_report "${good[@]}" || failed+=("an aim that must hold")
    ((${#failed[@]} == 0)) || die "failed: ${failed[*]}"
}
