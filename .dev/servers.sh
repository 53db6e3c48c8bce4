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

# All nodes that run, which is more than one of a kind only after fault tests.
servers_stop() {
    for REDIS_NODE in $(process_names redis); do redis_stop; done
    for POSTGRES_NODE in $(process_names postgres | sort -r); do postgres_stop; done
    REDIS_NODE=redis POSTGRES_NODE=postgres
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

# server ACTION NODE [OTHER]: for fault tests, on the servers in HUIYING_SERVERS_DIR. A node is
# postgres or redis, or one more of them: postgres-b.
server_command() {
    local kind=${2%%-*}
    unset PGHOST PGPORT PGDATABASE PGTARGETSESSIONATTRS # which speak of what the test asks
    VAR=${HUIYING_SERVERS_DIR:?is set by ./dev test and ./dev faults}
    case $kind in
    postgres) POSTGRES_NODE=$2 ;;
    redis) REDIS_NODE=$2 ;;
    *) die "server ACTION postgres|redis" ;;
    esac
    case $1 in
    create) postgres_create "${HUIYING_SERVERS_KIND:-fast}" && postgres_start ;;
    follow) server_follow "$3" ;;
    remove) server_remove "$2" ;;
    start) "${kind}_start" ;;
    stop) "${kind}_stop" ;;
    restart) "${kind}_stop" && "${kind}_start" ;;
    kill) process_stop "$2" KILL 10 ;;
    pause) process_signal "$2" STOP ;;
    resume) process_signal "$2" CONT ;;
    fill) touch "$VAR/$2/disk_full" ;;
    empty) rm -f "$VAR/$2/disk_full" ;;
    *) die "server create|remove|follow|start|stop|restart|kill|pause|resume|fill|empty NODE" ;;
    esac
}

# The node is made anew as one that follows the OTHER.
server_follow() {
    local port
    process_stop "$POSTGRES_NODE" KILL 10
    port=$(port_get "${1^^}")
    postgres_follow "$port"
    postgres_start
}

server_remove() {
    process_stop "$1" KILL 10
    rm -rf "${VAR:?}/$1" "$VAR/$1.made"
}
