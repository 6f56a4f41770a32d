-- pan.first_slot_delay: one row for each target, series and day with a first attempt of pan.slots.
-- keys:   target, department, series (mode of the attempt), day (ISO, in the target's own time zone)
-- values: planned_per_day, run, measured_strict, delay_strict, measured_confirmed, delay_confirmed
-- delay: days to the first date that a measured check displayed, the least of the day; -1 when none was displayed.
-- The rest as in pan.availability.
SELECT * FROM (
    SELECT
        target, department, mode, toString(day) AS iso,
        toInt64(max(planned_per_day)),
        toInt64(count()),
        toInt64(countIf(measured)),
        if(countIf(measured AND delay >= 0) = 0, toInt64(-1), minIf(delay, measured AND delay >= 0)),
        toInt64(countIf(kept)),
        if(countIf(kept AND after >= 0) = 0, toInt64(-1), minIf(after, kept AND after >= 0))
    FROM (
        SELECT *, measured AND NOT left_out AS kept,
            if(ok AND toUInt16(first_date) != 0, greatest(0, toInt64(toUInt16(first_date)) - toInt64(toUInt16(day))), toInt64(-1)) AS delay,
            if(second_ok AND toUInt16(second_first_date) != 0, greatest(0, toInt64(toUInt16(second_first_date)) - toInt64(toUInt16(day))), toInt64(-1)) AS second_delay,
            multiIf(
                NOT replaced, delay,
                outcome != 'degraded' OR delay < 0, second_delay,
                second_delay < 0, delay,
                least(delay, second_delay)) AS after
        FROM ({{template "confirmed_attempts" "journey = 'pan.slots'"}})
    )
    GROUP BY target, department, mode, day
    UNION ALL
    {{template "last_plan" "journey = 'pan.slots'"}}
    {{template "last_plan_from" "journey = 'pan.slots'"}}
)
ORDER BY target, department, mode, iso
