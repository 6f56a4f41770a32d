-- drift.tasks: one row for each task that a journey gives to a person on a target: its pages were not recognised.
-- keys:   journey, target, system, department, cause, step (reached), opened (attempt), good (attempt), latest (attempt), closed (attempt)
-- values: opened_at, good_at, latest_at, closed_at (instants in milliseconds since 1970, UTC; 0 when there is none), drifts, attempts
-- A page is recognised by an attempt that ended met, degraded or unmet. A task opens with the first drift after such an
-- attempt (good; empty when there was none before) and closes with the next one (closed; empty while the task is open).
-- latest is its newest drift; attempts counts all attempts since it opened, drifts those that ended so; confirmations too.
-- Every task is read that was open on a day of the window, whenever it opened.
SELECT journey, target, task_system, task_department, task_cause, step, opened, good, latest, closed,
    opened_at, good_at, latest_at, closed_at, drifts, tries
FROM (
    SELECT *,
        leadInFrame(good, 1, '') OVER following AS closed,
        toInt64(leadInFrame(good_at, 1, toInt64(0)) OVER following) AS closed_at,
        leadInFrame(good_day, 1, toDate(0)) OVER following AS closed_day
    FROM (
        SELECT journey, target, stretch,
            argMinIf(system, (at, id), drifted) AS task_system,
            argMinIf(department, (at, id), drifted) AS task_department,
            argMinIf(cause, (at, id), drifted) AS task_cause,
            argMinIf(step_reached, (at, id), drifted) AS step,
            if(drifts = 0, '', toString(argMinIf(id, (at, id), drifted))) AS opened,
            if(countIf(known) = 0, '', toString(argMinIf(id, (at, id), known))) AS good,
            if(drifts = 0, '', toString(argMaxIf(id, (at, id), drifted))) AS latest,
            minIf(ms, drifted) AS opened_at, minIf(ms, known) AS good_at, maxIf(ms, drifted) AS latest_at,
            argMinIf(day, (at, id), known) AS good_day,
            toInt64(countIf(drifted)) AS drifts,
            toInt64(countIf((at, id) >= beginning)) AS tries
        FROM (
            SELECT *, minIf((at, id), drifted) OVER (PARTITION BY journey, target, stretch) AS beginning
            FROM (
                SELECT journey, target, system, department, cause, step_reached, id, at, day,
                    toInt64(toUnixTimestamp64Milli(at)) AS ms,
                    outcome IN ('met', 'degraded', 'unmet') AS known, outcome = 'drift' AS drifted,
                    countIf(known) OVER (PARTITION BY journey, target ORDER BY at, id
                        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS stretch
                FROM attempts
                WHERE (journey, target) IN (
                        SELECT journey, target FROM attempts
                        WHERE outcome = 'drift' AND day <= {to:Date} AND {{template "now"}})
                    AND day <= {to:Date} AND {{template "now"}} AND {{template "attempts_stand"}}
            )
        )
        GROUP BY journey, target, stretch
    )
    WINDOW following AS (PARTITION BY journey, target ORDER BY stretch ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
)
WHERE drifts > 0 AND (closed = '' OR closed_day >= {from:Date})
ORDER BY closed != '', opened_at DESC, journey, target
