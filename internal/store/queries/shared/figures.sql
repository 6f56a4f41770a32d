{{/* What the queries of figures have in common. */}}

{{/* Rows of events of cases for each person, month, part and level: after tally_keys come part and level. */}}
{{define "tally_keys"}}{{template "place"}}, {{template "month_of" "date"}} AS month, association, who{{end}}

{{/* The month of a day, as a word of a dictionary: grouping by texts takes the engine half as long again. Sums leaves it out where no
    cell is told apart by months (sums.go). */}}
{{define "month_of"}}toLowCardinality(substring(toString({{.}}), 1, 7)){{end}}

{{/* The legal ground of the case in the place of the department: the latest that is told, or nothing. Both parts are left
    out where nobody asks for it (needs in queries.go). */}}
{{define "place"}}case_ground AS department{{end}}

{{/* The same of all rows of one case, which share it. */}}
{{define "case_place"}}max(case_ground) AS department{{end}}

{{define "with_ground"}}LEFT JOIN (SELECT association, case_id, argMax(ground, {{template "latest"}}) AS case_ground FROM case_events
        WHERE ground != '' AND {{template "told"}} GROUP BY association, case_id) AS grounded USING (association, case_id){{end}}

{{define "tally_group"}}GROUP BY department, month, association, who, part, level{{end}}

{{define "dated"}}toUInt16(date) != 0 AND date BETWEEN {from:Date} AND {to:Date} AND {{template "events"}}{{end}}

{{/* The CCC or a PAN stated in writing that it cannot solve the difficulty. */}}
{{define "stated"}}(answer = 'written_statement' OR `detail.value`[indexOf(`detail.name`, 'written_statement')] = 'yes'){{end}}
