#!/usr/bin/env bash
# GET /v1/escalations/summary with If-None-Match by 1,000 connections, each asking again when it was
# answered, while intake goes on at a quarter of what 64 connections get. Beside it a bare evhttp that
# answers a constant takes the same polls while the API takes the same intake. 100,000 windows are
# open. How old the figures are is what a further client sees, which asks ten times a second without
# a tag.
# shellcheck source=/dev/null
source "$ROOT/tests/bench/lib/lib.sh"

CONNECTIONS=${BENCH_CONNECTIONS:-1000}
database bench_poll
generate --open "${BENCH_OPEN:-100000}"
settle
bodies "$WORK/requests"
printf 'GET\t/v1/escalations/summary\n' >"$WORK/poll"
OPERATOR=$(token operator) DASHBOARD=$(token dashboard)
api_start api
curl -sf "http://127.0.0.1:${PORT[api]}/v1/escalations/summary" -H "Authorization: Bearer $DASHBOARD" >"$WORK/body"
BARE=$(free_port)
start constant "$DRIVERS/constant" "$BARE" "$WORK/body"
part=$(calculate "1 / 4 * $(wrk_rate "${PORT[api]}" 64 "$WORK/requests" "$OPERATOR")")
note "Intake at a quarter of its full speed: $(calculate "int($part)") items a second."

# polls NAME PORT: polls while intake goes on; leaves both rates in RATE and INTAKE.
polls() {
    openloop --port "${PORT[api]}" --requests "$WORK/requests" --token "$OPERATOR" --connections 64 \
        --key "poll-$RANDOM$RANDOM" --rate "$part" --seconds "$((EACH + 1))" >"$WORK/intake" &
    local intake=$!
    sleep 0.5
    read -r _ RATE _ < <(openloop --port "$2" --requests "$WORK/poll" --token "$DASHBOARD" \
        --connections "$CONNECTIONS" --tags --seconds "$EACH")
    wait "$intake" || fail "intake beside $1"
    read -r _ INTAKE _ <"$WORK/intake"
}

for ((round = 1; round <= ROUNDS; round++)); do
    /usr/bin/python3 "$BENCH/lib/age.py" "${PORT[api]}" "$DASHBOARD" "$EACH" >"$WORK/age" &
    age=$!
    polls API "${PORT[api]}"
    wait "$age"
    sample 'API' polls/s "$RATE"
    sample 'intake beside the API' items/s "$INTAKE"
    sample 'age of the figures, at most' ms "$(cut -d' ' -f2 "$WORK/age")"
    polls 'bare evhttp' "$BARE"
    sample 'bare evhttp' polls/s "$RATE"
    sample 'intake beside bare evhttp' items/s "$INTAKE"
done
aim '1,000 connections' API 'bare evhttp' '>= 0.8x'
aim 'intake meanwhile' 'intake beside the API' 'intake beside bare evhttp' -
aim 'age of the figures' 'age of the figures, at most' - 'never > 2000'
