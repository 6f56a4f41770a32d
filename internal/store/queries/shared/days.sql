{{/* Cells of days: what first attempts of a journey on a target came to in a day, one row for each journey, system,
    target, department, mode and day of the window. */}}

{{/* Whole months of the window that are kept come from attempt_days, if nothing came to them since; the others, or all of
    them, are counted from the attempts. */}}
{{define "day_cells"}}{{template "kept_cells" .}}SELECT * FROM ({{template "counted_days" .}}){{end}}

{{define "kept_cells"}}
    SELECT journey, system, target, department, mode, day, {{template "cells"}}
    FROM attempt_days
    WHERE {{if .}}{{.}} AND {{end}}simulation = {simulation:Bool} AND toYYYYMM(day) IN {months:Array(UInt32)} AND (toYYYYMM(day), kept) IN {keeps:Array(Tuple(UInt32, UUID))}
    UNION ALL
    {{end}}

{{define "cells"}}planned, run, strict_measured, strict_ok, sure_measured, sure_ok, apart, strict_near, sure_near,
        strict_level, sure_level, strict_delay, sure_delay, failures, strict_read, strict_offered, sure_read, sure_offered, rest{{end}}

{{/* Of first attempts: those of months that are not kept. Of confirmations: they come after what they confirm. */}}
{{define "not_kept"}}day >= {counted_from:Date} AND toYYYYMM(day) NOT IN {months:Array(UInt32)}{{end}}
{{define "counted_from"}}day >= {counted_from:Date}{{end}}

{{/* What a keep writes: the months that are named, counted from the attempts. */}}
{{define "keep_days"}}INSERT INTO attempt_days (kept, simulation, journey, system, target, department, mode, day, {{template "cells"}})
    SELECT {kept:UUID}, {simulation:Bool}, * FROM ({{template "counted_days" ""}}){{end}}

{{/* Keeps by the horizon, of this program's text. */}}
{{define "newest_keeps"}}SELECT id, horizon, attempts, cells, months, keeps FROM day_keeps
    WHERE simulation = {simulation:Bool} AND horizon <= {horizon:DateTime64(3, 'UTC')} AND query = {query:UInt64}
    ORDER BY horizon DESC, recorded_at DESC, id{{end}}

{{/* What came between a keep and the horizon: the number of attempts that the keep could see, and of its cells (both must be what
    they were), the months of attempts that came since, how many of them withdraw another, and how many confirm one of a kept month. */}}
{{define "since_keep"}}SELECT
    (SELECT toInt64(count()) FROM attempts WHERE recorded_at <= {kept_at:DateTime64(3, 'UTC')}),
    ({{template "cells_of_keep"}}),
    (SELECT arraySort(groupUniqArray(toYYYYMM(day))) FROM attempts WHERE {{template "came_since"}}),
    (SELECT toInt64(countIf(withdraws != {{template "none"}})) FROM attempts WHERE {{template "came_since"}}),
    (SELECT toInt64(count()) FROM attempts WHERE {{template "came_since"}} AND confirms != {{template "none"}} AND confirms NOT IN (
        SELECT id FROM attempts WHERE simulation = {simulation:Bool} AND {{template "counted_from"}}
        UNION ALL SELECT id FROM attempts WHERE {{template "came_since"}})){{end}}

{{define "cells_of_keep"}}SELECT toInt64(count()) FROM attempt_days
        WHERE simulation = {simulation:Bool} AND (toYYYYMM(day), kept) IN {keeps:Array(Tuple(UInt32, UUID))}{{end}}

{{define "came_since"}}simulation = {simulation:Bool} AND recorded_at > {kept_at:DateTime64(3, 'UTC')} AND recorded_at <= {horizon:DateTime64(3, 'UTC')}{{end}}

{{/* Whether an attempt is withdrawn. */}}
{{define "some_withdrawn"}}SELECT count() > 0 FROM (SELECT 1 FROM attempts WHERE withdraws != {{template "none"}} AND {{template "now"}} LIMIT 1){{end}}

{{/* Months that have attempts, and of those what attempts that came since a keep confirm. */}}
{{define "months_of_attempts"}}SELECT arraySort(groupUniqArray(toYYYYMM(day))) FROM attempts WHERE {{template "now"}}{{end}}
{{define "confirmed_since"}}SELECT arraySort(groupUniqArray(toYYYYMM(day))) FROM attempts WHERE simulation = {simulation:Bool}
    AND id IN (SELECT confirms FROM attempts WHERE {{template "came_since"}} AND confirms != {{template "none"}}){{end}}

