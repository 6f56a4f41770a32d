{{/* The rows of a query of events, added up to cells (sums.go, which puts the query in the place of @rows, the keys that are
    told apart in that of @department, @month (and its name in that of @named), @part and @level, and the rows that are wanted in that of @only). Keys: those.
    Values: events, those with yes, those with yes or no; then of persons: how many, how many with an answer, their answers,
    the squares of them, how many with a yes, how many with a no. Lists: the persons, then those with an answer, that each
    association brought. Each person is added up first; a row without one counts in the events alone. */}}
{{define "sums"}}SELECT d, @named, p, l, sum(n), sum(y), sum(k),
    toInt64(countIf(e > 0)), toInt64(countIf(h > 0)), sum(h), sum(h * h), toInt64(countIf(hy > 0)), toInt64(countIf(hn > 0)),
    CAST(sumMapIf(by, ones, e > 0).2, 'Array(Int64)'), CAST(sumMapIf(by, ones, h > 0).2, 'Array(Int64)')
FROM (SELECT d, m, p, l, n, y, k, e, h, hy, hn, by, arrayResize(CAST([], 'Array(UInt64)'), length(by), 1) AS ones FROM (
    SELECT @department AS d, @month AS m, @part AS p, @level AS l, who, sum(events) AS n, sum(yes) AS y, sum(yes + no) AS k,
        if({{template "nobody"}}, 0, sum(events)) AS e, if({{template "nobody"}}, 0, sumIf(yes + no, events > 0)) AS h,
        if({{template "nobody"}}, 0, sumIf(yes, events > 0)) AS hy, if({{template "nobody"}}, 0, sumIf(no, events > 0)) AS hn,
        groupUniqArrayIf(cityHash64(association), events > 0) AS by
    FROM (@rows) WHERE @only
    GROUP BY d, m, p, l, who))
GROUP BY d, m, p, l{{end}}

{{define "nobody"}}who = {{template "none"}}{{end}}
