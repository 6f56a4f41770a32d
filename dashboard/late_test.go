package dashboard

import (
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// TestRecentMonthsOfCasesAreMarked holds that what still grows says so wherever
// it is shown: half of the facts of this world are reported two months late.
func TestRecentMonthsOfCasesAreMarked(t *testing.T) {
	m := world()
	today := observatory.DateOf(now(), time.UTC)
	for day := today - 700; day <= today; day++ {
		for _, late := range []observatory.Date{0, 60} {
			if day+late <= today {
				m.rows["cases.lag"] = append(m.rows["cases.lag"], observatory.CountRow{Values: []int64{int64(day), int64(day + late), 1}})
			}
		}
	}
	server, _ := start(t, m.judged(t), nil)
	for _, address := range []string{"/attestations", "/matrice"} {
		if _, body, _ := get(t, server, address); strings.Contains(clean(body), clean(indicators.NoLag)) {
			t.Errorf("%s says that no delay was measured", address)
		}
	}
	_, body, _ := get(t, server, "/matrice")
	duty := clean(text(byID(parse(t, body), anchor("r431-15-1.certificate"))))
	if !strings.Contains(duty, "incomplet : des faits arrivent encore") || !strings.Contains(clean(body), "Des faits de ce mois arrivent encore") {
		t.Errorf("the matrix marks no month:\n%s", duty)
	}
	_, body, _ = get(t, server, "/attestations")
	section := clean(text(byID(parse(t, body), "certificate-gap-share")))
	if !strings.Contains(section, "incomplet : environ 50 % des faits de la fin rapportés") {
		t.Errorf("the page marks no month:\n%s", section)
	}
	_, body, _ = get(t, server, "/graphique/certificate.gap_share")
	body = clean(body)
	if !strings.Contains(body, "octobre 2026 (incomplet)") || strings.Contains(body, "juin 2026 (incomplet)") {
		t.Errorf("the chart marks other months:\n%s", body)
	}
	for _, path := range []string{"/attestations.csv", "/publication.csv"} {
		_, body, _ = get(t, server, path)
		rows, err := csv.NewReader(strings.NewReader(body)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		period, mark, share := slices.Index(rows[0], "period"), slices.Index(rows[0], "incomplete"), slices.Index(rows[0], "reported")
		seen := map[string]string{}
		for _, row := range rows[1:] {
			if row[0] == "certificate.gap_share" {
				seen[row[period]] = row[mark] + " " + row[share]
			}
		}
		for name, want := range map[string]string{"2026-10": "true 0.500000", "2026-06": "false 1.000000", "2026": "true 0.500000", "2026-T2": "false 1.000000"} {
			if got := seen[name]; got != want {
				t.Errorf("%s, %s: %q, want %q", path, name, got, want)
			}
		}
	}
}

// Where nothing shows how late reports come, pages say so, once.
func TestNoDelayMeasuredIsSaid(t *testing.T) {
	server, _ := start(t, world().judged(t), nil)
	for _, address := range []string{"/", "/attestations", "/departement/93", "/matrice"} {
		if _, body, _ := get(t, server, address); strings.Count(clean(text(parse(t, body))), clean(indicators.NoLag)) != 1 {
			t.Errorf("%s does not say once that no delay was measured", address)
		}
	}
}
