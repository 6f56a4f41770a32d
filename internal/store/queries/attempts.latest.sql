-- attempts.latest: the newest attempt of each journey on each target in the window, first or confirmation.
-- keys:   journey, system, target, outcome, cause, attempt
-- values: at (milliseconds since 1970, UTC), attempts (of the window)
SELECT journey, system, target, argMax(outcome, place), argMax(cause, place), toString(argMax(id, place)),
    toInt64(toUnixTimestamp64Milli(max(at))), toInt64(count())
FROM (
    SELECT journey, system, target, outcome, cause, id, at, {{template "place_in_time"}} AS place FROM attempts
    WHERE day BETWEEN {from:Date} AND {to:Date} AND {{template "now"}} AND {{template "slots_by"}} AND {{template "attempts_stand"}}
)
GROUP BY journey, system, target
ORDER BY journey, system, target
