-- certificate.recognition: certificates shown to organisations, one row for each person, month, organisation and level.
-- keys:   department, month (2026-11), association, person, part (organisation), level
-- values: presented, accepted, refused, refusals that were reported alone
-- Events without a date are left out: no month is theirs.
SELECT
    {{template "tally_keys"}}, organisation AS part, level,
    toInt64(countIf(event = 'certificate_presented')),
    toInt64(countIf(event = 'certificate_presented' AND answer = 'accepted')),
    toInt64(countIf(event = 'certificate_presented' AND answer = 'refused')),
    toInt64(countIf(event = 'certificate_refused'))
FROM (SELECT *, {{template "who"}} FROM case_events
    WHERE event IN ('certificate_presented', 'certificate_refused') AND {{template "dated"}}) AS told {{template "with_ground"}}
{{template "tally_group"}}
ORDER BY department, month, association, who, part, level
