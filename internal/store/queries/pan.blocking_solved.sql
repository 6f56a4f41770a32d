-- pan.blocking_solved: contacts of a help point by whether they lifted the block, one row for each person, month, part and level.
-- keys:   department, month (2026-11), association, person, part (nothing), level
-- values: events, yes, no (the rest is not known)
-- What came of the appointment says more than what was answered: solved or a filing recorded is yes, unsolved or not competent
-- is no; a cancelled appointment was no visit, and is not known.
-- Events without a date are left out: no month is theirs.
SELECT
    {{template "tally_keys"}}, '' AS part, level,
    toInt64(count()) AS events,
    toInt64(countIf(if(came = '', answer = 'solved', came IN ('solved', 'filed')))) AS yes,
    toInt64(countIf(if(came = '', answer IN ('unsolved', 'stereotyped', 'written_statement', 'refused'), came IN ('unsolved', 'not_competent')))) AS no
FROM (SELECT *, {{template "who"}}, {{template "detail_of" "outcome"}} AS came FROM case_events
    WHERE event = 'pan_contact' AND {{template "dated"}}) AS told {{template "with_ground"}}
{{template "tally_group"}}
ORDER BY department, month, association, who, part, level
