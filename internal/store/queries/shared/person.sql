{{/* Whom a row of case_events counts for, said once. A person counts once in each association; across associations only
    where linking is allowed (the rule: no consent, no linking), by the pseudonym of the instance. A row that was told by the
    case's reference alone, whose person_id is the case's own, counts for the person of the case, whenever one was told. What a
    person decided of probable duplicates comes on top: the newest decision that names a pseudonym says where it counts. */}}

{{/* Cases whose consent to be recognised across associations holds at the horizon: given by then, not over, not withdrawn since. */}}
{{define "linked"}}(association, case_id) IN (SELECT association, case_id FROM case_events
    WHERE event IN ('consent', 'consent_withdrawn') AND (code = 'linking' OR event = 'consent_withdrawn' AND code = '')
        AND date <= toDate32({horizon:DateTime64(3, 'UTC')}) AND {{template "events"}}
    GROUP BY association, case_id
    HAVING maxIf(date, event = 'consent' AND (toUInt16(end_date) = 0 OR end_date >= toDate32({horizon:DateTime64(3, 'UTC')}))) > maxIf(date, event = 'consent_withdrawn')){{end}}

{{/* What a query is to heed (needs in queries.go): whether any case was ever allowed to be recognised, whether a person
    decided that any two are one, whether any row has its case's reference alone, then, as values of
    parameters and {most} at most of each, the committed imports, the events that are withdrawn, and those superseded. */}}
{{define "heeded"}}SELECT toBool(({{template "linking"}}) > 0), toBool((SELECT count() FROM {{template "merged"}}) > 0), toBool((SELECT count() FROM (SELECT 1 FROM ({{template "bare"}}) LIMIT 1)) > 0),
    (SELECT groupArray(concat('\'', toString(batch), '\'')) FROM (SELECT batch FROM ({{template "committed_batches"}}) ORDER BY batch LIMIT {most:UInt64})),
    (SELECT groupArray(concat('\'', toString(withdraws), '\'')) FROM (SELECT DISTINCT withdraws FROM ({{template "withdrawn_events"}}) ORDER BY withdraws LIMIT {most:UInt64})),
    (SELECT groupArray(concat('(\'', toString(fact), '\',', toString(earlier), ')')) FROM (SELECT fact, earlier FROM ({{template "superseded"}}) ORDER BY fact, earlier LIMIT {most:UInt64})){{end}}

{{/* Rows that were told by the case's reference alone; whether the person of the case of any is known is asked where there
    are such rows: it takes as long as a figure. */}}
{{define "bare"}}SELECT case_id FROM case_events WHERE strength IN ('case', '') AND person_id = case_id AND {{template "now"}}{{end}}

{{define "known"}}SELECT toBool((SELECT count() FROM (SELECT 1 FROM {{template "known_persons"}} LIMIT 1)) > 0){{end}}

{{define "linking"}}SELECT count() FROM (SELECT 1 FROM case_events WHERE event = 'consent' AND code = 'linking' LIMIT 1){{end}}

{{/* The pseudonym of the association alone where no case was ever allowed to be recognised (needs in queries.go). Names
    with _ at their end spare the engine, here too, from reading a part as often as it is used. */}}
{{define "pseudonym"}}if({{template "linked"}} AND ({{template "instance"}} AS instance_) != {{template "none"}}, instance_, {{template "own_too"}}){{end}}

{{/* The row's own where no case with a known person has rows without (needs in queries.go). */}}
{{define "own"}}if(({{template "known_at"}} AS known_at_) > 0, known_lists_.2[known_at_], person_id){{end}}

{{/* The same after "instance". */}}
{{define "own_too"}}if(known_at_ > 0, known_lists_.2[known_at_], person_id){{end}}

{{define "instance"}}if(({{template "known_at"}} AS known_at_) > 0, known_lists_.3[known_at_], instance_person){{end}}

{{/* Looked up by hash, as a map is not, whatever the number of cases: of numbers, since the engine does so of no UUID. */}}
{{define "known_at"}}if(person_id = case_id, transform(reinterpret(case_id, 'UInt128'), ({{template "known_lists"}} AS known_lists_).1, arrayEnumerate(known_lists_.1), 0), 0){{end}}

