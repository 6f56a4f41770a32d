{{/* What a reader may see, said once. Parameters: horizon, simulation. */}}

{{define "now"}}simulation = {simulation:Bool} AND recorded_at <= {horizon:DateTime64(3, 'UTC')}{{end}}

{{define "none"}}toUUID('00000000-0000-0000-0000-000000000000'){{end}}

{{define "not_withdrawn"}}id NOT IN (SELECT withdraws FROM {{.}} WHERE withdraws != {{template "none"}} AND {{template "now"}}){{end}}

{{/* Where no attempt is withdrawn this is not asked, and their ids are not read. */}}
{{define "attempts_stand"}}{{template "not_withdrawn" "attempts"}}{{end}}

{{/* Attempts that show slots are public after a delay. */}}
{{define "slots_by"}}(recorded_at <= {slots_by:DateTime64(3, 'UTC')} OR NOT ({{template "shows_slots"}})){{end}}

{{/* A later state of an import counts; of two of the same instant, the one further down its life. */}}
{{define "committed"}}import_id IN ({{template "committed_batches"}}){{end}}

{{define "committed_batches"}}SELECT batch FROM imports WHERE {{template "now"}} GROUP BY batch
    HAVING argMax(state, (recorded_at, indexOf(['started', 'abandoned', 'committed', 'withdrawn'], state))) = 'committed'{{end}}

{{/* Messages and their clusters. Those taken in before they knew their import have none, and were written with its committed row. */}}
{{define "taken_in"}}(import_id = {{template "none"}} OR {{template "committed"}}) AND {{template "not_withdrawn" .}}{{end}}

{{/* A row of an import that is not committed, or no longer, withdraws nothing. A correction also withdraws all revisions
    before the one it names: that one's import may have been withdrawn. */}}
{{define "told"}}{{template "now"}} AND {{template "committed"}} AND {{template "standing"}}{{end}}

{{define "standing"}}id NOT IN ({{template "withdrawn_events"}}) AND (fact, revision) NOT IN ({{template "superseded"}}){{end}}

{{define "withdrawn_events"}}SELECT withdraws FROM case_events WHERE withdraws != {{template "none"}} AND {{template "now"}} AND {{template "committed"}}{{end}}

{{define "superseded"}}SELECT fact, arrayJoin(range(max(revision))) AS earlier FROM case_events
        WHERE revision > 0 AND {{template "now"}} AND {{template "committed"}} GROUP BY fact{{end}}

{{define "events"}}{{template "told"}} AND {{template "asked"}}{{end}}

{{/* Cases that were asked for: by association, place, state of review, procedure and legal ground. What is not asked is left out
    (needs in queries.go). */}}
{{define "asked"}}{{template "of_association"}} AND {{template "of_place"}} AND {{template "in_review"}} AND {{template "of_procedure"}} AND {{template "of_ground"}} AND {{template "of_kept"}}{{end}}

{{define "of_association"}}association = {by:String}{{end}}

{{/* All that was told of a case, if anything was of this department: which one is the case's is for the reader to say. */}}
{{define "of_place"}}(association, case_id) IN (SELECT association, case_id FROM case_events WHERE department = {place:String} AND {{template "now"}}
        UNION DISTINCT SELECT association, case_id FROM notices WHERE department = {place:String} AND {{template "now"}}){{end}}

{{define "of_procedure"}}(association, case_id) IN (SELECT association, case_id FROM case_events WHERE procedure != '' AND {{template "told"}}
        GROUP BY association, case_id HAVING argMax(procedure, {{template "latest"}}) = {procedure:String}){{end}}

{{define "of_ground"}}(association, case_id) IN (SELECT association, case_id FROM case_events WHERE ground != '' AND {{template "told"}}
        GROUP BY association, case_id HAVING argMax(ground, {{template "latest"}}) = {ground:String}){{end}}

{{/* Of the events of a case: the latest by date, and then by a hash of what tells the events of one day apart, which a rotation
    of pseudonyms leaves as it is. */}}
{{define "latest"}}bitShiftLeft(toUInt64(toUInt16(date)), 48) + bitShiftRight(cityHash64(event, ordinal, end_date), 16){{end}}

