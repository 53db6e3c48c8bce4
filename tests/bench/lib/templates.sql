-- Keeps all that is stored of the items that are there: bench_TABLE for each table that has rows of
-- them, and in bench_item their place. Numbers of further items are far from those of the API.
DO $$
DECLARE
    t text;
    is_there boolean;
BEGIN
    FOR t IN SELECT c.table_name FROM information_schema.columns AS c JOIN information_schema.tables AS x
                 USING (table_schema, table_name)
             WHERE c.table_schema = 'public' AND c.column_name = 'item_id' AND x.table_type = 'BASE TABLE'
                   AND c.table_name NOT LIKE 'bench\_%'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', t) INTO is_there;
        IF is_there THEN
            EXECUTE format('CREATE TABLE %I AS SELECT * FROM %I', 'bench_' || t, t);
            EXECUTE format('CREATE INDEX ON %I (item_id)', 'bench_' || t);
        END IF;
    END LOOP;
END
$$;
CREATE TABLE bench_item AS SELECT row_number() OVER (ORDER BY id)::integer AS place, * FROM item;
CREATE UNIQUE INDEX ON bench_item (place);
CREATE SEQUENCE bench_number START 900000000 CACHE 1;
ANALYZE;
