-- closure.earlier_request: closing messages for incompleteness by whether they mention an earlier request for documents, one row for each person and month.
-- keys:   department, month (2026-11, of the message's date), association, person, source (read in the message), level (document)
-- values: closures, mentioned, not_mentioned, unknown (the last three add up to the first)
-- Messages of before 16 June 2025 are left out: the duty to ask for what is missing dates from then (R. 431-11, decree 2025-539).
{{template "read_criterion" "earlier_request_mentioned"}}
    AND incomplete AND day >= toDate('2025-06-16')
{{template "by_closure"}}
ORDER BY department, month, association, who, part, seen
