-- certificate.gap_days: one row for each case, with all its events up to the horizon.
-- keys:   department, association, person, case, procedure, ground, level
-- values: none
-- lists (equally long, by date, kind, ordinal): kind, date, start, end, month_only, code, channel
-- department, procedure, ground: the latest that is not empty, person: the latest, by date and then a hash (latest).
-- level: document when every event of the case is at that level, otherwise told.
-- kind: place in observatory.EventKinds(), from 1; 0 = another. date, start, end: days since 1970-01-01, 0 = unknown.
-- month_only: 1, 0.
-- code: r431_5_2 1, r431_5_3 2, r431_5_4 3 (filed in time under that paragraph), first_contact 4, else 0. channel: anef 1, another 2, not told 0.
-- A case is whole or absent: from keeps nothing out, and a case is there when one of its days is not after to.
SELECT
    case_department, association, case_person, case_id, case_procedure, case_ground, case_level,
    {{template "gap_lists"}}
FROM (
    SELECT
        association, case_id,
        argMaxIf(department, latest, department != '') AS case_department,
        argMax(counted_person, latest) AS case_person,
        argMaxIf(procedure, latest, procedure != '') AS case_procedure,
        argMaxIf(ground, latest, ground != '') AS case_ground,
        if(countIf(level != 'document') = 0, 'document', 'told') AS case_level,
        arraySort(groupArray({{template "gap_event"}})) AS events
    FROM (
        SELECT *, {{template "person"}} AS counted_person, indexOf({{template "kinds"}}, event) AS kind,
            {{template "latest"}} AS latest
        FROM case_events
        WHERE {{template "happened"}} AND {{template "events"}} AND {{template "part_of_cases"}}
    )
    GROUP BY association, case_id
    HAVING min(day) <= {to:Date}
)
ORDER BY association, case_id
