#!/usr/bin/env bash
# 100,000 open windows counted anew after a calendar import: a working day in two days' time becomes
# a holiday, and in the next round a working day again. One worker recounts; 500 items a second are
# taken in meanwhile. The time is from the import to the last window, by the database's clock.
# shellcheck source=/dev/null
source "$ROOT/tests/bench/lib/lib.sh"

INTAKE=500 # items a second: forty-three million a day
database bench_recalc
generate --open "${BENCH_OPEN:-100000}"
settle
NEWEST=$(query -c 'SELECT max(id) FROM item')
bodies "$WORK/requests"
TOKEN=$(token operator)
api_start api
worker_start worker

# The first Monday to Friday, two days on or later, that the calendar says nothing of.
soon=$(date -d '+2 days' +%F)
year=${soon%%-*}
"$BIN/huiyingctl" calendar export --year "$year" >"$WORK/worked.csv"
while (($(date -d "$soon" +%u) > 5)) || grep -q "^$soon" "$WORK/worked.csv"; do
    soon=$(date -d "$soon +1 day" +%F)
done
[[ ${soon%%-*} == "$year" ]] || fail "no working day is left in $year"
{ cat "$WORK/worked.csv" && echo "$soon,holiday,临时放假,bench"; } >"$WORK/holiday.csv"

# One process that asks now and then.
await_end() {
    query >/dev/null <<'SQL'
DO $$
BEGIN
    FOR i IN 1 .. 480 LOOP
        EXIT WHEN NOT EXISTS (SELECT FROM recalculation WHERE finished_at IS NULL);
        COMMIT;
        PERFORM pg_sleep(0.25);
    END LOOP;
END $$
SQL
}

# recount FILE: imports it; leaves the seconds and how many windows moved in TOOK and MOVED.
recount() {
    "$BIN/huiyingctl" calendar import --year "$year" --notice bench "$1" >>"$WORK/import.log" 2>&1 ||
        fail "importing $1"
    await_end
    IFS='|' read -r TOOK MOVED < <(query -c "SELECT extract(epoch FROM finished_at - created_at), moved
        FROM recalculation ORDER BY id DESC LIMIT 1")
}

# What was taken in meanwhile goes again, so that each round counts as much as the first.
forget() {
    query >>"$WORK/forget.log" <<SQL
DELETE FROM response_window WHERE item_id > $NEWEST;
DELETE FROM item_department WHERE item_id > $NEWEST;
DELETE FROM item WHERE id > $NEWEST;
SQL
    settle
}

# intake SECONDS: in the background; intake_wait leaves its p99 in P99.
intake() {
    openloop --port "${PORT[api]}" --requests "$WORK/requests" --token "$TOKEN" --connections 64 \
        --key "recalc-$RANDOM$RANDOM" --rate "$INTAKE" --seconds "$1" >"$WORK/intake" &
    INTAKE_PID=$!
    sleep 1
}
intake_wait() {
    wait "$INTAKE_PID" || fail 'intake'
    read -r _ _ _ _ P99 _ <"$WORK/intake"
}

for ((round = 1; round <= ROUNDS; round++)); do
    intake 3
    intake_wait
    sample 'intake alone, p99' ms "$P99"
    intake 10
    if ((round % 2)); then recount "$WORK/holiday.csv"; else recount "$WORK/worked.csv"; fi
    intake_wait
    sample 'intake meanwhile, p99' ms "$P99"
    sample 'recounted' s "$TOOK"
    sample 'windows that moved' windows "$MOVED"
    forget
done
aim "$(words "${BENCH_OPEN:-100000}") windows" recounted - '<= 10'
aim 'windows that moved' 'windows that moved' - -
aim 'p99 of intake meanwhile' 'intake meanwhile, p99' 'intake alone, p99' -
