package dashboard

import (
	"fmt"
	"iter"
	"net/http"
	"net/url"
	"strings"

	"vigie/internal/observatory"
)

// consentedPage lists the cases whose consent for the viewer's purpose holds.
type consentedPage struct {
	deskPage

	Purpose                     string
	Rows                        []caseRow
	Count, File                 string
	Number                      int
	Previous, Next              string
	Departments, Levels, States []option
}

// consentedFilter is what a list of consented cases is kept to.
type consentedFilter struct {
	observatory.EventFilter

	level observatory.EvidenceLevel
	query url.Values
}

// consentedFilter reads the filters of a request and marks them in the lists of
// a page. An unknown value is the first of its list: all.
func (s *site) consentedFilter(r *http.Request, data *consentedPage) consentedFilter {
	query, purpose := r.URL.Query(), who(r.Context()).Role.Purpose()
	data.Purpose = purposeWord(purpose)
	data.Departments = []option{{"", "tous", false}}
	for _, d := range s.Catalogue.Departments() {
		data.Departments = append(data.Departments, option{d.Code, d.Name + " (" + d.Code + ")", false})
	}
	data.Levels = append([]option{{"", "tous", false}}, s.levels()...)
	data.States = append([]option{{"", "tous", false}}, reviewStates()...)
	f := consentedFilter{query: url.Values{}}
	f.Window = observatory.Window{Horizon: s.Now().UTC(), Simulation: s.Simulation}
	f.Consent, f.On = purpose, observatory.DateOf(s.Now(), s.zone)
	f.Department = chosen(data.Departments, query.Get("departement"))
	f.level = observatory.EvidenceLevel(chosen(data.Levels, query.Get("preuve")))
	f.Review = observatory.ReviewState(chosen(data.States, query.Get("relecture")))
	f.query.Set("departement", f.Department)
	f.query.Set("preuve", string(f.level))
	f.query.Set("relecture", string(f.Review))
	return f
}

// object says for the log of readings which cases were read.
func (f consentedFilter) object() string {
	parts := []string{"purpose=" + string(f.Consent)}
	for _, p := range [][2]string{{"department", f.Department}, {"level", string(f.level)}, {"review", string(f.Review)}} {
		if p[1] != "" {
			parts = append(parts, p[0]+"="+p[1])
		}
	}
	return strings.Join(parts, " ")
}

// consentedEvents are the events that may leave the association: of cases whose
// consent holds today, at the level that is asked for, without any constraint.
func (s *site) consentedEvents(r *http.Request, f consentedFilter) iter.Seq2[observatory.CaseEvent, error] {
	return func(yield func(observatory.CaseEvent, error) bool) {
		for e, err := range s.desk.Cases.CaseEvents(r.Context(), f.EventFilter) {
			if err == nil {
				var ok bool
				if e, ok = e.Exportable(); !ok || f.level != "" && e.Level != f.level {
					continue
				}
			}
			if !yield(e, err) {
				return
			}
		}
	}
}

// consented lists the cases whose consent for the viewer's purpose holds today.
func (s *site) consented(w http.ResponseWriter, r *http.Request) error {
	number, err := pageNumber(r)
	if err != nil {
		return err
	}
	data := consentedPage{deskPage: s.deskPage(r, "Dossiers dont le consentement vaut"), Number: number}
	filter := s.consentedFilter(r, &data)
	if err := s.note(r, "list_consented", filter.object()); err != nil {
		return err
	}
	sums, err := sumCases(s.consentedEvents(r, filter))
	if err != nil {
		return err
	}
	data.Count = s.words.Count(int64(len(sums))) + " " + s.words.Plural(int64(len(sums)), "dossier", "dossiers")
	page, last := pageOf(sums, number)
	for _, c := range page {
		data.Rows = append(data.Rows, s.caseRow(c, "/consentis/"))
	}
	data.File = "/consentis.csv?" + filter.query.Encode()
	data.Previous, data.Next = leaves("/consentis", filter.query, number, last)
	return s.show(w, http.StatusOK, "consented", data)
}

// consentedTable writes the events of the same cases, row by row.
func (s *site) consentedTable(w http.ResponseWriter, r *http.Request) error {
	var lists consentedPage
	filter := s.consentedFilter(r, &lists)
	if err := s.note(r, "export", filter.object()+" csv"); err != nil {
		return err
	}
	file(w, "vigie-dossiers.csv")
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	if _, _, err := s.desk.Export(w, s.consentedEvents(r, filter)); err != nil {
		return fmt.Errorf("export cases: %w", err)
	}
	return nil
}

// consentedCasePage is the timeline of a case, for who may read it by consent.
type consentedCasePage struct {
	deskPage

	Purpose, ID, Short            string
	Department, Procedure, Ground string
	Events                        []caseEventView
}

// consentedCase serves the timeline of one case whose consent holds today.
func (s *site) consentedCase(w http.ResponseWriter, r *http.Request) error {
	id, err := observatory.ParseID(r.PathValue("id"))
	if err != nil {
		return notFound("Dossier introuvable", "Cette adresse ne mène à aucun dossier.")
	}
	var lists consentedPage
	filter := s.consentedFilter(r, &lists)
	filter.Case = id
	var events []observatory.CaseEvent
	for e, err := range s.consentedEvents(r, filter) {
		if err != nil {
			return fmt.Errorf("read a case: %w", err)
		}
		events = append(events, e)
	}
	if len(events) == 0 {
		return notFound("Dossier introuvable", "Aucun dossier de cet identifiant n’a de consentement qui vaille aujourd’hui pour cet usage.")
	}
	if err := s.note(r, "read_consented", id.String()); err != nil {
		return err
	}
	told, err := s.caseData(r, id, events)
	if err != nil {
		return err
	}
	return s.show(w, http.StatusOK, "consented-case", consentedCasePage{
		deskPage: told.deskPage, Purpose: lists.Purpose, ID: told.ID, Short: told.Short,
		Department: told.Department, Procedure: told.Procedure, Ground: told.Ground, Events: told.Events,
	})
}
