{{/* What the kept sums of certificate gaps are changed by. */}}

{{/* The rows of the persons that were named, and of every case that may count for one of them; text of the ids in place of @persons. */}}
{{define "of_persons"}}(association, case_id) IN (SELECT association, case_id
        FROM (SELECT association, case_id, {{template "person"}} AS counted_person FROM case_events WHERE {{template "now"}}) WHERE counted_person IN (@persons)){{end}}

{{/* An event of a case, and the lists that are made of them (certificate.gap_days). */}}
{{define "gap_event"}}(
            toUInt16(date), kind, ordinal, toUInt16(start_date), toUInt16(end_date), month_only,
            indexOf(['r431_5_2', 'r431_5_3', 'r431_5_4', 'first_contact'], code),
            multiIf(channel = '', 0, channel = 'anef', 1, 2)
        ){{end}}
{{define "gap_lists"}}CAST(events.2, 'Array(Int64)'), CAST(events.1, 'Array(Int64)'), CAST(events.4, 'Array(Int64)'),
    CAST(events.5, 'Array(Int64)'), CAST(events.6, 'Array(Int64)'), CAST(events.7, 'Array(Int64)'), CAST(events.8, 'Array(Int64)'){{end}}

{{/* Rows that came in between {since} and {until}, or whose import began or ceased to count then. */}}
{{define "came_between"}}(recorded_at > {since:DateTime64(3, 'UTC')} AND recorded_at <= {until:DateTime64(3, 'UTC')}
        OR import_id IN (SELECT batch FROM imports WHERE simulation = {simulation:Bool} AND state != 'started'
            AND recorded_at > {since:DateTime64(3, 'UTC')} AND recorded_at <= {until:DateTime64(3, 'UTC')})){{end}}

{{/* Cases whose gaps, or whose person, may differ between {since} and {until}: a row of theirs came between, or one that a
    row that came between corrects, or withdraws; they were reviewed; or a day of theirs was not over at {passed}, the last day that surely was
    everywhere at {since}. Days known to the month may lie on its last one. A consent may begin or end. */}}
{{define "touched"}}SELECT association, case_id FROM case_events WHERE simulation = {simulation:Bool} AND ({{template "came_between"}}
        OR fact IN (SELECT fact FROM case_events WHERE simulation = {simulation:Bool} AND revision > 0 AND {{template "came_between"}})
        OR id IN (SELECT withdraws FROM case_events WHERE simulation = {simulation:Bool} AND withdraws != {{template "none"}} AND {{template "came_between"}})
        OR greatest(day, date, start_date) > {passed:Date} - if(month_only, 31, 0)
        OR event IN ('consent', 'consent_withdrawn') AND end_date >= {passed:Date} AND end_date <= toDate({until:DateTime64(3, 'UTC')}) + 1)
    UNION DISTINCT SELECT association, case_id FROM reviews WHERE simulation = {simulation:Bool}
        AND recorded_at > {since:DateTime64(3, 'UTC')} AND recorded_at <= {until:DateTime64(3, 'UTC')}{{end}}

{{/* Whom those cases count for at {horizon}, whether their rows can be read or not. */}}
{{define "touched_persons"}}SELECT DISTINCT toString(counted_person)
FROM (SELECT {{template "person"}} AS counted_person FROM case_events WHERE {{template "now"}} AND (association, case_id) IN ({{template "touched"}}))
LIMIT {most:UInt64}{{end}}

{{/* Fingerprints of the states of imports, of the decisions on persons and of the states of review at {horizon}. */}}
{{define "gap_facts"}}SELECT ifNull(({{template "of_imports"}}), 0), ifNull(({{template "of_decisions"}}), 0), ifNull(({{template "of_reviews"}}), 0){{end}}

{{define "of_imports"}}SELECT sum(cityHash64(id, recorded_at)) FROM imports WHERE state != 'started' AND {{template "now"}}{{end}}

