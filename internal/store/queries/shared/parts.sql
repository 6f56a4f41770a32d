{{/* Reading by parts of the persons, so that not all are held at once: parameters part, from 0, and parts. A row of whole
    cases needs its case whole, and a case may have events that count for several persons: those persons (whose ids stand
    in the text in place of @apart) are a part of their own, the last. */}}

{{define "part_of_events"}}cityHash64(who) % {parts:UInt64} = {part:UInt64}{{end}}

{{define "part_of_cases"}}if({part:UInt64} = {parts:UInt64}, counted_person IN (@apart), cityHash64(counted_person) % {parts:UInt64} = {part:UInt64} AND counted_person NOT IN (@apart)){{end}}

{{define "apart"}}WITH told AS (SELECT association, case_id, {{template "person"}} AS counted_person FROM case_events WHERE {{template "events"}})
SELECT DISTINCT toString(counted_person) FROM told
WHERE (association, case_id) IN (SELECT association, case_id FROM told GROUP BY association, case_id HAVING min(counted_person) != max(counted_person))
LIMIT {most:UInt64}{{end}}