{{/* strict and sure (confirmed) accounting; apart is what confirmed leaves out. near: a date within 30 days. level: the best of
    pan.level, 0 where nothing was measured. delay: days to the first date, the least, -1 for none. failures: those of whose
    screen it is known (read) whether it offered the substitution (offered). rest: on how many of the days that follow the
    schedule plans nothing. */}}
{{define "counted_days"}}
    SELECT journey, system, target, department, mode, day,
        toInt64(max(planned_per_day)) AS planned,
        toInt64(count()) AS run,
        toInt64(countIf(measured)) AS strict_measured,
        toInt64(countIf(ok)) AS strict_ok,
        toInt64(countIf(kept)) AS sure_measured,
        toInt64(countIf(kept AND multiIf(NOT replaced, ok, outcome = 'degraded', true, second_ok))) AS sure_ok,
        toInt64(countIf(left_out)) AS apart,
        toInt64(countIf(near)) AS strict_near,
        toInt64(countIf(kept AND multiIf(NOT replaced, near, outcome = 'degraded', near OR second_near, second_near))) AS sure_near,
        toInt64(minIf(level, measured)) AS strict_level,
        toInt64(minIf(multiIf(NOT replaced, level, outcome = 'degraded', least(level, second_level), second_level), kept)) AS sure_level,
        if(countIf(delay >= 0) = 0, toInt64(-1), minIf(delay, delay >= 0)) AS strict_delay,
        if(countIf(kept AND after >= 0) = 0, toInt64(-1), minIf(after, kept AND after >= 0)) AS sure_delay,
        toInt64(countIf(failed)) AS failures,
        toInt64(countIf(failed AND substitution != '')) AS strict_read,
        toInt64(countIf(failed AND substitution = 'offered')) AS strict_offered,
        toInt64(countIf(seen != '')) AS sure_read,
        toInt64(countIf(seen = 'offered')) AS sure_offered,
        toInt64(maxIf(planned_rest, planned_per_day > 0)) AS rest
    FROM (
        SELECT *, measured AND NOT left_out AS kept,
            {{template "reading" ""}},
            {{template "reading" "second_"}},
            multiIf(
                NOT replaced, delay,
                outcome != 'degraded' OR delay < 0, second_delay,
                second_delay < 0, delay,
                least(delay, second_delay)) AS after,
            outcome IN ('unmet', 'down', 'maintenance') AS failed,
            multiIf(NOT failed OR left_out, '', replaced, if(second_ok, '', toString(second_substitution)), toString(substitution)) AS seen
        FROM ({{template "confirmed_attempts" .}})
    )
    GROUP BY journey, system, target, department, mode, day{{end}}

{{/* What an attempt, or its confirmation, displayed. Level 1: two dates at most 30 days away, 2 one, 3 first date in 31 to
    60 days, 4 later, 5 no date. */}}
{{define "reading"}}{{.}}ok AND toUInt16({{.}}first_date) != 0 AS {{.}}dated,
            if({{.}}dated, greatest(0, toInt64(toUInt16({{.}}first_date)) - toInt64(toUInt16(day))), toInt64(-1)) AS {{.}}delay,
            {{.}}dated AND {{.}}delay <= 30 AS {{.}}near,
            multiIf(
                NOT {{.}}dated, 5,
                toUInt16({{.}}second_date) != 0 AND {{.}}second_date <= day + 30, 1,
                {{.}}first_date <= day + 30, 2,
                {{.}}first_date <= day + 60, 3,
                4) AS {{.}}level{{end}}

{{/* What was planned of journeys last, in the 31 days before the window: a row of the day before it, with no run. Its rest is
    what is left of that of the last planned day. */}}
{{define "last_plan"}}SELECT target, department, mode, toString(addDays({from:Date}, -1)) AS iso,
        toInt64(argMaxIf(planned_per_day, (day, planned_per_day), planned_per_day > 0)),
        toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(0){{end}}

{{define "rest_left"}}toInt64(greatest(0, argMaxIf(planned_rest, (day, planned_rest), planned_per_day > 0)
            - (toInt64(toUInt16({from:Date})) - 1 - toInt64(toUInt16(maxIf(day, planned_per_day > 0)))))){{end}}

{{define "last_plan_from"}}FROM attempts
    WHERE {{if .}}{{.}} AND {{end}}confirms = {{template "none"}}
        AND day < {from:Date} AND toInt32(toUInt16(day)) >= toInt32(toUInt16({from:Date})) - 31
        AND {{template "now"}} AND {{template "attempts_stand"}}{{end}}

{{define "last_plan_by"}}GROUP BY target, department, mode
    HAVING countIf(planned_per_day > 0) > 0{{end}}

{{/* Rows of journeys that a condition names: see portal.availability. */}}
{{define "portal_days"}}SELECT target, department, mode, toString(day) AS iso, journey, system,
        planned, run, strict_measured, strict_ok, sure_measured, sure_ok, apart, rest
    FROM ({{template "day_cells" .}})
    UNION ALL
    SELECT target, department, mode, toString(addDays({from:Date}, -1)) AS iso, journey, system,
        toInt64(argMaxIf(planned_per_day, (day, planned_per_day), planned_per_day > 0)),
        toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(0), toInt64(0), {{template "rest_left"}}
    {{template "last_plan_from" .}}
    GROUP BY target, department, mode, journey, system
    HAVING countIf(planned_per_day > 0) > 0{{end}}
