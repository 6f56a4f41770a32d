package dashboard

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// commentMost is the longest comment of a review (signs).
const commentMost = 4000

// Reviews says how far the verification of an association's cases is.
type Reviews interface {
	// Reviews gives the newest review of each case that has one.
	Reviews(ctx context.Context, association string) (map[observatory.ID]observatory.Review, error)
	// History gives all that is kept of a case, or observatory.ErrNotFound.
	History(ctx context.Context, association string, dossier observatory.ID) (*CaseHistory, error)
	// Concordances gives what probes saw of the failed attempts that a case
	// reports, by the row of each.
	Concordances(ctx context.Context, association string, dossier observatory.ID) (map[observatory.ID]observatory.Concordance, error)
	// SetReview puts a case into a state.
	SetReview(ctx context.Context, by access.Account, dossier observatory.ID, state observatory.ReviewState, comment string) error
}

// reviewStates are the states in the order of the pages, with their French word.
func reviewStates() []option {
	var states []option
	for _, state := range observatory.ReviewStates() {
		states = append(states, option{Value: string(state), Text: map[observatory.ReviewState]string{
			observatory.ReviewReceived: "reçu", observatory.ReviewToComplete: "à compléter",
			observatory.ReviewVerified: "vérifié", observatory.ReviewRefused: "refusé",
		}[state]})
	}
	return states
}

func reviewWord(state observatory.ReviewState) string {
	states := reviewStates()
	i := slices.IndexFunc(states, func(o option) bool { return o.Value == string(state) })
	return states[max(0, i)].Text // no review yet: received
}

type reviewListPage struct {
	deskPage

	States         []choice
	State          string
	Rows           []reviewRow
	Number         int
	Previous, Next string
}

type reviewRow struct {
	caseRow

	By, On string // of its last review
}

// reviewList lists the cases of the viewer's association in one state of review.
func (s *site) reviewList(w http.ResponseWriter, r *http.Request) error {
	number, err := pageNumber(r)
	if err != nil {
		return err
	}
	state := r.URL.Query().Get("etat")
	if !slices.ContainsFunc(reviewStates(), func(o option) bool { return o.Value == state }) {
		state = string(observatory.ReviewReceived)
	}
	v := who(r.Context())
	if err := s.note(r, "list_reviews", v.Association); err != nil {
		return err
	}
	sums, err := s.caseSums(r, s.ownEvents(r))
	if err != nil {
		return err
	}
	reviews, err := s.desk.Reviews.Reviews(r.Context(), v.Association)
	if err != nil {
		return fmt.Errorf("read the reviews of an association: %w", err)
	}
	byState := map[string][]caseSum{}
	for _, c := range sums {
		is := string(observatory.ReviewReceived)
		if review, ok := reviews[c.id]; ok {
			is = string(review.State)
		}
		byState[is] = append(byState[is], c)
	}
	data := reviewListPage{deskPage: s.deskPage(r, "Relecture des dossiers"), State: s.words.Typeset(reviewWord(observatory.ReviewState(state))), Number: number}
	for _, o := range reviewStates() {
		data.States = append(data.States, choice{
			Href: "/relecture?etat=" + o.Value, Text: s.words.Typeset(capital(o.Text)) + " (" + s.words.Count(int64(len(byState[o.Value]))) + ")", Current: o.Value == state,
		})
	}
	names, err := s.authors(r)
	if err != nil {
		return err
	}
	page, last := pageOf(byState[state], number)
	for _, c := range page {
		row := reviewRow{caseRow: s.caseRow(c, "/relecture/")}
		if review, ok := reviews[c.id]; ok {
			row.By, row.On = names.of(review.Author), s.words.Moment(review.RecordedAt, s.zone)
		}
		data.Rows = append(data.Rows, row)
	}
	data.Previous, data.Next = leaves("/relecture", url.Values{"etat": {state}}, number, last)
	return s.show(w, http.StatusOK, "reviews", data)
}

// pageOf gives one page of a list, and whether it is the last one.
func pageOf[T any](list []T, number int) (page []T, last bool) {
	from := min(len(list), (number-1)*casesShown)
	to := min(len(list), from+casesShown)
	return list[from:to], to == len(list)
}

