-- cases.facts: the rows of case events that could be read at the horizon, withdrawn and corrected ones included.
-- keys:   department
-- values: events
-- With one horizon the number can only fall, and only by an erasure.
SELECT department, toInt64(count())
FROM case_events
WHERE {{template "now"}} AND {{template "committed"}}
GROUP BY department
ORDER BY department
