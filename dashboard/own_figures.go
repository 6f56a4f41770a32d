package dashboard

import (
	"fmt"
	"net/http"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// ownFiguresDays is how far back the figures of an association go.
const ownFiguresDays = 365

type ownFiguresPage struct {
	deskPage

	Period         string
	Levels, States []option
	Tables         []ownTable
	Caution        string
}

// ownTable is one indicator on the cases of the viewer's association.
type ownTable struct {
	Name, Meaning string
	Method        link
	Figures       []figureView
	Notes         []string
}

// ownFigures serves the figures of the viewer's association, on its own cases
// alone: of one level of evidence or state of review when that is asked. They
// are for its own people, so that nothing of them is withheld.
func (s *site) ownFigures(w http.ResponseWriter, r *http.Request) error {
	v, query := who(r.Context()), r.URL.Query()
	if err := s.note(r, "read_figures", v.Association); err != nil {
		return err
	}
	today := observatory.DateOf(s.Now(), s.zone)
	request := indicators.Request{
		Window: observatory.Window{From: today - ownFiguresDays, To: today, Horizon: s.Now().UTC(), Simulation: s.Simulation},
		Where:  map[indicators.Dimension]string{indicators.Association: v.Association}, Rules: s.rules, Zone: s.Catalogue.Zone,
	}
	data := ownFiguresPage{deskPage: s.deskPage(r, "Chiffres de l’association"), Caution: s.words.T("cases.caution")}
	data.Period = s.period(observatory.Period{Span: observatory.Span{Start: request.Window.From, End: request.Window.To}})
	levels := []option{{"", "tous", false}}
	for _, level := range []observatory.EvidenceLevel{observatory.LevelDocument, observatory.LevelScreenshot, observatory.LevelTold} {
		levels = append(levels, option{string(level), s.words.Typeset(label(s.desk.Labels("niveau de preuve"), string(level))), false})
	}
	level := chosen(levels, query.Get("preuve"))
	states := append([]option{{"", "tous", false}}, reviewStates()...)
	state := chosen(states, query.Get("relecture"))
	data.Levels, data.States = levels, states
	if level != "" {
		request.Where[indicators.Level] = level
	}
	request.Window.Review = observatory.ReviewState(state)
	for _, d := range indicators.All() {
		if d.Proof != indicators.ByCase {
			continue
		}
		table, err := indicators.Compute(r.Context(), s.desk.Figures, d.ID, request)
		if err != nil {
			return fmt.Errorf("figures of an association: %w", err)
		}
		part := ownTable{Name: s.words.Typeset(d.Name.FR), Meaning: s.words.Typeset(d.Meaning.FR), Method: link{"/methodologie#" + anchor(d.ID), "Méthode"}}
		for _, f := range table.Figures {
			part.Figures = append(part.Figures, s.view(f))
		}
		for _, note := range table.Notes {
			part.Notes = append(part.Notes, s.words.Typeset(note))
		}
		data.Tables = append(data.Tables, part)
	}
	return s.show(w, http.StatusOK, "own-figures", data)
}

// chosen marks the option of a value and gives it; the first one when there is
// no such option.
func chosen(options []option, value string) string {
	at := 0
	for i := range options {
		if options[i].Value == value {
			at = i
		}
	}
	options[at].Selected = true
	return options[at].Value
}
