# shellcheck shell=bash
# What is put beside our programs: the same rows by pgbench and by Node programs of tests/bench/peers.

# peer_install NAME: its packages, as the lock file has them, no script of theirs run.
peer_install() {
    local folder=$BENCH/peers/$1
    [[ $folder/node_modules/.package-lock.json -nt $folder/package-lock.json ]] ||
        (cd "$folder" && npm ci --ignore-scripts) >"$WORK/npm.log" 2>&1 || fail "npm ci in peers/$1"
    touch "$folder/node_modules/.package-lock.json"
}

# templates PORT FILE TOKEN: logs each request of FILE once through the API and keeps what that
# stored in tables bench_TABLE, and what was answered in WORK/templates.
templates() {
    local body
    while IFS=$'\t' read -r _ _ body; do
        curl -sf "http://127.0.0.1:$1/v1/inquiries" -H "Authorization: Bearer $3" \
            -H 'Content-Type: application/json' -H "Idempotency-Key: template-$RANDOM$RANDOM" -d "$body" |
            jq -c --argjson request "$body" '{request: $request, reply: .}' || fail "no template for $body"
    done <"$2" >"$WORK/templates"
    query -f "$BENCH/lib/templates.sql"
    query -c "SELECT c.table_name, c.column_name, c.is_identity = 'YES' OR c.is_generated = 'ALWAYS'
                     OR coalesce(c.column_default ~ 'clock_timestamp|pg_current_xact_id|nextval', false)
              FROM information_schema.columns AS c
              WHERE to_regclass('bench_' || c.table_name) IS NOT NULL
              ORDER BY c.table_name <> 'item', c.table_name, c.ordinal_position" >"$WORK/columns"
    /usr/bin/python3 "$BENCH/lib/clone.py" pgbench <"$WORK/columns" >"$WORK/clone.pgbench.sql"
    /usr/bin/python3 "$BENCH/lib/clone.py" peer <"$WORK/columns" >"$WORK/clone.peer.sql"
    # shellcheck disable=SC2034 # used by the measurements
    PLACES=$(wc -l <"$WORK/templates")
}

# fastify_start NAME PROCESSES POOL: on the present database, after templates.
fastify_start() {
    PORT[$1]=$(free_port)
    item_read_alone "$WORK/item_read.sql"
    start "$1" env NODE_ENV=production PGOPTIONS="$PLANNED" PEER_PORT="${PORT[$1]}" PEER_PROCESSES="$2" PEER_POOL="$3" \
        PEER_TEMPLATES="$WORK/templates" PEER_STATEMENT="$WORK/clone.peer.sql" \
        PEER_ITEM_READ="$WORK/item_read.sql" node "$BENCH/peers/fastify/server.js"
    await 20 port_answers "${PORT[$1]}"
}

port_answers() { curl -s -o /dev/null "http://127.0.0.1:$1/"; }

# fastify_best FILE TOKEN CONNECTIONS: tries processes and pools, and starts `fastify` with those
# that gave most.
fastify_best() {
    local processes pool rate best=0 chosen=()
    for processes in 1 2; do
        for pool in 1 2 4 8 16; do
            fastify_start trial "$processes" "$pool"
            rate=$(EACH=2 wrk_rate "${PORT[trial]}" "$3" "$1" "$2")
            stop trial
            [[ $(calculate "$rate > $best") == 0 ]] || { best=$rate && chosen=("$processes" "$pool"); }
        done
    done
    note "Fastify was best with ${chosen[0]} process(es), ${chosen[1]} connections each."
    fastify_start fastify "${chosen[@]}"
}
