# shellcheck shell=bash
# Where the time goes, as a picture beside the results.

# Processes of PostgreSQL that serve our programs and peers in the present database. Others, such as
# autovacuum's, may end before they can be sampled.
backends() {
    query -c "SELECT pid FROM pg_stat_activity WHERE datname = current_database()
              AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
}

# flame NAME PID...: samples these processes for some seconds, while the caller's load goes on.
flame() {
    local name=$1 picture
    shift
    picture=${BENCH_RESULTS%.tsv}.flame-$name.svg
    if ! perf record -q -F 199 -e cpu-clock --call-graph dwarf,16384 -p "$(IFS=, && echo "$*")" \
        -o "$WORK/perf.data" -- sleep "$((EACH < 5 ? EACH : 5))" >"$WORK/perf.log" 2>&1; then
        note "No flame graph of $name: perf could not sample it."
        tail -n 3 "$WORK/perf.log" >&2
        return 0
    fi
    perf script -i "$WORK/perf.data" -F comm,ip,sym 2>>"$WORK/perf.log" |
        /usr/bin/python3 -B "$BENCH/report/flame.py" "$name" >"$picture"
    rm -f "$WORK/perf.data"
}

# flames PROGRAM COMMAND...: two pictures, of a program that start started and of its backends, each
# while the command runs.
flames() {
    local program=$1 who load pids
    shift
    for who in "$program" postgres; do
        "$@" >"$WORK/flames.log" 2>&1 &
        load=$!
        sleep 0.7
        mapfile -t pids < <(if [[ $who == postgres ]]; then backends; else pid_of "$program"; fi)
        flame "$who" "${pids[@]}"
        wait "$load" || fail "the load of a flame graph"
    done
}
