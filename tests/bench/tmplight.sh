#!/usr/bin/env bash
# tmp
# shellcheck source=/dev/null
source "$ROOT/tests/bench/lib/lib.sh"
database bench_tmplight
bodies "$WORK/requests"
TOKEN=$(token operator)
api_start api
templates "${PORT[api]}" "$WORK/requests" "$TOKEN"
LOG=$(ls "$HUIYING_SERVERS_DIR"/log/postgres*.log 2>/dev/null | head -1); ls "$HUIYING_SERVERS_DIR" "$HUIYING_SERVERS_DIR/log"
durations() { tail -c +"$1" "$LOG" | grep -o "duration: [0-9.]* ms" | cut -d" " -f2 | sort -n | awk "{a[NR]=\$1} END {print NR, \"median\", a[int(NR/2)+1], \"p90\", a[int(NR*0.9)]}"; }
query -d postgres -c "ALTER SYSTEM SET log_duration = on" -c "SELECT pg_reload_conf()"; sleep 1
printf 'GET\t/livez\n' >"$WORK/livez"
echo 'SELECT 1;' >"$WORK/one.sql"
run() { openloop --port "${PORT[api]}" --requests "$1" --token "$TOKEN" --key "t-$RANDOM$RANDOM" --seconds 4; }
echo "livez: $(run "$WORK/livez")"
(cd "$WORK" && pgbench -n -M prepared -c 1 -T 4 -f one.sql 2>&1 | grep latency)
(cd "$WORK" && pgbench -n -M prepared -c 1 -T 4 -f clone.pgbench.sql -D places="$PLACES" 2>&1 | grep latency)
AT=$(stat -c %s "$LOG")
echo "intake: $(run "$WORK/requests")"
durations "$AT"
AT=$(stat -c %s "$LOG")
(cd "$WORK" && pgbench -n -M prepared -c 1 -T 4 -f clone.pgbench.sql -D places="$PLACES" 2>&1 | grep latency)
durations "$AT"
run "$WORK/requests" & 
timeout 3 strace -c -f -p "$(pid_of api)" 2>&1 | head -30
wait
(run "$WORK/requests" >/dev/null) &
timeout 2 strace -r -p "$(pid_of api)" 2>&1 | tail -60 | head -50
wait
cp "$WORK"/*.sql /tmp/ 2>/dev/null
sample API ms 1
