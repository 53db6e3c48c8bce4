#!/usr/bin/env bash
# What one thing costs with ten thousand, a million and ten million answered items in the database,
# each with 100,000 open windows beside them and the idempotency keys of 48 hours (of who takes in
# all of them in a thousand days): an intake (64 connections), a read (64, random ones of 10,000 items
# anywhere among them, each read once before), a page of a department and a summary (one at a time;
# summaries are counted ten times a second here), and the firing of 20,000 steps due at once. What a
# round has stored is taken out again. And the space that an item takes with all that belongs to it,
# indexes included.
# shellcheck source=/dev/null
source "$ROOT/tests/bench/lib/lib.sh"

TOP=${BENCH_ITEMS:-10000000}
SIZES=($((TOP / 1000)) $((TOP / 10)) "$TOP")
STEPS=${BENCH_STEPS:-20000}
READS=$((TOP / 1000))
THINGS=(intake read list fire summary)
declare -A TURNS=([list]=5 [fire]=2 [summary]=5)
bodies "$WORK/intake"
printf 'GET\t/v1/items?department=supervision_2&sort=due&limit=20\n' >"$WORK/list"
printf 'GET\t/v1/escalations/summary\n' >"$WORK/summary"

declare -A TOKENS=() DATABASES=() LAST=()
for size in "${SIZES[@]}"; do
    dataset "$size" "${BENCH_OPEN:-100000}"
    DATABASES[$size]=$PGDATABASE
    TOKENS[$size]=$(token operator)
    LAST[$size]=$(query -c 'SELECT max(id) FROM item')
    refs "$READS" | sed 's|^|GET\t/v1/items/|' >"$WORK/read.$size"
    sample "space of an item at $(words "$size")" bytes \
        "$(query -c "SELECT pg_database_size(current_database()) / (SELECT count(*) FROM item)")"
    api_start "api-$size" --summary-interval-ms 100
done

# Takes out what is younger than the dataset.
restore() {
    local size=$1 table
    query -c "DELETE FROM outbox" -c "DELETE FROM escalation"
    for table in item_event response_window item_department idempotency_key; do
        query -c "DELETE FROM $table WHERE item_id > ${LAST[$size]}"
    done
    query -c "DELETE FROM item WHERE id > ${LAST[$size]}"
    settle
}

# Each prints the cost of one, in microseconds, from a rate or a median in ms.
from_rate() { calculate "1e6 / $1"; }
from_ms() { calculate "1000 * $1"; }

# What has been read before: a disk's share grows with what memory cannot hold.
cost_of_read() {
    openloop --port "${PORT[api-$1]}" --requests "$WORK/read.$1" --token "${TOKENS[$1]}" --connections 64 \
        --count "$READS" --seconds 60 >/dev/null
    from_rate "$(wrk_rate "${PORT[api-$1]}" 64 "$WORK/read.$1" "${TOKENS[$1]}")"
}

alone() { # SIZE THING RATE: requests one at a time; rate 0 is one after the other
    from_ms "$(openloop --port "${PORT[api-$1]}" --requests "$WORK/$2" --token "${TOKENS[$1]}" --rate "$3" \
        --seconds "$(calculate "$EACH / ${TURNS[$2]}")" | cut -d' ' -f3)"
}
cost_of_list() { alone "$1" list 0; }
cost_of_summary() { alone "$1" summary 5; }

cost_of_fire() {
    local of_these="item_id > ${LAST[$1]}"
    redis_empty
    generate --open "$STEPS" --due-in $((20 + STEPS / 8000))
    query -c 'VACUUM ANALYZE response_window' -c CHECKPOINT
    worker_start worker
    [[ $(query -c "SELECT min(next_at) > clock_timestamp() + interval '2 s' FROM response_window
                   WHERE $of_these") == t ]] || fail 'the steps were due before a worker was there'
    await_fired 60 "$STEPS" "kind = 'level' AND $of_these"
    stop worker
    from_rate "$(query -c "SELECT count(*) / extract(epoch FROM max(fired_at) - min(planned_at))
                           FROM escalation WHERE kind = 'level' AND $of_these")"
    restore "$1"
}

cost_of_intake() {
    from_rate "$(wrk_rate "${PORT[api-$1]}" 64 "$WORK/intake" "${TOKENS[$1]}")"
    restore "$1"
}

# One thing at all sizes, and then the next, in short turns where it can be: a machine is not always
# equally fast.
for ((round = 1; round <= ROUNDS; round++)); do
    for what in "${THINGS[@]}"; do
        for ((turn = 0; turn < ${TURNS[$what]:-1}; turn++)); do
            for size in "${SIZES[@]}"; do
                export PGDATABASE=${DATABASES[$size]}
                cost=$("cost_of_$what" "$size")
                sample "$what at $(words "$size")" µs "$cost"
            done
        done
    done
done

curve cost 'Cost by size, in parts of that at the smallest' 'answered items' 'times' logx
least=$(words "${SIZES[0]}") most=$(words "${SIZES[2]}")
for what in "${THINGS[@]}"; do
    for size in "${SIZES[@]}"; do
        point cost "$what" "$size" \
            "$(calculate "$(median "$what at $(words "$size")") / $(median "$what at $least")")"
    done
    aim "$what" "$what at $most" "$what at $least" '<= 1.3x'
done
