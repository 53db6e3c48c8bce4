#!/usr/bin/env bash
# Firing: windows that all fall due at one moment, fired by one worker, beside the very statement
# run by pgbench in batches of 200, which is the most that the database gives.
set -euo pipefail
windows=${BENCH_WINDOWS:-100000} rounds=${BENCH_ROUNDS:-3}
work=$(mktemp -d)
trap 'kill "${worker:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

export PGDATABASE=huiying_bench
dropdb --if-exists "$PGDATABASE" 2>/dev/null
createdb "$PGDATABASE"
"$BIN/huiyingctl" migrate >/dev/null

fill() { # so many windows, all due at the same moment some seconds ahead
    psql -qAt -v windows="$windows" -v ahead="$1" <<'SQL'
SET client_min_messages = warning;
TRUNCATE item, response_window, escalation, outbox, item_event RESTART IDENTITY;
INSERT INTO item (id, ref, kind, status, channel, urgent, accident, personal_data, anonymous,
    confidential, drill, title, content, received_at, lead_department_id, created_by, due_at)
SELECT i, i::text, 'opinion_event', 'registered', 'weibo', false, false, false, false, false, false,
    '网传示例化工厂爆燃', '凌晨多个微博账号发布现场火光视频', now(), 1 + i % 8, 1, now() + interval '1 hour'
FROM generate_series(1, :windows) AS i;
WITH due AS (SELECT date_trunc('milliseconds', clock_timestamp()) + :ahead * interval '1 second' AS at)
INSERT INTO response_window (item_id, n, stage, rule_id, department_id, kind, drill, starts_at,
    rule_due_at, due_at, last_day, provisional, data_version, state, steps, rungs, first_level,
    repeat_every, next_step, next_at)
SELECT i, 1, 'authoritative_info', 1, 1 + i % 8, 'opinion_event', false, d.at - interval '5 hours',
    d.at, d.at, current_date, false, 1, 'open',
    ARRAY[d.at, d.at + interval '1 hour', d.at + interval '3 hours'], ARRAY[4, 5, 6]::smallint[], 1,
    interval '6 hours', 1, d.at
FROM generate_series(1, :windows) AS i, due AS d;
VACUUM ANALYZE response_window;
CHECKPOINT;
SQL
}
# Steps a second from the due moment to the last commit, by the database's clock.
measured() {
    psql -qAt <<'SQL'
SELECT (count(*) / extract(epoch FROM max(fired_at) - min(planned_at)))::integer || ' ' ||
       (1000 * extract(epoch FROM min(fired_at) - min(planned_at)))::integer || ' ' ||
       count(*) || ' ' || count(DISTINCT window_id)
FROM escalation
SQL
}
worker_round() {
    local fired=0 rate first all distinct
    redis-cli -u "$REDIS_URL" flushall >/dev/null
    fill 8
    "$BIN/huiying-worker" --redis "${REDIS_URL#redis://}" --admin-port "$((30000 + RANDOM % 2000))" \
        --log-level warn 2>>"$work/worker.log" &
    worker=$!
    for _ in {1..300}; do
        fired=$(psql -qAtc 'SELECT count(*) FROM escalation')
        if ((fired >= windows)); then break; fi
        sleep 0.2
    done
    kill "$worker"
    wait "$worker" || true
    read -r rate first all distinct < <(measured)
    echo "$rate" >>"$work/worker"
    echo "  worker: $rate steps/s, first after $first ms; $all fired of $windows, $distinct distinct"
}
limit_round() { # clients
    fill 0
    pgbench -n -M prepared -c "$1" -j "$1" -t $((windows / 200 / $1)) -f "$work/fire.sql" >/dev/null 2>&1
    local rate
    rate=$(psql -qAtc "SELECT (count(*) / extract(epoch FROM max(fired_at) - min(fired_at)))::integer FROM escalation")
    echo "$rate" >>"$work/limit-$1"
    echo "  statement alone, $1 clients: $rate steps/s"
}
median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)], v[1], v[NR]}'; }

# The worker's statement, its parameters replaced by a search for what is due.
sed -e '/^--/d' -e 's/^WITH claimed AS MATERIALIZED (/WITH claimed AS MATERIALIZED (SELECT id, generation, next_step AS step FROM response_window WHERE state = '"'open'"' AND next_at <= statement_timestamp() ORDER BY next_at LIMIT 200 FOR UPDATE SKIP LOCKED/' \
    -e '/^    SELECT \*$/,/^    FROM unnest/d' "$ROOT/common/store/sql/windows_fire.sql" | tr '\n' ' ' >"$work/fire.sql"
echo ';' >>"$work/fire.sql"

for ((round = 1; round <= rounds; round++)); do
    worker_round
    limit_round 1
    limit_round 2
done
best=0
for clients in 1 2; do
    read -r rate _ < <(median <"$work/limit-$clients")
    ((rate <= best)) || best=$rate at=$clients
done
read -r rate low high < <(median <"$work/worker")
echo
printf '%-36s %10s %8s %8s %8s\n' fire steps/s min max ratio
printf '%-36s %10s %8s %8s %8s\n' "one worker" "$rate" "$low" "$high" "$(awk "BEGIN {printf \"%.2f\", $rate / $best}")"
printf '%-36s %10s\n' "the statement alone, $at clients" "$best"
