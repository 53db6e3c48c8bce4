#!/usr/bin/env bash
# What one thing costs with ten thousand, a million and ten million answered items in the database,
# each with 100,000 open windows beside them and the idempotency keys of 48 hours: an intake (64
# connections), a read (64, random ones of 10,000 items anywhere among them, each read once before), a
# page of a department and a summary (one at a time), and the firing of 20,000 steps due at once. What
# a round has stored is taken out again. And the space that an item takes with all that belongs to it,
# indexes included.
# shellcheck source=/dev/null
source "$ROOT/tests/bench/lib/lib.sh"

TOP=${BENCH_ITEMS:-10000000}
SIZES=($((TOP / 1000)) $((TOP / 10)) "$TOP")
STEPS=${BENCH_STEPS:-20000}
READS=$((TOP / 1000))
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
    query -c 'VACUUM ANALYZE' -c CHECKPOINT
}

# each NAME SIZE: the cost of one, in microseconds, from a rate or a median in ms.
from_rate() { sample "$1 at $(words "$2")" µs "$(calculate "1e6 / $3")"; }
from_ms() { sample "$1 at $(words "$2")" µs "$(calculate "1000 * $3")"; }

alone() { # SIZE REQUESTS RATE: median ms of requests one at a time; rate 0 is one after the other
    openloop --port "${PORT[api-$1]}" --requests "$2" --token "${TOKENS[$1]}" --rate "$3" --seconds "$EACH" |
        cut -d' ' -f3
}

# SIZE: reads a second, of what has been read before: a disk's share grows with what memory cannot hold.
read_again() {
    openloop --port "${PORT[api-$1]}" --requests "$WORK/read.$1" --token "${TOKENS[$1]}" --connections 64 \
        --count "$READS" --seconds 60 >/dev/null
    wrk_rate "${PORT[api-$1]}" 64 "$WORK/read.$1" "${TOKENS[$1]}"
}

fire() { # SIZE: steps a second
    redis_empty
    generate --open "$STEPS" --due-in $((20 + STEPS / 8000))
    query -c 'VACUUM ANALYZE response_window' -c CHECKPOINT
    worker_start worker
    [[ $(query -c "SELECT max(next_at) > clock_timestamp() + interval '2 s' FROM response_window
                   WHERE item_id > ${LAST[$1]}") == t ]] || fail "the steps were due before a worker was there"
    await 60 is_fired "$STEPS" "kind = 'level' AND item_id > ${LAST[$1]}"
    stop worker
    query -c "SELECT count(*) / extract(epoch FROM max(fired_at) - min(planned_at)) FROM escalation
              WHERE kind = 'level' AND item_id > ${LAST[$1]}"
}

for ((round = 1; round <= ROUNDS; round++)); do
    for size in "${SIZES[@]}"; do
        export PGDATABASE=${DATABASES[$size]}
        from_rate read "$size" "$(read_again "$size")"
        from_ms list "$size" "$(alone "$size" "$WORK/list" 0)"
        from_ms summary "$size" "$(alone "$size" "$WORK/summary" 5)"
        from_rate fire "$size" "$(fire "$size")"
        restore "$size"
        from_rate intake "$size" "$(wrk_rate "${PORT[api-$size]}" 64 "$WORK/intake" "${TOKENS[$size]}")"
        restore "$size"
    done
done

curve cost 'Cost by size, in parts of that at the smallest' 'answered items' 'times' logx
least=$(words "${SIZES[0]}") most=$(words "${SIZES[2]}")
for what in intake read list fire summary; do
    for size in "${SIZES[@]}"; do
        point cost "$what" "$size" \
            "$(calculate "$(median "$what at $(words "$size")") / $(median "$what at $least")")"
    done
    aim "$what" "$what at $most" "$what at $least" '<= 1.3x'
done
