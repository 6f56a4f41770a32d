-- pan.first_slot_delay: one row for each target, series and day with a first attempt of pan.slots.
-- keys:   target, department, series (mode of the attempt), day (ISO, in the target's own time zone)
-- values: planned_per_day, run, measured_strict, delay_strict, measured_confirmed, delay_confirmed, rest
-- order:  none
-- delay: days to the first date that a measured check displayed, the least of the day; -1 when none was displayed.
-- All else as in pan.availability.
SELECT target, department, mode, toString(day) AS iso, max(planned), sum(run), sum(strict_measured),
    if(countIf(strict_delay >= 0) = 0, toInt64(-1), minIf(strict_delay, strict_delay >= 0)), sum(sure_measured),
    if(countIf(sure_delay >= 0) = 0, toInt64(-1), minIf(sure_delay, sure_delay >= 0)), max(rest)
FROM ({{template "day_cells" "journey = 'pan.slots'"}})
GROUP BY target, department, mode, day
UNION ALL
{{template "last_plan"}}, {{template "rest_left"}}
{{template "last_plan_from" "journey = 'pan.slots'"}}
{{template "last_plan_by"}}
