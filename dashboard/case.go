package dashboard

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"

	"vigie/internal/catalogue"
	"vigie/internal/observatory"
)

type casePage struct {
	deskPage

	ID, Short                     string
	Department, Procedure, Ground string
	Events                        []caseEventView
	Warnings                      []string    // of the form that has just been sent
	Review                        *reviewView // the last one; nil before
	Known                         bool        // its reference is at hand for another event
}

type caseEventView struct {
	Date, Kind, Level, Recorded, Revised string
	Facts                                []pairView
	Pieces                               string
	Seen                                 *seenView // nil for most
}

type pairView struct{ Name, Value string }

// ownCase serves the timeline of one case of the viewer's association. Of one that
// is not there, or no longer, nothing is noted: its pseudonym would come back so.
func (s *site) ownCase(w http.ResponseWriter, r *http.Request) error {
	id, err := observatory.ParseID(r.PathValue("id"))
	if err != nil {
		return notFound("Dossier introuvable", "Cette adresse ne mène à aucun dossier.")
	}
	events, err := s.eventsOf(r, id)
	if err != nil {
		return err
	}
	if len(events) == 0 {
		return notFound("Dossier introuvable", "Votre association n’a transmis aucun fait de ce dossier. Vérifiez la référence, ou ajoutez le dossier depuis votre espace.")
	}
	if err := s.note(r, "read_case", id.String()); err != nil {
		return err
	}
	data, err := s.caseData(r, id, events)
	if err != nil {
		return err
	}
	if data.Review, err = s.lastReview(r, id); err != nil {
		return err
	}
	return s.show(w, http.StatusOK, "case", data)
}

// eventsOf reads the events of a case of the viewer's association.
func (s *site) eventsOf(r *http.Request, id observatory.ID) ([]observatory.CaseEvent, error) {
	filter := s.ownEvents(r)
	filter.Case = id
	var events []observatory.CaseEvent
	for e, err := range s.desk.Cases.CaseEvents(r.Context(), filter) {
		if err != nil {
			return nil, fmt.Errorf("read a case: %w", err)
		}
		events = append(events, e)
	}
	return events, nil
}

func (s *site) caseData(r *http.Request, id observatory.ID, events []observatory.CaseEvent) (casePage, error) {
	slices.SortStableFunc(events, func(a, b observatory.CaseEvent) int {
		return cmp.Or(cmp.Compare(eventDay(&a), eventDay(&b)), cmp.Compare(a.Row, b.Row))
	})
	last := events[len(events)-1]
	kept := s.recall(r, id.String())
	data := casePage{
		deskPage: s.deskPage(r, "Dossier "+shortID(id)), ID: id.String(), Short: shortID(id),
		Department: s.departmentName(last.Department),
		Procedure:  s.words.Typeset(label(s.desk.Labels("procédure"), last.Procedure)),
		Ground:     s.words.Typeset(label(s.desk.Labels("fondement"), last.Ground)),
		Known:      len(kept.Values) > 0,
	}
	if r.URL.Query().Has("fait") {
		for _, x := range kept.Warnings {
			data.Warnings = append(data.Warnings, s.words.Typeset(capital(x.Column)+" : "+sentences(x)))
		}
	}
	switch r.URL.Query().Get("fait") {
	case FateTaken:
		data.Notice = "Enregistré."
	case FateCorrected:
		data.Notice = "Enregistré : un fait déjà transmis est corrigé."
	case FateDuplicate:
		data.Notice = "Déjà connu : rien n’a changé."
	}
	data.Notice = s.words.Typeset(data.Notice)
	seen, err := s.desk.Reviews.Concordances(r.Context(), last.Association, id)
	if err != nil {
		return data, fmt.Errorf("read what probes saw: %w", err)
	}
	for i := range events {
		view := s.caseEvent(&events[i])
		if c, ok := seen[events[i].ID]; ok {
			view.Seen = s.seen(c)
		}
		data.Events = append(data.Events, view)
	}
	return data, nil
}

// seenView is what probes saw of a reported failed attempt.
type seenView struct{ Word, Note, Attempt string }

func (s *site) seen(c observatory.Concordance) *seenView {
	v := &seenView{Word: s.words.Typeset(capital(s.words.T("seen." + string(c.Verdict))))}
	switch {
	case c.Verdict.BesideAccount():
		v.Note = s.words.Typeset(s.words.T("seen.note"))
	case c.Verdict == observatory.SeenNothing:
		v.Note = s.words.Typeset(s.words.T("seen.nothing"))
	}
	if !c.Attempt.IsZero() {
		v.Attempt = c.Attempt.String()
	}
	return v
}

func (s *site) caseEvent(e *observatory.CaseEvent) caseEventView {
	word := func(column, code string) string { return s.words.Typeset(label(s.desk.Labels(column), code)) }
	v := caseEventView{
		Date: "date inconnue", Kind: capital(word("évènement", string(e.Event))), Level: cmp.Or(word("niveau de preuve", string(e.Level)), "niveau de preuve non noté"),
		Recorded: s.words.Moment(e.RecordedAt, s.zone),
	}
	if e.Date.Known() {
		v.Date = s.words.Date(e.Date)
		if e.MonthOnly {
			v.Date = s.words.Month(e.Date.Month())
		}
	} else if e.End.Known() {
		v.Date = "jusqu’au " + s.words.Date(e.End)
	}
	if e.Revision > 0 {
		v.Revised = "corrigé " + s.words.Count(int64(e.Revision)) + " fois"
	}
	add := func(name, value string) {
		if value != "" {
			v.Facts = append(v.Facts, pairView{s.words.Typeset(name), s.words.Typeset(value)})
		}
	}
	if e.Start.Known() {
		add("Du", s.words.Date(e.Start))
	}
	if e.End.Known() {
		add("Jusqu’au", s.words.Date(e.End))
	}
	add("Canal", word("canal", e.Channel))
	add("Rang", word("rang", e.Rank))
	add("Mention des droits", yesOrNo(e.RightsMention))
	add("Issue", word("issue", e.Ending))
	add("Motif indiqué", yesOrNo(e.ReasonStated))
	add("Organisme", word("organisme", e.Organisation))
	add("Réponse", word("réponse", e.Answer))
	code, detail := s.desk.Words("code", e.Code)
	switch e.Event {
	case observatory.EventConsentWithdrawn:
		code, detail = "finalité", cmp.Or(detail, "toutes")
	case observatory.EventConsent:
		code = "finalité"
	}
	add(capital(code), detail)
	for _, d := range e.Details {
		name, word := s.desk.Words(string(d.Name), d.Value)
		add(capital(name), s.valueWord(d.Name, word))
	}
	if n := int64(len(e.Evidence)); n > 0 {
		v.Pieces = s.words.Count(n) + " " + s.words.Plural(n, "texte ou pièce scellé", "textes ou pièces scellés")
	}
	return v
}

// valueWord finishes the words of a detail: a day, or an office of the catalogue.
func (s *site) valueWord(name observatory.DetailName, word string) string {
	if day, err := observatory.ParseDate(word); err == nil {
		return s.words.Date(day)
	}
	if name == observatory.DetailPrefecture {
		offices := s.Catalogue.Prefectures()
		if i := slices.IndexFunc(offices, func(p catalogue.Prefecture) bool { return p.ID == word }); i >= 0 {
			word = offices[i].Name
		}
	}
	return s.words.Typeset(word)
}

func yesOrNo(t observatory.Tri) string {
	switch t {
	case observatory.Yes:
		return "oui"
	case observatory.No:
		return "non"
	}
	return ""
}
