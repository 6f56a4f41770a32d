-- closure.favourable: files that were closed because they were accepted, one row for each person, month and level.
-- keys:   department, month (2026-11, of the closure's date), association, person, source (declared, or read in the message), level (document, told)
-- values: closures, 0, 0
SELECT * FROM (
    SELECT
        {{template "declared_keys"}}, 'declared' AS part, {{template "declared_level"}}, toInt64(count()) AS events, toInt64(0) AS yes, toInt64(0) AS no
    FROM (SELECT *, {{template "who"}} FROM case_events
        WHERE ending = 'favourable' AND {{template "declared_closures"}}) AS told {{template "with_ground"}}
    {{template "by_closure"}}
    UNION ALL
    SELECT department, month, association, who, 'read' AS part, 'document' AS seen, toInt64(count()), toInt64(0), toInt64(0)
    FROM {{template "messages"}} WHERE favourable AND day BETWEEN {from:Date} AND {to:Date}
    {{template "by_closure"}}
)
ORDER BY department, month, association, who, part, seen
