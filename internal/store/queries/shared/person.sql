{{/* Whom a row of case_events counts for, said once. A person counts once in each association; across associations only
    where linking is allowed (the rule: no consent, no linking), by the pseudonym of the instance. What a person decided of
    probable duplicates comes on top: the newest decision that names a pseudonym says where it counts. */}}

{{/* Cases whose consent to be recognised across associations holds at the horizon: given by then, not over, not withdrawn since. */}}
{{define "linked"}}(association, case_id) IN (SELECT association, case_id FROM case_events
    WHERE event IN ('consent', 'consent_withdrawn') AND (code = 'linking' OR event = 'consent_withdrawn' AND code = '')
        AND date <= toDate32({horizon:DateTime64(3, 'UTC')}) AND {{template "events"}}
    GROUP BY association, case_id
    HAVING maxIf(date, event = 'consent' AND (toUInt16(end_date) = 0 OR end_date >= toDate32({horizon:DateTime64(3, 'UTC')}))) > maxIf(date, event = 'consent_withdrawn')){{end}}

{{/* What a query is to heed (needs in queries.go): whether any case was ever allowed to be recognised, whether a person
    decided that any two are one, then, as values of
    parameters and {most} at most of each, the committed imports, the events that are withdrawn, and those superseded. */}}
{{define "heeded"}}SELECT toBool(({{template "linking"}}) > 0), toBool((SELECT count() FROM {{template "merged"}}) > 0),
    (SELECT groupArray(concat('\'', toString(batch), '\'')) FROM (SELECT batch FROM ({{template "committed_batches"}}) ORDER BY batch LIMIT {most:UInt64})),
    (SELECT groupArray(concat('\'', toString(withdraws), '\'')) FROM (SELECT DISTINCT withdraws FROM ({{template "withdrawn_events"}}) ORDER BY withdraws LIMIT {most:UInt64})),
    (SELECT groupArray(concat('(\'', toString(fact), '\',', toString(earlier), ')')) FROM (SELECT fact, earlier FROM ({{template "superseded"}}) ORDER BY fact, earlier LIMIT {most:UInt64})){{end}}

{{define "linking"}}SELECT count() FROM (SELECT 1 FROM case_events WHERE event = 'consent' AND code = 'linking' LIMIT 1){{end}}

{{/* The pseudonym of the association alone where no case was ever allowed to be recognised (needs in queries.go). */}}
{{define "pseudonym"}}if({{template "linked"}} AND instance_person != {{template "none"}}, instance_person, person_id){{end}}

{{/* The pseudonym alone where no two are one (needs in queries.go). Names within the expression spare the engine from reading its parts three times over: most of the time of a query
    over few cases goes into that. */}}
{{define "person"}}if(mapContains((SELECT mapFromArrays(groupArray(alias), groupArray(counts)) FROM {{template "merged"}}) AS merges_, {{template "pseudonym"}} AS pseudonym_),
    merges_[pseudonym_], pseudonym_){{end}}

{{/* In a subquery of its own: the engine compares a column that rows are grouped by with all that is shown, in full. */}}
{{define "who"}}{{template "person"}} AS who{{end}}

{{define "merged"}}(SELECT link.1 AS alias, argMax(link.2, (recorded_at, id)) AS counts FROM (
        SELECT recorded_at, id, arrayJoin(arrayZip(links.alias, links.counts)) AS link FROM person_decisions WHERE {{template "now"}})
    GROUP BY alias HAVING counts != alias ORDER BY alias){{end}}
