{{/* What the queries of figures have in common. */}}

{{/* Rows of events of cases for each person, month, part and level: after tally_keys come part and level. */}}
{{define "tally_keys"}}department, substring(toString(date), 1, 7) AS month, association, who{{end}}

{{define "tally_group"}}GROUP BY department, month, association, who, part, level{{end}}

{{define "dated"}}toUInt16(date) != 0 AND date BETWEEN {from:Date} AND {to:Date} AND {{template "events"}}{{end}}

{{/* The CCC or a PAN stated in writing that it cannot solve the difficulty. */}}
{{define "stated"}}(answer = 'written_statement' OR `detail.value`[indexOf(`detail.name`, 'written_statement')] = 'yes'){{end}}
