# shellcheck shell=bash
# Our programs and what is put beside them, each on a port of its own.

# api_start NAME [SETTING...]: on the present database; its port is then in PORT[NAME].
# WRAPPER, if it is set, is what the program is started by.
declare -A PORT=()
WRAPPER=()
api_start() {
    local name=$1
    PORT[$name]=$(free_port)
    PORT[$name.admin]=$(free_port)
    shift
    start "$name" "${WRAPPER[@]}" "$BIN/huiying-api" --port "${PORT[$name]}" --admin-port "${PORT[$name.admin]}" "$@"
    await 60 curl -sf "http://127.0.0.1:${PORT[$name.admin]}/readyz"
}

# worker_start NAME [SETTING...]
worker_start() {
    local name=$1
    PORT[$name.admin]=$(free_port)
    shift
    start "$name" "$BIN/huiying-worker" --redis "${REDIS_URL#redis://}" \
        --admin-port "${PORT[$name.admin]}" "$@"
    await 30 curl -sf "http://127.0.0.1:${PORT[$name.admin]}/readyz"
}

# metric NAME METRIC: of a running program of ours.
metric() {
    curl -sf "http://127.0.0.1:${PORT[$1.admin]}/metrics" | awk -v name="$2" '$1 == name { print $2 }'
}

# resident PID: resident memory in MB.
resident() { awk '/^VmRSS/ { printf "%.1f\n", $2 / 1024 }' "/proc/$1/status"; }

# Once for these servers: segments of the log are there to be used again, as in a server that has run
# for a while; making each anew would be measured otherwise.
servers_warm() {
    local i
    [[ ! -e $HUIYING_SERVERS_DIR/bench.warm ]] || return 0
    query -d postgres -c "ALTER SYSTEM SET min_wal_size = '1GB'" -c 'SELECT pg_reload_conf()' >/dev/null
    for i in 1 2; do
        query -d postgres -c "SELECT count(pg_logical_emit_message(false, 'warm-$i', repeat('x', 1000000)))
                              FROM generate_series(1, 900)" -c CHECKPOINT >/dev/null
    done
    touch "$HUIYING_SERVERS_DIR/bench.warm"
}
servers_warm

redis_empty() { redis-cli -u "$REDIS_URL" flushall >/dev/null; }
