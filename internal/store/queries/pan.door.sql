-- pan.door: one row for each target, series and day with a first attempt of pan.door (a person could go on).
-- keys:   target, department, series (mode of the attempt), day (ISO, in the target's own time zone)
-- values: planned_per_day, run, measured_strict, met_strict, measured_confirmed, met_confirmed, maintenance, rest
-- order:  none
-- planned_per_day is the highest of the day. run counts first attempts of any outcome. met counts met and degraded.
-- strict and confirmed as in pan.availability. maintenance counts what confirmed leaves out, so that
-- measured_strict = measured_confirmed + maintenance.
-- The row of the day before from says only what was planned last in the 31 days before the window: of a target that
-- has stopped since, the window has no other.
-- rest: on how many of the days that follow the schedule plans nothing; in that row, what is left of it.
SELECT target, department, mode, toString(day) AS iso, max(planned), sum(run), sum(strict_measured), sum(strict_ok),
    sum(sure_measured), sum(sure_ok), sum(apart), max(rest)
FROM ({{template "day_cells" "journey = 'pan.door'"}})
GROUP BY target, department, mode, day
UNION ALL
{{template "last_plan"}}, toInt64(0), {{template "rest_left"}}
{{template "last_plan_from" "journey = 'pan.door'"}}
{{template "last_plan_by"}}
