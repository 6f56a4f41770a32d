package dashboard

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"vigie/internal/observatory"
)

// Size and number of the pages of the list of attempts. The last page is a
// limit on the work of one request; filters reach further back.
const (
	attemptsOnPage = 50
	lastPage       = 200
)

// attemptsPage is the page at /tentatives.
type attemptsPage struct {
	page

	Departments []option
	Outcomes    []option
	Rows        []attemptRow
	Number      int
	Previous    string
	Next        string
	Horizon     string
	Period      string
	Filtered    bool
}

type option struct {
	Value, Text string
	Selected    bool
}

// attemptRow is one attempt in a list.
type attemptRow struct {
	Link         link
	Department   link
	Target       string
	Journey      string
	Mode         string
	Outcome      string
	Class        string
	Cause        string
	FirstDate    string
	Confirmation bool
	Simulation   bool
}

// attempts serves the list of attempts, newest first.
func (s *site) attempts(w http.ResponseWriter, r *http.Request) error {
	query := r.URL.Query()
	department, outcome := query.Get("departement"), observatory.Outcome(query.Get("issue"))
	if _, ok := s.Catalogue.Department(department); department != "" && !ok {
		return observatory.InputErrorf("le département « %s » n’existe pas : choisissez-en un dans la liste", department)
	}
	if outcome != "" && !outcome.Valid() {
		return observatory.InputErrorf("l’issue « %s » n’existe pas : choisissez-en une dans la liste", outcome)
	}
	number := 1
	if text := query.Get("page"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 || n > lastPage {
			return observatory.InputErrorf("la page doit être un nombre de 1 à %d", lastPage)
		}
		number = n
	}
	window := s.window()
	rows, err := s.attemptRows(r.Context(), observatory.AttemptFilter{
		Window: window, Department: department, Outcome: outcome, Newest: true, Limit: number*attemptsOnPage + 1,
	})
	if err != nil {
		return err
	}
	data := attemptsPage{
		page: s.page("Tentatives"), Departments: s.departmentOptions(department), Outcomes: s.outcomeOptions(outcome),
		Number: number, Horizon: s.words.Moment(window.Horizon, s.zone), Filtered: department != "" || outcome != "",
		Period: s.period(observatory.Period{Span: observatory.Span{Start: window.From, End: window.To}}),
	}
	data.Here = "/tentatives"
	address := func(n int) string {
		values := url.Values{"page": {strconv.Itoa(n)}}
		if department != "" {
			values.Set("departement", department)
		}
		if outcome != "" {
			values.Set("issue", string(outcome))
		}
		return "/tentatives?" + values.Encode()
	}
	if number > 1 {
		data.Previous = address(number - 1)
	}
	if len(rows) > number*attemptsOnPage && number < lastPage {
		data.Next = address(number + 1)
	}
	from := min((number-1)*attemptsOnPage, len(rows))
	data.Rows = rows[from:min(number*attemptsOnPage, len(rows))]
	body, err := s.views.render("attempts", data)
	if err != nil {
		return err
	}
	answer, err := htmlAsset(body)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	return send(w, r, answer)
}

func (s *site) attemptRows(ctx context.Context, f observatory.AttemptFilter) ([]attemptRow, error) {
	var rows []attemptRow
	for a, err := range s.Reader.Attempts(ctx, f) {
		if err != nil {
			return nil, fmt.Errorf("read attempts: %w", err)
		}
		rows = append(rows, s.attemptRow(&a))
	}
	return rows, nil
}

func (s *site) attemptRow(a *observatory.Attempt) attemptRow {
	row := attemptRow{
		Link:   link{"/tentative/" + a.ID.String(), s.words.Moment(a.At, s.zone)},
		Target: s.targetName(a.Target), Journey: s.journeyTitle(a.Journey, a.System), Mode: s.words.Mode(a.Mode),
		Outcome: s.words.Outcome(a.Outcome), Class: "outcome-" + string(a.Outcome), Cause: s.words.Cause(a.Cause),
		FirstDate: s.words.Date(a.FirstDate), Confirmation: !a.First(), Simulation: a.Simulation,
	}
	if a.Department != "" {
		row.Department = link{"/departement/" + a.Department, s.departmentName(a.Department)}
	}
	return row
}

// targetName is the label of a target or of a PAN, or its id when it is not
// known here.
func (s *site) targetName(id string) string {
	for _, t := range s.Targets {
		if t.ID == id {
			return s.words.Typeset(t.Name)
		}
	}
	for _, p := range s.Catalogue.PANs() {
		if p.ID == id {
			return s.words.Typeset(p.Name)
		}
	}
	return id
}

func (s *site) departmentOptions(selected string) []option {
	options := []option{{Text: "Tous les départements", Selected: selected == ""}}
	for _, d := range s.Catalogue.Departments() {
		options = append(options, option{d.Code, d.Code + " – " + d.Name, d.Code == selected})
	}
	return options
}

func (s *site) outcomeOptions(selected observatory.Outcome) []option {
	options := []option{{Text: "Toutes les issues", Selected: selected == ""}}
	for _, o := range observatory.Outcomes() {
		options = append(options, option{string(o), s.words.Outcome(o), o == selected})
	}
	return options
}
