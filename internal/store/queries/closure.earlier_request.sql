-- closure.earlier_request: closing messages for incompleteness by whether they mention an earlier request for documents, one row for each person and month.
-- keys:   department, month (2026-11, of the message's date), association, person, source (read in the message), level (document)
-- values: closures, mentioned, not_mentioned, unknown (the last three add up to the first)
-- Messages of before the day from which what is missing must be asked for are left out: rule missing_documents_request of
-- the catalogue (R. 431-11, decree 2025-539), with its source and status.
{{template "read_criterion" "earlier_request_mentioned"}}
    AND incomplete AND day >= {{template "must_ask"}}
{{template "by_closure"}}
ORDER BY department, month, association, who, part, seen
