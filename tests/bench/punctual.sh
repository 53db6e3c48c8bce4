#!/usr/bin/env bash
# 500 windows a second fall due for 60 s while intake goes on at half of full speed, which is what 256
# connections get, one worker: from the due moment to the commit of the escalation, both by the
# database's clock (track_commit_timestamp is on for this measurement). The flame graphs are of some
# seconds of the same.
# shellcheck source=/dev/null
source "$ROOT/tests/bench/lib/lib.sh"

DURATION=${BENCH_DURATION:-60}
track() { # on|off
    query -d postgres -c "ALTER SYSTEM SET track_commit_timestamp = $1"
    $HUIYING_SERVER_COMMAND restart postgres
}
track on
trap 'track off; bench_end' EXIT

database bench_punctual
bodies "$WORK/requests"
TOKEN=$(token operator)
api_start api --idle-timeout-ms 600000 # a connection that the driver does not need lies idle
worker_start worker
half=$(calculate "0.5 * $(wrk_rate "${PORT[api]}" 256 "$WORK/requests" "$TOKEN")")
note "Intake at half of what 256 connections get: $(calculate "int($half)") items a second."

# Milliseconds from due to committed, at a percentile.
late() {
    query -c "SELECT round(1000 * percentile_cont($1) WITHIN GROUP (ORDER BY
                  extract(epoch FROM pg_xact_commit_timestamp(xid::xid) - planned_at))::numeric, 3)
              FROM escalation WHERE kind = 'level'"
}

all_fired() {
    [[ $(query -c "SELECT count(*) FROM escalation WHERE kind = 'level'") == $((500 * DURATION)) ]]
}

# due LEAD SECONDS: nothing is stored but windows, of which 500 a second fall due from LEAD seconds on.
due() {
    empty
    redis_empty
    generate --open $((500 * $2)) --due-in "$1" --due-over "$2"
}

intake() { # SECONDS
    openloop --port "${PORT[api]}" --requests "$WORK/requests" --token "$TOKEN" --connections 256 \
        --key "punctual-$RANDOM$RANDOM" --rate "$half" --seconds "$1"
}

curve percentiles 'From the due moment to the commit' 'per cent of steps' 'ms' tail logy
for ((round = 1; round <= ROUNDS; round++)); do
    due $((6 + DURATION / 10)) "$DURATION"
    intake $((DURATION + 6)) >"$WORK/intake"
    await 60 all_fired
    read -r _ rate _ <"$WORK/intake"
    sample 'intake meanwhile' items/s "$rate"
    sample 'from due to committed, median' ms "$(late 0.5)"
    sample 'from due to committed, p99' ms "$(late 0.99)"
    sample 'from due to committed, at most' ms "$(late 1)"
done
for percent in 1 10 30 50 70 80 90 95 98 99 99.5 99.9 99.99; do
    point percentiles 'worker, while intake goes on' "$percent" "$(late "$percent / 100.0")"
done
due 5 60
flames worker intake 8
aim 'median' 'from due to committed, median' - '<= 10'
aim 'p99' 'from due to committed, p99' - '<= 50'
