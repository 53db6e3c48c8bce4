#!/bin/bash
# Run as root by packages.sh: installs Debian packages while no server of theirs starts, no default
# PostgreSQL cluster is made and no unit of a daemon gets enabled. What it changed for that is put back.
set -euo pipefail
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

policy=/usr/sbin/policy-rc.d
cluster=/etc/postgresql-common/createcluster.conf
saved=$(mktemp -d)

restore() {
    rm -f "$policy"
    [[ ! -e $saved/policy ]] || mv "$saved/policy" "$policy"
    [[ ! -e $saved/cluster ]] || cp "$saved/cluster" "$cluster"
    rm -rf "$saved"
}
trap restore EXIT
trap 'exit 130' INT TERM

installed() {
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

apt_install() {
    apt-get -q -y --no-install-recommends -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 \
        -o Dpkg::Options::=--force-confold install "$@"
}

# The lists are fetched only if a package is unknown, or known in a version that is gone.
install() {
    local candidates
    candidates=$(apt-cache policy "$@" | grep -c 'Candidate: [^(]' || true)
    if ((candidates == $#)) && apt_install "$@"; then
        return
    fi
    apt-get -q update
    apt_install "$@"
}

forbid_start() {
    [[ ! -e $policy ]] || mv "$policy" "$saved/policy"
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
}

# postgresql-common brings the file that says whether installing a server makes a cluster.
forbid_cluster() {
    installed postgresql-common || install postgresql-common
    [[ -e $cluster ]] || return 0
    cp "$cluster" "$saved/cluster"
    printf '\ncreate_main_cluster = false\n' >>"$cluster"
}

disable() {
    update-rc.d "$1" disable || true
    deb-systemd-helper disable "$1.service" || true
}

forbid_start
daemons=()
for package in "$@"; do
    case $package in
    postgresql-*) forbid_cluster ;;
    redis-server | prometheus) daemons+=("$package") ;;
    esac
done
install "$@"
for daemon in "${daemons[@]}"; do disable "$daemon"; done
