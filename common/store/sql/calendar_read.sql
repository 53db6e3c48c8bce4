-- One year of a calendar. No row: nothing is known of it.
-- $1 calendar
-- $2 year
-- > published
-- > notice
-- > days: json [{date, kind, name, notice}]
SELECT y.published, y.notice,
       coalesce((SELECT json_agg(json_build_object(
                     'date', d.date, 'kind', d.kind, 'name', d.name, 'notice', d.notice) ORDER BY d.date)
                 FROM calendar_day AS d
                 WHERE d.calendar = y.calendar AND extract(year FROM d.date) = y.year), '[]') AS days
FROM calendar_year AS y
WHERE y.calendar = $1::text AND y.year = $2::integer
