-- closure.reason_stated: adverse closures by whether a reason is stated, one row for each person, month and level.
-- keys:   department, month (2026-11, of the closure's date), association, person, source (of the statement: declared, or read in the message), level (document, told; a picture of the message is the document)
-- values: closures, stated, not_stated, unknown (the last three add up to the first)
-- Closures whose date is unknown are left out: no month is theirs. So are those of cases that were filed, as far as is
-- known, elsewhere than on the ANEF; a case whose channel nobody told is taken for one of the ANEF.
SELECT * FROM (
    SELECT
        {{template "declared_keys"}}, reason_source AS part, {{template "declared_level"}},
        toInt64(count()) AS events,
        toInt64(countIf(reason_stated = 'yes')) AS yes,
        toInt64(countIf(reason_stated = 'no')) AS no,
        toInt64(countIf(reason_stated NOT IN ('yes', 'no'))) AS rest
    FROM (SELECT *, {{template "who"}} FROM case_events
        WHERE ending = 'adverse' AND {{template "declared_closures"}}) AS told {{template "with_ground"}}
    {{template "by_closure"}}
    UNION ALL
    {{template "read_criterion" "reason_stated"}}
    {{template "by_closure"}}
)
ORDER BY department, month, association, who, part, seen
