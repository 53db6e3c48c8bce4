# shellcheck shell=bash disable=SC2034 # the ports are read by postgres.sh and redis.sh
# PostgreSQL and Redis together: those of `up` in var/, those of a test run in a folder of its own.

# servers_start durable|fast
servers_start() {
    mkdir -p "$VAR/log" "$VAR/run" "$VAR/started"
    postgres_create "$1"
    postgres_start
    redis_start
    postgres_export
    redis_export
    postgres_create_database >>"$VAR/log/postgres.log" 2>&1 ||
        die_log "the database cannot be made" "$VAR/log/postgres.log"
}

servers_stop() {
    redis_stop
    postgres_stop
}

# A folder and two servers that end with this shell; for tests and measurements.
servers_borrow() {
    VAR=$(mktemp -d "${TMPDIR:-/tmp}/huiying.XXXXXX")
    trap servers_return EXIT
    trap 'exit 130' INT TERM HUP
    POSTGRES_FIRST_PORT=$((20000 + RANDOM % 5000))
    REDIS_FIRST_PORT=$((26000 + RANDOM % 5000))
    servers_start "$1"
    export HUIYING_SERVERS_DIR=$VAR
    export HUIYING_SERVER_COMMAND="$ROOT/dev server"
    export HUIYING_TEST_REDIS=127.0.0.1:${REDIS_URL##*:}
    export HUIYING_TEST_PGHOST=$PGHOST HUIYING_TEST_PGPORT=$PGPORT HUIYING_TEST_PGUSER=$PGUSER
    export HUIYING_TEST_PGPASSWORD=$PGPASSWORD HUIYING_TEST_LOGS=$VAR/log
}

servers_return() {
    local status=$?
    trap - EXIT
    servers_stop || true
    rm -rf "$VAR"
    exit "$status"
}

# server ACTION postgres|redis: for fault tests, on the servers in HUIYING_SERVERS_DIR.
server_command() {
    VAR=${HUIYING_SERVERS_DIR:?is set by ./dev test}
    [[ ${2:-} == postgres || ${2:-} == redis ]] || die "server ACTION postgres|redis"
    case $1 in
    start) "$2_start" ;;
    stop) "$2_stop" ;;
    restart) "$2_stop" && "$2_start" ;;
    kill) process_stop "$2" KILL 10 ;;
    pause) process_signal "$2" STOP ;;
    resume) process_signal "$2" CONT ;;
    *) die "server start|stop|restart|kill|pause|resume postgres|redis" ;;
    esac
}
