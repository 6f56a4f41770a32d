-- certificate.recognition: certificates shown to organisations, one row for each person, month, organisation and level.
-- keys:   department, month (2026-11), association, person, part (organisation), level
-- values: presented, accepted, refused, refusals that were reported alone
-- A refusal by an organisation beside a presentation to it in the same case is the same fact: it answers a presentation
-- without an answer, and is not counted once more beside one that was refused.
-- Events without a date are left out: no month is theirs.
SELECT
    {{template "tally_keys"}}, organisation AS part, level,
    toInt64(countIf(event = 'certificate_presented')),
    toInt64(countIf(event = 'certificate_presented' AND answer = 'accepted')),
    toInt64(countIf(event = 'certificate_presented' AND (answer = 'refused' OR answer = '' AND also_refused))),
    toInt64(countIf(event = 'certificate_refused' AND NOT also_presented))
FROM (SELECT *, {{template "who"}},
        organisation != '' AND (association, case_id, organisation) IN (SELECT association, case_id, organisation FROM case_events
            WHERE event = 'certificate_refused' AND {{template "events"}}) AS also_refused,
        organisation != '' AND (association, case_id, organisation) IN (SELECT association, case_id, organisation FROM case_events
            WHERE event = 'certificate_presented' AND answer IN ('', 'refused') AND {{template "events"}}) AS also_presented
    FROM case_events
    WHERE event IN ('certificate_presented', 'certificate_refused') AND {{template "dated"}}) AS told {{template "with_ground"}}
{{template "tally_group"}}
ORDER BY department, month, association, who, part, level
