-- attempts.by_outcome: attempts of the window, first ones and confirmations, withdrawn ones left out.
-- keys:   department, journey, outcome
-- values: count
SELECT department, journey, outcome, toInt64(count())
FROM attempts
WHERE day BETWEEN {from:Date} AND {to:Date} AND {{template "now"}} AND {{template "slots_by"}} AND {{template "attempts_stand"}}
GROUP BY department, journey, outcome
ORDER BY department, journey, outcome