// leaves gives the addresses of the pages before and after one.
func leaves(path string, query url.Values, number int, last bool) (previous, next string) {
	to := func(n int) string {
		query.Set("page", strconv.Itoa(n))
		return path + "?" + query.Encode()
	}
	if number > 1 {
		previous = to(number - 1)
	}
	if !last {
		next = to(number + 1)
	}
	return previous, next
}

// authorNames are the names of the accounts of an association by their ids.
type authorNames map[string]string

// of names an author for the association's own people. One that is no account is
// a program with a token, or the instance.
func (n authorNames) of(author string) string {
	switch {
	case author == "":
		return "l’instance, en ligne de commande"
	case n[author] != "":
		return n[author]
	}
	if id, err := observatory.ParseID(author); err == nil {
		return "compte ou programme " + shortID(id)
	}
	return author
}

func (s *site) authors(r *http.Request) (authorNames, error) {
	accounts, err := s.desk.State.Accounts(r.Context())
	if err != nil {
		return nil, err
	}
	names := authorNames{}
	for _, a := range accounts {
		if a.Association == who(r.Context()).Association {
			names[a.ID.String()] = a.Name
		}
	}
	return names, nil
}

type reviewPage struct {
	casePage

	State      string
	States     []option
	Comment    string
	Fault      string
	Reviews    []reviewView
	Changes    []changeView
	Unreadable bool // no row of the case is read any more
}

type reviewView struct{ On, State, By, Text string }

// changeView is one row of a case as it came in.
type changeView struct {
	On, By, Event, State string
	Fields               []fieldChange
	Corrects             bool // a row before it; without Fields, a text or a proof of it
}

type fieldChange struct{ Name, Before, After string }

// reviewCase serves a case to its reviewer: what it says, and who changed what.
func (s *site) reviewCase(w http.ResponseWriter, r *http.Request) error {
	return s.showReview(w, r, http.StatusOK, "", "")
}

func (s *site) showReview(w http.ResponseWriter, r *http.Request, status int, comment, fault string) error {
	id, err := observatory.ParseID(r.PathValue("id"))
	if err != nil {
		return notFound("Dossier introuvable", "Cette adresse ne mène à aucun dossier.")
	}
	history, err := s.desk.Reviews.History(r.Context(), who(r.Context()).Association, id)
	if errors.Is(err, observatory.ErrNotFound) {
		return notFound("Dossier introuvable", "Votre association n’a transmis aucun fait de ce dossier.")
	}
	if err != nil {
		return fmt.Errorf("read the history of a case: %w", err)
	}
	if err := s.note(r, "review_case", id.String()); err != nil {
		return err
	}
	events, err := s.eventsOf(r, id)
	if err != nil {
		return err
	}
	names, err := s.authors(r)
	if err != nil {
		return err
	}
	data := reviewPage{State: s.words.Typeset(reviewWord(history.Review) + history.Unseen()), Comment: comment, Fault: s.words.Typeset(fault), Unreadable: len(events) == 0}
	data.casePage = casePage{deskPage: s.deskPage(r, "Relire le dossier "+shortID(id)), ID: id.String(), Short: shortID(id)}
	if len(events) > 0 {
		if data.casePage, err = s.caseData(r, id, events); err != nil {
			return err
		}
		data.Title = "Relire le dossier " + shortID(id)
	}
	if r.URL.Query().Get("fait") == "relu" {
		data.Notice = s.words.Typeset("Relecture enregistrée : " + reviewWord(history.Review) + ".")
	}
	for _, o := range reviewStates() {
		o.Selected = o.Value == cmp.Or(r.PostForm.Get("etat"), string(history.Review)) // what was sent and refused stays chosen
		o.Text = s.words.Typeset(capital(o.Text))
		data.States = append(data.States, o)
	}
	s.fillHistory(&data, history, names)
	return s.show(w, status, "review", data)
}

