# shellcheck shell=bash disable=SC2034 # what is set here is used by the measurements
# What every measurement uses; it sources this first. A measurement is one file, tests/bench/NAME.sh:
#
#     #!/usr/bin/env bash
#     # What is measured beside what, in a few lines: they become the text of its section.
#     source "$ROOT/tests/bench/lib/lib.sh"
#     for ((round = 1; round <= ROUNDS; round++)); do
#         sample ours items/s "$(…)"                   # every figure of every round goes in here
#         sample theirs items/s "$(…)"
#     done
#     aim "full speed" ours theirs '>= 1.5x'           # one row of the table
#
# It runs with private servers (PG*, REDIS_URL), ROOT, BIN (our programs), DRIVERS (those of
# tests/bench/drivers), BENCH_RESULTS (the file that sample and the like write) and a folder WORK,
# which goes at the end, as does all that was started by start. BENCH_ROUNDS, BENCH_SECONDS,
# BENCH_ITEMS and so on make it smaller; then nothing is written to docs.
set -euo pipefail
export LC_ALL=C.UTF-8

BENCH=$ROOT/tests/bench
DRIVERS=$ROOT/build/bench/tests/bench
ROUNDS=${BENCH_ROUNDS:-5}
EACH=${BENCH_SECONDS:-5} # seconds that one figure is measured for
WORK=$(mktemp -d "${TMPDIR:-/tmp}/huiying-bench.XXXXXX")
declare -A STARTED=()
trap bench_end EXIT
trap 'exit 130' INT TERM HUP
ulimit -n "$(ulimit -Hn)" # of connections

for part in results data services load peers flame; do
    # shellcheck source=/dev/null
    source "$BENCH/lib/$part.sh"
done

bench_end() {
    local status=$? name
    trap - EXIT
    for name in "${!STARTED[@]}"; do stop "$name"; done
    rm -rf "$WORK"
    exit "$status"
}

# start NAME COMMAND...: in the background, its output in WORK/NAME.log.
start() {
    local name=$1
    shift
    "$@" >"$WORK/$name.log" 2>&1 </dev/null &
    STARTED[$name]=$!
}

pid_of() { printf '%s\n' "${STARTED[$1]}"; }

# stop NAME: asks, waits ten seconds, insists.
stop() {
    local pid=${STARTED[$1]:-} i
    [[ -n $pid ]] || return 0
    unset "STARTED[$1]"
    kill "$pid" 2>/dev/null || true
    for ((i = 0; i < 100; i++)); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    kill -KILL "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
}

# await SECONDS COMMAND...: until it succeeds.
await() {
    local until=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        ((SECONDS < until)) || fail "waited in vain for: $*"
        sleep 0.05
    done
}

fail() {
    local log name
    for name in "${!STARTED[@]}"; do
        kill -0 "${STARTED[$name]}" 2>/dev/null || echo "bench: $name has ended by itself" >&2
    done
    for log in "$WORK"/*.log; do
        [[ ! -s $log ]] || { echo "--- $log" && tail -n 5 "$log"; } >&2
    done
    printf 'bench: %s\n' "$*" >&2
    exit 1
}

# calculate EXPRESSION: with awk, to six digits.
calculate() { awk "BEGIN {printf \"%.6g\n\", ($1)}"; }

# A port that nothing listens on.
free_port() {
    local port
    while port=$((21000 + RANDOM % 10000)) && (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do :; done
    printf '%s\n' "$port"
}
