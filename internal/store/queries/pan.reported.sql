-- pan.reported: contacts of a help point or desk by what persons say they were shown, one row for each person, month, part and level.
-- keys:   department, month (2026-11), association, person, part (within_30, shown), level
-- values: contacts, yes, no (the rest is not known)
-- shown: slots were displayed, whatever their dates; an answer that there is none says so where nothing else does.
-- within_30: the appointment is at most 30 days after the day on which it was asked for; no when slots were not displayed;
-- not known when slots were displayed and no appointment is told of, or one before it was asked for.
-- A contact known to the month is within when its first day is, and beyond when its last day is.
-- Contacts without a date are left out: no month is theirs.
SELECT {{template "tally_keys"}}, part, level,
    toInt64(count()),
    toInt64(countIf(if(part = 'shown', displayed = 'yes', displayed != 'no' AND appointed AND days <= 30))),
    toInt64(countIf(if(part = 'shown', displayed = 'no', displayed = 'no' OR appointed AND least_days > 30)))
FROM (
    SELECT *, {{template "who"}}, arrayJoin(['shown', 'within_30']) AS part, {{template "detail_of" "slots_shown"}} AS said,
        if(said = '' AND answer = 'no_slot', 'no', said) AS displayed,
        toUInt16(end_date) != 0 AND end_date >= date AS appointed,
        toInt64(toUInt16(end_date)) - toInt64(toUInt16(date)) AS days,
        toInt64(toUInt16(end_date)) - toInt64(toUInt16(if(month_only, toLastDayOfMonth(date), date))) AS least_days
    FROM case_events
    WHERE event = 'pan_contact' AND {{template "dated"}}
) AS told {{template "with_ground"}}
{{template "tally_group"}}
ORDER BY department, month, association, who, part, level
