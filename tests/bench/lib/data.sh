# shellcheck shell=bash
# Databases with data in them, made through the product. What was made is kept for the measurements
# that come after, as long as the servers are.

KEY=${HUIYING_SERVERS_DIR:?needs servers: ./dev bench}/bench.key
export HUIYING_KEY_FILE=$KEY
[[ -s $KEY ]] || "$BIN/huiyingctl" key create "$KEY"

query() { psql -XqAtv ON_ERROR_STOP=1 "$@"; }

database_exists() { [[ $(query -d postgres -c "SELECT 1 FROM pg_database WHERE datname = '$1'") == 1 ]]; }

# database NAME: a new one of this name, migrated, and used from here on.
database() {
    export PGDATABASE=$1
    dropdb --if-exists --force "$1" 2>/dev/null
    createdb "$1"
    "$BIN/huiyingctl" migrate >/dev/null
    rm -f "$HUIYING_SERVERS_DIR/bench.$1."*
}

# token ROLE: of the present database.
token() {
    local file=$HUIYING_SERVERS_DIR/bench.$PGDATABASE.$1
    [[ -s $file ]] || "$BIN/huiyingctl" token create --name "bench-$1" --role "$1" >"$file"
    cat "$file"
}

generate() { "$BIN/huiyingctl" generate "$@" >>"$WORK/generate.log" 2>&1 || fail "generate $*"; }

# What a database made now would be like: it is made anew when that changes.
data_stamp() {
    cat "$ROOT"/migrations/*.sql "$ROOT"/migrations/data/*.csv "$ROOT"/services/ctl/generate/*.c \
        "$ROOT"/common/store/sql/intake_insert.sql "$BENCH"/lib/data.sh | sha1sum | cut -c 1-8
}

# dataset ITEMS OPEN: a database of so many answered items and so many open windows, with the
# idempotency keys of 48 hours of a bureau that takes ITEMS in within a thousand days. Where windows are
# logged open and answered later, as they are, the answers, which are larger, fill the rest of their
# pages. What is stored as answered is let fill 90 % of them: else it would leave gaps that just fit
# open windows, and each of a measurement's would lie in a page of its own.
dataset() {
    local name keys=$(($1 / 500 + 1))
    name=bench_${1}_${2}_$(data_stamp)
    if ! database_exists "$name"; then
        drop_datasets "${name%_*}"
        printf '  making %s items and %s open windows\n' "$1" "$2"
        database "$name.new"
        query -c 'ALTER TABLE response_window SET (fillfactor = 90)'
        generate --items "$1"
        query -c 'ALTER TABLE response_window SET (fillfactor = 80)'
        generate --open "$2"
        query -c "INSERT INTO idempotency_key (token_id, key, body_hash, item_id, created_at)
            SELECT 1, uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid()), n,
                   clock_timestamp() - n * interval '48 hours' / $keys
            FROM generate_series(1, $keys) AS n"
        token operator >/dev/null
        settle
        query -d postgres -c "ALTER DATABASE \"$name.new\" RENAME TO \"$name\""
        mv "$HUIYING_SERVERS_DIR/bench.$name.new.operator" "$HUIYING_SERVERS_DIR/bench.$name.operator"
    fi
    export PGDATABASE=$name
}

# Those of this size that were made in another way.
drop_datasets() {
    local name
    while read -r name; do
        dropdb --force "$name"
    done < <(query -d postgres -c "SELECT datname FROM pg_database WHERE datname LIKE '$1\_%'")
}

# Leaves nothing for the background to do while something is measured.
settle() { query -c 'VACUUM (ANALYZE, FREEZE)' -c CHECKPOINT; }

# Throws away what a round has stored: all items, or those from a number on.
empty() {
    query -c 'TRUNCATE item, item_department, response_window, idempotency_key, item_event,
        escalation, outbox'
}

# refs COUNT: references of random items.
refs() {
    query -c "SELECT ref FROM item ORDER BY hashint8(id) LIMIT $1"
}

# await_fired SECONDS COUNT [CONDITION]: until so many escalations are there. One session looks all the
# time, since to connect anew would cost as much as to fire a thousand steps; and it counts only once
# that many may be.
await_fired() {
    PGOPTIONS="-c statement_timeout=${1}s" query -c "DO \$\$
        BEGIN
            WHILE (SELECT CASE WHEN max(id) - min(id) + 1 >= $2
                          THEN (SELECT count(*) < $2 FROM escalation ${3:+WHERE $3})
                          ELSE true END FROM escalation) LOOP
                COMMIT;
                PERFORM pg_sleep(0.1);
            END LOOP;
        END \$\$" || fail "$2 did not fire in $1 s"
}
