package dashboard

import (
	"context"
	"net/http"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// theme is the page of indicators that are read together.
type theme struct {
	path, title, lede string
	holds             []string // families of indicators, as Definition.Family names them
}

// themes are the pages of the families of indicators. The duty matrix, the
// journeys and the information have pages of their own.
func themes() []theme {
	return []theme{
		{
			"/pan", "PAN et rendez-vous",
			"Ce que montrent les pages de rendez-vous des points d’accueil numérique (PAN), et ce qu’on sait des lieux eux-mêmes.",
			[]string{"pan", "equality"},
		},
		{
			"/attestations", "Attestations de prolongation",
			"Les périodes sans document valable pendant l’examen d’une demande, l’attestation de prolongation d’instruction (API) et ce qu’elle permet.",
			[]string{"certificate"},
		},
		{
			"/clotures", "Clôtures de dossiers",
			"Ce que disent les messages qui ferment un dossier ANEF sans décision sur le fond.",
			[]string{"closure"},
		},
		{
			"/accompagnement", "Accompagnement et substitution",
			"Le centre de contact citoyens (CCC), la solution de substitution de l’article R. 431-2, les autres voies et la confidentialité.",
			[]string{"ccc", "substitution", "alternatives", "confidentiality"},
		},
	}
}

// indicators of the family, in the order of their definitions.
func (f theme) indicators() []indicators.Definition {
	return slices.DeleteFunc(indicators.All(), func(d indicators.Definition) bool { return !slices.Contains(f.holds, d.Family()) })
}

// themePage is the page of a family.
type themePage struct {
	page

	Lede, Period, Horizon string
	Edition               string // horizon of the case figures, empty while none is published
	Lag                   string // that no delay of reports was measured, empty where one was
	File                  string
	Slots, Persons        bool // some figures are of slots, of persons
	Sections              []section
}

// theme serves the page of a family.
func (s *site) theme(f theme) handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		return s.drawn(w, r, f.path, func(shot *snapshot) (asset, error) {
			if err := s.fillThemes(r.Context(), shot); err != nil {
				return asset{}, err
			}
			data := s.themePage(shot, f)
			for i := range data.Sections {
				if data.Sections[i].Definition.ID != spreadID {
					continue
				}
				funnels, err := s.funnels(r.Context(), shot)
				if err != nil {
					return asset{}, err
				}
				data.Sections[i].Funnels = funnels
			}
			return s.render("family", data)
		})
	}
}

func (s *site) themePage(shot *snapshot, f theme) themePage {
	data := themePage{
		page: s.page(f.title), Lede: f.lede, File: f.path + ".csv",
		Period: s.windowWords(shot), Horizon: s.words.Moment(shot.window.Horizon, s.zone),
	}
	data.Here, data.Charts = f.path, true
	if !shot.published.Horizon.IsZero() {
		data.Edition = s.words.Moment(shot.published.Horizon, s.zone)
	}
	data.Lag = s.lagNote(shot.published)
	for _, d := range f.indicators() {
		data.Persons = data.Persons || d.Proof == indicators.ByCase
		data.Slots = data.Slots || d.Family() == "pan"
		data.Sections = append(data.Sections, s.section(shot, d, ""))
	}
	return data
}

// fillThemes makes the tables that only pages of families show, once for each
// version of the data.
func (s *site) fillThemes(ctx context.Context, shot *snapshot) error {
	_, err := shot.more.get(func() (map[string]tables, error) {
		more := map[string]tables{}
		var mu sync.Mutex
		group, ctx := errgroup.WithContext(ctx)
		group.SetLimit(atOnce)
		reader := &onceReader{Reader: s.Reader, read: map[string]func() ([]observatory.CountRow, error){}}
		for _, f := range themes() {
			for _, d := range f.indicators() {
				if _, ok := shot.tables[d.ID]; ok {
					continue
				}
				group.Go(func() (err error) {
					var made tables
					if d.Proof == indicators.ByCase {
						made = publishedTables(shot.published, d, shot.window)
					} else {
						made, err = s.computeTables(ctx, reader, shot.window, d)
					}
					mu.Lock()
					defer mu.Unlock()
					more[d.ID] = made
					return err
				})
			}
		}
		return more, group.Wait()
	})
	return err
}

// of gives the tables of an indicator: those of a family's page only after
// fillThemes.
func (s *snapshot) of(id string) tables {
	if t, ok := s.tables[id]; ok {
		return t
	}
	return s.more.peek()[id]
}

// localSections are the sections of a department: every indicator that has
// figures of it which anyone may see.
func (s *site) localSections(shot *snapshot, department string) []section {
	var sections []section
	for _, f := range themes() {
		for _, d := range f.indicators() {
			if d.Allows(indicators.Department) {
				sections = append(sections, s.section(shot, d, department))
			}
		}
	}
	return sections
}

// windowWords is the window of the pages in words.
func (s *site) windowWords(shot *snapshot) string {
	return s.period(observatory.Period{Span: observatory.Span{Start: shot.window.From, End: shot.window.To}})
}
