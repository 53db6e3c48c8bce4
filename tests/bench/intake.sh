#!/usr/bin/env bash
# POST /v1/inquiries with real Chinese texts, a token and an idempotency key each, over 64 and 256
# connections, by wrk. Beside it pgbench stores the same rows, one transaction each, and Fastify with
# pg does the same as the API. All write to one database in turn. The latencies are those of an open
# loop: requests come at fixed moments, and waiting counts; full speed is what its driver got a moment
# before from 256 connections that wait for their answers.
# The flame graphs are of 80 % of it.
# shellcheck source=/dev/null
source "$ROOT/tests/bench/lib/lib.sh"

database bench_intake
bodies "$WORK/requests"
TOKEN=$(token operator)
api_start api --processes "${BENCH_PROCESSES:-1}"
templates "${PORT[api]}" "$WORK/requests" "$TOKEN"
peer_install fastify
fastify_best "$WORK/requests" "$TOKEN" 64

# latency SERIES PORT RATE: with an open loop, at full speed with rate 0; leaves the rate it got in
# RATE, p50 and p99 in P50 and P99.
latency() {
    local rest
    read -r _ RATE P50 _ P99 rest < <(openloop --port "$2" --requests "$WORK/requests" --token "$TOKEN" \
        --key "open-$RANDOM$RANDOM" --connections 256 --rate "$3" --seconds "$EACH" --curve "$WORK/curve")
    [[ -n $rest ]] || fail "no latency of $1"
}

for ((round = 1; round <= ROUNDS; round++)); do
    for connections in 64 256; do
        read -r _ rate _ p99 _ < <(wrk_run "${PORT[api]}" "$connections" "$WORK/requests" "$TOKEN")
        sample "API, $connections connections" items/s "$rate"
        sample "API, $connections connections, p99" ms "$p99"
        sample "Fastify, $connections connections" items/s \
            "$(wrk_rate "${PORT[fastify]}" "$connections" "$WORK/requests" "$TOKEN")"
    done
    for clients in 2 4 8 16 32; do
        sample "pgbench, $clients clients" items/s \
            "$(pgbench_rate "$clients" "$WORK/clone.pgbench.sql" -D places="$PLACES")"
    done
    empty
    query -c CHECKPOINT
    latency API "${PORT[api]}" 0
    sample 'API at full speed, by the open loop' items/s "$RATE"
    latency API "${PORT[api]}" "$(calculate "0.8 * $RATE")"
    sample 'API at 80 % of full speed, median' ms "$P50"
    sample 'API at 80 % of full speed, p99' ms "$P99"
    empty
    query -c CHECKPOINT
done

curve percentiles 'Latency of intake at 80 % of full speed' 'per cent of requests' 'ms, from the moment due' tail logy
curve_points percentiles API "$WORK/curve"
latency Fastify "${PORT[fastify]}" 0
latency Fastify "${PORT[fastify]}" "$(calculate "0.8 * $RATE")"
curve_points percentiles 'Fastify, of its own full speed' "$WORK/curve"
curve load 'Latency of intake by load' 'per cent of full speed' 'ms, from the moment due' - logy
latency API "${PORT[api]}" 0
full=$RATE
for percent in 10 30 50 70 80 90 95; do
    latency API "${PORT[api]}" "$(calculate "$percent / 100 * $full")"
    point load median "$percent" "$P50"
    point load p99 "$percent" "$P99"
done

at_80() { latency API "${PORT[api]}" "$(calculate "0.8 * $full")"; }
flames api at_80

aim '256 connections' 'API, 256 connections' 'pgbench, *' '>= 1.5x'
aim '64 connections' 'API, 64 connections' 'pgbench, *' '>= 1.5x'
aim '256 connections' 'API, 256 connections' 'Fastify, *' '>= 4x'
aim 'p99 at full speed' 'API, 256 connections, p99' - '<= 60'
aim 'p99 at 80 % of full speed' 'API at 80 % of full speed, p99' - '<= 50'