{{/* With the rows of the cases that are decided on: whom such a decision holds for follows from them. */}}
{{define "of_decisions"}}SELECT sum(part) FROM (SELECT cityHash64(id, recorded_at) AS part FROM person_decisions WHERE {{template "now"}}
    UNION ALL SELECT cityHash64(id, recorded_at) FROM case_events WHERE {{template "now"}} AND case_id IN ({{template "decided_on"}})){{end}}

{{define "of_reviews"}}SELECT sum(cityHash64(id, recorded_at)) FROM reviews WHERE {{template "now"}}{{end}}

{{define "decided_on"}}SELECT arrayJoin(arrayConcat(links.alias, links.counts)) FROM person_decisions WHERE {{template "now"}}{{end}}

{{/* All steps of the kept sums, the newest first, beside those fingerprints: they are read together each time that sums are wanted. */}}
{{define "gap_state"}}WITH ({{template "of_imports"}}) AS imports_now, ({{template "of_decisions"}}) AS decisions_now, ({{template "of_reviews"}}) AS reviews_now
SELECT toString(id), toString(follows), lower(hex(rule)), toUnixTimestamp64Milli(at), toInt64(imports), toInt64(decisions), toInt64(reviews),
    toInt64(ifNull(imports_now, 0)), toInt64(ifNull(decisions_now, 0)), toInt64(ifNull(reviews_now, 0))
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

{{/* Kept cases of some steps, given the newest first, that hold for windows which end on {to}; of persons whom a later step looked
    at, only what the newest of those kept: the others, and the oldest, which was made anew, are left out. */}}
{{define "kept_cases"}}FROM gap_cases WHERE {{template "kept_standing"}}
    AND begun_date <= {to:Date} AND from_date <= {to:Date} AND until_date >= {to:Date}
    AND ({department:String} = '' OR department = {department:String}) AND ({level:String} = '' OR level = {level:String})
    AND ({procedure:String} = '' OR procedure = {procedure:String}) AND ({ground:String} = '' OR ground = {ground:String})
    AND ({review:String} = '' OR review = {review:String}) AND ({association:String} = '' OR association = {association:String}){{end}}

{{define "kept_standing"}}simulation = {simulation:Bool} AND NOT looked AND step IN {steps:Array(UUID)} AND (person_id, indexOf({steps:Array(UUID)}, step)) NOT IN (
        SELECT person_id, arrayJoin(arrayPopFront(arraySort(arrayPushBack(looked_at, length({steps:Array(UUID)})))))
        FROM (SELECT person_id, groupUniqArray(indexOf({steps:Array(UUID)}, step)) AS looked_at FROM gap_cases
            WHERE simulation = {simulation:Bool} AND looked AND step IN {steps:Array(UUID)} GROUP BY person_id)){{end}}

{{/* What of_procedure and of_ground ask for, of what is kept: today's row of each case. */}}
{{define "of_kept"}}(association, case_id) GLOBAL IN (SELECT association, case_id FROM gap_cases WHERE {{template "kept_standing"}} AND variant = 0 AND until_date = toDate(65535)
        AND ({procedure:String} = '' OR procedure = {procedure:String}) AND ({ground:String} = '' OR ground = {ground:String})){{end}}

{{/* Days of theirs, in a list, with what figures need of a case, in any order: to sort them takes the engine five times as
    long as to read them. who is 0 for a person's only row. */}}
{{define "gap_cases"}}SELECT department, level, if(alone, 0, toInt64(cityHash64(person_id))) AS who, CAST(cityHash64(association), 'Int64'), month_only + 2 * (variant + 2 * toInt64(toUInt16(contact_date))), {{.}} AS days
{{template "kept_cases"}} AND last_date >= {from:Date} AND notEmpty(days){{end}}

{{define "gap_case_counts"}}SELECT department, level, toInt64(countIf(known_date <= {to:Date})), toInt64(count())
{{template "kept_cases"}} AND variant = 0
GROUP BY department, level{{end}}
