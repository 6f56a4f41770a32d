-- pan.door: one row for each target, series and day with a first attempt of pan.door (a person could go on).
-- keys:   target, department, series (mode of the attempt), day (ISO, in the target's own time zone)
-- values: planned_per_day, run, measured_strict, met_strict, measured_confirmed, met_confirmed, maintenance
-- planned_per_day is the highest of the day. run counts first attempts of any outcome. met counts met and degraded.
-- strict and confirmed as in pan.availability. maintenance counts what confirmed leaves out, so that
-- measured_strict = measured_confirmed + maintenance.
-- The row of the day before from says only what was planned last in the 31 days before the window: of a target that
-- has stopped since, the window has no other.
SELECT * FROM (
    SELECT
        target, department, mode, toString(day) AS iso,
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
    FROM ({{template "confirmed_attempts" "journey = 'pan.door'"}})
    GROUP BY target, department, mode, day
    UNION ALL
    {{template "last_plan" "journey = 'pan.door'"}}, toInt64(0)
    {{template "last_plan_from" "journey = 'pan.door'"}}
)
ORDER BY target, department, mode, iso
