#!/usr/bin/env bash
# Redis is flushed while a million windows are open, 50,000 of them due within the minute: how long
# until the worker has armed all of these again.
# shellcheck source=/dev/null
source "$ROOT/tests/bench/lib/lib.sh"

OPEN=${BENCH_OPEN:-1000000}
SOON=$((OPEN / 20))
database bench_rebuild
generate --open $((OPEN - SOON))
settle
OTHERS=$(query -c 'SELECT max(id) FROM response_window')
generate --open "$SOON" --due-in 45 --due-over 10
query -c 'ANALYZE response_window'
worker_start worker

armed() { redis-cli -u "$REDIS_URL" --raw zcard '{huiying}:due'; }
is_armed() { (($(armed) >= SOON)); }
now_ms() { date +%s%3N; }

await 30 is_armed
for ((round = 1; round <= ROUNDS; round++)); do
    began=$(now_ms)
    redis_empty
    await 20 is_armed
    sample 'armed again' s "$(calculate "($(now_ms) - $began) / 1000")"
    sleep 1.3
done
[[ $(query -c "SELECT min(next_at) > clock_timestamp() FROM response_window WHERE id > $OTHERS") == t ]] ||
    note 'Some windows were due before the last round.'
aim "$(words "$SOON") windows of $(words "$OPEN")" 'armed again' - '<= 3'
