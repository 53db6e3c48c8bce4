# shellcheck shell=bash
# What people read: headings, progress of long steps, errors that name their log.

say() { printf '%s\n' "$*"; }

die() {
    printf 'dev: %s\n' "$*" >&2
    exit 1
}

# The end of a log, indented, for an error.
say_tail() {
    [[ ! -s $1 ]] || tail -n "${2:-15}" "$1" | sed 's/^/    | /' >&2
}

# die_log MESSAGE LOG: dies with the end of the log and its place.
die_log() {
    say_tail "$2"
    die "$1; its log: $2"
}

# One line every ten seconds while the caller works: TITLE, seconds, the log's last line.
say_heartbeat() {
    local title=$1 log=$2 parent=$$ began=$SECONDS
    while sleep 10 >/dev/null 2>&1 8>&- && kill -0 "$parent" 2>/dev/null; do
        printf '    %s: %d s · %s\n' "$title" $((SECONDS - began)) \
            "$(tail -n 1 "$log" 2>/dev/null | tr -d '\r' | cut -c 1-80)"
    done
}

# try TITLE LOG COMMAND...: runs it quietly into LOG, showing progress; gives its exit status.
# The command runs with `set -e` off: functions passed here chain with &&.
try() {
    local title=$1 log=$2 status=0 beat
    shift 2
    mkdir -p "$(dirname "$log")"
    say "· $title"
    : >"$log"
    say_heartbeat "$title" "$log" &
    beat=$!
    "$@" </dev/null >"$log" 2>&1 || status=$?
    kill "$beat" 2>/dev/null || true
    wait "$beat" 2>/dev/null || true
    return "$status"
}

# step: as try, but a failure ends the run.
step() {
    try "$@" || die_log "$1: failed" "$2"
}
