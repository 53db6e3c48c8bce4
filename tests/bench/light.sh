#!/usr/bin/env bash
# Intake when there is little to do: one connection, one inquiry at a time, beside pgbench storing
# the same rows with one client. What is left of the difference is HTTP, JSON, the rules and a
# round trip through the API; GET /livez, which asks nobody, tells how much of it a round trip is.
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

printf 'GET\t/livez\n' >"$WORK/livez"
for ((round = 1; round <= ROUNDS; round++)); do
    read -r _ _ p50 _ < <(openloop --port "${PORT[api]}" --requests "$WORK/requests" --token "$TOKEN" \
        --key "light-$RANDOM$RANDOM" --seconds "$EACH")
    sample API ms "$p50"
    read -r _ _ p50 _ < <(openloop --port "${PORT[api]}" --requests "$WORK/livez" --seconds "$EACH")
    sample 'GET /livez' ms "$p50"
    sample pgbench ms "$(pgbench_median)"
done
load() {
    openloop --port "${PORT[api]}" --requests "$WORK/requests" --token "$TOKEN" --key "flame-$RANDOM$RANDOM" \
        --seconds "$EACH"
}
flames api load
aim 'one at a time, median' API pgbench '<= 1.2x + 0.1'
