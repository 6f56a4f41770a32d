-- portal.incidents: one row for each incident of a journey on a target, in each accounting.
-- keys:   journey, system, target, department, mode, accounting, first (attempt of the incident), last (attempt of it)
-- values: before, start, end, after (instants in milliseconds since 1970, UTC; 0 when there is none), failures
-- An incident is a run of measured first attempts that had no service: down or maintenance in the strict accounting;
-- in the confirmed one the same after its confirmation, what fell in a maintenance announced beforehand being left out. unmet ends it: the portal has answered.
-- Two failures belong together when at most two planned periods lie between them (a day when nothing was planned).
-- before and after are the measured attempts next to it; between them and start and end nothing is known.
SELECT journey, system, target, department, mode, accounting,
    toString(argMin(id, (at, id))) AS opening, toString(argMax(id, (at, id))),
    argMin(before, (at, id)), min(ms) AS start, max(ms), argMax(after, (at, id)), toInt64(count())
FROM (
    SELECT *, countIf(failed AND (NOT failed_before OR ms - before > longest)) OVER (
            PARTITION BY journey, system, target, department, mode, accounting ORDER BY at, id
            ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS incident
    FROM (
        SELECT *, toInt64(lagInFrame(ms, 1, toInt64(0)) OVER neighbours) AS before,
            toInt64(leadInFrame(ms, 1, toInt64(0)) OVER neighbours) AS after,
            lagInFrame(failed, 1, false) OVER neighbours AS failed_before
        FROM (
            SELECT journey, system, target, department, mode, at, id, toInt64(toUnixTimestamp64Milli(at)) AS ms,
                if(planned_per_day > 0, intDiv(172800000, planned_per_day), 86400000) AS longest,
                arrayJoin(arrayFilter(c -> c.2 >= 0, [
                    ('strict', toInt8(outcome IN ('down', 'maintenance'))),
                    ('confirmed', multiIf(left_out, toInt8(-1), toInt8(failed_twice)))
                ])) AS counted,
                counted.1 AS accounting, counted.2 = 1 AS failed
            FROM ({{template "confirmed_attempts" ""}})
            WHERE measured
        )
        WINDOW neighbours AS (PARTITION BY journey, system, target, department, mode, accounting ORDER BY at, id
            ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
    )
)
WHERE failed
GROUP BY journey, system, target, department, mode, accounting, incident
ORDER BY journey, system, target, department, mode, accounting, start, opening
