package collectors

import (
	"slices"

	"vigie/internal/observatory"
)

// listedFindings is how many problems, and how many warnings, a summary lists;
// the rest is counted.
const listedFindings = 1000

// Summary is what a file holds, or what an import did. It names nobody: values
// are masked, identities and references do not appear.
type Summary struct {
	Rows            int       `json:"rows"`             // rows that are not blank, the header left out
	Cases           int       `json:"cases"`            // distinct cases of the good rows
	Events          int       `json:"events"`           // facts that are new or corrected
	Persons         int       `json:"persons"`          // distinct persons of the good rows
	Duplicates      int       `json:"duplicates"`       // good rows that say nothing new
	DuplicateEvents int       `json:"duplicate_events"` // facts told before, in this file or an earlier one
	Corrections     int       `json:"corrections"`      // facts whose values changed
	FailedAttempts  int       `json:"-"`                // those among the new facts
	RefusedRows     int       `json:"refused_rows"`
	LeftOut         int       `json:"left_out"`       // rows that the mapping or a review in the survey tool leaves out
	Refused         []Finding `json:"refused"`        // the problems of the rows refused, the first thousand
	RefusedBeyond   int       `json:"refused_beyond"` // problems beyond those listed
	Warnings        []Finding `json:"warnings"`
	WarningsBeyond  int       `json:"warnings_beyond"`
	Shape           Shape     `json:"shape"`
	Format          string    `json:"format"` // csv, xlsx, ods, json or ndjson
	Encoding        string    `json:"encoding"`
	Separator       string    `json:"separator"`        // of a CSV file
	IdentityColumns []string  `json:"identity_columns"` // columns read only to mask names, never kept
	AlreadyImported bool      `json:"already_imported"` // the very same file was committed before: nothing was done
	Association     string    `json:"association"`
	Simulation      bool      `json:"simulation"`
	Import          string    `json:"import,omitempty"` // id of the import, once there is one
	Root            string    `json:"root,omitempty"`   // root over its committed rows
}

func newSummary(o *Options) Summary {
	return Summary{
		Refused: []Finding{}, Warnings: []Finding{}, IdentityColumns: []string{},
		Association: o.Association, Simulation: o.Simulation,
	}
}

// describe fills in what the survey and the headers tell.
func (s *Summary) describe(r *rules) {
	s.Format, s.Shape, s.Encoding = r.source, r.shape(), r.survey.encoding
	if !r.survey.placed {
		s.Separator = separatorName(r.survey.separator)
	}
	s.tell(r)
	unread := WarningSheet
	if slices.ContainsFunc(r.layouts, func(l *layout) bool { return l != nil && l.views != nil }) {
		unread = WarningSheetUnmapped
	}
	for sheet, l := range r.layouts {
		if l == nil {
			if len(r.survey.heads[sheet].rows) > 0 {
				s.note(finding(observatory.RowOf(sheet, r.survey.heads[sheet].at[0]), "", unread, "", true))
			}
			continue
		}
		for _, name := range l.identity {
			if !slices.Contains(s.IdentityColumns, name) {
				s.IdentityColumns = append(s.IdentityColumns, name)
			}
		}
		for _, f := range l.unknown() {
			s.note(f)
		}
	}
}

func (s *Summary) note(f Finding) {
	list, beyond := &s.Refused, &s.RefusedBeyond
	if f.warning {
		list, beyond = &s.Warnings, &s.WarningsBeyond
	}
	if len(*list) >= listedFindings {
		*beyond++
		return
	}
	*list = append(*list, f)
}

// sort puts the findings in the order of the rows: those that a case's other
// rows, or what is known, brought to light come after the others.
func (s *Summary) sort() {
	for _, list := range [][]Finding{s.Refused, s.Warnings} {
		slices.SortStableFunc(list, func(a, b Finding) int { return a.kept - b.kept })
	}
}

// alreadyImported gives the summary of an import that is already committed.
func (s *Summary) alreadyImported(i observatory.Import) {
	s.AlreadyImported = true
	s.Import, s.Root = i.Batch.String(), i.Root
	s.Rows, s.Cases, s.Persons = int(i.Rows), int(i.Cases), int(i.Persons)
	s.RefusedRows = int(i.Refused)
	s.Duplicates = int(i.Rows - i.Refused)
}

// record fills an import row with the counts.
func (s *Summary) record(i *observatory.Import) {
	i.Shape = string(s.Shape)
	i.Rows, i.Cases, i.Events, i.Persons = int64(s.Rows), int64(s.Cases), int64(s.Events), int64(s.Persons)
	i.Duplicates, i.Corrections, i.Refused = int64(s.Duplicates), int64(s.Corrections), int64(s.RefusedRows)
	i.Root = s.Root
}
