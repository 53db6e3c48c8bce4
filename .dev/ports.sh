# shellcheck shell=bash
# Loopback ports, chosen free once and remembered in $VAR/ports as NAME=PORT.

# True if nothing listens on the port, on any address.
port_free() {
    local hex files=(/proc/net/tcp)
    printf -v hex ':%04X' "$1"
    [[ ! -r /proc/net/tcp6 ]] || files+=(/proc/net/tcp6)
    ! awk -v port="$hex" '$4 == "0A" && substr($2, length($2) - 4) == port { found = 1 }
        END { exit !found }' "${files[@]}"
}

port_get() {
    [[ -f $VAR/ports ]] && sed -n "s/^$1=//p" "$VAR/ports" | grep .
}

port_set() {
    mkdir -p "$VAR"
    {
        grep -v "^$1=" "$VAR/ports" 2>/dev/null || true
        printf '%s=%s\n' "$1" "$2"
    } >"$VAR/ports.new"
    mv "$VAR/ports.new" "$VAR/ports"
}

# port_choose NAME FIRST: the first port from FIRST that is free and not remembered for another.
port_choose() {
    local port=$2
    until port_free "$port" && ! grep -qs "=$port\$" "$VAR/ports"; do
        port=$((port + 1))
        ((port < 65536)) || die "no free port from $2 upward for $1"
    done
    port_set "$1" "$port"
}

# True if the port is free within a few seconds: whoever held it may be about to leave.
port_frees() {
    local until=$((SECONDS + 3))
    until port_free "$1"; do
        ((SECONDS < until)) || return 1
        sleep 0.1
    done
}

# The port of a process about to start: the remembered one, or another if a stranger has taken it.
port_for() {
    local port
    if ! port=$(port_get "$1") || ! port_frees "$port"; then
        port_choose "$1" "$2"
        port=$(port_get "$1")
    fi
    printf '%s\n' "$port"
}
