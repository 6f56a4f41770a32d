-- cases.counts: what lies behind the case figures of a department, by events whose day lies in the window.
-- keys:   department
-- values: cases, persons, associations, events
-- An event without any date counts only when the window has no first day. A case with events in two departments counts in both.
SELECT
    department,
    toInt64(count(DISTINCT association, case_id)),
    toInt64(count(DISTINCT who)),
    toInt64(count(DISTINCT association)),
    toInt64(count())
FROM (SELECT *, {{template "who"}} FROM case_events
    WHERE day BETWEEN {from:Date} AND {to:Date} AND {{template "happened"}} AND {{template "events"}})
GROUP BY department
ORDER BY department
