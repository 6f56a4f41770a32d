-- closure.remedy_shown: adverse closures by whether the message shows the remedy and its time limit, one row for each person, month and level.
-- keys:   department, month (2026-11, of the closure's date), association, person, source (declared, or read in the message), level (document, told)
-- values: closures, shown, not_shown, unknown (the last three add up to the first)
-- Unknown too where the reason is incompleteness and nobody can tell whether the file was in truth incomplete: then no remedy is owed.
SELECT * FROM (
    SELECT
        {{template "declared_keys"}}, 'declared' AS part, {{template "declared_level"}},
        toInt64(count()) AS events,
        toInt64(countIf(shown = 'yes')) AS yes,
        toInt64(countIf(shown = 'no')) AS no,
        toInt64(countIf(shown NOT IN ('yes', 'no'))) AS rest
    FROM (SELECT *, if({{template "detail_of" "reason"}} {{template "incompleteness"}}, '', {{template "detail_of" "remedy_shown"}}) AS shown,
            {{template "who"}} FROM case_events
        WHERE ending = 'adverse' AND {{template "declared_closures"}}) AS told {{template "with_ground"}}
    {{template "by_closure"}}
    UNION ALL
    {{template "read_criterion" "remedy_shown"}}
    {{template "by_closure"}}
)
ORDER BY department, month, association, who, part, seen