{{/* Cases in the state of review that was asked for; a case that nobody reviewed is received. */}}
{{define "in_review"}}if({review:String} = 'received',
    (association, case_id) NOT IN (SELECT association, case_id FROM reviews WHERE {{template "now"}} GROUP BY association, case_id
        HAVING argMax(state, (recorded_at, id)) != 'received'),
    (association, case_id) IN (SELECT association, case_id FROM reviews WHERE {{template "now"}} GROUP BY association, case_id
        HAVING argMax(state, (recorded_at, id)) = {review:String})){{end}}

{{/* Cases whose consent for {purpose} holds on {on}: given by then, not over, not withdrawn since. */}}
{{define "consented"}}(association, case_id) IN (SELECT association, case_id FROM case_events
    WHERE event IN ('consent', 'consent_withdrawn') AND (code = {purpose:String} OR event = 'consent_withdrawn' AND code = '') AND date <= {on:Date} AND {{template "events"}}
    GROUP BY association, case_id
    HAVING maxIf(date, event = 'consent' AND (toUInt16(end_date) = 0 OR end_date >= {on:Date})) > maxIf(date, event = 'consent_withdrawn')){{end}}

{{/* Events that happened to the application: observatory.EventKind.Happened. */}}
{{define "happened"}}event NOT IN ('situation', 'consent', 'consent_withdrawn'){{end}}

{{define "newest_imports"}}(SELECT * FROM imports WHERE {{template "now"}}
    ORDER BY batch, recorded_at DESC, indexOf(['started', 'abandoned', 'committed', 'withdrawn'], state) DESC, id LIMIT 1 BY batch){{end}}

{{define "orphans"}}(SELECT import_id AS batch, association, simulation FROM case_events WHERE import_id NOT IN (SELECT batch FROM imports)
    UNION DISTINCT SELECT import_id AS batch, '' AS association, simulation FROM rejects
    WHERE import_id NOT IN (SELECT batch FROM imports) AND import_id NOT IN (SELECT import_id FROM case_events)
    UNION DISTINCT SELECT import_id AS batch, association, simulation FROM notices
    WHERE import_id != {{template "none"}} AND import_id NOT IN (SELECT batch FROM imports)){{end}}

{{/* First attempts, of the journeys that a condition names or else of all, with the confirmation of each: its earliest one,
    day and night. */}}
{{/* What the confirmed accounting leaves out fell in the window of a maintenance that was announced before it, and was
    down or in maintenance, its confirmation too. */}}
{{define "confirmed_attempts"}}
    SELECT first.journey AS journey, first.system AS system, first.id AS id, first.at AS at,
        first.target AS target, first.department AS department, first.mode AS mode, first.day AS day,
        first.planned_per_day AS planned_per_day, first.planned_rest AS planned_rest, first.outcome AS outcome, first.first_date AS first_date, first.second_date AS second_date,
        first.substitution AS substitution, second.outcome AS second_outcome, second.first_date AS second_first_date,
        second.second_date AS second_second_date, second.substitution AS second_substitution,
        outcome IN ('met', 'degraded', 'unmet', 'down', 'maintenance') AS measured,
        outcome IN ('met', 'degraded') AS ok,
        outcome IN ('down', 'degraded')
            AND second_outcome IN ('met', 'degraded', 'unmet', 'down', 'maintenance') AS replaced,
        second_outcome IN ('met', 'degraded') AS second_ok,
        outcome IN ('down', 'maintenance') AND (NOT replaced OR second_outcome IN ('down', 'maintenance')) AS failed_twice,
        announced != '' AND failed_twice AS left_out
    FROM (
        SELECT journey, system, id, at, target, department, mode, day, planned_per_day, planned_rest, outcome, first_date, second_date, substitution, announced FROM attempts
        WHERE {{if .}}{{.}} AND {{end}}confirms = {{template "none"}} AND day BETWEEN {from:Date} AND {to:Date} AND {{template "not_kept"}}
            AND {{template "now"}} AND {{template "slots_by"}} AND {{template "attempts_stand"}}
    ) AS first
    LEFT JOIN (
        SELECT confirms, outcome, first_date, second_date, substitution FROM attempts
        WHERE {{if .}}{{.}} AND {{end}}confirms != {{template "none"}} AND day >= {from:Date} AND {{template "counted_from"}}
            AND {{template "now"}} AND {{template "slots_by"}} AND {{template "attempts_stand"}}
        ORDER BY at, id LIMIT 1 BY confirms
    ) AS second ON second.confirms = first.id{{end}}
