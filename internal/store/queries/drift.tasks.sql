-- drift.tasks: one row for each task that a journey gives to a person on a target: its pages were not recognised.
-- keys:   journey, target, system, department, cause, step (reached), opened (attempt), good (attempt), latest (attempt), closed (attempt)
-- values: opened_at, good_at, latest_at, closed_at (instants in milliseconds since 1970, UTC; 0 when there is none), drifts, attempts
-- A page is recognised by an attempt that ended met, degraded or unmet. A task opens with the first drift after such an
-- attempt (good; empty when there was none before) and closes with the next one (closed; empty while the task is open).
-- latest is its newest drift; attempts counts all attempts since it opened, drifts those that ended so; confirmations too.
-- Every task is read that was open on a day of the window, whenever it opened.
-- A number stands for each attempt: at, id, day, drifted, recognised, from the highest bit down. In their order they are cut before
-- each one that recognised its pages: what drifted in a piece is one task, which the beginning of the next piece closes.
-- Targets that never drifted are found by their outcomes alone, at any horizon.
WITH
    {{template "parts_of_mark"}},
    mark -> toDate(toUInt16(bitShiftRight(mark, 8))) AS day_of,
    mark -> bitTest(toUInt8(mark), 1) AS drifted_of,
    mark -> bitTest(toUInt8(mark), 0) AS known_of
SELECT journey, target, task.3.2 AS task_system, task.3.3 AS task_department, task.3.4 AS task_cause, task.3.5 AS step,
    id_of(drifts[1]) AS opened, if(known_of(good), id_of(good), '') AS good_id, id_of(drifts[-1]), if(known_of(closing), id_of(closing), '') AS closed,
    ms_of(drifts[1]) AS opened_at, if(known_of(good), ms_of(good), 0) AS good_at, ms_of(drifts[-1]), if(known_of(closing), ms_of(closing), 0) AS closed_at,
    toInt64(length(drifts)), toInt64(arrayCount(mark -> mark >= drifts[1], piece)) AS tries
FROM (
    SELECT journey, target,
        arraySort(groupArray(mark)) AS every,
        arraySplit(mark -> known_of(mark), every) AS pieces,
        arrayZip(pieces, arrayPopFront(arrayPushBack(arrayMap(piece -> piece[1], pieces), toInt256(0)))) AS followed,
        arrayFilter((n, mark) -> drifted_of(mark), arrayCumSum(mark -> known_of(mark), every), every) AS cuts, -- before each drift
        arrayFilter((drift, cut, before) -> cut != before, arraySort(drift -> drift.1, groupArrayIf((mark, system, department, cause, step_reached), drifted)),
            cuts, arrayPopBack(arrayPushFront(cuts, length(every) + 1))) AS openings,
        arrayJoin(arrayMap((pair, opening) -> (pair.1, pair.2, opening), arrayFilter(pair -> arrayExists(mark -> drifted_of(mark), pair.1), followed), openings)) AS task,
        task.1 AS piece, task.2 AS closing, piece[1] AS good, arrayFilter(mark -> drifted_of(mark), piece) AS drifts
    FROM (
        SELECT journey, target, system, department, cause, step_reached, outcome = 'drift' AS drifted,
            bitShiftLeft({{template "place_in_time"}}, 32) + 256 * toUInt16(day) + 2 * drifted + (outcome IN ('met', 'degraded', 'unmet')) AS mark
        FROM attempts
        WHERE target IN (SELECT target FROM attempts WHERE outcome = 'drift')
            AND day <= {to:Date} AND {{template "now"}} AND {{template "attempts_stand"}}
    )
    GROUP BY journey, target
    HAVING countIf(drifted) > 0
)
WHERE closed = '' OR day_of(closing) >= {from:Date}
ORDER BY closed != '', opened_at DESC, journey, target
