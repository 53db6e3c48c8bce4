# shellcheck shell=bash
# Processes by name under $VAR: run/NAME.pid holds the pid, started/NAME who that was (pid, start
# time, boot), so that a number used again by another process is never signalled.

# Prints the identity of a living process, or fails.
process_identity() {
    local stat fields
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 1
    read -r -a fields <<<"${stat##*) }"
    [[ ${fields[0]} != [ZX] ]] || return 1
    printf '%s %s %s\n' "$1" "${fields[19]}" "$(cat /proc/sys/kernel/random/boot_id)"
}

# Prints the pid if the recorded process is still that one.
process_pid() {
    local pid recorded
    recorded=$(cat "$VAR/started/$1" 2>/dev/null) || return 1
    pid=${recorded%% *}
    [[ $(process_identity "$pid") == "$recorded" ]] || return 1
    printf '%s\n' "$pid"
}

# (No redirection here: a trap that comes meanwhile would speak into it.)
process_alive() {
    local pid
    pid=$(process_pid "$1") && [[ -n $pid ]]
}

# process_start NAME COMMAND...: in its own session, output appended to log/NAME.log. Descriptor 8
# is the lock of ./dev and not handed on.
process_start() {
    local name=$1
    shift
    mkdir -p "$VAR/run" "$VAR/started" "$VAR/log"
    setsid "$@" </dev/null >>"$VAR/log/$name.log" 2>&1 8>&- &
    printf '%s\n' $! >"$VAR/run/$name.pid"
    process_identity $! >"$VAR/started/$name" || true
    disown $!
}

process_forget() { rm -f "$VAR/run/$1.pid" "$VAR/started/$1"; }

# process_signal NAME SIGNAL: true if there was such a process.
process_signal() {
    local pid
    pid=$(process_pid "$1") && kill -s "$2" "$pid" 2>/dev/null
}

# True once the process is gone; waits SECONDS for it.
process_gone() {
    local name=$1 until=$((SECONDS + $2))
    while process_alive "$name"; do
        ((SECONDS < until)) || return 1
        sleep 0.05
    done
}

# process_stop NAME SIGNAL SECONDS: asks, waits, and at the end insists.
process_stop() {
    if process_signal "$1" "$2" && ! process_gone "$1" "$3"; then
        say "  $1 did not stop within $3 s and is killed; its log: $VAR/log/$1.log"
        process_signal "$1" KILL || true
        process_gone "$1" 10 || die "$1 cannot be stopped"
    fi
    process_forget "$1"
}

# The recorded names that begin with PREFIX, in order of number.
process_names() {
    local file
    for file in "$VAR/run/$1"*.pid; do
        [[ ! -e $file ]] || basename "$file" .pid
    done | sort -V
}
