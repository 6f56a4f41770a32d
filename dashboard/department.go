package dashboard

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// latestAttempts is how many attempts the page of a department shows.
const latestAttempts = 20

// departmentPage is the page at /departement/{code}.
type departmentPage struct {
	page

	Name     string
	Code     string
	Period   string
	Horizon  string
	Caution  string
	Lag      string // that no delay of reports was measured, empty where one was
	Targets  []targetView
	Sections []section
	Attempts []attemptRow
	Sites    []siteView
	PANs     pansView
	Manual   []manualView
	Axe      []axeView

	Duties    []dutyRow // held against the facts of the department in DutyMonth
	DutyMonth string
}

// targetView is a thing probed, with its latest figure.
type targetView struct {
	Name, System, Address string
	Status, Source        string
	Figure                figureView
	Unattended            bool
}

// siteView is one page of a prefecture's site and what was read on it.
type siteView struct {
	Address string
	Read    string
	Cut     bool
	Facts   []factView
}

type factView struct {
	Item, State, StateClass, Value, Quote string
	Expected                              string // what the catalogue holds, where the page contradicts it

	rank int // what most needs a look comes first
}

// department serves the page of one department.
func (s *site) department(w http.ResponseWriter, r *http.Request) error {
	department, ok := s.Catalogue.Department(r.PathValue("code"))
	if !ok {
		return notFound("Département inconnu", "Aucun département ne porte le code « "+r.PathValue("code")+" ». Les codes vont de 01 à 95, 2A et 2B, 971 à 978.")
	}
	shot, err := s.figures.get(r.Context())
	if err != nil {
		return err
	}
	answer, err := shot.once("/departement/"+department.Code, func() (asset, error) {
		return s.drawDepartment(r.Context(), shot, department)
	})
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	return send(w, r, answer)
}

func (s *site) drawDepartment(ctx context.Context, shot *snapshot, department observatory.Department) (asset, error) {
	data := departmentPage{
		page: s.page(department.Name + " (" + department.Code + ")"), Name: department.Name, Code: department.Code,
		Period:  s.windowWords(shot),
		Horizon: s.words.Moment(shot.window.Horizon, s.zone),
		Caution: s.words.T("cases.caution"), Lag: s.lagNote(shot.published),
		Targets: s.targets(shot, department.Code),
	}
	data.Charts = true
	err := s.fillThemes(ctx, shot)
	if err != nil {
		return asset{}, err
	}
	data.Sections = s.localSections(shot, department.Code)
	if data.Attempts, err = s.attemptRows(ctx, observatory.AttemptFilter{
		Window: shot.window, Department: department.Code, Newest: true, Limit: latestAttempts,
	}); err != nil {
		return asset{}, err
	}
	if data.Manual, err = s.manual(ctx, shot, department.Code); err != nil {
		return asset{}, err
	}
	if data.Duties, data.DutyMonth, err = s.localDuties(ctx, shot, department.Code); err != nil {
		return asset{}, err
	}
	facts, err := s.facts(ctx, shot, department.Code)
	if err != nil {
		return asset{}, err
	}
	data.Sites, data.Axe, data.PANs = s.sites(facts), s.axe(facts), s.pans(department.Code)
	body, err := s.views.render("department", data)
	if err != nil {
		return asset{}, err
	}
	return htmlAsset(body)
}

// targets lists what is known to be probed or probable in a department.
func (s *site) targets(shot *snapshot, department string) []targetView {
	var views []targetView
	d, _ := indicators.ByID("pan.availability")
	for _, target := range s.Targets {
		if target.Department != department {
			continue
		}
		figure := s.empty(d, department, shot.window)
		figure.Target = target.ID
		i := slices.IndexFunc(shot.tables[d.ID].targets.Figures, func(f observatory.Figure) bool {
			return f.Target == target.ID && f.Series == string(observatory.Unattended) && f.Accounting == observatory.Strict
		})
		if i >= 0 {
			figure = shot.tables[d.ID].targets.Figures[i]
		}
		views = append(views, targetView{
			Name: s.words.Typeset(target.Name), System: s.words.System(target.System), Address: target.Address,
			Status: s.words.Status(target.Status), Source: s.words.Typeset(target.Source), Figure: s.view(figure), Unattended: i >= 0,
		})
	}
	return views
}

// facts reads the newest facts of the pages of a department.
func (s *site) facts(ctx context.Context, shot *snapshot, department string) ([]observatory.PageFact, error) {
	filter := observatory.PageFactFilter{
		Window:     observatory.Window{Horizon: shot.window.Horizon, Simulation: shot.window.Simulation},
		Department: department, Latest: true,
	}
	var facts []observatory.PageFact
	for fact, err := range s.Reader.PageFacts(ctx, filter) {
		if err != nil {
			return nil, fmt.Errorf("read page facts of department %s: %w", department, err)
		}
		facts = append(facts, fact)
	}
	return facts, nil
}

// sites gathers the facts of the information audit, page by page.
func (s *site) sites(facts []observatory.PageFact) []siteView {
	var views []siteView
	for _, fact := range facts {
		if _, accessibility := fact.AxeRule(); accessibility {
			continue
		}
		i := slices.IndexFunc(views, func(v siteView) bool { return v.Address == fact.Address })
		if i < 0 {
			i = len(views)
			views = append(views, siteView{Address: fact.Address, Read: s.words.Moment(fact.At, s.zone)})
		}
		views[i].Cut = views[i].Cut || fact.Cut
		views[i].Facts = append(views[i].Facts, factView{
			Item: s.words.Item(fact.Item), State: s.words.State(fact.State), StateClass: "state-" + string(fact.State),
			Value: fact.Value, Quote: fact.Quote, Expected: s.expected(fact), rank: slices.Index(worstFirst(), fact.State),
		})
	}
	slices.SortStableFunc(views, func(a, b siteView) int { return strings.Compare(a.Address, b.Address) })
	for _, v := range views {
		slices.SortStableFunc(v.Facts, func(a, b factView) int { return cmp.Or(cmp.Compare(a.rank, b.rank), strings.Compare(a.Item, b.Item)) })
	}
	return views
}

// worstFirst is the order in which the states of items are shown.
func worstFirst() []observatory.FactState {
	return []observatory.FactState{observatory.Wrong, observatory.Obsolete, observatory.Absent, observatory.Present, observatory.CannotTell}
}

// expected is the national fact that a page contradicts, with its source.
func (s *site) expected(fact observatory.PageFact) string {
	id := map[string]string{"ccc_phone": "ccc.phone", "certificate_months": "certificate.maximum_months"}[fact.Item]
	if fact.State != observatory.Wrong || id == "" {
		return ""
	}
	for _, known := range s.Catalogue.NationalFacts() {
		if known.ID == id {
			return s.words.Typeset("le catalogue tient : " + known.Value + " (" + known.Source + ")")
		}
	}
	return ""
}
