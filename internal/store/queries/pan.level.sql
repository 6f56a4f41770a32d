-- pan.level: one row for each target, series and day with a first attempt of pan.slots.
-- keys:   target, department, series (mode of the attempt), day (ISO, in the target's own time zone)
-- values: planned_per_day, run, measured_strict, level_strict, measured_confirmed, level_confirmed
-- level: the best of the measured checks of the day: 1 two dates at most 30 days away, 2 one, 3 first date in 31 to 60 days,
-- 4 later, 5 no date. The rest as in pan.availability.
SELECT * FROM (
    SELECT
        target, department, mode, toString(day) AS iso,
        toInt64(max(planned_per_day)),
        toInt64(count()),
        toInt64(countIf(measured)),
        toInt64(minIf(level, measured)),
        toInt64(countIf(kept)),
        toInt64(minIf(after, kept))
    FROM (
        SELECT *, measured AND NOT left_out AS kept,
            multiIf(
                NOT (ok AND toUInt16(first_date) != 0), 5,
                toUInt16(second_date) != 0 AND second_date <= day + 30, 1,
                first_date <= day + 30, 2,
                first_date <= day + 60, 3,
                4) AS level,
            multiIf(
                NOT (second_ok AND toUInt16(second_first_date) != 0), 5,
                toUInt16(second_second_date) != 0 AND second_second_date <= day + 30, 1,
                second_first_date <= day + 30, 2,
                second_first_date <= day + 60, 3,
                4) AS second_level,
            multiIf(NOT replaced, level, outcome = 'degraded', least(level, second_level), second_level) AS after
        FROM ({{template "confirmed_attempts" "journey = 'pan.slots'"}})
    )
    GROUP BY target, department, mode, day
    UNION ALL
    {{template "last_plan" "journey = 'pan.slots'"}}
    {{template "last_plan_from" "journey = 'pan.slots'"}}
)
ORDER BY target, department, mode, iso
