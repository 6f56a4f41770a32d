package catalogue

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

func loaded(t *testing.T) *Catalogue {
	t.Helper()
	c, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCounts(t *testing.T) {
	c := loaded(t)
	zones, roles := map[string]int{}, map[string]int{}
	for _, d := range c.Departments() {
		zones[d.Zone]++
	}
	for _, p := range c.Prefectures() {
		roles[p.Role]++
	}
	if diff := cmp.Diff(map[string]int{"metro": 96, "drom": 5, "com": 3}, zones); diff != "" {
		t.Errorf("departments (-want +got):\n%s", diff)
	}
	want := map[string]int{RolePrefecture: 101, RolePolice: 1, RoleDelegated: 2, RoleSub: 233}
	if diff := cmp.Diff(want, roles); diff != "" {
		t.Errorf("prefectures (-want +got):\n%s", diff)
	}
	if len(c.Families()) != 5 || len(c.Measures()) != 11 || len(c.Targets()) != 0 {
		t.Errorf("%d families, %d measures, %d targets", len(c.Families()), len(c.Measures()), len(c.Targets()))
	}
	for i, m := range c.Measures() {
		if m.Number != i+1 {
			t.Errorf("measure %d stands at place %d", m.Number, i+1)
		}
	}
}

func TestCodesAreStrings(t *testing.T) {
	c := loaded(t)
	for code, name := range map[string]string{"01": "Ain", "2A": "Corse-du-Sud", "2B": "Haute-Corse", "971": "Guadeloupe", "978": "Saint-Martin"} {
		d, ok := c.Department(code)
		if !ok || d.Code != code || d.Name != name {
			t.Errorf("%s: got %+v, %v", code, d, ok)
		}
	}
	for _, code := range []string{"", "1", "20", "97", "975 ", "999"} {
		if d, ok := c.Department(code); ok {
			t.Errorf("%q is no department: got %+v", code, d)
		}
	}
	if d, ok := c.Department("2a"); !ok || d.Code != "2A" {
		t.Errorf("2a: got %+v, %v", d, ok)
	}
}

func TestNamesWithArticle(t *testing.T) {
	c := loaded(t)
	want := map[string]string{
		"01": "de l’Ain", "75": "de Paris", "84": "de Vaucluse", "21": "de la Côte-d’Or", "04": "des Alpes-de-Haute-Provence",
		"89": "de l’Yonne", "974": "de La Réunion", "xx": "",
	}
	got := map[string]string{}
	for code := range want {
		got[code] = c.DepartmentOf(code)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if c.RegionCode("89") != "27" || c.RegionCode("") != "" {
		t.Errorf("regions: %q, %q", c.RegionCode("89"), c.RegionCode(""))
	}
}

func TestZonesGiveTheLocalDay(t *testing.T) {
	c := loaded(t)
	instant := time.Date(2026, 11, 22, 23, 30, 0, 0, time.UTC)
	for code, want := range map[string]string{
		"75": "2026-11-23", "973": "2026-11-22", "971": "2026-11-22", "974": "2026-11-23", "976": "2026-11-23",
		"975": "2026-11-22", "": "2026-11-23", "unknown": "2026-11-23",
	} {
		if got := observatory.DateOf(instant, c.Zone(code)).String(); got != want {
			t.Errorf("%q: got %s, want %s", code, got, want)
		}
	}
}

func TestEachRowHasSourceAndStatus(t *testing.T) {
	c := loaded(t)
	origins := map[string][]Provenance{}
	for _, d := range c.Departments() {
		origin, ok := c.DepartmentProvenance(d.Code)
		if !ok {
			t.Errorf("%s: no provenance", d.Code)
		}
		origins["departments"] = append(origins["departments"], origin)
	}
	collect(origins, "prefectures", c.Prefectures(), func(p Prefecture) Provenance { return p.Provenance })
	collect(origins, "families", c.Families(), func(f Family) Provenance { return f.Provenance })
	collect(origins, "measures", c.Measures(), func(m Measure) Provenance { return m.Provenance })
	collect(origins, "procedures", c.Procedures(), func(p Procedure) Provenance { return p.Provenance })
	collect(origins, "grounds", c.Grounds(), func(g Ground) Provenance { return g.Provenance })
	collect(origins, "documents", c.DocumentKinds(), func(k DocumentKind) Provenance { return k.Provenance })
	collect(origins, "organisations", c.Organisations(), func(o Organisation) Provenance { return o.Provenance })
	collect(origins, "rules", c.Rules(), func(r Rule) Provenance { return r.Provenance })
	collect(origins, "obligations", c.Obligations(), func(o observatory.Obligation) Provenance {
		return Provenance{Source: o.Source, Status: o.Status}
	})
	for name, list := range origins {
		if len(list) == 0 {
			t.Errorf("%s: no row", name)
		}
		for i, origin := range list {
			if origin.Source == "" || !knownStatus(origin.Status) {
				t.Errorf("%s, row %d: %+v", name, i+1, origin)
			}
		}
	}
}

func collect[T any](into map[string][]Provenance, name string, rows []T, origin func(T) Provenance) {
	for _, r := range rows {
		into[name] = append(into[name], origin(r))
	}
}

func TestSitesThatWereSetByHandAreUnverified(t *testing.T) {
	var unverified []string
	for _, p := range loaded(t).Prefectures() {
		if p.Role != RoleSub && p.Site == "" {
			t.Errorf("%s has no site", p.ID)
		}
		if p.Site != "" && p.SiteStatus == observatory.Unverified {
			unverified = append(unverified, p.Department)
		}
	}
	want := []string{"23", "31", "42", "57", "75", "972", "975", "977", "978"}
	if diff := cmp.Diff(want, unverified); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDepartmentOfHost(t *testing.T) {
	c := loaded(t)
	for host, want := range map[string]string{
		"www.ain.gouv.fr": "01", "oise.gouv.fr": "60", "www.rdv.aveyron.gouv.fr": "12", "rdv.loire.gouv.fr": "42",
		"WWW.Yonne.Gouv.Fr:443": "89", "www.prefecturedepolice.interieur.gouv.fr": "75", "www.cote-dor.gouv.fr": "21",
		"www.saint-barth-saint-martin.gouv.fr": "", "example.org": "", "": "", "www.haute-loire.gouv.fr": "43", "www.sarthe.pref.gouv.fr": "72",
	} {
		got, ok := c.DepartmentOfHost(host)
		if got != want || ok != (want != "") {
			t.Errorf("%q: got %q, %v, want %q", host, got, ok, want)
		}
	}
}

func TestDepositConfirmationNeverProvesStay(t *testing.T) {
	for _, k := range loaded(t).DocumentKinds() {
		if want := k.Event != observatory.EventDepositConfirmation; k.ProvesStay != want {
			t.Errorf("%s: proves stay %v, want %v", k.Code, k.ProvesStay, want)
		}
		if k.Event == observatory.EventCertificate && k.MaximumMonths != 3 {
			t.Errorf("the certificate lasts at most 3 months: got %d", k.MaximumMonths)
		}
	}
}

func TestRulesInForce(t *testing.T) {
	c := loaded(t)
	missing, ok := c.Rule("missing_documents_request")
	if !ok {
		t.Fatal("the rule of R. 431-11 is missing")
	}
	before, first := observatory.NewDate(2025, 6, 15), observatory.NewDate(2025, 6, 16)
	if missing.InForce(before) || !missing.InForce(first) {
		t.Errorf("R. 431-11 starts on 16 June 2025: got %v, %v", missing.InForce(before), missing.InForce(first))
	}
	window, ok := c.Rule("filing_window_annexe9")
	want := map[string]int64{"opens_days_before_end": 120, "closes_days_before_end": 60}
	if diff := cmp.Diff(want, window.Values); !ok || diff != "" {
		t.Errorf("window (-want +got):\n%s", diff)
	}
	certificate, _ := c.Rule("certificate")
	if certificate.Values["maximum_months"] != 3 {
		t.Errorf("certificate: %+v", certificate.Values)
	}
	ended := Rule{To: first}
	if !ended.InForce(first) || ended.InForce(first+1) {
		t.Error("the last day counts, the day after does not")
	}
	if _, ok := c.Rule("no such rule"); ok {
		t.Error("an unknown rule was found")
	}
}

func TestObligationsOfTheFirstIndicators(t *testing.T) {
	bearing := map[string]int{}
	for _, o := range loaded(t).Obligations() {
		for _, id := range o.Indicators {
			bearing[id]++
		}
		if o.Deadline.Known() && o.Status != observatory.Unverified {
			t.Errorf("%s: its deadline was deduced from a decision that was not read, its status is %s", o.ID, o.Status)
		}
	}
	for _, id := range []string{"pan.availability", "pan.door", "certificate.gap_days", "certificate.gap_share", "closure.reason_stated"} {
		if bearing[id] == 0 {
			t.Errorf("no obligation bears on %s", id)
		}
	}
}

// The letter dates the decree wrongly; its mistake must not be reprinted.
func TestTheLettersWrongDateIsNowhere(t *testing.T) {
	for name, file := range shipped(t) {
		if strings.Contains(string(file.Data), "19 mars 2023") || strings.Contains(string(file.Data), "2023-03-19") {
			t.Errorf("%s dates the decree 19 March 2023; it is of 22 March", name)
		}
	}
}

func TestAccessorsGiveCopies(t *testing.T) {
	c := loaded(t)
	c.Obligations()[0].Indicators[0] = "changed"
	c.Rules()[0].Values["changed"] = 1
	c.Prefectures()[0].Name = "changed"
	if c.Obligations()[0].Indicators[0] == "changed" || c.Rules()[0].Values["changed"] == 1 || c.Prefectures()[0].Name == "changed" {
		t.Error("a caller changed the catalogue")
	}
}

// shipped gives the embedded files, to be changed by a test.
func shipped(t *testing.T) fstest.MapFS {
	t.Helper()
	files := fstest.MapFS{}
	err := fs.WalkDir(embedded, "data", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := fs.ReadFile(embedded, name)
		files[strings.TrimPrefix(name, "data/")] = &fstest.MapFile{Data: data}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestFaultsOfTheDataAreAllTold(t *testing.T) {
	replace := func(old, replacement string) func(string) string {
		return func(s string) string {
			if !strings.Contains(s, old) {
				panic("the test's text is not in the file: " + old)
			}
			return strings.Replace(s, old, replacement, 1)
		}
	}
	tests := []struct {
		name, file string
		change     func(string) string
		want       []string
	}{
		{"unknown column", "families.csv", replace("code,name", "code,colour,name"), []string{"families.csv, ligne d’en-tête"}},
		{"missing column", "measures.csv", replace(",status", ""), []string{"measures.csv, ligne d’en-tête"}},
		{"short row", "organisations.csv", func(s string) string { return s + "x,y\n" }, []string{"2 colonnes, attendu 6"}},
		{
			"two faults at once", "organisations.csv", func(s string) string { return s + "caf,,maybe,a,s,sure\n" },
			[]string{"« caf » est déjà pris", "colonne name : valeur manquante", "attendu yes, no", "statut de vérification inconnu « sure »"},
		},
		{"unknown department", "prefectures.csv", replace("P01,01,", "P01,00,"), []string{"P01 : département inconnu « 00 »"}},
		{"bad zone", "departments.csv", replace("Indian/Mayotte", "Indian/Nowhere"), []string{"colonne time_zone"}},
		{"unknown key", "rules.yaml", replace("article:", "artikel:"), []string{"rules.yaml"}},
		{"unknown indicator", "obligations.yaml", replace("pan.door", "door"), []string{"identifiant d’indicateur inattendu « door »"}},
		{"bad date", "obligations.yaml", replace("2023-08-01\n", "01/08/2023\n"), []string{"date illisible"}},
		{"same id twice", "requests.yaml", replace("id: letter.8", "id: letter.7"), []string{"(letter.7) : identifiant manquant ou déjà pris"}},
		{"unknown key of the map", "map.json", replace("\"credit\"", "\"merci\""), []string{"map.json"}},
		{"PAN with an address and no system", "pans.csv", func(s string) string { return s + "p,01,n,,telephone,,http://x.example,,moi,hier,s,verified\n" }, []string{"pans.csv", "colonne system", "colonne prefecture", "adresse https", "seen_on", "online va avec une adresse"}},
		{"PAN of a place elsewhere", "pans.csv", replace(",P04,", ",P89,"), []string{"pan-04 : lieu inconnu « P89 »"}},
		{"PAN of no department", "pans.csv", replace("pan-04,04", "pan-04,00"), []string{"pan-04 : département inconnu « 00 »"}},
		{"target over http", "targets.csv", func(s string) string { return s + "t,anef,01,n,p,http://x.example,who,verified\n" }, []string{"ligne 13", "adresse https"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			files := maps.Clone(shipped(t))
			files[test.file] = &fstest.MapFile{Data: []byte(test.change(string(files[test.file].Data)))}
			_, err := load(files, nil)
			if err == nil {
				t.Fatal("the fault was not seen")
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got %q, want %q in it", err, want)
				}
			}
		})
	}
}

func TestMissingFileIsTold(t *testing.T) {
	for _, name := range slices.Sorted(maps.Keys(shipped(t))) {
		files := shipped(t)
		delete(files, name)
		if _, err := load(files, nil); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
