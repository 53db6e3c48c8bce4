-- All reference data and its version, as one document of one snapshot.
-- > version
-- > document: {calendars, years, days, departments, chains, rungs, rules}, each a list of rows
SELECT v.version,
       json_build_object(
           'calendars', (SELECT json_agg(json_build_array(
                                    name, zone, (extract(epoch FROM closes_at) / 60)::integer) ORDER BY name)
                         FROM calendar),
           'years', (SELECT json_agg(json_build_array(calendar, year, published)) FROM calendar_year),
           'days', (SELECT json_agg(json_build_array(
                               calendar, date - DATE '1970-01-01', kind = 'workday', name, notice)
                               ORDER BY date)
                    FROM calendar_day),
           'departments', (SELECT json_agg(json_build_array(id, code, name_zh, name_en) ORDER BY id)
                           FROM department),
           'chains', (SELECT json_agg(json_build_array(id, code, coalesce(repeat_minutes, 0)) ORDER BY id)
                      FROM escalation_chain),
           'rungs', (SELECT json_agg(json_build_array(
                                chain, level, anchor, amount, floor_minutes,
                                coalesce((extract(epoch FROM time_of_day) / 60)::integer, 0),
                                unless = 'acknowledged')
                                ORDER BY chain, position)
                     FROM escalation_step),
           'rules', (SELECT json_agg(json_build_array(
                                id, version, code, stage, kinds, channels, types, severities,
                                condition, start, after, unit, amount, day_end, extension, pauses,
                                restarts, valid_from - DATE '1970-01-01',
                                valid_to - DATE '1970-01-01', calendar, chain, ends_zh, ends_en,
                                legal_zh, legal_en)
                                ORDER BY position, id)
                     FROM window_rule)
       ) AS document
FROM data_version AS v
