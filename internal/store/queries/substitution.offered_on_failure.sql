-- substitution.offered_on_failure: failures of journeys on the ANEF whose screen was read, one row for each target, mode and day.
-- keys:   target, department, series (mode of the attempt), day (ISO, in the target's own time zone)
-- values: 0, run, read_strict, offered_strict, read_confirmed, offered_confirmed, maintenance, 0
-- order:  none
-- run counts first attempts that ended unmet, down or in maintenance; read those of them of whose screen it is known
-- whether it offered the substitution. confirmed: the screen of the confirmation stands for that of a first attempt that
-- was replaced; what was left out, and a confirmation that succeeded, counts no more.
SELECT target, department, mode, toString(day) AS iso, toInt64(0), sum(failures), sum(strict_read), sum(strict_offered),
    sum(sure_read), sum(sure_offered), sum(apart), toInt64(0)
FROM ({{template "day_cells" "system = 'anef'"}})
GROUP BY target, department, mode, day
