#!/usr/bin/env bash
# GET /v1/items?department=…&sort=due: 20 items of a department, soonest due first, as an open loop of
# 100 requests a second (fewer where that would be more than half of what one connection gets) over 16
# connections, at a million and at ten million items with 100,000 open windows. The cursor of the
# thousandth page is found by walking there.
# shellcheck source=/dev/null
source "$ROOT/tests/bench/lib/lib.sh"

SIZES=("${BENCH_ITEMS:-1000000}" "$((10 * ${BENCH_ITEMS:-1000000}))")
PEAK=${SIZES[1]}
PAGES=${BENCH_PAGES:-1000}
FIRST='/v1/items?department=supervision_2&sort=due'

# cursor_after PORT TOKEN CURSOR LIMIT: the cursor of the page after that one.
cursor_after() {
    curl -sf -D - -o /dev/null "http://127.0.0.1:$1$FIRST&limit=$4${3:+&cursor=$3}" \
        -H "Authorization: Bearer $2" | sed -n 's/^[Ll]ink: <.*[?&]cursor=\([^&>]*\).*/\1/p'
}

# page_of PORT TOKEN NUMBER: prints the path of that page, after a walk there in large steps.
page_of() {
    local cursor='' left=$((20 * ($3 - 1))) step
    while ((left > 0)); do
        step=$((left < 200 ? left : 200))
        cursor=$(cursor_after "$1" "$2" "$cursor" "$step")
        [[ -n $cursor ]] || fail "there is no page $3"
        left=$((left - step))
    done
    printf '%s\n' "$FIRST&limit=20${cursor:+&cursor=$cursor}"
}

# rate_for SIZE PAGE: requests a second.
rate_for() {
    local median
    median=$(openloop --port "${PORT[api-$1]}" --requests "$WORK/$1.$2" --token "${TOKENS[$1]}" --count 20 \
        --seconds 20 | cut -d' ' -f3)
    calculate "500 / $median < 100 ? int(500 / $median) + 1 : 100"
}

declare -A TOKENS=() RATES=()
for size in "${SIZES[@]}"; do
    dataset "$size" "${BENCH_OPEN:-100000}"
    TOKENS[$size]=$(token operator)
    api_start "api-$size"
    for page in 1 "$PAGES"; do
        printf 'GET\t%s\n' "$(page_of "${PORT[api-$size]}" "${TOKENS[$size]}" "$page")" >"$WORK/$size.$page"
        RATES[$size.$page]=$(rate_for "$size" "$page")
        [[ ${RATES[$size.$page]} == 100 ]] ||
            note "Page $page of $(words "$size") items was asked for ${RATES[$size.$page]} times a second."
    done
done

curve percentiles 'Latency of a page' 'per cent of requests' 'ms, from the moment due' tail logy
for ((round = 1; round <= ROUNDS; round++)); do
    for size in "${SIZES[@]}"; do
        for page in 1 "$PAGES"; do
            read -r _ _ p50 _ p99 _ < <(openloop --port "${PORT[api-$size]}" --requests "$WORK/$size.$page" \
                --token "${TOKENS[$size]}" --connections 16 --rate "${RATES[$size.$page]}" --seconds "$EACH" --curve "$WORK/curve")
            series="page $page of $(words "$size")"
            sample "$series, median" ms "$p50"
            sample "$series, p99" ms "$p99"
            ((round < ROUNDS)) || curve_points percentiles "$series items" "$WORK/curve"
        done
    done
done
flames "api-$PEAK" openloop --port "${PORT[api-$PEAK]}" --requests "$WORK/$PEAK.1" --token "${TOKENS[$PEAK]}" \
    --connections 16 --rate "${RATES[$PEAK.1]}" --seconds "$EACH"
for size in "${SIZES[@]}"; do
    for page in 1 "$PAGES"; do
        aim "page $page of $(words "$size") items" "page $page of $(words "$size"), p99" - '<= 10'
    done
    aim "pages of $(words "$size") items alike" "page $PAGES of $(words "$size"), median" \
        "page 1 of $(words "$size"), median" '<= 1.3x'
done
