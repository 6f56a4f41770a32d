-- pan.level: one row for each target, series and day with a first attempt of pan.slots.
-- keys:   target, department, series (mode of the attempt), day (ISO, in the target's own time zone)
-- values: planned_per_day, run, measured_strict, level_strict, measured_confirmed, level_confirmed, rest
-- order:  none
-- level: the best of the measured checks of the day: 1 two dates at most 30 days away, 2 one, 3 first date in 31 to 60 days,
-- 4 later, 5 no date. All else as in pan.availability.
SELECT target, department, mode, toString(day) AS iso, max(planned), sum(run), sum(strict_measured),
    minIf(strict_level, strict_measured > 0), sum(sure_measured), minIf(sure_level, sure_measured > 0), max(rest)
FROM ({{template "day_cells" "journey = 'pan.slots'"}})
GROUP BY target, department, mode, day
UNION ALL
{{template "last_plan"}}, {{template "rest_left"}}
{{template "last_plan_from" "journey = 'pan.slots'"}}
{{template "last_plan_by"}}
