-- blocked.hosts: what was seen on a host on a day on which it refused the probe at least once.
-- keys:   host (of the page at the end), day (ISO, in the target's own time zone), outcome, cause (of a refusal, else empty)
-- values: count
-- First attempts and confirmations: each is a visit that the host answered.
SELECT host, toString(day) AS iso, outcome, reason, visits
FROM (
    SELECT *, countIf(outcome = 'blocked') OVER (PARTITION BY host, day) AS refusals
    FROM (
        SELECT domain(if(final_address = '', address, final_address)) AS host, day, outcome,
            if(outcome = 'blocked', cause, '') AS reason, toInt64(count()) AS visits
        FROM attempts
        WHERE day BETWEEN {from:Date} AND {to:Date} AND {{template "now"}} AND {{template "attempts_stand"}}
        GROUP BY host, day, outcome, reason
    )
)
WHERE refusals > 0
ORDER BY host, iso, outcome, reason
