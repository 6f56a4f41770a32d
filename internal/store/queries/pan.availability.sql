-- pan.availability: one row for each target, series and day with a first attempt of pan.slots.
-- keys:   target, department, series (mode of the attempt), day (ISO, in the target's own time zone)
-- values: planned_per_day, run, measured_strict, within30_strict, measured_confirmed, within30_confirmed, first_delay_min
-- planned_per_day is the highest of the day. run counts first attempts of any outcome.
-- within30: success (met, degraded) whose first date is known and at most 30 days after the day.
-- strict: first attempts; unmet, down and maintenance are measured failures.
-- confirmed: a first attempt that was down takes the result of its confirmation, one that was degraded the better of both;
-- down or maintenance within a maintenance announced beforehand is left out, and no other maintenance; a confirmation that is missing or saw nothing (blocked, drift, fault) changes nothing.
-- first_delay_min: days to the first date displayed by a first attempt, the least of the day; -1 when none was displayed.
-- The row of the day before from says only what was planned last in the 31 days before the window: of a target that
-- has stopped since, the window has no other.
SELECT * FROM (
    SELECT
        target, department, mode, toString(day) AS iso,
        toInt64(max(planned_per_day)),
        toInt64(count()),
        toInt64(countIf(measured)),
        toInt64(countIf(near)),
        toInt64(countIf(measured AND NOT left_out)),
        toInt64(countIf(measured AND NOT left_out AND multiIf(
            NOT replaced, near,
            outcome = 'degraded', near OR second_near,
            second_near))),
        if(countIf(dated) = 0, -1, toInt64(minIf(greatest(0, toInt64(toUInt16(first_date)) - toInt64(toUInt16(day))), dated)))
    FROM (
        SELECT *,
            ok AND toUInt16(first_date) != 0 AS dated,
            dated AND toInt64(toUInt16(first_date)) - toInt64(toUInt16(day)) <= 30 AS near,
            second_ok AND toUInt16(second_first_date) != 0
                AND toInt64(toUInt16(second_first_date)) - toInt64(toUInt16(day)) <= 30 AS second_near
        FROM ({{template "confirmed_attempts" "journey = 'pan.slots'"}})
    )
    GROUP BY target, department, mode, day
    UNION ALL
    {{template "last_plan" "journey = 'pan.slots'"}}, toInt64(-1)
    {{template "last_plan_from" "journey = 'pan.slots'"}}
)
ORDER BY target, department, mode, iso
