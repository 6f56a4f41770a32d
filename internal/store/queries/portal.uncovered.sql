-- portal.uncovered: the rows of portal.availability of the journeys of situations that a form must be able to express.
-- keys:   target, department, mode, day (ISO, in the target's own time zone), journey, system
-- values: planned_per_day, run, measured_strict, met_strict, measured_confirmed, met_confirmed, maintenance, rest
-- order:  none
{{template "portal_days" "(startsWith(journey, 'anef.way.') OR startsWith(journey, 'anef.filing.'))"}}
