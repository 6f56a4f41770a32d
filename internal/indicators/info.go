package indicators

import (
	"cmp"
	"maps"
	"slices"
	"time"

	"vigie/internal/observatory"
)

// Ids of the indicators of the information given on prefectures' sites. They are
// counts over the newest facts of each page, without a test and without an
// interval.
const (
	infoCompletenessID   = "info.completeness"
	infoContradictionsID = "info.contradictions"
)

// InfoDefinitions defines the figures of the information audit (design.md
// section 5, "Information").
func InfoDefinitions() []Definition {
	completeness := pageCount(
		Definition{
			ID:   infoCompletenessID,
			Name: Text{FR: "Informations données par le site", EN: "Information given by the site"},
			Meaning: Text{
				FR: "Nombre des informations attendues que le site d’une préfecture donne, parmi celles dont la présence ou l’absence a pu être dite.",
				EN: "Number of the expected items that a prefecture’s site gives, among those whose presence or absence could be told.",
			},
			Legal: []string{"r431-2.support", "order-2023-08-01.pan"}, Direction: HigherIsBetter,
			Numerator:   "informations présentes sur au moins une page lue, ni périmées ni fausses",
			Denominator: "informations présentes, absentes, périmées ou fausses ; « indéterminé » n’est compté ni pour ni contre",
			N:           "informations attendues", Coverage: "informations dites sur informations attendues",
			Biases: []string{
				"« Absent » veut dire : sur aucune des pages lues. Une page que le menu ne montre pas n’est pas lue.",
				"Les règles qui lisent les pages se trompent parfois ; leur précision et leur rappel sont publiés dans docs/information.md.",
			},
		}, func(d Definition, _ Request) reading { return &completenessRows{pageRows{definition: d}} },
	)
	contradictions := pageCount(
		Definition{
			ID:   infoContradictionsID,
			Name: Text{FR: "Contradictions entre sites", EN: "Contradictions between sites"},
			Meaning: Text{
				FR: "Nombre de règles nationales dont les sites de deux départements au moins disent des choses différentes.",
				EN: "Number of national rules of which the sites of two departments or more say different things.",
			},
			Legal: []string{"r431-2.support", "order-2023-08-01.pan"}, Direction: LowerIsBetter,
			Numerator:   "règles nationales dites de deux façons au moins",
			Denominator: "règles nationales comparées",
			N:           "sites qui disent quelque chose de la règle", Coverage: "sans objet",
			Biases: []string{"Un site qui ne dit rien d’une règle ne contredit rien."},
		}, func(d Definition, _ Request) reading { return &contradictionRows{pageRows{definition: d}} },
	)
	contradictions.MinimumN, contradictions.Splits = 2, []Dimension{}
	return []Definition{completeness, contradictions}
}

// InfoSite is what the pages of one department's site say together.
type InfoSite struct {
	Department string
	Pages      int
	Read       time.Time // of the newest page
	Items      map[string]observatory.PageFact
	Present    int64 // of the items asked for
	Told       int64 // of the items asked for: all but "cannot tell"
	Asked      int64
}

// InfoSites gathers the newest facts of every page by department, over the items
// asked for, and counts. A page without a department takes no
// part, nor does a rule of accessibility. Of several
// pages, one that is wrong speaks first, then one that has the item, then one
// whose link is dead; "absent" is said only when every page is.
func InfoSites(facts []observatory.PageFact, keys []string) []InfoSite {
	sites := map[string]*InfoSite{}
	pages := map[[2]string]bool{}
	for _, f := range facts {
		if _, accessibility := f.AxeRule(); accessibility || f.Department == "" {
			continue
		}
		s := sites[f.Department]
		if s == nil {
			s = &InfoSite{Department: f.Department, Items: map[string]observatory.PageFact{}}
			sites[f.Department] = s
		}
		if page := [2]string{f.Department, f.Address}; !pages[page] {
			pages[page] = true
			s.Pages++
		}
		if f.At.After(s.Read) {
			s.Read = f.At
		}
		if kept, ok := s.Items[f.Item]; !ok || infoBefore(f, kept) {
			s.Items[f.Item] = f
		}
	}
	list := make([]InfoSite, 0, len(sites))
	for _, code := range slices.Sorted(maps.Keys(sites)) {
		s := sites[code]
		s.Asked = int64(len(keys))
		for _, key := range keys {
			state := s.Items[key].State
			if state == observatory.Present {
				s.Present++
			}
			if state != observatory.CannotTell && state != "" {
				s.Told++
			}
		}
		list = append(list, *s)
	}
	return list
}

