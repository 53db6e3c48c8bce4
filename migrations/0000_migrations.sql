-- Which of these files were applied, and that they have not changed since.
CREATE TABLE schema_migration (
    name       text PRIMARY KEY,
    checksum   text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
