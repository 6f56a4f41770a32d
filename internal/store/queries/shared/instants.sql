{{/* Attempts in the order of at, then of id, as one number: milliseconds since 1970 before the 128 bits of the id. Aggregates
    compare numbers at once, tuples a field at a time. */}}
{{define "place_in_time"}}bitShiftLeft(toInt256(toUnixTimestamp64Milli(at)), 128) + toInt256(reinterpretAsUInt128(id)){{end}}

{{/* Of such a number with 32 bits more below. */}}
{{define "parts_of_mark"}}mark -> toInt64(bitShiftRight(mark, 160)) AS ms_of,
    mark -> toString(reinterpretAsUUID(toUInt128(bitShiftRight(mark, 32)))) AS id_of{{end}}

{{/* Measured first attempts. A failure holds in the confirmed accounting unless its confirmation, the earliest one, had service:
    see confirmed_attempts. A maintenance is not confirmed by another attempt. Days of rest of the schedule make longest no longer:
    nothing was seen on them, and an incident lasts at least as long as is said. */}}
{{define "failures_confirmed"}}
    SELECT journey, system, target, department, mode, {{template "place_in_time"}} AS place,
        if(planned_per_day > 0, intDiv(172800000, planned_per_day), 86400000) AS longest,
        outcome IN ('down', 'maintenance') AS failed,
        failed AND (outcome != 'down' OR id NOT IN (
            SELECT confirms FROM attempts
            WHERE confirms != {{template "none"}} AND day >= {from:Date} AND {{template "now"}} AND {{template "attempts_stand"}}
            GROUP BY confirms
            HAVING argMin(outcome, {{template "place_in_time"}}) IN ('met', 'degraded', 'unmet'))) AS failed_twice,
        announced != '' AND failed_twice AS left_out
    FROM attempts
    WHERE confirms = {{template "none"}} AND outcome IN ('met', 'degraded', 'unmet', 'down', 'maintenance')
        AND day BETWEEN {from:Date} AND {to:Date} AND {{template "now"}} AND {{template "attempts_stand"}}{{end}}
