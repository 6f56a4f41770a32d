package collectors

import (
	"slices"

	"vigie/internal/observatory"
)

// crossCheck warns of a new fact that does not go with what is known of its
// case, or with the rows of its case before it (elsewhere: another department).
// Each case is told once of each thing.
func (s *settler) crossCheck(e *observatory.CaseEvent, cases map[observatory.ID]observatory.KnownCase, elsewhere bool) {
	known, ok := cases[e.Case]
	if !ok {
		if elsewhere {
			s.warn(e.Row, colDepartment, WarningKnownDepartment)
		}
		return
	}
	told := &known.Told
	last := day{date: e.Date, monthOnly: e.MonthOnly}.last()
	for _, check := range [...]struct {
		code   string
		column columnID
		holds  bool
	}{
		{WarningKnownPerson, colNumber, e.Person != e.Case && known.Person != e.Case && e.Person != known.Person},
		{WarningKnownDepartment, colDepartment, elsewhere || known.Department != "" && e.Department != known.Department},
		{WarningKnownFiling, s.dateColumn(e), e.Event == observatory.EventFiling && known.Filing.Known() && e.Date != known.Filing},
		{WarningKnownClosure, s.dateColumn(e), followsFiling(e.Event) && known.Filing.Known() && e.Date.Known() && last < known.Filing},
	} {
		if check.holds && !(*told)[check.code] {
			if *told == nil {
				*told = map[string]bool{}
			}
			(*told)[check.code] = true
			s.warn(e.Row, check.column, check.code)
		}
	}
	cases[e.Case] = known
}

// hasMoved reports whether the event at an index of the batch stands in another
// department than its case had before.
func (s *settler) hasMoved(at int) bool {
	_, moved := slices.BinarySearch(s.moved, at)
	return moved
}

// warn tells of a row what does not refuse it.
func (s *settler) warn(row int, column columnID, code string) {
	f := finding(row, publishedName(column), code, "", true)
	s.summary.note(f)
	s.opts.Listener.findings([]Finding{f})
}

// followsFiling reports whether events of the kind cannot precede the filing.
func followsFiling(kind observatory.EventKind) bool {
	switch kind {
	case observatory.EventDepositConfirmation, observatory.EventDocumentRequest, observatory.EventDocumentAnswer,
		observatory.EventClosure, observatory.EventRefiling, observatory.EventDecision, observatory.EventWithdrawal:
		return true
	}
	return false
}

// dateColumn is the column that dates an event in its sheet.
func (s *settler) dateColumn(e *observatory.CaseEvent) columnID {
	sheet, _ := observatory.SheetRow(e.Row)
	if l := s.rules.layouts[min(sheet, len(s.rules.layouts)-1)]; l != nil && l.shape == ShapeEvents {
		return colDate
	}
	switch e.Event {
	case observatory.EventDepositConfirmation:
		return colConfirmation
	case observatory.EventDocumentRequest:
		return colRequest
	case observatory.EventDocumentAnswer:
		return colRequestAnswer
	case observatory.EventClosure:
		return colClosure
	case observatory.EventRefiling:
		return colRefiling
	case observatory.EventDecision:
		return colDecision
	case observatory.EventWithdrawal:
		return colWithdrawal
	}
	return colFiling
}

// publishedName gives the published name of a column.
func publishedName(id columnID) string {
	for _, c := range columns() {
		if c.id == id {
			return c.name
		}
	}
	return ""
}