{{define "known_lists"}}(SELECT (groupArray(reinterpret(alias, 'UInt128')), groupArray(own), groupArray(instance)) FROM {{template "known_persons"}}){{end}}

{{/* The person of each case of which some rows were told by its reference alone: the pseudonym made from the strongest
    feature that was told of the case. Where two of one strength were, nothing says which: the case is not here. A number
    that has the strength above the pseudonym is compared: tuples take the engine three times as long. */}}
{{define "known_persons"}}(SELECT case_id AS alias, reinterpret(toUInt128(most), 'UUID') AS own,
        reinterpret(toUInt128(max(bitShiftLeft(toUInt256(stated), 128) + reinterpret(instance_person, 'UInt128'))), 'UUID') AS instance,
        bitShiftRight(max(bitShiftLeft(toUInt256(stated), 128) + told_person) AS most, 128) AS strongest
    FROM (SELECT case_id, reinterpret(person_id, 'UInt128') AS told_person, instance_person, {{template "of_feature"}} AS stated
        FROM case_events WHERE person_id != case_id AND {{template "told"}} AND case_id IN ({{template "bare"}}))
    GROUP BY case_id HAVING toUInt128(most) = toUInt128(min(bitShiftLeft(toUInt256(4 - stated), 128) + told_person)) ORDER BY alias){{end}}

{{/* From what the pseudonym of a row was made: 4 a number, or not noted; 3, 2, 1 names with something; 0 the case alone. */}}
{{define "of_feature"}}if(person_id = case_id, 0, indexOf(['name_phone', 'name_mail', 'names_birth', 'number'], if(strength = '', 'number', strength))){{end}}

{{/* The pairs that a person decided to be one, and did not undo; then, of each pseudonym in them, whom it counts for without
    these decisions: person, that person's pseudonym of the instance, whether it is a number's. */}}
{{define "decided_pairs"}}SELECT DISTINCT toString(first), toString(second) FROM person_decisions WHERE verdict = 'same' AND {{template "now"}}
    AND id NOT IN (SELECT withdraws FROM person_decisions WHERE verdict = 'undone' AND {{template "now"}}){{end}}

{{define "decided_ends"}}SELECT toString(alias), toString(own), toString(instance), toInt64(strongest = 4) FROM {{template "known_persons"}} WHERE alias IN ({{template "named_ends"}})
UNION ALL SELECT toString(person_id), toString(person_id), toString(max(instance_person)), toInt64(max({{template "of_feature"}} = 4))
FROM case_events WHERE person_id != case_id AND {{template "now"}} AND person_id IN ({{template "named_ends"}}) GROUP BY person_id{{end}}

{{define "named_ends"}}SELECT arrayJoin([first, second]) FROM person_decisions WHERE {{template "now"}}{{end}}

{{/* The pseudonym alone where no two are one (needs in queries.go). Names within the expression spare the engine from reading its parts three times over: most of the time of a query
    over few cases goes into that. */}}
{{define "person"}}if(mapContains((SELECT mapFromArrays(groupArray(alias), groupArray(counts)) FROM {{template "merged"}}) AS merges_, {{template "pseudonym"}} AS pseudonym_),
    merges_[pseudonym_], pseudonym_){{end}}

{{/* In a subquery of its own: the engine compares a column that rows are grouped by with all that is shown, in full. */}}
{{define "who"}}{{template "person"}} AS who{{end}}

{{define "merged"}}(SELECT link.1 AS alias, argMax(link.2, (recorded_at, id)) AS counts FROM (
        SELECT recorded_at, id, arrayJoin(arrayZip(links.alias, links.counts)) AS link FROM person_decisions WHERE {{template "now"}})
    GROUP BY alias HAVING counts != alias ORDER BY alias){{end}}

{{/* What was decided, of cases whose person was told since as well (composed in persons.go), as digits in place of @links. */}}
{{define "composed"}}(SELECT toUUID(substring(digits, 64 * number + 1, 32)) AS alias, toUUID(substring(digits, 64 * number + 33, 32)) AS counts
    FROM (SELECT '@links' AS digits, number FROM numbers(intDiv(length('@links'), 64)))){{end}}
