#!/usr/bin/env bash
# GET /v1/items/{ref} of random items out of a million, 200,000 of them, by wrk. Beside it pgbench
# runs the same statement for one item at a time, any of the million (the reader's department and
# token, which are null here, as constants), and Fastify with pg does the same as the API. The
# flame graphs are of 4 connections.
# shellcheck source=/dev/null
source "$ROOT/tests/bench/lib/lib.sh"

dataset "${BENCH_ITEMS:-1000000}" "${BENCH_OPEN:-100000}"
TOKEN=$(token operator)
refs 200000 | sed 's|^|GET\t/v1/items/|' >"$WORK/requests"
item_read_alone "$WORK/item_read.sql"
{
    query -c "SELECT '\set id random(' || min(id) || ', ' || max(id) || ')' FROM item"
    statement "$WORK/item_read.sql" 1=:id 2=NULL 3=NULL
} >"$WORK/read.sql"
api_start api
peer_install fastify
curl -sf "http://127.0.0.1:${PORT[api]}/v1/items/$(refs 1)" -H "Authorization: Bearer $TOKEN" |
    jq -c '{request: {}, reply: .}' >"$WORK/templates"
echo 'SELECT 1' >"$WORK/clone.peer.sql"
fastify_best "$WORK/requests" "$TOKEN" 64

for ((round = 1; round <= ROUNDS; round++)); do
    for connections in 4 16 64; do
        sample "API, $connections connections" reads/s \
            "$(wrk_rate "${PORT[api]}" "$connections" "$WORK/requests" "$TOKEN")"
        sample "pgbench, $connections clients" reads/s "$(pgbench_rate "$connections" "$WORK/read.sql")"
    done
    for clients in 1 2; do
        sample "pgbench, $clients clients" reads/s "$(pgbench_rate "$clients" "$WORK/read.sql")"
    done
    sample 'Fastify, 64 connections' reads/s \
        "$(wrk_rate "${PORT[fastify]}" 64 "$WORK/requests" "$TOKEN")"
done
flames api wrk_run "${PORT[api]}" 4 "$WORK/requests" "$TOKEN"
aim 'each at its best' 'API, *' 'pgbench, *' '>= 0.6x'
aim 'equal clients' 'API, 64 connections' 'pgbench, 64 clients' '>= 0.9x'
aim 'equal clients' 'API, 16 connections' 'pgbench, 16 clients' '>= 0.9x'
aim 'equal clients' 'API, 4 connections' 'pgbench, 4 clients' '>= 0.9x'
aim '64 connections' 'API, 64 connections' 'Fastify, 64 connections' '>= 2x'
