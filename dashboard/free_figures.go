package dashboard

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// figuresDays is how far back exact figures go where no day is asked for, from
// the first day of a month on: a part of a month is no month.
const figuresDays = 365

// scope is whose cases a page of exact figures is about.
type scope struct {
	path, action string // address of the page, and the name of its readings
	title, lede  string
	own          bool // cases of the viewer's association alone
}

// figuresClosed is what nobody signed in is told of exact figures.
const figuresClosed = "Les chiffres exacts, avec leurs filtres, demandent un compte d’analyse et de contrôle : un petit nombre peut désigner une personne, et chaque lecture est inscrite. " +
	"Connectez-vous, ou demandez un compte à la personne qui administre cette instance. Sans compte, lisez les tables publiées chaque mois."

func ownScope() scope {
	return scope{
		path: "/chiffres", action: "read_figures", title: "Chiffres de l’association", own: true,
		lede: "Vos dossiers seulement, %s. Ces chiffres sont pour vous : rien n’y est masqué, ne les publiez pas tels quels.",
	}
}

func wholeScope() scope {
	return scope{
		path: "/analyse", action: "read_all_figures", title: "Chiffres exacts",
		lede: "Les dossiers de toutes les associations, %s. Ces chiffres sont exacts : un petit nombre peut désigner une personne, ne les publiez pas tels quels. Chaque lecture est inscrite au journal avec ses filtres.",
	}
}

// freeFilters are what a page of exact figures can be kept to and split by.
type freeFilters struct {
	Indicators, Departments, Procedures, Grounds, Levels, States, Splits []option

	From, To string // days, ISO 8601

	chosen  []indicators.Definition
	request indicators.Request
}

type freePage struct {
	deskPage

	Lede, Path, File, Caution string
	freeFilters
	Tables []freeTable
	Fault  string
}

// freeTable is one indicator on the cases that were asked for.
type freeTable struct {
	Name, Meaning, Whole string
	Method               link
	Places               bool // figures are by department
	Figures              []freeFigure
	Notes                []string
}

type freeFigure struct {
	figureView

	Place    string
	Fraction string // exact, of persons too
}

// freeFigures serves exact figures by free filters, as a page. Each reading is
// logged with its filters before anything is shown.
func (s *site) freeFigures(where scope) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		filters, err := s.freeFilters(r, where)
		data := freePage{
			deskPage: s.deskPage(r, where.title), Path: where.path, File: where.path + ".csv?" + r.URL.Query().Encode(), Caution: s.words.T("cases.caution"), freeFilters: filters,
		}
		span := observatory.Span{Start: filters.request.Window.From, End: filters.request.Window.To}
		data.Lede = s.words.Typeset(fmt.Sprintf(where.lede, s.period(observatory.Period{Span: span})))
		if err != nil {
			if !observatory.IsInput(err) {
				return err
			}
			data.Fault = s.words.Typeset(err.Error())
			return s.show(w, http.StatusBadRequest, "figures", data)
		}
		if err := s.note(r, where.action, filters.object()); err != nil {
			return err
		}
		err = s.computeFree(w, r, &filters, func(d indicators.Definition, t observatory.Table) {
			data.Tables = append(data.Tables, s.freeTable(d, t, &filters))
		})
		if err != nil {
			return err
		}
		return s.show(w, http.StatusOK, "figures", data)
	}
}

// freeFiguresTable serves the same figures as CSV.
func (s *site) freeFiguresTable(where scope) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		filters, err := s.freeFilters(r, where)
		if err != nil {
			return err
		}
		if err := s.note(r, where.action, filters.object()+" csv"); err != nil {
			return err
		}
		var rows [][]string
		err = s.computeFree(w, r, &filters, func(d indicators.Definition, t observatory.Table) {
			for _, f := range t.Figures {
				rows = append(rows, append(themeRow(d, filters.split(), f), filters.object()))
			}
		})
		if err != nil {
			return err
		}
		file(w, "vigie-"+strings.TrimPrefix(where.path, "/")+".csv")
		answer, err := table(append(figureColumns(), "filters"), rows)
		if err != nil {
			return err
		}
		return send(w, r, answer)
	}
}

