-- confidentiality.incidents: disclosures of personal data, one row for each person, month and level.
-- keys:   department, month (2026-11), association, person, part (nothing), level
-- values: events, 0, 0
-- Events without a date are left out: no month is theirs.
SELECT
    {{template "tally_keys"}}, '' AS part, level,
    toInt64(count()) AS events, toInt64(0) AS yes, toInt64(0) AS no
FROM (SELECT *, {{template "who"}} FROM case_events
    WHERE event = 'disclosure' AND {{template "dated"}}) AS told {{template "with_ground"}}
{{template "tally_group"}}
ORDER BY department, month, association, who, part, level
