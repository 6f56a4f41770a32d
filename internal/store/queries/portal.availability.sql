-- portal.availability: one row for each journey, target, mode and day with a first attempt.
-- keys:   target, department, mode, day (ISO, in the target's own time zone), journey, system
-- values: planned_per_day, run, measured_strict, met_strict, measured_confirmed, met_confirmed, maintenance
-- As in pan.door, of which this is the general form: the rows of journey pan.door are the same.
SELECT * FROM (
    SELECT
        target, department, mode, toString(day) AS iso, journey, system,
        toInt64(max(planned_per_day)),
        toInt64(count()),
        toInt64(countIf(measured)),
        toInt64(countIf(ok)),
        toInt64(countIf(measured AND NOT left_out)),
        toInt64(countIf(measured AND NOT left_out AND multiIf(
            NOT replaced, ok,
            outcome = 'degraded', true,
            second_ok))),
        toInt64(countIf(left_out))
    FROM ({{template "confirmed_attempts" ""}})
    GROUP BY target, department, mode, day, journey, system
    UNION ALL
    SELECT target, department, mode, toString(addDays({from:Date}, -1)) AS iso, journey, system,
        toInt64(argMaxIf(planned_per_day, (day, planned_per_day), planned_per_day > 0)),
        toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(0)
    FROM attempts
    WHERE confirms = {{template "none"}}
        AND day < {from:Date} AND toInt32(toUInt16(day)) >= toInt32(toUInt16({from:Date})) - 31
        AND {{template "now"}} AND {{template "not_withdrawn" "attempts"}}
    GROUP BY target, department, mode, journey, system
    HAVING countIf(planned_per_day > 0) > 0
)
ORDER BY target, department, mode, iso, journey, system
