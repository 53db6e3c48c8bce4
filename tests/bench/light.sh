#!/usr/bin/env bash
# Intake when there is little to do: one connection, one inquiry at a time, beside pgbench storing
# the same rows with one client. What is left of the difference is HTTP, JSON, the rules and a
# round trip through the API; GET /livez, which asks nobody, tells how much of it a round trip is, and
# the mean flush to disk what PostgreSQL waits for within each of the two.
# shellcheck source=/dev/null
source "$ROOT/tests/bench/lib/lib.sh"

database bench_light
bodies "$WORK/requests"
TOKEN=$(token operator)
api_start api
templates "${PORT[api]}" "$WORK/requests" "$TOKEN"

# The median transaction of one client, in milliseconds.
pgbench_median() {
    (cd "$WORK" && pgbench_planned -c 1 -T "$EACH" -l -f "$WORK/clone.pgbench.sql" -D places="$PLACES") \
        >"$WORK/pgbench.log" 2>&1 || fail "pgbench"
    awk '{ print $3 / 1000 }' "$WORK"/pgbench_log.* | median_of
    rm -f "$WORK"/pgbench_log.*
}

query -d postgres -c 'ALTER SYSTEM SET track_wal_io_timing = on' -c 'SELECT pg_reload_conf()' >/dev/null

flushes() { query -c 'SELECT wal_sync, wal_sync_time FROM pg_stat_wal' | tr '|' ' '; }
# flush NAME: samples the mean flush of the log since the last call, in milliseconds; no NAME, no sample.
flush() {
    local count time
    sleep 1.5 # for what PostgreSQL has counted to be told
    read -r count time < <(flushes)
    [[ -z $1 ]] || sample "$1, flush" ms "$(calculate "($time - $FLUSH_TIME) / ($count - $FLUSHES)")"
    FLUSHES=$count FLUSH_TIME=$time
}

printf 'GET\t/livez\n' >"$WORK/livez"
for ((round = 1; round <= ROUNDS; round++)); do
    flush ''
    read -r _ _ p50 _ < <(openloop --port "${PORT[api]}" --requests "$WORK/requests" --token "$TOKEN" \
        --key "light-$RANDOM$RANDOM" --seconds "$EACH")
    sample API ms "$p50"
    flush API
    read -r _ _ p50 _ < <(openloop --port "${PORT[api]}" --requests "$WORK/livez" --seconds "$EACH")
    sample 'GET /livez' ms "$p50"
    sample pgbench ms "$(pgbench_median)"
    flush pgbench
done
query -d postgres -c 'ALTER SYSTEM RESET track_wal_io_timing' -c 'SELECT pg_reload_conf()' >/dev/null
load() {
    openloop --port "${PORT[api]}" --requests "$WORK/requests" --token "$TOKEN" --key "flame-$RANDOM$RANDOM" \
        --seconds "$EACH"
}
flames api load
aim 'one at a time, median' API pgbench '<= 1.2x + 0.1'
