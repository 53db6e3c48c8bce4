# shellcheck shell=bash
# A private PostgreSQL 15 cluster in $VAR/postgres: TCP on the loopback only, a generated password.
# Fault tests have more than one: POSTGRES_NODE names the one that is meant.
#
# PostgreSQL refuses to run as root. As root we give the data directory to the account `postgres`
# and open it before stepping down: the server reaches it as /proc/self/fd/9, which asks no leave
# of the folders above it. So it works in a clone that other accounts cannot enter.

POSTGRES_BIN=/usr/lib/postgresql/15/bin
POSTGRES_USER=huiying
POSTGRES_DATABASE=huiying
POSTGRES_NODE=postgres

# unprivileged ACCOUNT COMMAND...: as ACCOUNT when we are root, else as who we are.
unprivileged() {
    local account=$1
    shift
    if ((EUID == 0)); then
        set -- setpriv --reuid "$account" --regid "$account" --clear-groups "$@"
    fi
    "$@"
}

postgres_password() { cat "$VAR/postgres.password"; }

postgres_port() { port_get "${POSTGRES_NODE^^}"; }

# For psql, the services and the tests.
postgres_export() {
    unset PGSERVICE PGSERVICEFILE PGHOSTADDR PGPASSFILE PGSSLMODE PGOPTIONS
    PGHOST=127.0.0.1 PGPORT=$(postgres_port) PGUSER=$POSTGRES_USER PGDATABASE=$POSTGRES_DATABASE
    PGPASSWORD=$(postgres_password)
    export PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD
}

# postgres_settings durable|fast: fast is for tests, whose data nobody needs after a power cut.
postgres_settings() {
    cat <<'TEXT'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 300
timezone = 'UTC'
log_timezone = 'UTC'
log_line_prefix = '%m [%p] %a '
log_lock_waits = on
track_io_timing = on
password_encryption = 'scram-sha-256'
wal_keep_size = 1GB
wal_retrieve_retry_interval = 200ms
TEXT
    if [[ $1 == fast ]]; then
        printf '%s = off\n' fsync full_page_writes
        echo 'shared_buffers = 128MB'
    else
        echo "shared_buffers = $(postgres_buffers_mb)MB"
        printf '%s = on\n' fsync full_page_writes
    fi
    echo "max_wal_size = ${POSTGRES_WAL_MAX:-1GB}" # what is read again after a crash
    echo 'synchronous_commit = on'
}

# A tenth of the machine's: a quarter is what a server of its own is given.
postgres_buffers_mb() { awk '/^MemTotal/ { print int($2 / 10240) }' /proc/meminfo; }

# The password goes through a pipe of the account's own: it may open no file of ours.
postgres_initdb() {
    # shellcheck disable=SC2016 # expanded by the inner shell
    PASSWORD=$(postgres_password) unprivileged postgres bash -c '
        cd / && printf %s "$PASSWORD" |
            "$1" -D /proc/self/fd/9 -U "$2" --pwfile=/proc/self/fd/0 --auth=scram-sha-256 \
                --encoding=UTF8 --locale=C.UTF-8' - \
        "$POSTGRES_BIN/initdb" "$POSTGRES_USER" 9<"$VAR/$POSTGRES_NODE"
}

# postgres_create durable|fast: once; a half-made cluster is made anew.
postgres_create() {
    [[ ! -e $VAR/$POSTGRES_NODE.made ]] || return 0
    [[ -x $POSTGRES_BIN/postgres ]] || die "PostgreSQL 15 is not in $POSTGRES_BIN"
    postgres_folder
    [[ -s $VAR/postgres.password ]] ||
        (umask 077 && od -An -N 18 -t x1 /dev/urandom | tr -d ' \n' >"$VAR/postgres.password")
    step "making a private PostgreSQL cluster" "$VAR/log/initdb.log" postgres_initdb
    postgres_settings "$1" >>"$VAR/$POSTGRES_NODE/postgresql.conf"
    touch "$VAR/$POSTGRES_NODE.made"
}

# An empty one, of the account that PostgreSQL runs as.
postgres_folder() {
    rm -rf "${VAR:?}/$POSTGRES_NODE"
    mkdir -m 700 "$VAR/$POSTGRES_NODE"
    ((EUID != 0)) || chown postgres:postgres "$VAR/$POSTGRES_NODE"
}

# A cluster that follows the running one on PORT and takes what it commits.
postgres_follow() {
    postgres_folder
    rm -f "$VAR/$POSTGRES_NODE.made"
    (cd / && PGPASSWORD=$(postgres_password) unprivileged postgres "$POSTGRES_BIN/pg_basebackup" \
        --pgdata=/proc/self/fd/9 --write-recovery-conf --no-sync --checkpoint=fast \
        --dbname="host=127.0.0.1 port=$1 user=$POSTGRES_USER application_name=$POSTGRES_NODE" \
        9<"$VAR/$POSTGRES_NODE")
    touch "$VAR/$POSTGRES_NODE.made"
}

# Fault tests put a library of theirs before PostgreSQL's calls of the system (POSTGRES_PRELOAD).
postgres_preload() {
    [[ -n ${POSTGRES_PRELOAD:-} ]] || return 0
    cp --remove-destination "$POSTGRES_PRELOAD" "$VAR/$POSTGRES_NODE/preload.so"
    echo LD_PRELOAD=/proc/self/fd/9/preload.so
}

postgres_ready() {
    "$POSTGRES_BIN/pg_isready" -q -h 127.0.0.1 -p "$(postgres_port)"
}

# One attempt: true once it accepts connections, false if it died or took a minute.
postgres_launch() {
    local port preload until=$((SECONDS + 60)) command=(env)
    port=$(port_for "${POSTGRES_NODE^^}" "${POSTGRES_FIRST_PORT:-25432}")
    preload=$(postgres_preload)
    [[ -z $preload ]] || command+=("$preload")
    ((EUID != 0)) ||
        command+=(setpriv --reuid postgres --regid postgres --clear-groups)
    command+=("$POSTGRES_BIN/postgres" -D /proc/self/fd/9 -p "$port")
    (cd / && process_start "$POSTGRES_NODE" "${command[@]}") 9<"$VAR/$POSTGRES_NODE"
    until postgres_ready; do
        process_alive "$POSTGRES_NODE" || return 1
        ((SECONDS < until)) || return 1
        sleep 0.05
    done
    process_alive "$POSTGRES_NODE"
}

# After a kill the processes of the dead server may hold on, for a minute if it was recovering; what
# else is in the way is told after five attempts.
postgres_start() {
    local attempt log=$VAR/log/$POSTGRES_NODE.log
    ! process_alive "$POSTGRES_NODE" || return 0
    for attempt in {1..20}; do
        ! postgres_launch || return 0
        process_stop "$POSTGRES_NODE" INT 10
        ((attempt < 5)) || tail -n 2 "$log" | grep -q 'still in use' || break
        sleep "$((attempt < 5 ? attempt : 5))"
    done
    die_log "PostgreSQL does not start" "$log"
}

postgres_stop() { process_stop "$POSTGRES_NODE" INT 60; }

postgres_create_database() {
    [[ $(psql -XAtd postgres -c "SELECT 1 FROM pg_database WHERE datname = '$PGDATABASE'") == 1 ]] ||
        createdb "$PGDATABASE"
}
