package dashboard

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/observatory"
)

// casesShown is how many cases a page of the list shows.
const casesShown = 50

type casesPage struct {
	deskPage

	Rows           []caseRow
	Count          string
	Number         int
	Previous, Next string
	Fault          string // of a search
	Levels, States []option
}

type caseRow struct {
	Link                                   link
	Department, Procedure, Last, Date, Num string
}

// caseSum is what the list tells of one case.
type caseSum struct {
	id                    observatory.ID
	department, procedure string
	kind                  observatory.EventKind // of the newest event
	last                  observatory.Date
	events                int
	recorded              int64
	levels                map[observatory.EvidenceLevel]bool // at which one of its facts is known
}

// ownCases lists the cases of the viewer's association, those with the newest
// events first.
func (s *site) ownCases(w http.ResponseWriter, r *http.Request) error {
	data := casesPage{deskPage: s.deskPage(r, "Dossiers de l’association")}
	number, err := pageNumber(r)
	if err != nil {
		return err
	}
	every := []option{{"", "tous", false}}
	data.Levels, data.States = append(slices.Clone(every), s.levels()...), append(slices.Clone(every), reviewStates()...)
	level, state := chosen(data.Levels, r.URL.Query().Get("preuve")), chosen(data.States, r.URL.Query().Get("relecture"))
	if err := s.note(r, "list_cases", listed(who(r.Context()).Association, level, state)); err != nil {
		return err
	}
	asked := s.ownEvents(r)
	asked.Review = observatory.ReviewState(state)
	sums, err := s.caseSums(r, asked)
	if err != nil {
		return err
	}
	if level != "" {
		sums = slices.DeleteFunc(sums, func(c caseSum) bool { return !c.levels[observatory.EvidenceLevel(level)] })
	}
	data.Number, data.Count = number, s.words.Count(int64(len(sums)))+" "+s.words.Plural(int64(len(sums)), "dossier", "dossiers")
	page, last := pageOf(sums, number)
	for _, c := range page {
		data.Rows = append(data.Rows, s.caseRow(c, "/cas/"))
	}
	data.Previous, data.Next = leaves("/cas", url.Values{"preuve": {level}, "relecture": {state}}, number, last)
	return s.show(w, http.StatusOK, "cases", data)
}

// listed says for the log which cases a list was asked for, as that of figures does.
func listed(association, level, state string) string {
	if level != "" {
		association += " level=" + level
	}
	if state != "" {
		association += " review=" + state
	}
	return association
}

// caseRow words what a list tells of a case, with its page below an address.
func (s *site) caseRow(c caseSum, below string) caseRow {
	row := caseRow{
		Link: link{below + c.id.String(), shortID(c.id)}, Department: s.departmentName(c.department),
		Procedure: s.words.Typeset(label(s.desk.Labels("procédure"), c.procedure)), Last: s.words.Typeset(label(s.desk.Labels("évènement"), string(c.kind))),
		Num: s.words.Count(int64(c.events)),
	}
	if c.last.Known() {
		row.Date = s.words.Date(c.last)
	}
	return row
}

// shortID is the beginning of an id, enough to tell a page of cases apart.
func shortID(id observatory.ID) string { return id.String()[:8] }

// label gives the word of a code, or the code itself.
func label(words map[string]string, code string) string {
	if word, ok := words[code]; ok {
		return word
	}
	return code
}

func (s *site) caseSums(r *http.Request, asked observatory.EventFilter) ([]caseSum, error) {
	return sumCases(s.desk.Cases.CaseEvents(r.Context(), asked))
}

