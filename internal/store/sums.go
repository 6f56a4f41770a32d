package store

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// Sums adds the rows of a named query of events up to cells, in the engine: the
// rows of all persons of the country take it longer to send than to make. The
// query has the keys department, month, association, person, part and level, and
// values whose first three are events, yes and no; ErrNotFound for another one.
// The cells come in no order.
func (s *Store) Sums(ctx context.Context, query string, w observatory.Window, cut observatory.Cut) iter.Seq2[observatory.EventSums, error] {
	return func(yield func(observatory.EventSums, error) bool) {
		text, params, err := s.named(ctx, query, w)
		if err == nil {
			text, err = summed(text, cut)
		}
		for key, value := range cut.Only {
			params["only_"+string(key)] = escaper.Replace(value)
		}
		if err == nil {
			err = s.counts(ctx, text, params, func(row observatory.CountRow) bool { return yield(eventSumsOf(row), nil) })
		}
		if err != nil {
			yield(observatory.EventSums{}, fmt.Errorf("requête « %s », par cases : %w", query, err))
		}
	}
}

// eventKeys are those of a query of events, in its order; the last one is its own.
func eventKeys() []string {
	return []string{"department", "month", "association", "who", "part"}
}

// summed is a query around a named one. Persons are added up first, then cells.
func summed(text string, cut observatory.Cut) (string, error) {
	at := strings.LastIndex(text, "\nORDER BY ")
	if at < 0 {
		return "", observatory.ErrNotFound
	}
	keys := strings.Split(strings.TrimSpace(text[at+len("\nORDER BY "):]), ", ")
	if len(keys) != 6 || !slices.Equal(keys[:5], eventKeys()) {
		return "", observatory.ErrNotFound
	}
	level := keys[5]
	names := map[observatory.CutKey]string{
		observatory.CutDepartment: "department", observatory.CutAssociation: "association", observatory.CutPartKey: "part", observatory.CutLevelKey: level,
	}
	var only []string
	for key, name := range names {
		if _, asked := cut.Only[key]; asked {
			only = append(only, fmt.Sprintf("%s = {only_%s:String}", name, key))
		}
	}
	slices.Sort(only)
	return fmt.Sprintf(sumsQuery,
		keyOr(cut.Department, "department"), keyOr(cut.Month, "month"),
		map[observatory.CutPart]string{observatory.PartRead: "if(part = 'read', 'read', '')", observatory.PartEach: "toString(part)"}[cut.Part],
		map[observatory.CutLevel]string{
			observatory.LevelNone: "''", observatory.LevelToldApart: "if(" + level + " = 'told', 'told', 'document')", observatory.LevelEach: "toString(" + level + ")",
		}[cut.Level],
		noPerson, noPerson, noPerson, noPerson, text[:at], strings.Join(append([]string{"1"}, only...), " AND ")), nil
}

func keyOr(asked bool, name string) string {
	if asked {
		return "toString(" + name + ")"
	}
	return "''"
}

const noPerson = "who = toUUID('00000000-0000-0000-0000-000000000000')"

const sumsQuery = `SELECT d, m, p, l, sum(n), sum(y), sum(k),
    toInt64(countIf(e > 0)), toInt64(countIf(h > 0)), sum(h), sum(h * h), toInt64(countIf(hy > 0)), toInt64(countIf(hn > 0)),
    CAST(sumMapIf(by, ones, e > 0).2, 'Array(Int64)'), CAST(sumMapIf(by, ones, h > 0).2, 'Array(Int64)')
FROM (SELECT d, m, p, l, n, y, k, e, h, hy, hn, by, arrayResize(CAST([], 'Array(UInt64)'), length(by), 1) AS ones FROM (
    SELECT %s AS d, %s AS m, %s AS p, %s AS l, who, sum(events) AS n, sum(yes) AS y, sum(yes + no) AS k,
        if(%s, 0, sum(events)) AS e, if(%s, 0, sumIf(yes + no, events > 0)) AS h,
        if(%s, 0, sumIf(yes, events > 0)) AS hy, if(%s, 0, sumIf(no, events > 0)) AS hn,
        groupUniqArrayIf(cityHash64(association), events > 0) AS by
    FROM (%s) WHERE %s
    GROUP BY d, m, p, l, who))
GROUP BY d, m, p, l`

func eventSumsOf(row observatory.CountRow) observatory.EventSums {
	v := row.Values
	return observatory.EventSums{
		Department: row.Keys[0], Month: row.Keys[1], Part: row.Keys[2], Level: row.Keys[3],
		Events: v[0], Yes: v[1], Known: v[2], Persons: v[3], Asked: v[4], Total: v[5], Squares: v[6], WithYes: v[7], WithNo: v[8],
		ByAssociation: row.Lists[0], AskedByAssociation: row.Lists[1],
	}
}
