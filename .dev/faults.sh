# shellcheck shell=bash
# faults and soak: the full runs of tests/faults/full, on release programs and on servers that the
# run makes for itself.

FAULTS_PRESET=bench

# faults_borrow durable|fast: a folder for the servers, which end with this shell.
faults_borrow() {
    VAR=$(mktemp -d "${TMPDIR:-/tmp}/huiying.XXXXXX")
    trap faults_return EXIT
    trap 'exit 130' INT TERM HUP
    mkdir -p "$VAR/log" "$VAR/run" "$VAR/started"
    (umask 077 && od -An -N 18 -t x1 /dev/urandom | tr -d ' \n' >"$VAR/postgres.password")
    export HUIYING_SERVERS_DIR=$VAR HUIYING_SERVERS_KIND=$1
    export HUIYING_SERVER_COMMAND="$ROOT/dev server" HUIYING_TEST_LOGS=$VAR/log
    export HUIYING_TEST_PGUSER=$POSTGRES_USER
    HUIYING_TEST_PGPASSWORD=$(postgres_password) PGPASSWORD=$HUIYING_TEST_PGPASSWORD
    export HUIYING_TEST_PGPASSWORD PGPASSWORD PGUSER=$POSTGRES_USER
    export POSTGRES_FIRST_PORT=$((20000 + RANDOM % 5000)) REDIS_FIRST_PORT=$((26000 + RANDOM % 5000))
    export POSTGRES_PRELOAD=$ROOT/build/$FAULTS_PRESET/tests/faults/full/full_disk.so
}

# The logs of a run that failed are kept.
faults_return() {
    local status=$?
    trap - EXIT
    unset POSTGRES_PRELOAD
    servers_stop || true
    if ((status)); then
        rm -rf "$ROOT/build/faults-logs"
        cp -r "$VAR/log" "$ROOT/build/faults-logs"
        say "The logs: build/faults-logs"
    fi
    rm -rf "$VAR"
    exit "$status"
}

# faults_run SUITE: the program says what it does, and its status is the verdict.
faults_run() {
    "$ROOT/build/$FAULTS_PRESET/tests/faults/full/faults-full" --verbose=0 -j1 --filter "$1/*"
}

faults_options() {
    export HUIYING_FAULTS_COUNT='' HUIYING_FAULTS_ONLY=''
    while (($#)); do
        case $1 in
        --seed | --only) [[ -n ${2:-} ]] || die "$1 needs a value" ;;&
        --seed) export HUIYING_TEST_SEED=$2 && shift ;;
        --only) HUIYING_FAULTS_ONLY=$2 && shift ;;
        *[!0-9]* | '') die "faults does not know $1 (./dev help)" ;;
        *) HUIYING_FAULTS_COUNT=$1 ;;
        esac
        shift
    done
}

faults_command() {
    faults_options "$@"
    packages_install "${PACKAGES_FAULTS[@]}"
    build_preset "$FAULTS_PRESET"
    faults_borrow fast
    faults_run faults_full
}

soak_command() {
    [[ ${1:-} =~ ^[1-9][0-9]*$ ]] || die "soak needs a number of minutes"
    export HUIYING_SOAK_MINUTES=$1
    export POSTGRES_WAL_MAX=256MB # a gigabyte takes minutes to read again while clients press
    packages_install "${PACKAGES_FAULTS[@]}"
    build_preset "$FAULTS_PRESET"
    faults_borrow durable
    faults_run soak
}
