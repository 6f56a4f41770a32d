package dashboard

import (
	"encoding/csv"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// Each filter reaches the reader, and each reading is logged with its filters
// before anything is shown.
func TestFreeFiguresAreFilteredAndLogged(t *testing.T) {
	o := newOffice(t)
	o.figures = &filtered{memory: world()}
	o.desk.Figures = o.figures
	server := openOffice(t, o, nil)
	claire, anne := o.person(t, server, "claire", access.Contributor), o.person(t, server, "anne", access.Analyst)
	year := "from=2025-11-01 to=2026-11-23"
	for _, c := range []struct {
		name, path string
		cookie     *http.Cookie
		want       observatory.Window
		object     string
		says       string
	}{
		{"own cases", "/chiffres", claire, observatory.Window{}, year + " association=asso", "Vos dossiers seulement"},
		{"own, of a state", "/chiffres?preuve=document&relecture=verified", claire, observatory.Window{Review: "verified"}, year + " association=asso level=document review=verified", "Vos dossiers seulement"},
		{"all cases", "/analyse", anne, observatory.Window{}, year, "Les dossiers de toutes les associations"},
		{"by procedure and ground", "/analyse?procedure=renewal&fondement=student", anne, observatory.Window{Procedure: "renewal", Ground: "student"}, year + " procedure=renewal ground=student", "Renouvellement de titre"},
		{
			"one indicator of a department, by month", "/analyse?indicateur=ccc.answered&departement=93&par=month&du=2026-03-01&au=2026-06-30", anne,
			observatory.Window{},
			"from=2026-03-01 to=2026-06-30 indicator=ccc.answered department=93 by=month", "mars 2026",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			o.figures.windows = nil
			before := len(o.readings)
			response, body := ask(t, server, c.cookie, http.MethodGet, c.path, "", "")
			if response.StatusCode != http.StatusOK || !strings.Contains(plain(body), c.says) {
				t.Fatalf("status %d\n%s", response.StatusCode, body)
			}
			if len(o.readings) != before+1 || o.readings[before].Object != c.object {
				t.Errorf("logged %+v, want one reading of %q", o.readings[before:], c.object)
			}
			if len(o.figures.windows) == 0 {
				t.Error("nothing was read")
			}
			for _, w := range o.figures.windows {
				if w.Review != c.want.Review || w.Procedure != c.want.Procedure || w.Ground != c.want.Ground {
					t.Errorf("read over %+v, want %+v", w, c.want)
				}
			}
		})
	}
}

// An analyst reads exact numbers that the public is not told, on the page and in
// the file.
func TestFreeFiguresAreExact(t *testing.T) {
	o := newOffice(t)
	few := &memory{rows: map[string][]observatory.CountRow{}}
	for i := range 4 {
		yes := int64(i % 2)
		few.rows["ccc.answered"] = append(few.rows["ccc.answered"], observatory.CountRow{
			Keys: []string{"93", "2026-10", "asso", string(rune('a' + i)), "", "document"}, Values: []int64{1, yes, 1 - yes},
		})
	}
	o.desk.Figures = few
	server := openOffice(t, o, nil)
	anne := o.person(t, server, "anne", access.Analyst)
	_, body := ask(t, server, anne, http.MethodGet, "/analyse?indicateur=ccc.answered", "", "")
	for _, want := range []string{"2 sur 4", "4 personnes", "/analyse.csv?indicateur=ccc.answered"} {
		if !strings.Contains(plain(body), want) {
			t.Errorf("the page lacks %q:\n%s", want, body)
		}
	}
	response, body := ask(t, server, anne, http.MethodGet, "/analyse.csv?indicateur=ccc.answered&par=department", "", "")
	rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
	if err != nil || len(rows) < 2 || response.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%v, %d rows, %v", err, len(rows), response.Header)
	}
	cell := func(row []string, name string) string { return row[slices.Index(rows[0], name)] }
	if cell(rows[1], "numerator") != "2" || cell(rows[1], "n") != "4" || cell(rows[1], "place") != "93" || !strings.HasSuffix(cell(rows[1], "filters"), "by=department") {
		t.Errorf("row %v", rows[1])
	}
	if last := o.readings[len(o.readings)-1]; last.Action != "read_all_figures" || !strings.HasSuffix(last.Object, " csv") || last.Role != "analyst" {
		t.Errorf("logged %+v", last)
	}
	_, body = ask(t, server, anne, http.MethodGet, "/analyse?indicateur=certificate.gap_days", "", "")
	if !strings.Contains(plain(body), "Aucun dossier de ce choix ne permet de le calculer") || strings.Contains(plain(body), "aucune mesure") {
		t.Errorf("an indicator of nobody is a table of empty rows:\n%s", body)
	}
	_, body = ask(t, server, anne, http.MethodGet, "/lectures", "", "")
	for _, want := range []string{"Chiffres exacts", "indicateur ccc.answered, par département"} {
		if !strings.Contains(strings.ToLower(plain(body)), strings.ToLower(want)) {
			t.Errorf("her readings lack %q:\n%s", want, body)
		}
	}
	o.logFails = errors.New("disk full")
	for _, path := range []string{"/analyse", "/analyse.csv"} {
		if response, body := ask(t, server, anne, http.MethodGet, path, "", ""); response.StatusCode != http.StatusInternalServerError || strings.Contains(body, "ccc.answered") {
			t.Errorf("%s: a reading that cannot be logged was answered: status %d", path, response.StatusCode)
		}
	}
}

// What is no filter is refused with the form, and read by nobody.
func TestFreeFiguresRefuseWhatIsNoFilter(t *testing.T) {
	o := newOffice(t)
	o.figures = &filtered{memory: world()}
	o.desk.Figures = o.figures
	server := openOffice(t, o, nil)
	anne := o.person(t, server, "anne", access.Analyst)
	for query, want := range map[string]string{
		"preuve=pigeon": "« pigeon » n’est pas un choix", "departement=99": "« 99 »", "fondement='": "« fondement »", "du=hier": "« hier » n’est pas un jour",
		"du=2026-05-02&au=2026-05-01": "précède le premier", "indicateur=pan.door": "« pan.door »", "par=association": "« association »",
	} {
		for _, path := range []string{"/analyse", "/analyse.csv"} {
			response, body := ask(t, server, anne, http.MethodGet, path+"?"+query, "", "")
			if response.StatusCode != http.StatusBadRequest || !strings.Contains(strings.ReplaceAll(plain(body), "&#39;", "'"), want) {
				t.Errorf("%s?%s: status %d, want 400 and %q", path, query, response.StatusCode, want)
			}
		}
	}
	if len(o.figures.windows)+len(o.readings) > 0 {
		t.Errorf("%d queries, %d readings logged", len(o.figures.windows), len(o.readings))
	}
	response, body := ask(t, server, nil, http.MethodGet, "/analyse?preuve=document", "", "")
	if response.StatusCode != http.StatusForbidden || !strings.Contains(body, "demandez un compte") || !strings.Contains(body, "/publication.csv") {
		t.Errorf("nobody signed in: status %d\n%s", response.StatusCode, body)
	}
}
