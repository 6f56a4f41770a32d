package main

import (
	"cmp"
	"slices"
	"strings"
	"testing"

	"vigie/internal/catalogue"
	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// readFacts are the facts of pages that can be read, without the rules of
// accessibility, the oldest first.
func (v naive) readFacts() []*observatory.PageFact {
	gone := withdrawnBy(v.world.pages, v.horizon)
	var list []*observatory.PageFact
	for _, f := range v.world.pages {
		day := v.dayOf(f)
		if !gone[f.ID] && !f.RecordedAt.After(v.horizon) && !strings.HasPrefix(f.Item, "axe:") && day >= v.from && day <= v.to {
			list = append(list, f)
		}
	}
	return sortedBy(list, func(a, b *observatory.PageFact) int {
		return cmp.Or(a.At.Compare(b.At), slices.Compare(a.ID[:], b.ID[:]))
	})
}

func (v naive) dayOf(f *observatory.PageFact) observatory.Date {
	return observatory.DateOf(f.At, v.zone(f.Department))
}

// newestFacts is what each page of a department said last of an item, up to the
// end of a month.
func (v naive) newestFacts(item string, end observatory.Date) map[string][]*observatory.PageFact {
	newest := map[[2]string]*observatory.PageFact{}
	for _, f := range v.readFacts() {
		if f.Item == item && f.Department != "" && v.dayOf(f) <= end {
			newest[[2]string{f.Department, f.Address}] = f
		}
	}
	byDepartment := map[string][]*observatory.PageFact{}
	for page, f := range newest {
		byDepartment[page[0]] = append(byDepartment[page[0]], f)
	}
	return byDepartment
}

// contradictions counts the national rules that two sites tell differently: the
// number of the contact centre, how long a certificate holds, what it proves,
// whether there is a substitution.
func (v naive) contradictions() number {
	var want number
	telling := map[string]bool{}
	for _, item := range []string{"ccc_phone", "certificate_months", "certificate_equivalence", "substitution"} {
		said := map[string]map[string]bool{} // departments by what they say
		speaking := map[string]bool{}
		for department, facts := range v.newestFacts(item, v.to) {
			for _, f := range facts {
				value := f.Value
				if item == "certificate_equivalence" || item == "substitution" {
					value = map[bool]string{true: "it is not so", false: "it is so"}[f.State == observatory.Wrong]
				}
				if f.State != observatory.Wrong && f.State != observatory.Present && f.State != observatory.Obsolete {
					continue
				}
				if said[value] == nil {
					said[value] = map[string]bool{}
				}
				said[value][department], speaking[department], telling[department] = true, true, true
			}
		}
		if len(speaking) > 1 {
			want.denominator++
			if len(said) > 1 {
				want.numerator++
			}
		}
	}
	want.n, want.value = int64(len(telling)), float64(want.numerator)
	return want
}

// walkIn counts the departments, or looks at one, whose site says that the help
// point receives without an appointment.
func (v naive) walkIn(department string) number {
	var want number
	booking := v.newestFacts("pan_booking", v.to)
	for place := range v.everRead(v.to) {
		if department != "" && place != department {
			continue
		}
		want.n++
		pages := booking[place]
		if slices.ContainsFunc(pages, func(f *observatory.PageFact) bool { return f.State == observatory.Wrong }) {
			continue // a page that is wrong speaks first
		}
		pages = slices.DeleteFunc(pages, func(f *observatory.PageFact) bool { return f.State != observatory.Present })
		if len(pages) == 0 {
			continue
		}
		want.denominator++
		latest := slices.MaxFunc(pages, func(a, b *observatory.PageFact) int {
			return cmp.Or(a.At.Compare(b.At), cmp.Compare(b.Address, a.Address))
		})
		if strings.Contains(latest.Value, "sans rendez-vous") {
			want.numerator++
		}
	}
	want.value, want.covered, want.planned = float64(want.numerator), want.denominator, want.n
	return want
}

// everRead are the departments of which a page was read by a day.
func (v naive) everRead(end observatory.Date) map[string]bool {
	read := map[string]bool{}
	for _, f := range v.readFacts() {
		if f.Department != "" && v.dayOf(f) <= end {
			read[f.Department] = true
		}
	}
	return read
}

// knownPlaces counts the places with a service for foreigners of which a help
// point is known, in the country or in a department; of a month, quarter or year
// those whose department's site was read in each month of it are covered.
func (v naive) knownPlaces(c *catalogue.Catalogue, department string, month observatory.Month) number {
	end, read := v.to, map[string]map[observatory.Month]bool{} // the months in which a site was read
	if month != 0 {
		end = (month + observatory.Month(v.months) - 1).Last()
		for _, f := range v.readFacts() {
			if read[f.Department] == nil {
				read[f.Department] = map[observatory.Month]bool{}
			}
			if v.in(month, v.dayOf(f)) {
				read[f.Department][v.dayOf(f).Month()] = true
			}
		}
	}
	addresses := v.newestFacts("pan_address", end)
	var want number
	for _, p := range c.Prefectures() {
		if p.Foreigners != observatory.Yes || department != "" && p.Department != department {
			continue
		}
		want.n++
		if len(read[p.Department]) == v.months || month == 0 {
			want.covered++
		}
		main := p.Role != catalogue.RoleSub
		known := slices.ContainsFunc(c.PANs(), func(help catalogue.PAN) bool {
			return help.Place == p.ID || help.Place == "" && main && help.Department == p.Department
		})
		given := main && slices.ContainsFunc(addresses[p.Department], func(f *observatory.PageFact) bool { return f.State == observatory.Present })
		if known || given {
			want.numerator++
		}
	}
	want.value, want.denominator, want.planned = float64(want.numerator), want.n, want.n
	return want
}

// checkPages compares what is counted on pages.
func checkPages(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window) {
	t.Helper()
	for _, f := range b.table(t, s, "info.contradictions", w, firstRules()) {
		compare(t, f, v.contradictions())
	}
	for _, by := range [][]indicators.Dimension{nil, {indicators.Department}} {
		for _, f := range b.table(t, s, "pan.walk_in", w, firstRules(), by...) {
			compare(t, f, v.walkIn(f.Department))
		}
	}
	rules := firstRules()
	rules.Places = indicators.RulesOf(b.catalogue).Places
	cuts := []split{{}, {[]indicators.Dimension{"department"}}, {[]indicators.Dimension{"month"}}, {[]indicators.Dimension{"department", "month"}}}
	for i, figures := range b.tables(t, s, "pan.exists", w, rules, cuts) {
		seen := map[string]bool{}
		for _, f := range figures {
			month := monthOf(t, cuts[i], f)
			seen[f.Department] = true
			compare(t, f, v.knownPlaces(b.catalogue, f.Department, month))
			if month != 0 && f.Department != "" && !v.everRead((month + observatory.Month(v.months) - 1).Last())[f.Department] {
				t.Errorf("%s: department %s is told of in %s, and no page of it was read by then", f.Indicator, f.Department, month)
			}
		}
		if cuts[i].has(indicators.Month) && cuts[i].has(indicators.Department) {
			for department := range v.everRead(v.to) {
				if v.knownPlaces(b.catalogue, department, 0).n > 0 && !seen[department] {
					t.Errorf("pan.exists: nothing of department %s", department)
				}
			}
		}
		if len(figures) == 0 {
			t.Errorf("pan.exists %v: no figure", cuts[i].by)
		}
	}
}
