"""Writes the statement that stores one more item like one that is there.

    clone.py pgbench|peer < columns

columns: a line a column, table|column|is it filled by the database itself (t or f), of the tables
that hold something of the items that are kept in bench_TABLE. So the statement knows no column but
those by which rows find each other, and goes with the schema.

pgbench: :place says which item, its number comes from the sequence bench_number, and its
idempotency key from chance. peer: $1 place, $2 number, $3 ref, $4 title, $5 content, $6 contact,
$7 its hash, $8 key, $9 hash of the body, $10 token; no row where the key was there.
"""

import sys

PGBENCH = {
    "ref": "s.number || '0'",
    "key": "uuid_send(gen_random_uuid())",
    "body_hash": "uuid_send(gen_random_uuid())",
}
PEER = {
    "ref": "$3::text", "title": "$4::text", "content": "$5::text", "contact": "$6::bytea",
    "contact_hash": "$7::bytea", "key": "$8::bytea", "body_hash": "$9::bytea",
    "created_by": "$10::integer", "token_id": "$10::integer",
}
FENCE = ("fence AS MATERIALIZED "
         "(SELECT WHERE data_version_holds((SELECT version FROM data_version)))")


def read_tables(lines):
    tables = {}
    for line in lines:
        table, column, is_filled = line.strip().split("|")
        if is_filled == "f":
            tables.setdefault(table, []).append(column)
    return tables


def insert(table, columns, given, source):
    """One INSERT of a table whose rows belong to an item."""
    values = {"item_id": "s.number", "id": "s.number"} if table == "item" else {"item_id": "s.number"}
    values.update(given)
    chosen = ", ".join(values.get(column, f"{'s' if table == 'item' else 'c'}.{column}")
                       for column in columns)
    rows = f"{source} AS s" if table == "item" else \
        f"{source} AS s JOIN bench_{table} AS c ON c.item_id = s.id"
    return f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} FROM {rows}"


def for_pgbench(tables):
    parts = [
        "number AS MATERIALIZED (SELECT nextval('bench_number') AS number)", FENCE,
        "source AS MATERIALIZED (SELECT n.number, i.* FROM number AS n, fence, bench_item AS i "
        "WHERE i.place = :place)",
    ]
    parts += [f"new_{table} AS ({insert(table, columns, PGBENCH, 'source')})"
              for table, columns in tables.items()]
    return "\\set place random(1, :places)\nWITH " + ", ".join(parts) + " SELECT number FROM number;"


def for_peer(tables):
    keyed = insert("idempotency_key", tables.pop("idempotency_key"), PEER, "bench_item_of")
    parts = [
        FENCE,
        "bench_item_of AS MATERIALIZED (SELECT $2::bigint AS number, i.* FROM fence, bench_item AS i "
        "WHERE i.place = $1::integer)",
        f"keyed AS ({keyed} ON CONFLICT DO NOTHING RETURNING item_id)",
        "source AS MATERIALIZED (SELECT o.* FROM bench_item_of AS o JOIN keyed AS k ON k.item_id = o.number)",
    ]
    for table, columns in tables.items():
        ending = " RETURNING id, recorded_at" if table == "item" else ""
        parts.append(f"new_{table} AS ({insert(table, columns, PEER, 'source')}{ending})")
    return "WITH " + ", ".join(parts) + " SELECT id, recorded_at FROM new_item"


def main():
    tables = read_tables(sys.stdin)
    print(for_pgbench(tables) if sys.argv[1] == "pgbench" else for_peer(tables))


if __name__ == "__main__":
    main()
