# shellcheck shell=bash
# A private Redis 7 in $VAR/redis. It holds timers only, so nothing is written to disk; memory
# runs out with an error instead of forgetting timers (noeviction). REDIS_NODE names the one that is
# meant where there are several.

REDIS_NODE=redis

redis_port() { port_get "${REDIS_NODE^^}"; }

redis_export() {
    REDIS_URL=redis://127.0.0.1:$(redis_port)
    export REDIS_URL
}

redis_ready() {
    [[ $(redis-cli -h 127.0.0.1 -p "$(redis_port)" ping 2>/dev/null) == PONG ]]
}

redis_launch() {
    local port until=$((SECONDS + 20)) command=()
    port=$(port_for "${REDIS_NODE^^}" "${REDIS_FIRST_PORT:-26379}")
    [[ -d $VAR/$REDIS_NODE ]] || mkdir -m 700 "$VAR/$REDIS_NODE"
    if ((EUID == 0)); then
        chown redis:redis "$VAR/$REDIS_NODE"
        command=(setpriv --reuid redis --regid redis --clear-groups)
    fi
    command+=(redis-server --bind 127.0.0.1 --port "$port" --dir /proc/self/fd/9 --save ''
        --appendonly no --maxmemory 256mb --maxmemory-policy noeviction --repl-diskless-sync-delay 0 --daemonize no)
    (cd / && process_start "$REDIS_NODE" "${command[@]}") 9<"$VAR/$REDIS_NODE"
    until redis_ready; do
        process_alive "$REDIS_NODE" || return 1
        ((SECONDS < until)) || return 1
        sleep 0.05
    done
    process_alive "$REDIS_NODE"
}

redis_start() {
    ! process_alive "$REDIS_NODE" || return 0
    redis_launch || redis_launch || die_log "Redis does not start" "$VAR/log/$REDIS_NODE.log"
}

redis_stop() { process_stop "$REDIS_NODE" TERM 10; }
