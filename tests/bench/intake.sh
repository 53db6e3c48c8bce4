#!/usr/bin/env bash
# Intake: items a second through HTTP, beside pgbench writing the same rows, one transaction each,
# to the same schema on the same servers. Rounds take turns, so that both meet the same machine.
set -euo pipefail
here=$ROOT/tests/bench
rounds=${BENCH_ROUNDS:-5} seconds=${BENCH_SECONDS:-6}
work=$(mktemp -d)
trap 'kill "${api:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

export PGDATABASE=huiying_bench
dropdb --if-exists "$PGDATABASE" 2>/dev/null
createdb "$PGDATABASE"
"$BIN/huiyingctl" migrate >/dev/null
"$BIN/huiyingctl" key create "$work/key"
BENCH_TOKEN=$("$BIN/huiyingctl" token create --name bench --role operator)
BENCH_BODIES=$work/bodies
export BENCH_TOKEN BENCH_BODIES
jq -c 'select(.kind | IN("consult", "complaint", "help", "suggestion")) |
    {channel: "hotline", type: .kind, title, content: .text, lead_department: .lead_dept, contact}' \
    "$ROOT/migrations/data/demo/samples.jsonl" >"$BENCH_BODIES"
jq -r '[.title, .content] | @csv' "$BENCH_BODIES" >"$work/texts.csv"
psql -q <<SQL
CREATE SEQUENCE bench_number START 900000000;
CREATE TABLE bench_text (id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text, content text);
\copy bench_text (title, content) FROM '$work/texts.csv' (FORMAT csv)
SQL
texts=$(wc -l <"$BENCH_BODIES")

port=${BENCH_PORT:-$((28000 + RANDOM % 2000))}
"$BIN/huiying-api" --port "$port" --admin-port $((port + 1)) --key-file "$work/key" \
    --processes "${BENCH_PROCESSES:-1}" 2>"$work/api.log" &
api=$!
until curl -sf "http://127.0.0.1:$port/readyz" >/dev/null; do
    kill -0 "$api"
    sleep 0.1
done

http_round() { # connections
    wrk -t2 -c"$1" -d"${seconds}s" -s "$here/intake.lua" "http://127.0.0.1:$port" | grep ^RESULT
}
pgbench_round() { # clients
    pgbench -n -M prepared -c "$1" -j 2 -T "$seconds" -D texts="$texts" -f "$here/intake.pgbench.sql" 2>/dev/null |
        sed -n 's/^tps = \([0-9]*\).*/\1/p'
}
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)], v[1], v[NR]}'; }

for ((round = 1; round <= rounds; round++)); do
    for connections in 64 256; do
        read -r _ _ rate p50 p99 refused < <(http_round "$connections")
        echo "$rate" >>"$work/http-$connections"
        echo "$p99" >>"$work/p99-$connections"
        echo "  http, $connections connections: $rate items/s, median $p50 ms, p99 $p99 ms, $refused refused"
    done
    for clients in 16 32 64; do
        rate=$(pgbench_round "$clients")
        echo "$rate" >>"$work/pgbench-$clients"
        echo "  pgbench, $clients clients: $rate items/s"
    done
    psql -qc 'TRUNCATE item, item_department, response_window, idempotency_key, item_event'
done

best=0
for clients in 16 32 64; do
    read -r rate _ < <(median <"$work/pgbench-$clients")
    ((rate <= best)) || best=$rate at=$clients
done
echo
printf '%-28s %10s %8s %8s %8s %14s\n' intake items/s min max p99 "ratio to pgbench"
for connections in 64 256; do
    read -r rate low high < <(median <"$work/http-$connections")
    read -r p99 _ < <(median <"$work/p99-$connections")
    printf '%-28s %10s %8s %8s %8s %14s\n' "http, $connections connections" "$rate" "$low" "$high" \
        "$p99" "$(awk "BEGIN {printf \"%.2f\", $rate / $best}")"
done
printf '%-28s %10s\n' "pgbench, $at clients (best)" "$best"
for pid in $(pgrep -P "$api" || echo "$api"); do
    echo "resident memory of process $pid: $(awk '/VmHWM/ {print int($2 / 1024)}' "/proc/$pid/status") MB at most"
done
