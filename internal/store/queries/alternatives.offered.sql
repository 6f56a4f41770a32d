-- alternatives.offered: requests for another way by whether one was offered, one row for each person, month, part and level.
-- keys:   department, month (2026-11), association, person, part (nothing), level
-- values: events, yes, no (the rest is not known)
-- Events without a date are left out: no month is theirs.
SELECT
    {{template "tally_keys"}}, '' AS part, level,
    toInt64(count()) AS events,
    toInt64(countIf(answer IN ('offered', 'accepted'))) AS yes,
    toInt64(countIf(answer IN ('refused', 'silent'))) AS no
FROM (SELECT *, {{template "who"}} FROM case_events
    WHERE event = 'alternative_asked' AND {{template "dated"}}) AS told {{template "with_ground"}}
{{template "tally_group"}}
ORDER BY department, month, association, who, part, level