func (s *site) fillHistory(data *reviewPage, history *CaseHistory, names authorNames) {
	for _, v := range slices.Backward(history.Reviews) {
		data.Reviews = append(data.Reviews, s.reviewView(v, names))
	}
	known := map[observatory.ID]bool{}
	for _, row := range history.Rows {
		known[row.ID] = true
	}
	for _, row := range slices.Backward(history.Rows) {
		view := changeView{
			On: s.words.Moment(row.RecordedAt, s.zone), By: names.of(row.Author),
			Event: capital(s.words.Typeset(label(s.desk.Labels("évènement"), string(row.Event)))), Corrects: !row.Withdraws.IsZero() && known[row.Withdraws],
		}
		if day := eventDay(&row.CaseEvent); day.Known() {
			view.Event += ", " + s.words.Date(day)
		}
		if row.State == observatory.ImportWithdrawn {
			view.State = "import retiré : n’est plus lu"
		}
		for _, c := range row.Changes {
			name, before := s.desk.Words(c.Field, c.Before)
			_, after := s.desk.Words(c.Field, c.After)
			field := observatory.DetailName(c.Field)
			view.Fields = append(view.Fields, fieldChange{s.words.Typeset(capital(name)), s.orNothing(field, before), s.orNothing(field, after)})
		}
		data.Changes = append(data.Changes, view)
	}
}

func (s *site) reviewView(v CaseReview, names authorNames) reviewView {
	return reviewView{On: s.words.Moment(v.RecordedAt, s.zone), State: s.words.Typeset(reviewWord(v.State)), By: names.of(v.Author), Text: s.words.Typeset(v.Text)}
}

// lastReview gives the last review of a case, nil before there is one: who has to
// complete a case reads there what it lacks.
func (s *site) lastReview(r *http.Request, id observatory.ID) (*reviewView, error) {
	history, err := s.desk.Reviews.History(r.Context(), who(r.Context()).Association, id)
	if errors.Is(err, observatory.ErrNotFound) || err == nil && len(history.Reviews) == 0 {
		return nil, nil //nolint:nilnil // no review is no error
	}
	if err != nil {
		return nil, fmt.Errorf("read the reviews of a case: %w", err)
	}
	names, err := s.authors(r)
	if err != nil {
		return nil, err
	}
	view := s.reviewView(history.Reviews[len(history.Reviews)-1], names)
	return &view, nil
}

func (s *site) orNothing(field observatory.DetailName, word string) string {
	if word == "" {
		return "rien"
	}
	return s.valueWord(field, word)
}

// postReview puts a case into a state of review.
func (s *site) postReview(w http.ResponseWriter, r *http.Request) error {
	if err := s.readPosted(w, r, formMost); err != nil {
		return err
	}
	id, err := observatory.ParseID(r.PathValue("id"))
	if err != nil {
		return notFound("Dossier introuvable", "Cette adresse ne mène à aucun dossier.")
	}
	state, comment := r.PostForm.Get("etat"), strings.TrimSpace(strings.ReplaceAll(r.PostForm.Get("commentaire"), "\r\n", "\n"))
	switch {
	case !slices.ContainsFunc(reviewStates(), func(o option) bool { return o.Value == state }):
		return s.showReview(w, r, http.StatusUnprocessableEntity, comment, "Choisissez l’un des quatre états.")
	case utf8.RuneCountInString(comment) > commentMost:
		return s.showReview(w, r, http.StatusUnprocessableEntity, comment, "Le commentaire dépasse "+s.words.Count(commentMost)+" signes : raccourcissez-le.")
	case comment == "" && (state == string(observatory.ReviewToComplete) || state == string(observatory.ReviewRefused)):
		return s.showReview(w, r, http.StatusUnprocessableEntity, comment, "Dites dans le commentaire ce qui manque, ou pourquoi le dossier est refusé.")
	}
	if err := s.desk.Reviews.SetReview(r.Context(), who(r.Context()).Account, id, observatory.ReviewState(state), comment); err != nil {
		return err
	}
	http.Redirect(w, r, "/relecture/"+id.String()+"?fait=relu", http.StatusSeeOther)
	return nil
}
