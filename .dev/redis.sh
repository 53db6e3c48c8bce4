# shellcheck shell=bash
# A private Redis 7 in $VAR/redis. It holds timers only, so nothing is written to disk; memory
# runs out with an error instead of forgetting timers (noeviction).

redis_port() { port_get REDIS; }

redis_export() {
    REDIS_URL=redis://127.0.0.1:$(redis_port)
    export REDIS_URL
}

redis_ready() {
    [[ $(redis-cli -h 127.0.0.1 -p "$(redis_port)" ping 2>/dev/null) == PONG ]]
}

redis_launch() {
    local port until=$((SECONDS + 20)) command=()
    port=$(port_for REDIS "${REDIS_FIRST_PORT:-26379}")
    [[ -d $VAR/redis ]] || mkdir -m 700 "$VAR/redis"
    if ((EUID == 0)); then
        chown redis:redis "$VAR/redis"
        command=(setpriv --reuid redis --regid redis --clear-groups)
    fi
    command+=(redis-server --bind 127.0.0.1 --port "$port" --dir /proc/self/fd/9 --save ''
        --appendonly no --maxmemory 256mb --maxmemory-policy noeviction --daemonize no)
    (cd / && process_start redis "${command[@]}") 9<"$VAR/redis"
    until redis_ready; do
        process_alive redis || return 1
        ((SECONDS < until)) || return 1
        sleep 0.05
    done
    process_alive redis
}

redis_start() {
    ! process_alive redis || return 0
    redis_launch || redis_launch || die_log "Redis does not start" "$VAR/log/redis.log"
}

redis_stop() { process_stop redis TERM 10; }
