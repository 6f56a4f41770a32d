-- certificate.rights_mention: certificates by whether they state the rights they open, one row for each person, month, part and level.
-- keys:   department, month (2026-11), association, person, part (rank), level
-- values: events, yes, no (the rest is not known)
-- Events without a date are left out: no month is theirs.
SELECT
    {{template "tally_keys"}}, rank AS part, level,
    toInt64(count()) AS events,
    toInt64(countIf(rights_mention = 'yes')) AS yes,
    toInt64(countIf(rights_mention = 'no')) AS no
FROM (SELECT *, {{template "who"}} FROM case_events
    WHERE event = 'certificate' AND {{template "dated"}} AND {{template "part_of_events"}}) AS told {{template "with_ground"}}
{{template "tally_group"}}
ORDER BY department, month, association, who, part, level