// stillComputed is what is told of figures that take longer than a page waits.
const stillComputed = "Ces chiffres portent sur tous les dossiers de ce choix, et leur calcul n’est pas fini. Il continue : rechargez cette page dans une minute. Un choix plus étroit (un département, un indicateur) répond plus vite."

// computeFree gives the figures of the chosen indicators, in their order.
func (s *site) computeFree(w http.ResponseWriter, r *http.Request, f *freeFilters, use func(indicators.Definition, observatory.Table)) error {
	var ids []string
	for _, d := range f.chosen {
		ids = append(ids, d.ID)
	}
	ctx, cancel := context.WithTimeout(r.Context(), s.ExactWait)
	defer cancel()
	tables, err := s.exactTables(ctx, ids, f.request)
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() != nil {
		w.Header().Set("Retry-After", "60")
		return pageError{http.StatusServiceUnavailable, "Calcul en cours", stillComputed}
	}
	if err != nil {
		return err
	}
	for _, d := range f.chosen {
		use(d, tables[d.ID])
	}
	return nil
}

// freeTable words the figures of one indicator.
func (s *site) freeTable(d indicators.Definition, t observatory.Table, f *freeFilters) freeTable {
	out := freeTable{
		Name: s.words.Typeset(d.Name.FR), Meaning: s.words.Typeset(d.Meaning.FR), Method: link{"/methodologie#" + anchor(d.ID), "Méthode"},
		Places: f.split() == string(indicators.Department) && d.Allows(indicators.Department),
	}
	if !slices.ContainsFunc(t.Figures, func(f observatory.Figure) bool { return f.N > 0 || f.Planned > 0 }) {
		return out // nobody in any of its series: one sentence says so
	}
	for _, figure := range t.Figures {
		row := freeFigure{figureView: s.view(figure), Place: s.departmentName(figure.Department)}
		if figure.N > 0 {
			row.N = s.words.Count(figure.N) + texts.NoWrap + s.words.Plural(figure.N, "personne", "personnes")
		}
		if figure.Unit == string(indicators.Share) && figure.Denominator > 0 {
			row.Fraction = s.words.Count(figure.Numerator) + " sur " + s.words.Count(figure.Denominator)
		}
		out.Figures = append(out.Figures, row)
	}
	for _, note := range t.Notes {
		out.Notes = append(out.Notes, s.words.Typeset(note))
	}
	return out
}

// freeFilters reads the filters of a request. An unknown value is an input
// error; the filters come back with it, for the form.
func (s *site) freeFilters(r *http.Request, where scope) (freeFilters, error) {
	query, today := r.URL.Query(), observatory.DateOf(s.Now(), s.zone)
	f := freeFilters{request: indicators.Request{
		Window: observatory.Window{From: (today - figuresDays).Month().First(), To: today, Horizon: s.Now().UTC(), Simulation: s.Simulation},
		Where:  map[indicators.Dimension]string{}, Rules: s.rules, Zone: s.Catalogue.Zone,
	}}
	if where.own {
		association := who(r.Context()).Association
		if association == "" {
			return f, pageError{http.StatusForbidden, "Accès refusé", "Ce compte n’est d’aucune association : il n’a pas de dossiers à lui."}
		}
		f.request.Where[indicators.Association] = association
	}
	f.options(s)
	q := &f.request
	var faults []string
	read := func(options []option, name string) string {
		value := query.Get(name)
		if !slices.ContainsFunc(options, func(o option) bool { return o.Value == value }) {
			faults = append(faults, "« "+name+" » : « "+value+" » n’est pas un choix de la liste")
		}
		return chosen(options, value)
	}
	f.choose(read(f.Indicators, "indicateur"))
	q.Department = read(f.Departments, "departement")
	q.Window.Procedure, q.Window.Ground = read(f.Procedures, "procedure"), read(f.Grounds, "fondement")
	q.Window.Review = observatory.ReviewState(read(f.States, "relecture"))
	if level := read(f.Levels, "preuve"); level != "" {
		q.Where[indicators.Level] = level
	}
	if by := read(f.Splits, "par"); by != "" {
		q.By = []indicators.Dimension{indicators.Dimension(by)}
	}
	faults = append(faults, f.days(query)...)
	if len(faults) > 0 {
		return f, observatory.InputErrorf("%s. Corrigez ces filtres, puis affichez de nouveau", strings.Join(faults, " ; "))
	}
	return f, nil
}

