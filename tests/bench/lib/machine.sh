#!/usr/bin/env bash
# Describes a run, for the head of its results: `run KEY VALUE` lines.
set -euo pipefail

run() { printf 'run\t%s\t%s\n' "$1" "$2"; }

setting() { psql -XqAtc "SHOW $1"; }

# What one fdatasync of 8 kB costs where the database is: every commit waits for one at least.
sync_us() {
    local folder file
    folder=$(mktemp -d "$HUIYING_SERVERS_DIR/sync.XXXXXX")
    file=$folder/file
    /usr/lib/postgresql/15/bin/pg_test_fsync -s 1 -f "$file" 2>/dev/null |
        awk '$1 == "fdatasync" && $3 == "ops/sec" { printf "%.0f\n", 1e6 / $2; exit }'
    rm -rf "$folder"
}

# What a measurement's file says of itself at its top.
about() { sed -n '1d; /^# shellcheck/q; /^#/!q; s/^# \?//p' "$ROOT/tests/bench/$1.sh" | paste -sd ' '; }

run name "$1"
run about "$(about "$1")"
run date "$(date -u +%Y-%m-%d)"
run commit "$(git -C "$ROOT" describe --always --dirty --abbrev=10 2>/dev/null || echo unknown)"
run processor "$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)"
run cores "$(nproc)"
run memory "$(awk '/^MemTotal/ { printf "%.0f GB", $2 / 1e6 }' /proc/meminfo)"
run system "$(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release), Linux $(uname -r | cut -d- -f1)"
run commit-to-disk "$(sync_us) µs (fdatasync of 8 kB)"
run PostgreSQL "$(setting server_version)"
for name in synchronous_commit fsync full_page_writes shared_buffers max_wal_size; do
    run "$name" "$(setting "$name")"
done
run Redis "$(redis-cli -u "$REDIS_URL" info server | sed -n 's/^redis_version:\([0-9.]*\).*/\1/p')"
run wrk "$(wrk -v 2>&1 | grep -o '[0-9]\+\.[0-9]\+\.[0-9]\+' | head -n 1 || true)"
run Node "$(node --version)"
