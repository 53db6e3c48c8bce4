# shellcheck shell=bash disable=SC2034 # BIN and DEMO are read by services.sh and demo.sh
# up, down, status, reset: the whole system under var/.

up_options() {
    DETACH=no DEMO=no APIS=1 WORKERS=1 PORT=
    while (($#)); do
        case $1 in
        --detach) DETACH=yes ;;
        --demo) DEMO=yes ;;
        --api | --workers | --port)
            [[ ${2:-} =~ ^[1-9][0-9]{0,4}$ ]] || die "$1 needs a number from 1"
            case $1 in --api) APIS=$2 ;; --workers) WORKERS=$2 ;; --port) PORT=$2 ;; esac
            shift
            ;;
        *) die "up does not know $1 (./dev help)" ;;
        esac
        shift
    done
    ((APIS <= 16 && WORKERS <= 16)) || die "at most 16 processes of a kind"
    [[ -z $PORT ]] || ((PORT < 65536)) || die "--port ends at 65535"
}

# Only one ./dev at a time changes what runs.
up_lock() {
    command -v flock >/dev/null || die "flock is missing (package util-linux)"
    mkdir -p "$VAR/log"
    exec 8>"$VAR/lock"
    flock -w 120 8 || die "another ./dev is at work on var/"
}

up_unlock() { exec 8>&-; }

# The API's port: as asked, as remembered, or the first free from 8080.
up_port() {
    [[ -z $(process_names api- | while read -r name; do process_pid "$name" || true; done) ]] || {
        [[ -z $PORT || $PORT == $(port_get API) ]] ||
            die "the API already listens on $(port_get API): ./dev down first"
        return 0
    }
    if [[ -n $PORT ]]; then
        port_free "$PORT" || die "port $PORT is taken by another program"
        port_set API "$PORT"
    fi
    port_for API 8080 >/dev/null
}

up_start() {
    local n
    servers_start_tracked
    services_key
    services_migrate
    up_port
    services_env
    for ((n = 1; n <= APIS; n++)); do service_start_api "$n"; done
    demo_history
    for ((n = 1; n <= WORKERS; n++)); do service_start_worker "$n"; done
}

servers_start_tracked() {
    local name
    for name in postgres redis; do
        process_alive "$name" || STARTED+=("$name")
    done
    servers_start durable
}

# Drains and stops what this shell started: workers, API, then what they stand on.
up_stop() {
    local name
    ((${#STARTED[@]})) || return 0
    say "· draining and stopping"
    for name in $(printf '%s\n' "${STARTED[@]}" | grep -- - | sort -rV); do
        process_signal "$name" TERM || true
    done
    for name in $(printf '%s\n' "${STARTED[@]}" | grep -- - | sort -rV); do
        process_stop "$name" TERM 30
    done
    [[ " ${STARTED[*]} " != *" redis "* ]] || redis_stop
    [[ " ${STARTED[*]} " != *" postgres "* ]] || postgres_stop
    STARTED=()
}

up_leave() {
    local status=$?
    trap - EXIT
    trap '' INT TERM HUP
    [[ $STARTING == no && $DETACH == yes ]] || up_stop
    exit "$status"
}

# Foreground: waits for a signal, says once when a process of ours ends, leaves with the last.
up_watch() {
    local name alive
    declare -A told
    while true; do
        alive=0
        for name in "${STARTED[@]}"; do
            if process_alive "$name"; then
                alive=$((alive + 1))
            elif [[ -z ${told[$name]:-} ]]; then
                told[$name]=yes
                say "! $name has ended; its log: $VAR/log/$name.log; ./dev up --detach restarts it"
            fi
        done
        ((alive)) || return 0
        sleep 1
    done
}

up_command() {
    VAR=$ROOT/var STARTED=() STARTING=yes
    up_options "$@"
    packages_install "${PACKAGES_UP[@]}"
    BIN=$(build_programs release)
    [[ -n ${HUIYING_BIN:-} ]] || build_preset release
    umask 077
    up_lock
    trap up_leave EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    up_start
    status_lines || true
    demo_greeting
    demo_escalation
    STARTING=no
    up_unlock
    if [[ $DETACH == yes ]]; then
        say "Running in the background. ./dev status shows it, ./dev down stops it."
    elif ((${#STARTED[@]})); then
        say "Running. Ctrl-C drains and stops it; the data stay."
        up_watch
    else
        say "All of it was running already. ./dev down stops it."
    fi
}

down_command() {
    VAR=$ROOT/var STARTED=()
    [[ -d $VAR/run ]] || {
        say "nothing runs"
        return 0
    }
    up_lock
    mapfile -t STARTED < <(process_names "")
    up_stop
    up_unlock
    say "stopped"
}

status_line() {
    local name=$1 pid state=ready
    if ! pid=$(process_pid "$name"); then
        state=stopped
    else
        case $name in
        postgres) postgres_ready || state="not ready" ;;
        redis) redis_ready || state="not ready" ;;
        *) service_ready "$name" || state="not ready" ;;
        esac
    fi
    printf '  %-10s %-10s %-8s %s\n' "$name" "$state" "${pid:--}" "var/log/$name.log"
    [[ $state == ready ]]
}

status_lines() {
    local name result=0
    for name in $(process_names ""); do
        status_line "$name" || result=3
    done
    return "$result"
}

# 0 if all that was ever started runs and is ready, 3 otherwise.
status_command() {
    local result=0
    VAR=$ROOT/var
    if [[ -z $(process_names "") ]]; then
        say "nothing runs; ./dev up starts it"
        return 3
    fi
    status_lines || result=$?
    [[ ! -f $VAR/dev.env ]] || say "  address    $(sed -n "s/^export HUIYING_URL=//p" "$VAR/dev.env")"
    return "$result"
}

reset_command() {
    local answer=
    VAR=$ROOT/var
    if [[ ${1:-} != --yes ]]; then
        [[ -t 0 ]] || die "reset wipes var/ and asks first; without a terminal say --yes"
        read -r -p "Wipe $VAR with all its data? Type yes: " answer
        [[ $answer == yes ]] || die "left as it was"
    fi
    down_command
    rm -rf "$VAR"
    say "var/ is gone"
}
