\set text random(1, :texts)
WITH number AS MATERIALIZED (SELECT nextval('bench_number') AS id),
fence AS MATERIALIZED (SELECT version FROM data_version FOR SHARE),
body AS MATERIALIZED (SELECT n.id, t.title, t.content FROM number AS n, fence, bench_text AS t WHERE t.id = :text),
keyed AS (
    INSERT INTO idempotency_key (token_id, key, body_hash, item_id)
    SELECT 1, uuid_send(gen_random_uuid()), uuid_send(gen_random_uuid()), id FROM body
    ON CONFLICT DO NOTHING RETURNING item_id
),
created AS (
    INSERT INTO item (id, ref, kind, status, channel, type, urgent, accident, personal_data, anonymous, confidential, drill, title, content, received_at, contact, contact_hash, lead_department_id, created_by, due_at)
    SELECT id, id::text || '0', 'inquiry', 'registered', 'hotline', 'consult', false, false, false, false, false, false, title, content, now(), decode(repeat('5a', 110), 'hex'), uuid_send(gen_random_uuid()), 1, 1, now() + interval '5 days' FROM body
),
opened AS (
    INSERT INTO response_window (item_id, n, stage, rule_id, department_id, kind, drill, starts_at, rule_due_at, due_at, last_day, provisional, data_version, state, steps, rungs, first_level, repeat_every, next_step, next_at)
    SELECT id, 1, 'reply', 1, 1, 'inquiry', false, now(), now() + interval '5 days', now() + interval '5 days', current_date + 5, false, 1, 'open',
           ARRAY[now() + interval '3 days', now() + interval '4 days', now() + interval '4.2 days', now() + interval '5 days', now() + interval '8 days', now() + interval '10 days'], ARRAY[1, 2, 3, 4, 5, 6], 4, interval '7 days', 1, now() + interval '3 days' FROM body
)
INSERT INTO item_event (item_id, type, actor) SELECT id, 'registered', 'bench' FROM body;
