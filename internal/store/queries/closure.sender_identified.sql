-- closure.sender_identified: adverse closures by whether the message says who wrote it, one row for each person, month and level.
-- keys:   department, month (2026-11, of the closure's date), association, person, source (declared, or read in the message), level (document, told)
-- values: closures, identified, not_identified, unknown (the last three add up to the first)
SELECT * FROM (
    SELECT
        {{template "declared_keys"}}, 'declared' AS part, {{template "declared_level"}},
        toInt64(count()) AS events,
        toInt64(countIf({{template "detail_of" "sender"}} = 'named')) AS yes,
        toInt64(countIf({{template "detail_of" "sender"}} IN ('functional', 'none'))) AS no,
        toInt64(countIf({{template "detail_of" "sender"}} NOT IN ('named', 'functional', 'none'))) AS rest
    FROM (SELECT *, {{template "who"}} FROM case_events
        WHERE ending = 'adverse' AND {{template "declared_closures"}}) AS told {{template "with_ground"}}
    {{template "by_closure"}}
    UNION ALL
    {{template "read_criterion" "sender_identified"}}
    {{template "by_closure"}}
)
ORDER BY department, month, association, who, part, seen
