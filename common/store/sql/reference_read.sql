-- All reference data and its version, as one document of one snapshot.
-- > version
-- > document: {calendars, days, departments, chains, steps, rules}, each a list of rows
SELECT v.version,
       json_build_object(
           'years', (SELECT json_agg(json_build_array(calendar, year, published)) FROM calendar_year),
           'days', (SELECT json_agg(json_build_array(calendar, date - DATE '1970-01-01', kind = 'workday'))
                    FROM calendar_day),
           'departments', (SELECT json_agg(json_build_array(id, code, name_zh, name_en) ORDER BY id)
                           FROM department),
           'chains', (SELECT json_agg(json_build_array(id, code, coalesce(repeat_minutes, 0)) ORDER BY id)
                      FROM escalation_chain),
           'steps', (SELECT json_agg(json_build_array(
                                chain, level, anchor, amount, floor_minutes,
                                coalesce((extract(epoch FROM time_of_day) / 60)::integer, 0))
                                ORDER BY chain, position)
                     FROM escalation_step),
           'rules', (SELECT json_agg(json_build_array(
                                id, code, stage, kinds, channels, types, severities, condition, start,
                                unit, amount, valid_from - DATE '1970-01-01',
                                valid_to - DATE '1970-01-01', calendar, chain, legal_zh, legal_en)
                                ORDER BY position, id)
                     FROM window_rule)
       ) AS document
FROM data_version AS v
