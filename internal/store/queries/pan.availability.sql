-- pan.availability: one row for each target, series and day with a first attempt of pan.slots.
-- keys:   target, department, series (mode of the attempt), day (ISO, in the target's own time zone)
-- values: planned_per_day, run, measured_strict, within30_strict, measured_confirmed, within30_confirmed, first_delay_min, rest
-- order:  none
-- planned_per_day is the highest of the day. run counts first attempts of any outcome.
-- within30: success (met, degraded) whose first date is known and at most 30 days after the day.
-- strict: first attempts; unmet, down and maintenance are measured failures.
-- confirmed: a first attempt that was down takes the result of its confirmation, one that was degraded the better of both;
-- down or maintenance within a maintenance announced beforehand is left out, and no other maintenance; a confirmation that is missing or saw nothing (blocked, drift, fault) changes nothing.
-- first_delay_min: days to the first date displayed by a first attempt, the least of the day; -1 when none was displayed.
-- The row of the day before from says only what was planned last in the 31 days before the window: of a target that
-- has stopped since, the window has no other.
-- rest: on how many of the days that follow the schedule plans nothing; in that row, what is left of it.
SELECT target, department, mode, toString(day) AS iso, max(planned), sum(run), sum(strict_measured), sum(strict_near),
    sum(sure_measured), sum(sure_near), if(countIf(strict_delay >= 0) = 0, toInt64(-1), minIf(strict_delay, strict_delay >= 0)), max(rest)
FROM ({{template "day_cells" "journey = 'pan.slots'"}})
GROUP BY target, department, mode, day
UNION ALL
{{template "last_plan"}}, toInt64(-1), {{template "rest_left"}}
{{template "last_plan_from" "journey = 'pan.slots'"}}
{{template "last_plan_by"}}