// days reads the first and the last day.
func (f *freeFilters) days(query url.Values) (faults []string) {
	w := &f.request.Window
	for name, day := range map[string]*observatory.Date{"du": &w.From, "au": &w.To} {
		if text := query.Get(name); text != "" {
			given, err := observatory.ParseDate(text)
			if err != nil {
				faults = append(faults, "« "+name+" » : « "+text+" » n’est pas un jour (AAAA-MM-JJ)")
				continue
			}
			*day = given
		}
	}
	if w.To < w.From {
		faults = append(faults, "le dernier jour précède le premier")
	}
	slices.Sort(faults)
	f.From, f.To = w.From.String(), w.To.String()
	return faults
}

// choose sets the indicators that are computed: one, or all those of cases.
func (f *freeFilters) choose(id string) {
	for _, d := range indicators.All() {
		if d.Proof == indicators.ByCase && (id == "" || d.ID == id) {
			f.chosen = append(f.chosen, d)
		}
	}
}

// options fills the lists of the form.
func (f *freeFilters) options(s *site) {
	every := func(word string) []option { return []option{{"", word, false}} }
	f.Indicators, f.Departments, f.Procedures, f.Grounds = every("tous"), every("tous"), every("toutes"), every("tous")
	for _, d := range indicators.All() {
		if d.Proof == indicators.ByCase {
			f.Indicators = append(f.Indicators, option{d.ID, s.words.Typeset(d.Name.FR), false})
		}
	}
	for _, d := range s.Catalogue.Departments() {
		f.Departments = append(f.Departments, option{d.Code, d.Name + " (" + d.Code + ")", false})
	}
	for _, p := range s.Catalogue.Procedures() {
		f.Procedures = append(f.Procedures, option{p.Code, s.words.Typeset(p.Name), false})
	}
	for _, g := range s.Catalogue.Grounds() {
		f.Grounds = append(f.Grounds, option{g.Code, s.words.Typeset(g.Name), false})
	}
	f.Levels = append(every("tous"), s.levels()...)
	f.States = append(every("tous"), reviewStates()...)
	f.Splits = []option{{"", "ensemble", false}, {string(indicators.Month), "mois", false}, {string(indicators.Department), "département", false}}
}

// levels are the levels of evidence, for a list to choose from.
func (s *site) levels() []option {
	var list []option
	for _, level := range []observatory.EvidenceLevel{observatory.LevelDocument, observatory.LevelScreenshot, observatory.LevelTold} {
		list = append(list, option{string(level), s.words.Typeset(label(s.desk.Labels("niveau de preuve"), string(level))), false})
	}
	return list
}

// split is the dimension that the figures are split by, empty without one.
func (f *freeFilters) split() string {
	if len(f.request.By) == 0 {
		return ""
	}
	return string(f.request.By[0])
}

// object says for the log of readings which figures were read.
func (f *freeFilters) object() string {
	q := f.request
	parts := []string{"from=" + q.Window.From.String(), "to=" + q.Window.To.String()}
	add := func(name, value string) {
		if value != "" {
			parts = append(parts, name+"="+value)
		}
	}
	if len(f.chosen) == 1 {
		add("indicator", f.chosen[0].ID)
	}
	add("association", q.Where[indicators.Association])
	add("department", q.Department)
	add("procedure", q.Window.Procedure)
	add("ground", q.Window.Ground)
	add("level", q.Where[indicators.Level])
	add("review", string(q.Window.Review))
	add("by", f.split())
	return strings.Join(parts, " ")
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
