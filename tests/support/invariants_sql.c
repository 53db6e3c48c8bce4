#include "support/invariants_sql.h"

#include "base/macros.h"

/*
 * Beside the office's tables there are photo (at), the moment of which they tell; client, what was
 * asked and granted; asked (prefix, count), whose external_refs there may be; outage.
 *
 * When a step's 5 seconds begin: at its moment, or when it was logged if that was later; where an
 * outage came in between, at its end.
 */
#define EXCUSED(moment)                                                               \
    " CROSS JOIN LATERAL (SELECT greatest(" moment ", i.recorded_at) AS at) AS m"     \
    " CROSS JOIN LATERAL (SELECT greatest(m.at, max(o.to_at)) AS at FROM outage AS o" \
    "     WHERE o.from_at <= m.at + interval '5 s' AND o.to_at >= m.at) AS excused "
#define FROM_ESCALATIONS                                       \
    " FROM escalation AS e JOIN item AS i ON i.id = e.item_id" \
    " JOIN response_window AS w ON w.id = e.window_id" EXCUSED("e.planned_at")

const struct invariant invariants[] = {
    {INVARIANT_LOST, "every item that was answered 201 is there once, under its reference",
     "SELECT a.external_ref || ' as ' || a.ref || ': ' || count(i.id)"
     " FROM client AS a LEFT JOIN item AS i ON i.ref = a.ref"
     " AND i.external_ref = a.external_ref WHERE a.ref IS NOT NULL"
     " GROUP BY a.ref, a.external_ref HAVING count(i.id) <> 1 OR count(*) <> 1"},
    {INVARIANT_DOUBLED, "nothing is there twice, or unasked",
     "SELECT coalesce(i.external_ref, 'nameless') || ': ' || count(*) FROM item AS i"
     " GROUP BY i.external_ref HAVING count(*) <> 1 OR NOT EXISTS (SELECT FROM asked AS a"
     "     WHERE starts_with(i.external_ref, a.prefix)"
     "     AND substr(i.external_ref, length(a.prefix) + 1)::bigint BETWEEN 1 AND a.count)"},
    {INVARIANT_LOST, "every item has its windows, numbered without a gap",
     "SELECT i.ref || ': ' || count(w.id) FROM item AS i"
     " LEFT JOIN response_window AS w ON w.item_id = i.id"
     " GROUP BY i.id HAVING count(w.id) = 0 OR max(w.n) <> count(w.id)"},
    {INVARIANT_DOUBLED, "(window, generation, step) is unique",
     "SELECT format('%s:%s:%s', window_id, generation, step) FROM escalation"
     " GROUP BY window_id, generation, step HAVING count(*) > 1"},
    {INVARIANT_DOUBLED, "each level comes once a window",
     "SELECT format('window %s level %s: %s', window_id, level, count(*)) FROM escalation"
     " WHERE kind = 'level' GROUP BY window_id, level HAVING count(*) > 1"},
    {INVARIANT_LOST, "levels begin at 1, without a gap, and the window knows its own",
     "SELECT format('window %s at level %s: %s', w.id, w.level, array_agg(e.level ORDER BY e.id))"
     " FROM response_window AS w"
     " LEFT JOIN escalation AS e ON e.window_id = w.id AND e.kind = 'level'"
     " GROUP BY w.id HAVING count(DISTINCT e.level) <> coalesce(max(e.level), 0)"
     " OR min(e.level) <> 1 OR w.level <> coalesce(max(e.level), 0)"},
    {INVARIANT_EARLY, "nothing fires before its moment",
     "SELECT format('window %s step %s: %s, planned for %s', window_id, step, fired_at, planned_at)"
     " FROM escalation WHERE fired_at < planned_at"},
    {INVARIANT_WRONG, "each warning and level is planned for the moment that its window says",
     "SELECT format('window %s step %s: %s of %s', w.id, e.step, e.planned_at, w.steps)"
     " FROM escalation AS e JOIN response_window AS w ON w.id = e.window_id"
     " WHERE e.kind <> 'repeat' AND e.generation = w.generation"
     " AND e.planned_at IS DISTINCT FROM w.steps[e.step]"},
    {INVARIANT_EARLY, "nothing fires before its item was logged",
     "SELECT format('window %s step %s: %s, logged at %s', e.window_id, e.step, e.fired_at,"
     " i.recorded_at)" FROM_ESCALATIONS "WHERE e.fired_at < i.recorded_at"},
    {INVARIANT_LATE, "nothing fires more than 5 s late",
     "SELECT format('window %s step %s: %s after %s', e.window_id, e.step,"
     " e.fired_at - excused.at, excused.at)" FROM_ESCALATIONS
     "WHERE e.fired_at > excused.at + interval '5 s' ORDER BY e.fired_at - excused.at DESC"},
    {INVARIANT_LATE, "nothing that is due is left lying",
     "SELECT format('window %s step %s: since %s', w.id, w.next_step, w.next_at)"
     " FROM photo AS p, response_window AS w JOIN item AS i ON i.id = w.item_id" EXCUSED(
         "w.next_at") "WHERE w.state = 'open' AND w.next_at < p.at AND excused.at < p.at - "
                      "interval '5 s'"},
    {INVARIANT_WRONG, "an open window waits for its next step, at that step's moment",
     "SELECT format('window %s step %s of %s: %s', w.id, w.next_step, w.steps, w.next_at)"
     " FROM response_window AS w JOIN item AS i ON i.id = w.item_id"
     " WHERE w.state = 'open' AND CASE WHEN w.next_step <= cardinality(w.steps)"
     " THEN w.next_at IS DISTINCT FROM w.steps[w.next_step]"
     "     AND w.next_at IS DISTINCT FROM greatest(w.steps[w.next_step], i.recorded_at)"
     " ELSE (w.next_at IS NULL) <> (w.repeat_every IS NULL) END"},
    {INVARIANT_WRONG, "a window is as far as what was recorded of it",
     "SELECT format('window %s before step %s: %s fired last', w.id, w.next_step, max(e.step))"
     " FROM response_window AS w LEFT JOIN escalation AS e ON e.window_id = w.id"
     " GROUP BY w.id HAVING w.next_step <> coalesce(max(e.step), 0) + 1"},
    {INVARIANT_LOST, "no warning is missing that could be given",
     "SELECT format('window %s step %s: due at %s', w.id, s.step, s.at)"
     " FROM response_window AS w JOIN item AS i ON i.id = w.item_id"
     " CROSS JOIN LATERAL unnest(w.steps) WITH ORDINALITY AS s (at, step)"
     " WHERE s.step < w.first_level AND s.at >= i.recorded_at"
     " AND least(w.recorded_at, (SELECT at FROM photo), w.steps[s.step + 1]) > s.at + interval '5 "
     "s'"
     " AND NOT EXISTS (SELECT FROM outage AS o"
     "     WHERE o.from_at <= s.at + interval '5 s' AND o.to_at >= s.at)"
     " AND NOT EXISTS (SELECT FROM escalation AS e WHERE e.window_id = w.id AND e.step = s.step)"},
    {INVARIANT_LOST, "each escalation is told once: one row in the outbox, one event",
     "SELECT format('escalation %s: %s told, %s noted', e.id, told.count, noted.count)"
     " FROM escalation AS e"
     " LEFT JOIN (SELECT escalation_id AS id, count(*) FROM outbox GROUP BY 1) AS told USING (id)"
     " LEFT JOIN (SELECT (data ->> 'escalation')::bigint AS id, count(*) FROM item_event"
     "            WHERE type = 'escalated' GROUP BY 1) AS noted USING (id)"
     " WHERE told.count IS DISTINCT FROM 1 OR noted.count IS DISTINCT FROM 1"},
    {INVARIANT_DOUBLED, "nothing is told or noted that did not happen",
     "SELECT 'outbox ' || o.id FROM outbox AS o"
     " WHERE NOT EXISTS (SELECT FROM escalation AS e WHERE e.id = o.escalation_id)"
     " UNION ALL SELECT 'event ' || v.id FROM item_event AS v WHERE v.type = 'escalated'"
     " AND NOT EXISTS (SELECT FROM escalation AS e WHERE e.id = (v.data ->> 'escalation')::bigint"
     "     AND e.item_id = v.item_id)"},
    {INVARIANT_DOUBLED, "each item is registered once, each answer noted once",
     "SELECT format('item %s: %s of %s', i.ref, v.type, count(*)) FROM item AS i"
     " JOIN item_event AS v ON v.item_id = i.id AND v.type <> 'escalated'"
     " GROUP BY i.id, v.type, v.n HAVING count(*) <> 1"
     " UNION ALL SELECT format('item %s: no %s', i.ref, t.type) FROM item AS i"
     " CROSS JOIN LATERAL (SELECT 'registered' AS type, NULL::smallint AS n UNION ALL"
     "     SELECT 'fulfilled', w.n FROM response_window AS w"
     "     WHERE w.item_id = i.id AND w.state <> 'open') AS t"
     " WHERE NOT EXISTS (SELECT FROM item_event AS v WHERE v.item_id = i.id AND v.type = t.type"
     "     AND v.n IS NOT DISTINCT FROM t.n)"},
    {INVARIANT_WRONG, "an item's due time and status are those of its windows",
     "SELECT format('item %s, %s: %s', i.ref, i.status, i.due_at) FROM item AS i"
     " JOIN response_window AS w ON w.item_id = i.id GROUP BY i.id"
     " HAVING i.due_at IS DISTINCT FROM min(w.due_at) FILTER (WHERE w.state = 'open')"
     " OR (i.status = 'concluded') <> bool_and(w.state <> 'open')"},
    {INVARIANT_LOST, "every answer that was granted is there",
     "SELECT a.external_ref FROM client AS a JOIN item AS i ON i.ref = a.ref"
     " JOIN response_window AS w ON w.item_id = i.id AND w.n = 1"
     " WHERE CASE w.state WHEN 'open' THEN a.is_answered ELSE NOT a.is_to_answer END"},
    {INVARIANT_WRONG,
     "an answer at its due time or before is met, after it late; an open window has none",
     "SELECT format('window %s is %s: %s, due %s', id, state, answered_at, due_at)"
     " FROM response_window WHERE state IS DISTINCT FROM CASE WHEN answered_at IS NULL"
     " THEN 'open' WHEN answered_at <= due_at THEN 'met' ELSE 'late' END"
     " OR (recorded_at IS NULL) <> (answered_at IS NULL) OR recorded_at < answered_at"
     " OR (state <> 'open' AND next_at IS NOT NULL)"},
    {INVARIANT_DOUBLED, "nothing fires once the answer is recorded",
     "SELECT format('window %s step %s: %s, answered at %s', e.window_id, e.step, e.fired_at,"
     " w.recorded_at)" FROM_ESCALATIONS "WHERE e.fired_at >= w.recorded_at"},
    {INVARIANT_DOUBLED, "where the answer is in time as it is recorded, no level is reached",
     "SELECT format('window %s: level %s, met at %s', id, level, recorded_at)"
     " FROM response_window WHERE state = 'met' AND recorded_at <= due_at AND level > 0"},
};
const size_t invariant_count = ARRAY_LEN(invariants);

const char invariants_lateness[] =
    "SELECT (extract(epoch FROM max(e.fired_at - excused.at)) * 1000000)::bigint" FROM_ESCALATIONS;
