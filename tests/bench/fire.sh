#!/usr/bin/env bash
# 100,000 windows that all fall due at one moment, fired by one worker and by two. Beside them: the
# worker's statement alone, by pgbench in batches of 200, which is the most that the database gives
# (the limit); BullMQ with pg and graphile-worker, which run the same statement for a window a job, a
# fifth as many, since all would take each of them more than a minute. And a worker that cannot reach
# Redis, to which its sweep is left. Steps a second from the due moment to the last that fired, by the
# database's clock.
# shellcheck source=/dev/null
source "$ROOT/tests/bench/lib/lib.sh"

WINDOWS=${BENCH_WINDOWS:-100000}
PEERS_WINDOWS=$((WINDOWS / 5))
TRIAL=$((PEERS_WINDOWS < 8000 ? PEERS_WINDOWS : 8000))
grep -v '^--' "$ROOT/common/store/sql/windows_fire.sql" >"$WORK/fire.peer.sql"
perl -0pe "s/SELECT \*\s+FROM unnest\([^)]*\)\s+WITH ORDINALITY AS c \([^)]*\)/SELECT id, generation, next_step AS step, 1 AS position
    FROM response_window WHERE state = 'open' AND next_at <= statement_timestamp()
    ORDER BY next_at LIMIT 200 FOR UPDATE SKIP LOCKED/; s/\n/ /g; s/\s*\$/;\n/" \
    "$WORK/fire.peer.sql" >"$WORK/fire.sql"
! grep -q '\$' "$WORK/fire.sql" || fail 'windows_fire.sql has another form: adapt tests/bench/fire.sh'

database bench_fire
for peer in bullmq graphile; do peer_install "$peer"; done
redis-cli -u "$REDIS_URL" config set maxmemory 2gb >/dev/null

# fill WINDOWS SECONDS: so many windows that fall due in so many seconds.
fill() {
    redis_empty
    empty
    query -c 'DROP SCHEMA IF EXISTS graphile_worker CASCADE' 2>/dev/null
    generate --open "$1" --due-in "$2"
    query -c 'VACUUM ANALYZE response_window' -c CHECKPOINT
    [[ $(query -c "SELECT count(*) FROM response_window WHERE next_at > clock_timestamp()") == "$1" ]] ||
        fail "the windows were due before all were made"
}

await_due() { query -c "SELECT pg_sleep(greatest(0, extract(epoch FROM max(next_at) - clock_timestamp()))) FROM response_window" >/dev/null; }

# Steps a second since they were due, and a check that each fired once.
fired_rate() {
    query -c "SELECT CASE WHEN count(*) = count(DISTINCT window_id)
                          THEN count(*) / extract(epoch FROM max(fired_at) - min(planned_at)) END
              FROM escalation"
}

workers() { # COUNT [SETTING...]: leaves the rate in RATE
    local n count=$1
    shift
    fill "$WINDOWS" $((5 + WINDOWS / 8000))
    for ((n = 1; n <= count; n++)); do worker_start "worker-$n" "$@"; done
    await_fired 600 "$WINDOWS"
    for ((n = 1; n <= count; n++)); do stop "worker-$n"; done
    RATE=$(fired_rate)
}

limit() { # CLIENTS
    fill "$WINDOWS" $((3 + WINDOWS / 8000))
    await_due
    pgbench_planned -c "$1" -j "$1" -t $((WINDOWS / 200 / $1)) -f "$WORK/fire.sql" >"$WORK/pgbench.log" 2>&1
    RATE=$(query -c 'SELECT count(*) / extract(epoch FROM max(fired_at) - min(fired_at)) FROM escalation')
}

peer() { # NAME WINDOWS PROCESSES CONCURRENCY [CONNECTIONS]
    fill "$2" $((8 + $2 / 2500))
    timeout 300 node "$BENCH/peers/$1/queue.js" >"$WORK/$1.log" 2>&1 || fail "queueing in $1"
    start "$1" env NODE_ENV=production PGOPTIONS="$PLANNED" PEER_PROCESSES="$3" PEER_CONCURRENCY="$4" \
        PEER_CONNECTIONS="${5:-$4}" PEER_STATEMENT="$WORK/fire.peer.sql" node "$BENCH/peers/$1/worker.js"
    await_fired 600 "$2"
    stop "$1"
    RATE=$(fired_rate)
}

# best NAME CONCURRENCY[:CONNECTIONS]...: leaves in BEST the processes, concurrency and connections of
# each that gave most.
declare -A BEST=()
best() {
    local name=$1 processes setting jobs connections most=0
    shift
    for processes in 1 2; do
        for setting; do
            # shellcheck disable=SC2086 # words
            peer "$name" "$TRIAL" "$processes" ${setting/:/ }
            [[ $(calculate "$RATE > $most") == 0 ]] || { most=$RATE && BEST[$name]="$processes ${setting/:/ }"; }
        done
    done
    read -r processes jobs connections <<<"${BEST[$name]}"
    note "$name was best with $processes process(es) of concurrency $jobs${connections:+, $connections connections each}."
}

best bullmq 64:4 64:16 128:16 256:16 256:32 512:32
best graphile 6 12 24 48 96
for ((round = 1; round <= ROUNDS; round++)); do
    for count in 1 2; do
        workers "$count"
        sample "workers: $count" steps/s "$RATE"
    done
    for clients in 1 2 3 4 6 8; do
        limit "$clients"
        sample "statement alone, $clients clients" steps/s "$RATE"
    done
    workers 1 --redis 127.0.0.1:1
    sample 'worker without Redis' steps/s "$RATE"
    for name in bullmq graphile; do
        # shellcheck disable=SC2086 # words
        peer "$name" "$PEERS_WINDOWS" ${BEST[$name]}
        sample "$name" steps/s "$RATE"
    done
done
for who in worker postgres; do
    fill "$WINDOWS" $((5 + WINDOWS / 8000))
    worker_start worker
    await_due
    mapfile -t pids < <(if [[ $who == postgres ]]; then backends; else pid_of worker; fi)
    flame "$who" "${pids[@]}"
    await_fired 600 "$WINDOWS"
    stop worker
done
aim 'one worker, beside the limit' 'workers: 1' 'statement alone, *' '>= 0.6x'
aim 'two workers, beside the limit' 'workers: 2' 'statement alone, *' '>= 0.6x'
aim 'beside BullMQ' 'workers: *' bullmq '>= 8x'
aim 'beside graphile-worker' 'workers: *' graphile '>= 10x'
