-- portal.correction: the rows of portal.availability of the journeys that correct, complete or report.
-- keys:   target, department, mode, day (ISO, in the target's own time zone), journey, system
-- values: planned_per_day, run, measured_strict, met_strict, measured_confirmed, met_confirmed, maintenance, rest
-- order:  none
{{template "portal_days" "journey IN ('anef.personal_data.correct', 'anef.personal_data.address_while_open', 'anef.application.add_document', 'anef.application.report_error')"}}
