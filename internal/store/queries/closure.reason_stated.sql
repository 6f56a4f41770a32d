-- closure.reason_stated: adverse closures by whether a reason is stated, one row for each person, month and level.
-- keys:   department, month (2026-11, of the closure's date), association, person, source (of the statement), level (document, told; a picture of the message is the document)
-- values: closures, stated, not_stated, unknown (the last three add up to the first)
-- Closures whose date is unknown are left out: no month is theirs. So are those of cases that were filed, as far as is
-- known, elsewhere than on the ANEF; a case whose channel nobody told is taken for one of the ANEF.
SELECT
    department, substring(toString(date), 1, 7) AS month, association, toString({{template "person"}} AS counted_person),
    reason_source, if(level = 'screenshot', 'document', level) AS seen,
    toInt64(count()),
    toInt64(countIf(reason_stated = 'yes')),
    toInt64(countIf(reason_stated = 'no')),
    toInt64(countIf(reason_stated NOT IN ('yes', 'no')))
FROM case_events
WHERE event = 'closure' AND ending = 'adverse' AND toUInt16(date) != 0 AND date BETWEEN {from:Date} AND {to:Date}
    AND {{template "events"}}
    AND (association, case_id) NOT IN (
        SELECT association, case_id FROM case_events WHERE event IN ('filing', 'refiling') AND {{template "events"}}
        GROUP BY association, case_id HAVING countIf(channel = 'anef') = 0 AND countIf(channel != '') > 0)
GROUP BY department, month, association, counted_person, reason_source, seen
ORDER BY department, month, association, counted_person, reason_source, seen
