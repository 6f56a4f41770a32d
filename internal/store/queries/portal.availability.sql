-- portal.availability: one row for each journey, target, mode and day with a first attempt.
-- keys:   target, department, mode, day (ISO, in the target's own time zone), journey, system
-- values: planned_per_day, run, measured_strict, met_strict, measured_confirmed, met_confirmed, maintenance, rest
-- order:  none
-- As in pan.door, of which this is the general form: the rows of journey pan.door are the same.
{{template "portal_days" ""}}
