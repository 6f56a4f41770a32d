-- drift.tasks: one row for each task that a journey gives to a person on a target: its pages were not recognised.
-- keys:   journey, target, system, department, cause, step (reached), opened (attempt), good (attempt), latest (attempt), closed (attempt)
-- values: opened_at, good_at, latest_at, closed_at (instants in milliseconds since 1970, UTC; 0 when there is none), drifts, attempts
-- A page is recognised by an attempt that ended met, degraded or unmet. A task opens with the first drift after such an
-- attempt (good; empty when there was none before) and closes with the next one (closed; empty while the task is open).
-- latest is its newest drift; attempts counts all attempts since it opened, drifts those that ended so; confirmations too.
-- Every task is read that was open on a day of the window, whenever it opened.
-- The attempts of a target are cut before each one that recognised its pages: what drifted in a piece is one task, which the
-- beginning of the next piece closes. Targets that never drifted are found by their outcomes alone, at any horizon.
-- What lies before the last recognition before the window is of tasks that were closed by then.
SELECT journey, target, first.6 AS task_system, first.7 AS task_department, first.8 AS task_cause, first.9 AS step,
    toString(first.2) AS opened, if(good.4, toString(good.2), '') AS good_id, toString(latest.2), if(closing.4, toString(closing.2), '') AS closed,
    toInt64(toUnixTimestamp64Milli(first.1)) AS opened_at, if(good.4, toInt64(toUnixTimestamp64Milli(good.1)), 0) AS good_at,
    toInt64(toUnixTimestamp64Milli(latest.1)) AS latest_at, if(closing.4, toInt64(toUnixTimestamp64Milli(closing.1)), 0) AS closed_at,
    toInt64(length(drifts)), toInt64(length(piece) - arrayFirstIndex(a -> a.5, piece) + 1) AS tries
FROM (
    SELECT journey, target,
        arraySplit(a -> a.4, arraySort(groupArray((at, id, day, known, drifted, of_system, of_department, of_cause, of_step)))) AS pieces,
        arrayMap(p -> p[1], pieces) AS beginnings,
        arrayZip(pieces, arrayPopFront(arrayResize(beginnings, length(pieces) + 1))) AS followed, -- the last one by nothing: it is not known
        arrayJoin(arrayFilter(p -> arrayExists(a -> a.5, p.1), followed)) AS task,
        task.1 AS piece, task.2 AS closing, piece[1] AS good, arrayFilter(a -> a.5, piece) AS drifts, drifts[1] AS first, drifts[-1] AS latest
    FROM (
        SELECT journey, target, at, id, day, outcome IN ('met', 'degraded', 'unmet') AS known, outcome = 'drift' AS drifted,
            if(drifted, system, '') AS of_system, if(drifted, department, '') AS of_department,
            if(drifted, cause, '') AS of_cause, if(drifted, step_reached, '') AS of_step
        FROM attempts
        LEFT JOIN (
            SELECT journey, target, max(at) AS since FROM attempts
            WHERE day < {from:Date} AND outcome IN ('met', 'degraded', 'unmet') AND {{template "now"}} AND {{template "attempts_stand"}}
            GROUP BY journey, target
        ) AS before USING (journey, target)
        WHERE target IN (SELECT target FROM attempts WHERE outcome = 'drift')
            AND at >= since AND day <= {to:Date} AND {{template "now"}} AND {{template "attempts_stand"}}
    )
    GROUP BY journey, target
    HAVING countIf(drifted) > 0
)
WHERE closed = '' OR closing.3 >= {from:Date}
ORDER BY closed != '', opened_at DESC, journey, target
