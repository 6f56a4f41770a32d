-- certificate.gap_days: one row for each case, with all its events up to the horizon.
-- keys:   department, association, person, case, procedure, ground, level
-- values: none
-- lists (equally long, by date, kind, ordinal, id): kind, date, start, end, month_only, ending, answer, rank, level
-- department, procedure, ground: the latest that is not empty, by (date, id); person: the latest. level: document when
-- every event of the case is at that level, otherwise told; the list gives the level of each event.
-- kind: place in observatory.EventKinds(), from 1; 0 = another. date, start, end: days since 1970-01-01, 0 = unknown.
-- month_only: 1, 0. ending: adverse 1, favourable 2, withdrawn 3, other 4, else 0. answer: yes 1, no 2, else 0.
-- rank: first 1, renewal 2, else 0. level: document 1, told 2, else 0.
-- A case is whole or absent: from keeps nothing out, and a case is there when one of its days is not after to.
SELECT
    argMaxIf(department, (date, id), department != ''),
    association,
    toString(argMax(person_id, (date, id))),
    toString(case_id),
    argMaxIf(procedure, (date, id), procedure != ''),
    argMaxIf(ground, (date, id), ground != ''),
    if(countIf(level != 'document') = 0, 'document', 'told'),
    arrayMap(e -> toInt64(e.2), arraySort(groupArray((
        toUInt16(date), kind, ordinal, id, toUInt16(start_date), toUInt16(end_date), month_only,
        indexOf(['adverse', 'favourable', 'withdrawn', 'other'], ending),
        indexOf(['yes', 'no'], answer),
        indexOf(['first', 'renewal'], rank),
        indexOf(['document', 'told'], level)
    ))) AS events),
    arrayMap(e -> toInt64(e.1), events),
    arrayMap(e -> toInt64(e.5), events),
    arrayMap(e -> toInt64(e.6), events),
    arrayMap(e -> toInt64(e.7), events),
    arrayMap(e -> toInt64(e.8), events),
    arrayMap(e -> toInt64(e.9), events),
    arrayMap(e -> toInt64(e.10), events),
    arrayMap(e -> toInt64(e.11), events)
FROM (
    SELECT *, indexOf({{template "kinds"}}, event) AS kind
    FROM case_events
    WHERE {{template "events"}}
)
GROUP BY association, case_id
HAVING min(day) <= {to:Date}
ORDER BY association, case_id
