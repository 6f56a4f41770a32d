-- portal.incidents: one row for each incident of a journey on a target, in each accounting.
-- keys:   journey, system, target, department, mode, accounting, first (attempt of the incident), last (attempt of it)
-- values: before, start, end, after (instants in milliseconds since 1970, UTC; 0 when there is none), failures
-- An incident is a run of measured first attempts that had no service: down or maintenance in the strict accounting;
-- in the confirmed one the same after its confirmation, what fell in a maintenance announced beforehand being left out. unmet ends it: the portal has answered.
-- Two failures belong together when at most two planned periods lie between them (a day when nothing was planned).
-- before and after are the measured attempts next to it; between them and start and end nothing is known.
-- Attempts are put in order as numbers, not as rows: at, id, how long the next failure still belongs to them (29 bits), left out,
-- failed in the confirmed accounting, failed in the strict one (a bit each). Of those that had service only the ones next to a failure are kept.
WITH
    {{template "parts_of_mark"}},
    mark -> intDiv(toUInt32(mark), 8) AS longest_of
SELECT journey, system, target, department, mode, accounting,
    id_of(run[1].1) AS opening, id_of(run[-1].1),
    ms_of(run[1].2), ms_of(run[1].1) AS start, ms_of(run[-1].1), ms_of(run[-1].3), toInt64(length(run))
FROM (
    SELECT journey, system, target, department, mode, counted.1 AS accounting, counted.2 AS bit, counted.3 AS marks,
        arrayFilter(f -> bitTest(toUInt8(f.1), bit), arrayZip(marks,
            arrayPopBack(arrayPushFront(marks, toInt256(0))), arrayPopFront(arrayPushBack(marks, toInt256(0))))) AS failures,
        arrayJoin(arraySplit(f -> NOT bitTest(toUInt8(f.2), bit) OR ms_of(f.1) - ms_of(f.2) > longest_of(f.1), failures)) AS run
    FROM (
        SELECT journey, system, target, department, mode,
            arraySort(groupArray(bitShiftLeft(place, 32) + 8 * longest + 4 * left_out + 2 * failed_twice + failed)) AS every,
            arrayMap(mark -> bitTest(toUInt8(mark), 0), every) AS fails,
            arrayFilter((mark, here, before, after) -> here OR before OR after, every, fails,
                arrayPopBack(arrayPushFront(fails, 0)), arrayPopFront(arrayPushBack(fails, 0))) AS near,
            arrayJoin([('strict', 0, near), ('confirmed', 1, arrayFilter(mark -> NOT bitTest(toUInt8(mark), 2), near))]) AS counted
        FROM ({{template "failures_confirmed"}})
        GROUP BY journey, system, target, department, mode
    )
)
ORDER BY journey, system, target, department, mode, accounting, start, opening
