-- substitution.offered_on_failure: failures of journeys on the ANEF whose screen was read, one row for each target, mode and day.
-- keys:   target, department, series (mode of the attempt), day (ISO, in the target's own time zone)
-- values: 0, run, read_strict, offered_strict, read_confirmed, offered_confirmed, maintenance
-- run counts first attempts that ended unmet, down or in maintenance; read those of them of whose screen it is known
-- whether it offered the substitution. confirmed: the screen of the confirmation stands for that of a first attempt that
-- was replaced; what was left out, and a confirmation that succeeded, counts no more.
SELECT target, department, mode, toString(day) AS iso,
    toInt64(0), toInt64(countIf(failed)),
    toInt64(countIf(failed AND substitution != '')), toInt64(countIf(failed AND substitution = 'offered')),
    toInt64(countIf(seen != '')), toInt64(countIf(seen = 'offered')),
    toInt64(countIf(left_out))
FROM (
    SELECT *, outcome IN ('unmet', 'down', 'maintenance') AS failed,
        multiIf(NOT failed OR left_out, '', replaced, if(second_ok, '', toString(second_substitution)), toString(substitution)) AS seen
    FROM ({{template "confirmed_attempts" "system = 'anef'"}})
)
GROUP BY target, department, mode, day
ORDER BY target, department, mode, iso
