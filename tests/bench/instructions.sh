#!/usr/bin/env bash
# Instructions of our own process for one intake and one read, counted by callgrind over 200 of each,
# one at a time: a figure that no other load on the machine moves. Beside it the last recorded one; a
# rise of more than 5 % fails.
# shellcheck source=/dev/null
source "$ROOT/tests/bench/lib/lib.sh"

COUNT=200
database bench_instructions
bodies "$WORK/intake"
TOKEN=$(token operator)
# shellcheck disable=SC2034 # api_start uses it
WRAPPER=(valgrind --quiet --tool=callgrind --callgrind-out-file="$WORK/callgrind")
api_start api

send() { # NAME COUNT
    openloop --port "${PORT[api]}" --requests "$WORK/$1" --token "$TOKEN" --key "i-$RANDOM$RANDOM" \
        --count "$2" --seconds 120 >/dev/null
}

# counted NAME: instructions of one request.
counted() {
    local dump
    send "$1" 20
    callgrind_control --zero "$(pid_of api)" >/dev/null
    rm -f "$WORK"/callgrind.[0-9]*
    send "$1" "$COUNT"
    callgrind_control --dump "$(pid_of api)" >/dev/null
    await 20 compgen -G "$WORK/callgrind.[0-9]*"
    sleep 0.5
    dump=$(compgen -G "$WORK/callgrind.[0-9]*" | head -n 1)
    awk -v count="$COUNT" '/^totals:|^summary:/ { printf "%.0f\n", $2 / count; exit }' "$dump"
}

# What was recorded last, as a series to stand beside.
recorded() {
    local value=
    value=$(awk -F'\t' -v series="$1" '$1 == "sample" && $2 == series { print $4 }' \
        "$ROOT/docs/performance/instructions.tsv" 2>/dev/null) || true
    if [[ -z $value ]]; then
        aim "$1" "$1" - -
    else
        sample "$1, last recorded" instructions "$value"
        must "$1" "$1" "$1, last recorded" '<= 1.05x'
    fi
}

sample intake instructions "$(counted intake)"
query -c "SELECT 'GET' || chr(9) || '/v1/items/' || ref FROM item ORDER BY id LIMIT 20" >"$WORK/read"
sample read instructions "$(counted read)"
recorded intake
recorded read
