{{/* What the kept sums of certificate gaps are changed by. */}}

{{/* The rows of the persons that were named, and of every case that may count for one of them; text of the ids in place of @persons. */}}
{{define "of_persons"}}(association, case_id) IN (SELECT association, case_id
        FROM (SELECT association, case_id, {{template "person"}} AS counted_person FROM case_events WHERE {{template "now"}}) WHERE counted_person IN (@persons)){{end}}

{{/* Rows that came in between {since} and {until}, or whose import began or ceased to count then. */}}
{{define "came_between"}}(recorded_at > {since:DateTime64(3, 'UTC')} AND recorded_at <= {until:DateTime64(3, 'UTC')}
        OR import_id IN (SELECT batch FROM imports WHERE simulation = {simulation:Bool} AND state != 'started'
            AND recorded_at > {since:DateTime64(3, 'UTC')} AND recorded_at <= {until:DateTime64(3, 'UTC')})){{end}}

{{/* Cases whose gaps, or whose person, may differ between {since} and {until}: a row of theirs came between, or one that a
    row that came between corrects, or withdraws; or a day of theirs was not over at {passed}, the last day that surely was
    everywhere at {since}. Days known to the month may lie on its last one. A consent may begin or end. */}}
{{define "touched"}}SELECT association, case_id FROM case_events WHERE simulation = {simulation:Bool} AND ({{template "came_between"}}
        OR fact IN (SELECT fact FROM case_events WHERE simulation = {simulation:Bool} AND revision > 0 AND {{template "came_between"}})
        OR id IN (SELECT withdraws FROM case_events WHERE simulation = {simulation:Bool} AND withdraws != {{template "none"}} AND {{template "came_between"}})
        OR greatest(day, date, start_date) > {passed:Date} - if(month_only, 31, 0)
        OR event IN ('consent', 'consent_withdrawn') AND end_date >= {passed:Date} AND end_date <= toDate({until:DateTime64(3, 'UTC')}) + 1){{end}}

{{/* Whom those cases count for at {horizon}, whether their rows can be read or not. */}}
{{define "touched_persons"}}SELECT DISTINCT toString(counted_person)
FROM (SELECT {{template "person"}} AS counted_person FROM case_events WHERE {{template "now"}} AND (association, case_id) IN ({{template "touched"}}))
LIMIT {most:UInt64}{{end}}

{{/* Fingerprints of the states of imports and of the decisions on persons at {horizon}. */}}
{{define "gap_facts"}}SELECT ifNull(({{template "of_imports"}}), 0), ifNull(({{template "of_decisions"}}), 0){{end}}

{{define "of_imports"}}SELECT sum(cityHash64(id, recorded_at)) FROM imports WHERE state != 'started' AND {{template "now"}}{{end}}

{{/* With the rows of the cases that are decided on: whom such a decision holds for follows from them. */}}
{{define "of_decisions"}}SELECT sum(part) FROM (SELECT cityHash64(id, recorded_at) AS part FROM person_decisions WHERE {{template "now"}}
    UNION ALL SELECT cityHash64(id, recorded_at) FROM case_events WHERE {{template "now"}} AND case_id IN ({{template "decided_on"}})){{end}}

{{define "decided_on"}}SELECT arrayJoin(arrayConcat(links.alias, links.counts)) FROM person_decisions WHERE {{template "now"}}{{end}}

{{/* All steps of the kept sums, the newest first, beside those fingerprints: the three are read together each time that sums are wanted. */}}
{{define "gap_state"}}WITH ({{template "of_imports"}}) AS imports_now, ({{template "of_decisions"}}) AS decisions_now
SELECT toString(id), toString(follows), lower(hex(rule)), toUnixTimestamp64Milli(at), toInt64(imports), toInt64(decisions), toInt64(ifNull(imports_now, 0)), toInt64(ifNull(decisions_now, 0))
FROM gap_steps WHERE simulation = {simulation:Bool}
ORDER BY at DESC, recorded_at DESC, id{{end}}

{{/* The rows of some steps, of those of days up to today the one of each cell that holds for {month}. They are added up by who
    reads them: that takes the engine over twice as long. */}}
{{define "gap_rows"}}SELECT department, level, toInt64(country), months, if(months = 0, 0, month), class, variant,
    persons, with_gap, gap, window, gap_squares, products, window_squares, month_only, known, cases,
    `brought.association`, `brought.persons`
FROM gap_cells WHERE simulation = {simulation:Bool} AND step IN {steps:Array(UUID)}
    AND (months = -1 OR months = {months:Int64} AND month >= {month:Int64} AND after < {month:Int64})
    AND country = {country:Bool} AND ({department:String} = '' OR department = {department:String})
    AND if({levels:Bool}, level != '', level = {level:String}){{end}}

{{/* Whom the steps that follow another one looked at, with the place of the newest that did: steps are given the newest first. */}}
{{define "gap_seen"}}SELECT person_id, toInt64(min(indexOf({steps:Array(UUID)}, step)))
FROM gap_spans WHERE simulation = {simulation:Bool} AND kind = 0 AND step IN {steps:Array(UUID)}
GROUP BY person_id{{end}}

{{/* The spans of some steps, those of a person after each other. Small numbers come as digits of two large ones (gapspans.go):
    a row of six columns takes engine and reader half the time of one of fifteen. */}}
{{define "gap_spans"}}SELECT person_id, department, level, association,
    kind + 8 * (class + 64 * (floor + 64 * (ceiling + 64 * (variant + 2 * (month_only + 2 * (toInt64(indexOf({steps:Array(UUID)}, step)) + 64 * entry)))))),
    toUInt16(start_date) + 65536 * (toUInt16(last_date) + 65536 * length)
FROM gap_spans WHERE simulation = {simulation:Bool} AND step IN {steps:Array(UUID)} AND kind IN {kinds:Array(Int64)} AND last_date >= {from:Date}
    AND ({department:String} = '' OR department = {department:String}) AND ({level:String} = '' OR level = {level:String})
ORDER BY person_id{{end}}
