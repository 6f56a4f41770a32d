package observatory

import "strconv"

// Change is one value that a correction changed.
type Change struct {
	Field  string `json:"field"` // as in the JSON of CaseEvent, or a DetailName
	Before string `json:"before"`
	After  string `json:"after"`
}

// Changes tells what differs between two rows of one fact: its values, not where
// they stood or which import brought them. That a person is kept from moving by a
// measure of constraint is never among them.
func Changes(before, after *CaseEvent) []Change {
	var changes []Change
	differ := func(field, a, b string) {
		if a != b {
			changes = append(changes, Change{Field: field, Before: a, After: b})
		}
	}
	differ("person", before.Person.String(), after.Person.String())
	differ("date", before.Date.String(), after.Date.String())
	differ("month_only", strconv.FormatBool(before.MonthOnly), strconv.FormatBool(after.MonthOnly))
	differ("start", before.Start.String(), after.Start.String())
	differ("end", before.End.String(), after.End.String())
	differ("department", before.Department, after.Department)
	differ("procedure", before.Procedure, after.Procedure)
	differ("ground", before.Ground, after.Ground)
	differ("channel", before.Channel, after.Channel)
	differ("rank", before.Rank, after.Rank)
	differ("rights_mention", string(before.RightsMention), string(after.RightsMention))
	differ("ending", before.Ending, after.Ending)
	differ("reason_stated", string(before.ReasonStated), string(after.ReasonStated))
	differ("reason_source", before.ReasonSource, after.ReasonSource)
	differ("organisation", before.Organisation, after.Organisation)
	differ("answer", before.Answer, after.Answer)
	differ("code", before.Code, after.Code)
	differ("level", string(before.Level), string(after.Level))
	for _, name := range DetailNames() {
		if name != DetailConstrained {
			differ(string(name), before.Details.Get(name), after.Details.Get(name))
		}
	}
	return changes
}
