-- cases.lag: how late events are reported, one row for each day of events and day of taking in.
-- keys:   none
-- values: day of the event, day on which it was first taken in (both in days since 1970-01-01, the second by UTC), events
-- Only events whose day is known, in the window; a correction is no report. What happened before an association sent its
-- first file is left out: it could not have come sooner, and its age is no delay.
SELECT toInt64(toUInt16(date)) AS happened, toInt64(toUInt16(taken_in)) AS taken, toInt64(events)
FROM (
    SELECT date, toDate(recorded_at) AS taken_in, count() AS events FROM case_events
    WHERE revision = 0 AND NOT month_only AND toUInt16(date) != 0 AND date BETWEEN {from:Date} AND {to:Date}
        AND date >= (SELECT mapFromArrays(groupArray(toString(association)), groupArray(began)) FROM (
            SELECT association, toDate(min(recorded_at)) AS began FROM case_events WHERE {{template "now"}} AND {{template "committed"}} GROUP BY association
        ))[association]
        AND {{template "now"}} AND {{template "committed"}}
    GROUP BY date, taken_in
)
ORDER BY happened, taken
