-- closure.stereotyped: closing messages by what they say, one row for each person, month and cluster of messages that say the same; and the clusters that were found to be part of others.
-- keys:   department, month (2026-11, of the message's date; empty for a cluster), association, person, cluster (id), part_of (id of the cluster that this one is part of; empty for messages)
-- values: closures (in the window; 0 for messages of other days, that only say how many persons got the same)
SELECT * FROM (
    SELECT department, month, association, who, toString(cluster) AS says, '' AS part_of,
        toInt64(countIf(day BETWEEN {from:Date} AND {to:Date})) AS closures
    FROM {{template "messages"}} WHERE NOT favourable
    GROUP BY department, month, association, who, says
    UNION ALL
    SELECT '', '', '', {{template "none"}}, toString(cluster), toString(alias_of), toInt64(0)
    FROM notice_aliases WHERE {{template "now"}} AND {{template "taken_in" "notice_aliases"}}
)
ORDER BY department, month, association, who, says, part_of