// infoBefore reports whether a fact speaks for a site before another.
func infoBefore(a, b observatory.PageFact) bool {
	order := []observatory.FactState{observatory.Wrong, observatory.Present, observatory.Obsolete, observatory.CannotTell, observatory.Absent}
	return cmp.Or(
		cmp.Compare(slices.Index(order, a.State), slices.Index(order, b.State)),
		b.At.Compare(a.At),
		cmp.Compare(a.Address, b.Address),
	) < 0
}

// InfoSaid is what one page says of a national rule, in its own words.
type InfoSaid struct {
	Value string // normalised
	Fact  observatory.PageFact
}

// InfoContradiction is a national rule of which the sites of two departments or
// more say different things.
type InfoContradiction struct {
	Rule string     // id of the catalogue's national fact
	Said []InfoSaid // by value, department and address
}

// InfoContradictions finds what the sites of different departments say differently
// of one national rule: the number of the contact centre, what the certificate
// proves and how long it holds at most, whether there is a substitution
// procedure. What a page does not say contradicts nothing.
func InfoContradictions(facts []observatory.PageFact) []InfoContradiction {
	said := map[string][]InfoSaid{}
	for _, f := range facts {
		if rule, value := infoStatement(f); rule != "" && f.Department != "" {
			said[rule] = append(said[rule], InfoSaid{Value: value, Fact: f})
		}
	}
	var list []InfoContradiction
	for _, rule := range slices.Sorted(maps.Keys(said)) {
		all := said[rule]
		slices.SortStableFunc(all, func(a, b InfoSaid) int {
			return cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.Fact.Department, b.Fact.Department), cmp.Compare(a.Fact.Address, b.Fact.Address))
		})
		if infoDiffer(all) {
			list = append(list, InfoContradiction{Rule: rule, Said: all})
		}
	}
	return list
}

// infoStatement gives what a fact says of a national rule, empty when nothing.
func infoStatement(f observatory.PageFact) (rule, value string) {
	stands := map[observatory.FactState]string{observatory.Present: "oui", observatory.Obsolete: "oui", observatory.Wrong: "non"}[f.State]
	switch {
	case stands == "":
	case f.Item == "ccc_phone":
		return "ccc.phone", f.Value
	case f.Item == "certificate_equivalence":
		return "certificate.proves_stay", stands
	case f.Item == "substitution":
		return "substitution.exists", stands
	case f.Item == "certificate_months":
		return "certificate.maximum_months", f.Value
	}
	return "", ""
}

// infoDiffer reports whether two departments say different things.
func infoDiffer(said []InfoSaid) bool {
	return slices.ContainsFunc(said, func(a InfoSaid) bool {
		return slices.ContainsFunc(said, func(b InfoSaid) bool {
			return a.Value != b.Value && a.Fact.Department != b.Fact.Department
		})
	})
}

// InfoAsked are the items that every site is asked for, in the order in which
// pages show them.
func InfoAsked() []string {
	return []string{
		"anef_named", "anef_link", "online_procedures", "online_since", "pan_named", "pan_address", "pan_hours", "pan_booking", "booking_link",
		"pan_audience", "equipment_support", "ccc_phone", "ccc_form", "ccc_first", "certificate_renewal", "certificate_equivalence",
		"substitution", "last_updated",
	}
}
