-- info.completeness: the newest fact of each page and item in each month, without the rules of accessibility.
-- keys:   department, address, item, state, value, month (2026-11)
-- values: at (milliseconds since 1970, UTC)
SELECT department, address, item, argMax(state, (at, id)), argMax(value, (at, id)), substring(toString(day), 1, 7) AS month, toInt64(toUnixTimestamp64Milli(max(at)))
FROM page_facts
WHERE day BETWEEN {from:Date} AND {to:Date} AND NOT startsWith(item, 'axe:') AND {{template "now"}} AND {{template "not_withdrawn" "page_facts"}}
GROUP BY department, address, item, month
ORDER BY department, address, item, month
