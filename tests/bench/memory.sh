#!/usr/bin/env bash
# Resident memory: of an API with 256 connections at full intake, at its highest; of an API with
# 10,000 connections that have asked once and lie idle; of a worker at its highest with ten million
# open windows, beside one with a thousandth of them. The ten million are a million generated ones,
# each window copied nine times for items that are not there, since a worker reads nothing but
# windows; what fell due while they were made is fired before.
# shellcheck source=/dev/null
source "$ROOT/tests/bench/lib/lib.sh"

OPEN=${BENCH_OPEN:-1000000}
IDLE=${BENCH_CONNECTIONS:-10000}

peak() { awk '/^VmHWM/ { printf "%.1f\n", $2 / 1024 }' "/proc/$1/status"; }

# Each row of response_window nine times more; columns are those of the catalogue.
multiply() {
    local columns
    columns=$(query -c "SELECT string_agg(column_name, ', ' ORDER BY ordinal_position)
        FROM information_schema.columns
        WHERE table_name = 'response_window' AND is_identity = 'NO' AND column_name <> 'item_id'")
    query -c "INSERT INTO response_window (item_id, $columns)
        SELECT w.item_id + k * 100000000000, w.${columns//, /, w.} FROM response_window AS w,
               generate_series(1, 9) AS k"
}

# What fell due while the windows were made is fired before anything is measured.
catch_up() {
    redis_empty
    worker_start worker
    await 120 is_caught_up
    stop worker
}
is_caught_up() {
    [[ $(query -c "SELECT count(*) FROM response_window
        WHERE state = 'open' AND next_at < now() - interval '2 s'") == 0 ]]
}

# The highest of a worker that has read what falls due for some time.
worker_peak() {
    redis_empty
    worker_start worker
    sleep "$((EACH + 3))"
    peak "$(pid_of worker)"
    stop worker
}

database bench_memory
bodies "$WORK/requests"
TOKEN=$(token operator)
printf 'GET\t/v1/escalations/summary\n' >"$WORK/summary"
for ((round = 1; round <= ROUNDS; round++)); do
    api_start api
    wrk_rate "${PORT[api]}" 256 "$WORK/requests" "$TOKEN" >/dev/null
    sample 'API, 256 busy connections' MB "$(peak "$(pid_of api)")"
    stop api
    api_start api --connections-max $((IDLE + 10))
    start idle "$DRIVERS/openloop" --port "${PORT[api]}" --requests "$WORK/summary" --token "$TOKEN" \
        --connections "$IDLE" --peers 8 --hold --seconds 12
    sleep 8
    [[ $(metric api huiying_http_connections) == "$IDLE" ]] || fail 'not all connections are there'
    sample "API, $IDLE idle connections" MB "$(resident "$(pid_of api)")"
    stop idle
    stop api
done
small=$((OPEN / 100)) large=$((10 * OPEN))
for size in "$small" "$large"; do
    database "bench_memory_$size"
    generate --open $((size == large ? OPEN : size))
    [[ $size == "$small" ]] || multiply
    settle
    catch_up
done
for ((round = 1; round <= ROUNDS; round++)); do
    for size in "$small" "$large"; do
        export PGDATABASE=bench_memory_$size
        sample "worker, $(words "$size") open windows" MB "$(worker_peak)"
    done
done
aim '256 busy connections' 'API, 256 busy connections' - '<= 40'
aim "$IDLE idle connections" "API, $IDLE idle connections" - '<= 60'
aim 'worker flat' "worker, $(words "$large") open windows" "worker, $(words "$small") open windows" '<= 1.2x'
