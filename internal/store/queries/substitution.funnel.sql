-- substitution.funnel: what happened on the way to the substitution, one row for each case with a step of it.
-- keys:   department, association, person, case, level (document when every step is at that level, otherwise told)
-- values: last day on which anything of the case happened (days since 1970-01-01)
-- lists (equally long, in the order of dates): kind, date, end (days since 1970-01-01, 0 = unknown), answer, answered (days since 1970-01-01, 0 = not told), outcome, month_only (1, 0)
-- kind: failed_attempt 1, ccc_contact 2, pan_contact 3, substitution 4, filing or refiling 5, decision 6, closure 7, withdrawal 8.
-- answer: written statement 2 (whatever else was answered), not known 0, silent 1, invited, offered or accepted 3, appointment 4, another 5.
-- answered: the day of the answer; date is that of what was asked, end that of the appointment.
-- outcome (of an appointment): filing recorded 1, cancelled 2, another or not known 0.
-- A case is whole or absent: it is there when one of its steps is not after to.
SELECT
    {{template "case_place"}}, association, argMax(who, latest), case_id,
    if(countIf(kind <= 4 AND level != 'document') = 0, 'document', 'told'),
    toInt64(max(toUInt16(date))),
    CAST((arraySort(groupArray((toUInt16(date), kind, toUInt16(end_date), said, answered, came, month_only))) AS steps).2, 'Array(Int64)'),
    CAST(steps.1, 'Array(Int64)'),
    CAST(steps.3, 'Array(Int64)'),
    CAST(steps.4, 'Array(Int64)'),
    CAST(steps.5, 'Array(Int64)'),
    CAST(steps.6, 'Array(Int64)'),
    CAST(steps.7, 'Array(Int64)')
FROM (
    SELECT *, {{template "person"}} AS who,
        transform(event, ['failed_attempt', 'ccc_contact', 'pan_contact', 'substitution', 'filing', 'refiling', 'decision', 'closure', 'withdrawal'],
            [1, 2, 3, 4, 5, 5, 6, 7, 8], 9) AS kind,
        multiIf({{template "stated"}}, 2, answer = '', 0, answer = 'silent', 1, answer IN ('invited', 'offered', 'accepted'), 3, answer = 'appointment', 4, 5) AS said,
        toUInt16(toDateOrZero({{template "detail_of" "answered_on"}})) AS answered,
        indexOf(['filed', 'cancelled'], {{template "detail_of" "outcome"}}) AS came,
        {{template "latest"}} AS latest
    FROM case_events
    WHERE toUInt16(date) != 0 AND event != 'title_held' AND {{template "events"}}
        AND (association, case_id) IN (SELECT association, case_id FROM case_events WHERE event IN ('failed_attempt', 'ccc_contact', 'pan_contact', 'substitution') AND {{template "now"}})
) AS told {{template "with_ground"}}
GROUP BY association, case_id
HAVING countIf(kind <= 4) > 0 AND minIf(date, kind <= 4) <= {to:Date}
ORDER BY association, case_id
