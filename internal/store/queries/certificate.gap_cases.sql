-- certificate.gap_cases: the rows of certificate.gap_days, with what filters ask of a case: for what is kept of it.
-- keys:   department, association, person, case, procedure, ground, level, procedure asked for, ground asked for, review
-- values: none
-- lists (equally long, by date, kind, ordinal): kind, date, start, end, month_only, code, channel
-- The last three keys are what of_procedure, of_ground and in_review (shared/visible.sql) ask for, of all that was told of the
-- case. Cases that certificate.gap_days leaves out, of which nothing has happened yet, are there too.
SELECT
    case_department, association, case_person, case_id, case_procedure, case_ground, case_level,
    asked_procedure, asked_ground, if(reviewed.state = '', 'received', reviewed.state),
    {{template "gap_lists"}}
FROM (
    SELECT
        association, case_id,
        argMaxIf(department, latest, counts AND department != '') AS case_department,
        argMax(counted_person, (counts, latest)) AS case_person,
        argMaxIf(procedure, latest, counts AND procedure != '') AS case_procedure,
        argMaxIf(ground, latest, counts AND ground != '') AS case_ground,
        if(countIf(counts AND level != 'document') = 0, 'document', 'told') AS case_level,
        arraySort(groupArrayIf({{template "gap_event"}}, counts)) AS events,
        argMaxIf(procedure, latest, procedure != '') AS asked_procedure,
        argMaxIf(ground, latest, ground != '') AS asked_ground
    FROM (
        SELECT *, {{template "person"}} AS counted_person, indexOf({{template "kinds"}}, event) AS kind,
            {{template "latest"}} AS latest, {{template "happened"}} AS counts
        FROM case_events
        WHERE {{template "events"}} AND {{template "of_persons"}} AND {{template "part_of_cases"}}
    )
    GROUP BY association, case_id
) AS told
LEFT ANY JOIN (
    SELECT association, case_id, toString(argMax(state, (recorded_at, id))) AS state FROM reviews WHERE {{template "now"}} GROUP BY association, case_id
) AS reviewed USING (association, case_id)
ORDER BY association, case_id