// sumCases sums events up by case, those that moved last first.
func sumCases(events iter.Seq2[observatory.CaseEvent, error]) ([]caseSum, error) {
	byID := map[observatory.ID]*caseSum{}
	for e, err := range events {
		if err != nil {
			return nil, fmt.Errorf("read cases: %w", err)
		}
		c := byID[e.Case]
		if c == nil {
			c = &caseSum{id: e.Case, levels: map[observatory.EvidenceLevel]bool{}}
			byID[e.Case] = c
		}
		c.events++
		c.levels[e.Level] = true
		c.recorded = max(c.recorded, e.RecordedAt.UnixMilli())
		if day := eventDay(&e); day >= c.last {
			c.last, c.kind = day, e.Event
			c.department = e.Department
			c.procedure = cmp.Or(e.Procedure, c.procedure)
		}
	}
	sums := make([]caseSum, 0, len(byID))
	for _, c := range byID {
		sums = append(sums, *c)
	}
	slices.SortFunc(sums, func(a, b caseSum) int {
		return cmp.Or(cmp.Compare(b.recorded, a.recorded), cmp.Compare(b.last, a.last), slices.Compare(a.id[:], b.id[:]))
	})
	return sums, nil
}

// ownEvents selects what the viewer may read: her association's own.
func (s *site) ownEvents(r *http.Request) observatory.EventFilter {
	return observatory.EventFilter{
		Association: who(r.Context()).Association,
		Window:      observatory.Window{Horizon: s.Now().UTC(), Simulation: s.Simulation},
	}
}

func eventDay(e *observatory.CaseEvent) observatory.Date {
	for _, d := range []observatory.Date{e.Date, e.Start, e.End} {
		if d.Known() {
			return d
		}
	}
	return observatory.NoDate
}

// findCase leads from a reference to its case. The reference is posted, so that
// it stands in no address and no log.
func (s *site) findCase(w http.ResponseWriter, r *http.Request) error {
	if err := s.readPosted(w, r, formMost); err != nil {
		return err
	}
	reference := strings.TrimSpace(r.PostForm.Get("reference"))
	if reference == "" {
		return pageError{http.StatusBadRequest, "Référence manquante", "Écrivez la référence du dossier dans votre association."}
	}
	v := who(r.Context())
	id, err := s.desk.Intake.CaseOf(v.Association, reference)
	if err != nil {
		return err
	}
	if err := s.remember(r, id, map[string]string{"référence": reference}, nil); err != nil {
		return err
	}
	http.Redirect(w, r, "/cas/"+id.String(), http.StatusSeeOther)
	return nil
}

// remembered is what the session keeps, sealed, of the last case, so that the
// next event of it is not typed again and what its form warned of is told.
type remembered struct {
	Case     string            `json:"case"`
	Values   map[string]string `json:"values"`
	Warnings []Finding         `json:"warnings,omitempty"`
}

const rememberedKey = "dossier"

func (s *site) remember(r *http.Request, id observatory.ID, values map[string]string, warnings []Finding) error {
	kept := remembered{Case: id.String(), Values: map[string]string{}, Warnings: warnings}
	for _, name := range append(whoFields(), "procédure", "fondement", "date de dépôt") {
		if value := values[name]; value != "" {
			kept.Values[name] = value
		}
	}
	plain, err := json.Marshal(kept)
	if err != nil {
		return err
	}
	sealed, err := s.desk.Seal(plain)
	if err != nil {
		return err
	}
	s.desk.sessions.Keep(r.Context(), rememberedKey, sealed)
	return nil
}

// recall gives what the session kept of a case; nothing for another case, or
// when it cannot be read.
func (s *site) recall(r *http.Request, id string) remembered {
	nothing := remembered{Values: map[string]string{}}
	sealed := s.desk.sessions.Kept(r.Context(), rememberedKey)
	if len(sealed) == 0 {
		return nothing
	}
	plain, err := s.desk.Unseal(sealed)
	var kept remembered
	if err = errors.Join(err, json.Unmarshal(plain, &kept)); err != nil || kept.Case != id {
		return nothing
	}
	return kept
}

// pagesMost bounds how far a list is leafed through.
const pagesMost = 1000

// pageNumber reads which page of a list is asked for.
func pageNumber(r *http.Request) (int, error) {
	text := r.URL.Query().Get("page")
	if text == "" {
		return 1, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 || n > pagesMost {
		return 0, observatory.InputErrorf("« page » est un nombre de 1 à %d", pagesMost)
	}
	return n, nil
}
