# shellcheck shell=bash
# Who sends: wrk and drivers/openloop over HTTP, pgbench to the database itself. Requests are lines
# of a file: METHOD, PATH and perhaps BODY, parted by tabs.

# bodies FILE: inquiries from the demonstration's texts, as requests.
bodies() {
    jq -c 'select(.kind | IN("consult", "complaint", "help", "suggestion")) |
        {channel: "hotline", type: .kind, title, content: .text, lead_department: .lead_dept, contact}' \
        "$ROOT/migrations/data/demo/samples.jsonl" | sed 's|^|POST\t/v1/inquiries\t|' >"$1"
}

# wrk_run PORT CONNECTIONS FILE TOKEN: prints requests, a second, median ms, p99 ms, refused. All
# but 2xx is refused.
wrk_run() {
    local result
    result=$(BENCH_REQUESTS=$3 BENCH_TOKEN=$4 wrk -t2 -c"$2" -d"${EACH}s" --timeout 20s \
        -s "$BENCH/lib/requests.lua" "http://127.0.0.1:$1" | sed -n 's/^RESULT //p')
    [[ -n $result && ${result##* } == 0 ]] || fail "wrk: '$result' (requests, rate, p50, p99, refused)"
    printf '%s\n' "$result"
}

# wrk_rate PORT CONNECTIONS FILE TOKEN
wrk_rate() { wrk_run "$@" | cut -d' ' -f2; }

# openloop ...: as drivers/openloop, whose RESULT it prints: requests, a second, p50, p90, p99,
# p99.9, max, refused.
openloop() {
    local result
    result=$("$DRIVERS/openloop" "$@" | sed -n 's/^RESULT //p') || fail "openloop $*: $result"
    [[ ${result##* } == 0 ]] || fail "openloop $*: $result (the last were refused)"
    printf '%s\n' "$result"
}

# For all that stands beside our programs: statements are planned as theirs are. Left to itself
# PostgreSQL plans some of them at each run.
PLANNED="-c jit=off $(grep -o -- '-c plan_cache_mode=force_generic_plan[^"]*' \
    "$ROOT/common/db/pool.c")" || fail 'common/db/pool.c does not say how statements are planned'

pgbench_planned() { PGOPTIONS=$PLANNED pgbench -n -M prepared "$@"; }

# pgbench_rate CLIENTS SCRIPT [OPTION...]: transactions a second.
pgbench_rate() {
    local clients=$1 script=$2 result
    shift 2
    result=$(pgbench_planned -c "$clients" -j "$((clients < 2 ? 1 : 2))" -T "$EACH" -f "$script" \
        "$@" 2>"$WORK/pgbench.log" | sed -n 's/^tps = \([0-9.]*\).*/\1/p')
    [[ -n $result ]] || fail "pgbench $script"
    printf '%s\n' "$result"
}

# statement NAME PARAMETER=VALUE...: one of common/store/sql, or a file, for pgbench, its parameters
# replaced.
statement() {
    local file=$1 pair script=()
    [[ $file == */* ]] || file=$ROOT/common/store/sql/$file.sql
    shift
    for pair; do script+=(-e "s/\\\$${pair%%=*}\\b/${pair#*=}/g"); done
    grep -v '^--' "$file" | sed "${script[@]}" | tr '\n' ' '
    echo ';'
}

# item_read_alone FILE: sql/item_read.sql for one item, as whoever shares no statements writes it.
item_read_alone() {
    # shellcheck disable=SC2016 # the parameters are PostgreSQL's
    sed -z 's/unnest([^)]*)\s*WITH ORDINALITY AS a/(VALUES ($1::bigint, $2::smallint, $3::integer, 1)) AS a/' \
        "$ROOT/common/store/sql/item_read.sql" >"$1"
    grep -q VALUES "$1" || fail 'item_read.sql is no longer as item_read_alone takes it to be'
}
