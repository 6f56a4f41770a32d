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
			text, err = summed(s.sql.sums, text, cut)
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

// summed puts a named query, and how its rows are added up, into the text of sums.
func summed(sums, text string, cut observatory.Cut) (string, error) {
	rows, order := withoutOrder(text)
	keys := strings.Split(order, ", ")
	if len(keys) != 6 || !slices.Equal(keys[:5], eventKeys()) {
		return "", observatory.ErrNotFound
	}
	level := keys[5]
	rows = eachAlone(rows)
	byDate, byDay, month, named := "toYYYYMM(date) AS month", "toYYYYMM(day) AS month", "month", "concat(substring(toString(m), 1, 4), '-', substring(toString(m), 5))"
	if !cut.Month {
		byDate, byDay, month, named = noMonth, noMonth, "''", "m"
	}
	rows = strings.NewReplacer(monthOfDate, byDate, monthOfDay, byDay).Replace(rows)
	return strings.NewReplacer(
		"@department", keyOr(cut.Department, "department"), "@month", month, "@named", named,
		"@part", map[observatory.CutPart]string{observatory.PartRead: "toLowCardinality(if(part = 'read', 'read', ''))", observatory.PartEach: "toLowCardinality(part)"}[cut.Part],
		"@level", map[observatory.CutLevel]string{
			observatory.LevelNone: "''", observatory.LevelToldApart: "toLowCardinality(if(" + level + " = 'told', 'told', 'document'))", observatory.LevelEach: "toLowCardinality(" + level + ")",
		}[cut.Level],
		"@only", onlyThose(cut, level), "@rows", rows,
	).Replace(sums), nil
}

// onlyThose is a condition on the rows that a cut wants.
func onlyThose(cut observatory.Cut, level string) string {
	only := []string{"1"}
	for key, name := range map[observatory.CutKey]string{
		observatory.CutDepartment: "department", observatory.CutAssociation: "association", observatory.CutPartKey: "part", observatory.CutLevelKey: level,
	} {
		if _, asked := cut.Only[key]; asked {
			only = append(only, fmt.Sprintf("%s = {only_%s:String}", name, key))
		}
	}
	slices.Sort(only)
	return strings.Join(only, " AND ")
}

// eachAlone has the rows of a tally told one by one: they are added up to persons
// anyhow, and to group them before takes the engine as long again.
func eachAlone(rows string) string {
	told, group := strings.CutSuffix(rows, "\n"+tallyGroup)
	head, from, found := strings.Cut(told, "\nFROM ")
	if !group || !found {
		return rows
	}
	return strings.NewReplacer("count()", "1", "countIf(", "toUInt8(").Replace(head) + "\nFROM " + from
}

// tallyGroup is how the queries of events group their rows (tally_group).
const tallyGroup = "GROUP BY department, month, association, who, part, level"

// The key month as the queries have it (month_of), which is told apart by its number,
// named at the end, and one that tells nothing apart. With keys that are words of dictionaries the engine groups half a million rows in
// less than half of the time that it takes with texts.
const (
	monthOfDate = "toLowCardinality(substring(toString(date), 1, 7)) AS month"
	monthOfDay  = "toLowCardinality(substring(toString(day), 1, 7)) AS month"
	noMonth     = "toLowCardinality('') AS month"
)

func keyOr(asked bool, name string) string {
	if asked {
		return "toLowCardinality(" + name + ")"
	}
	return "''"
}

func eventSumsOf(row observatory.CountRow) observatory.EventSums {
	v := row.Values
	return observatory.EventSums{
		Department: row.Keys[0], Month: row.Keys[1], Part: row.Keys[2], Level: row.Keys[3],
		Events: v[0], Yes: v[1], Known: v[2], Persons: v[3], Asked: v[4], Total: v[5], Squares: v[6], WithYes: v[7], WithNo: v[8],
		ByAssociation: row.Lists[0], AskedByAssociation: row.Lists[1],
	}
}
