package probes

import (
	"net/url"
	"regexp"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

func TestParseRelease(t *testing.T) {
	const line = "Dernière mise en ligne de rendez-vous : le 04/05/2026 à 11:58 pour des créneaux de la semaine du 18/05/2026"
	tests := map[string]struct {
		text, at, week string
		found          bool
	}{
		"as seen":             {line, "2026-05-04T09:58:00Z", "2026-05-18", true},
		"winter time":         {"Dernière mise en ligne de rendez-vous : le 04/12/2026 à 9:05 pour des créneaux de la semaine du 14/12/2026", "2026-12-04T08:05:00Z", "2026-12-14", true},
		"non-breaking spaces": {"Dernière mise en ligne\u00a0de rendez-vous\u202f: le 04/05/2026 à\n 11h58 pour des  créneaux de la semaine du 18/05/2026", "2026-05-04T09:58:00Z", "2026-05-18", true},
		"in a page":           {"Aucun créneau disponible\n" + line + "\nAccueil", "2026-05-04T09:58:00Z", "2026-05-18", true},
		"without a week":      {"Dernière mise en ligne de rendez-vous : le 04/05/2026 à 11:58", "2026-05-04T09:58:00Z", "", true},
		"impossible day":      {"Dernière mise en ligne de rendez-vous : le 31/02/2026 à 11:58", "", "", false},
		"impossible hour":     {"Dernière mise en ligne de rendez-vous : le 04/05/2026 à 25:58", "", "", false},
		"impossible week":     {"Dernière mise en ligne de rendez-vous : le 04/05/2026 à 11:58 pour des créneaux de la semaine du 32/05/2026", "", "", false},
		"another line":        {"Mise à jour le 04/05/2026 à 11:58", "", "", false},
		"empty":               {"", "", "", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got, found := ParseRelease(test.text)
			at := ""
			if found {
				at = got.At.Format(time.RFC3339)
			}
			if diff := cmp.Diff([]any{test.found, test.at, test.week}, []any{found, at, got.Week.String()}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseFrenchDates(t *testing.T) {
	ref := observatory.NewDate(2026, time.November, 23) // a Monday
	tests := map[string]struct {
		text string
		want []string
	}{
		"numeric":                    {"le 25/11/2026", []string{"2026-11-25"}},
		"two that touch":             {"25/11/2026 26/11/2026", []string{"2026-11-25", "2026-11-26"}},
		"written":                    {"mercredi 25 novembre 2026", []string{"2026-11-25"}},
		"without accents":            {"3 decembre 2026, 4 aout 2027, 5 fevrier 2027", []string{"2026-12-03", "2027-02-05", "2027-08-04"}},
		"short":                      {"mer. 25 nov. 2026", []string{"2026-11-25"}},
		"first of the month":         {"le 1er décembre 2026", []string{"2026-12-01"}},
		"no year, this one":          {"mercredi 25 novembre à 09h00", []string{"2026-11-25"}},
		"no year, next one":          {"lundi 4 janvier", []string{"2027-01-04"}},
		"no year, today":             {"lundi 23 novembre", []string{"2026-11-23"}},
		"weekday disagrees":          {"mardi 4 janvier", nil},
		"sorted, each once":          {"26/11/2026, 25/11/2026, jeudi 26 novembre 2026", []string{"2026-11-25", "2026-11-26"}},
		"impossible":                 {"31/02/2026 et le 30 février 2026", nil},
		"leap day":                   {"29/02/2028 29/02/2027", []string{"2028-02-29"}},
		"part of a longer number":    {"125/11/2026 25/11/20267 1/25/11/2026", nil},
		"hours are no dates":         {"09:00 14h20", nil},
		"words that begin as months": {"2 décisions, 1er décret, 3 mairies, 5 maisons, 10 octets, 2 décès, 4 novices", nil},
		"end of a longer number":     {"guichet 1225 novembre 2026", nil},
		"shortened":                  {"3 déc., 4 janv., 5 sept. 2027, 6 juill. 2027, 7 Décemb. 2026", []string{"2026-12-03", "2026-12-07", "2027-01-04", "2027-07-06", "2027-09-05"}},
		"july and june":              {"2 juillet 2027, 3 juin 2027", []string{"2027-06-03", "2027-07-02"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, date := range ParseFrenchDates(test.text, ref) {
				got = append(got, date.String())
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("%q (-want +got):\n%s", test.text, diff)
			}
		})
	}
}

func TestParseNextDates(t *testing.T) {
	ref := observatory.NewDate(2026, time.November, 23)
	tests := map[string]struct {
		text   string
		places int
		want   []string
	}{
		"one":               {"Prochaine disponibilité le mardi 01 décembre 2026 à 08h00", 1, []string{"2026-12-01"}},
		"without a space":   {"Prochaine disponibilité lemardi 01 décembre 2026 à 08h00", 1, []string{"2026-12-01"}},
		"two places":        {"A Prochaine disponibilité le\njeudi 03 décembre 2026 à 08h00 B Prochaine disponibilité le\nmardi 01 décembre 2026 à 08h00", 2, []string{"2026-12-01", "2026-12-03"}},
		"same day":          {"Prochaine disponibilité le 01/12/2026 Prochaine disponibilité le 01/12/2026", 2, []string{"2026-12-01"}},
		"no date":           {"Prochaine disponibilité le bientôt", 0, nil},
		"date of elsewhere": {"Prochaine disponibilité le bientôt. " + "Cette page explique longuement autre chose. Mise à jour le 01/12/2026", 0, nil},
		"date alone":        {"01/12/2026", 0, nil},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			places, dates := ParseNextDates(test.text, ref)
			var got []string
			for _, date := range dates {
				got = append(got, date.String())
			}
			if diff := cmp.Diff([]any{test.places, test.want}, []any{places, got}); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestPathPattern(t *testing.T) {
	target := &url.URL{Path: "/rdvpref/demarche/1/"}
	tests := []struct {
		pattern, path string
		want          bool
	}{
		{"{target}", "/rdvpref/demarche/1/", true},
		{"{target}", "/rdvpref/demarche/1/cgu/", false},
		{"{target}", "/rdvpref/demarche/12/", false},
		{"{target}cgu/", "/rdvpref/demarche/1/cgu/", true},
		{"{target}**", "/rdvpref/demarche/1/a/b", true},
		{"/a/*/c", "/a/b/c", true},
		{"/a/*/c", "/a/b/b/c", false},
		{"/a.c", "/abc", false},
	}
	for _, test := range tests {
		if got := regexp.MustCompile(pathPattern(test.pattern, target)).MatchString(test.path); got != test.want {
			t.Errorf("%s on %s: %v", test.pattern, test.path, got)
		}
	}
}

func TestNetFailures(t *testing.T) {
	tests := map[string]string{
		"net::ERR_CERT_AUTHORITY_INVALID": "down/tls_error",
		"net::ERR_SSL_PROTOCOL_ERROR":     "down/tls_error",
		"net::ERR_NAME_NOT_RESOLVED":      "down/dns_error",
		"net::ERR_CONNECTION_REFUSED":     "down/connection_failed",
		"net::ERR_EMPTY_RESPONSE":         "down/connection_failed",
		"net::ERR_CONNECTION_TIMED_OUT":   "down/timeout",
		"net::ERR_INTERNET_DISCONNECTED":  "fault/no_network",
		"net::ERR_ABORTED":                "drift/wrong_page",
	}
	for text, want := range tests {
		if got := netFailure(text); string(got.Outcome)+"/"+got.Cause != want || got.Detail == "" {
			t.Errorf("%s: got %+v", text, got)
		}
	}
}

func FuzzParseRelease(f *testing.F) {
	f.Add("Dernière mise en ligne de rendez-vous : le 04/05/2026 à 11:58 pour des créneaux de la semaine du 18/05/2026")
	f.Add("dernière mise en ligne de rendez-vous: le 1/1/9999 à 0h00")
	f.Fuzz(func(t *testing.T, text string) {
		release, found := ParseRelease(text)
		if !found {
			if release != (Release{}) {
				t.Errorf("not found, yet %+v", release)
			}
			return
		}
		if year := release.At.Year(); year < 1899 || year > 3000 {
			t.Errorf("%q: %+v", text, release)
		}
	})
}

func FuzzParseFrenchDates(f *testing.F) {
	f.Add("mercredi 25 novembre 2026 à 09h00", int32(20780))
	f.Add("29 février", int32(20780))
	f.Add("25/11/2026 26/11/2026", int32(0))
	f.Fuzz(func(t *testing.T, text string, ref int32) {
		if ref < -20000 || ref > 300000 {
			return
		}
		dates := ParseFrenchDates(text, observatory.Date(ref))
		for i, date := range dates {
			if !date.Known() || (i > 0 && date <= dates[i-1]) {
				t.Errorf("%q: %v", text, dates)
			}
		}
		places, next := ParseNextDates(text, observatory.Date(ref))
		if len(next) > places {
			t.Errorf("%q: %d dates for %d places", text, len(next), places)
		}
	})
}

func FuzzPathPattern(f *testing.F) {
	f.Add("{target}**/a*b", "/é/")
	f.Add("/préfecture/", "/")
	f.Add("\xc3", "/")
	f.Fuzz(func(t *testing.T, pattern, path string) {
		if _, err := regexp.Compile(pathPattern(pattern, &url.URL{Path: path})); err != nil {
			t.Errorf("%q: %v", pattern, err)
		}
	})
}
