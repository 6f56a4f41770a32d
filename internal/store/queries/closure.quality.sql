-- closure.quality: the criteria of closing messages that apply, one row for each person, month and criterion.
-- keys:   department, month (2026-11, of the message's date), association, person, criterion, level (document)
-- values: apply, met, not_met, unknown (the last three add up to the first)
-- missing_documents_named applies where the reason is incompleteness, earlier_request_mentioned there from the day of rule
-- missing_documents_request of the catalogue (R. 431-11, decree 2025-539), the others always; remedy_shown is unknown where nobody can tell whether the file was in
-- truth incomplete.
SELECT department, month, association, who, criterion.1 AS part, 'document' AS seen,
    toInt64(count()) AS events, toInt64(countIf(criterion.2 = 'yes')) AS yes, toInt64(countIf(criterion.2 = 'no')) AS no, toInt64(countIf(criterion.2 NOT IN ('yes', 'no'))) AS rest
FROM (
    SELECT *, arrayJoin([('reason_stated', reason_stated, 1), ('facts_named', facts_named, 1), ('missing_documents_named', missing_documents_named, incomplete),
        ('earlier_request_mentioned', earlier_request_mentioned, incomplete AND day >= {{template "must_ask"}}),
        ('legal_basis_cited', legal_basis_cited, 1), ('remedy_shown', remedy_shown, 1), ('sender_identified', sender_identified, 1)]) AS criterion
    FROM {{template "closings"}}
)
WHERE criterion.3 = 1
{{template "by_closure"}}
ORDER BY department, month, association, who, part, seen
