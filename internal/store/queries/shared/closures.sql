{{/* Closures of files of the ANEF: what associations declare of them, and the messages that Vigie read. */}}

{{/* Cases that were filed, as far as is known, elsewhere than on the ANEF; one whose channel nobody told is taken for one of the ANEF.
    Those of which any row names another channel are few: only they are gone through. */}}
{{define "filed_elsewhere"}}(SELECT association, case_id FROM case_events WHERE event IN ('filing', 'refiling') AND {{template "told"}}
            AND (association, case_id) IN (SELECT association, case_id FROM case_events WHERE event IN ('filing', 'refiling') AND channel NOT IN ('', 'anef') AND {{template "now"}})
        GROUP BY association, case_id HAVING countIf(channel = 'anef') = 0 AND countIf(channel != '') > 0){{end}}

{{define "declared_closures"}}event = 'closure' AND {{template "dated"}} AND (association, case_id) NOT IN {{template "filed_elsewhere"}}{{end}}

{{define "declared_keys"}}{{template "place"}}, {{template "month_of" "date"}} AS month, association, who{{end}}

{{/* A picture of the message is the document. */}}
{{define "declared_level"}}if(level = 'screenshot', 'document', level) AS seen{{end}}

{{define "by_closure"}}GROUP BY department, month, association, who, part, seen{{end}}

{{define "detail_of"}}`detail.value`[indexOf(`detail.name`, '{{.}}')]{{end}}

{{define "incompleteness"}}IN ('incomplete', 'incomplete_disputed', 'no_answer'){{end}}

{{/* Of the messages of one case and day: a criterion is met where one meets it, not met where none leaves it open. */}}
{{define "best"}}multiIf(countIf({{.}} = 'yes') > 0, 'yes', countIf({{.}} != 'no') > 0, '', 'no'){{end}}

{{/* The messages about files of the ANEF that close one, or end it well (favourable): one row for each case and day, and
    for each message that came without its case. who is nobody, and with it every criterion, where no case says who the
    person is. The reason is the first that is given. A remedy is owed unless the file was in truth incomplete, which
    nobody can tell where the message gives that reason and no certificate was given for the case before. */}}
{{define "messages"}}(SELECT {{template "message_place"}}, {{template "month_of" "day"}} AS month, association, who, day, favourable, says_as AS cluster,
        given {{template "incompleteness"}} AS incomplete,
        if(who = {{template "none"}}, '', b1) AS reason_stated, if(who = {{template "none"}}, '', b2) AS facts_named, if(who = {{template "none"}}, '', b3) AS missing_documents_named,
        if(who = {{template "none"}}, '', b4) AS earlier_request_mentioned, if(who = {{template "none"}}, '', b5) AS legal_basis_cited,
        if(who = {{template "none"}} OR incomplete AND (toUInt16(certificate) = 0 OR certificate > day), '', b6) AS remedy_shown, if(who = {{template "none"}}, '', b7) AS sender_identified
    FROM (
        SELECT association, case_id, if(case_id = {{template "none"}}, id, case_id) AS file, day, kind = 'favourable_end' OR reason = 'favourable' AS favourable,
            max(department) AS own, argMin(reason, (reason = 'none_given', recorded_at, id)) AS given, argMin(cluster, (recorded_at, id)) AS says_as,
            {{template "best" "reason_stated"}} AS b1, {{template "best" "facts_named"}} AS b2, {{template "best" "missing_documents_named"}} AS b3,
            {{template "best" "earlier_request_mentioned"}} AS b4, {{template "best" "legal_basis_cited"}} AS b5,
            {{template "best" "remedy_shown"}} AS b6, {{template "best" "sender_identified"}} AS b7
        FROM (SELECT * FROM notices
            WHERE kind IN ('closure', 'favourable_end') AND reason != 'withdrawn' AND {{template "now"}} AND {{template "taken_in" "notices"}}
                AND {{template "asked"}} AND (association, case_id) NOT IN {{template "filed_elsewhere"}}) AS closing
        GROUP BY association, case_id, file, day, favourable
    ) AS message
    LEFT JOIN (
        SELECT association, case_id, max(department) AS theirs, argMax(counted, latest) AS who,
            minIf(date, event = 'certificate' AND toUInt16(date) != 0) AS certificate
        FROM (SELECT association, case_id, department, event, date, {{template "person"}} AS counted, {{template "latest"}} AS latest FROM case_events
            WHERE (association, case_id) IN {{template "closed_by_message"}} AND {{template "told"}})
        GROUP BY association, case_id
    ) AS told USING (association, case_id)
    {{template "with_ground"}}){{end}}

{{/* Cases that a closing message speaks of, or more: what else is told is read of them alone. */}}
{{define "closed_by_message"}}(SELECT association, case_id FROM notices WHERE kind IN ('closure', 'favourable_end') AND {{template "now"}}){{end}}

{{define "message_place"}}case_ground AS department{{end}}

{{/* The closing messages read in the window. */}}
{{define "closings"}}{{template "messages"}} WHERE NOT favourable AND day BETWEEN {from:Date} AND {to:Date}{{end}}

{{/* Rows of closing messages by a criterion. */}}
{{define "read_criterion"}}SELECT department, month, association, who, 'read' AS part, 'document' AS seen,
    toInt64(count()) AS events, toInt64(countIf({{.}} = 'yes')) AS yes, toInt64(countIf({{.}} = 'no')) AS no, toInt64(countIf({{.}} NOT IN ('yes', 'no'))) AS rest
FROM {{template "closings"}}{{end}}
