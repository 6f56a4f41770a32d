package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Sizes of the files of the kill rounds: large enough that most kills fall within
// the import.
const (
	killEvents  = 5_000
	killDossier = 3_000
)

// fileIntakes are the intakes that `vigie collect import` reads, and the pull of
// KoboToolbox. All persons and answers are invented.
func fileIntakes() []killedIntake {
	convertedBy := func(write func(*testing.T, io.Writer, [][]string)) func(*testing.T, string) {
		return func(t *testing.T, path string) {
			generate(t, path+".csv", killEvents)
			convert(t, path+".csv", path, write)
		}
	}
	written := func(head string, line func(n int) string) func(*testing.T, string) {
		return func(t *testing.T, path string) { lines(t, path, head, killDossier, line) }
	}
	day := func(n int, form string) string { return fmt.Sprintf(form, 1+n%28, 1+n/28%6) }
	return []killedIntake{
		killedFile("csv-cas", "cas.csv", "", 2*killDossier, written("référence;département;procédure;date de fin du titre;date de dépôt;commentaire\n", func(n int) string {
			return fmt.Sprintf("C-%d;93;renouvellement;31/08/2026;%s;Appel %d sans réponse.\n", n, day(n, "%02d/%02d/2026"), n)
		})),
		killedFile("csv", "evenements.csv", "", killEvents, func(t *testing.T, path string) { generate(t, path, killEvents) }),
		killedFile("tsv", "evenements.tsv", "", killEvents, convertedBy(writeTSV)),
		killedFile("xlsx", "evenements.xlsx", "", killEvents, convertedBy(writeXLSX)),
		killedFile("ods", "evenements.ods", "", killEvents, convertedBy(writeODS)),
		killedFile("json", "evenements.json", "", killEvents, convertedBy(writeJSONRows)),
		killedFile("ndjson", "evenements.ndjson", "", killEvents, convertedBy(writeNDJSON)),
		killedFile("kobo-csv", "kobo.csv", "", killDossier, written("reference;departement;date_de_depot;procedure;_id;_uuid;_submission_time;_validation_status;_notes;_status;_index\n", func(n int) string {
			return fmt.Sprintf("K-%d;93;%s;renewal;%d;u%d;2026-07-01T10:00:00;validation_status_approved;;submitted_via_web;%d\n", n, day(n, "2026-%02[2]d-%02[1]d"), n, n, n)
		})),
		killedFile("kobo-json", "kobo.json", "", killDossier, func(t *testing.T, path string) {
			body, err := json.Marshal(koboPageOf(0, killDossier, killDossier))
			if err != nil {
				t.Fatal(err)
			}
			lines(t, path, string(body), 0, nil)
		}),
		killedFile("limesurvey", "limesurvey.csv", "limesurvey", killDossier, written("\ufeff\"id. ID de la réponse\",\"submitdate. Date de soumission\",\"lastpage. Dernière page\",\"startlanguage. Langue de départ\",\"reference. Référence\",\"departement. Département\",\"datededepot. Date de dépôt\",\"procedure. Procédure\"\n", func(n int) string {
			return fmt.Sprintf("\"%d\",\"2026-07-01 10:00:00\",\"2\",\"fr\",\"L-%d\",\"93\",\"%s\",\"renouvellement\"\n", n, n, day(n, "2026-%02[2]d-%02[1]d"))
		})),
		killedFile("framaforms", "framaforms.csv", "framaforms", killDossier, written("Informations sur la soumission\t\t\t\t\t\t\t\n\"Numéro de série\"\tSID\tBrouillon\t\"Adresse IP\"\tRéférence\tDépartement\t\"Date de dépôt\"\tProcédure\n", func(n int) string {
			return fmt.Sprintf("%d\t%d\tNon\t192.0.2.1\tF-%d\t93\t%s\trenouvellement\n", n, n, n, day(n, "%02d/%02d/2026"))
		})),
		killedFile("odk", "odk.csv", "odk", killDossier, written("SubmissionDate,dossier-reference,dossier-departement,dossier-date_de_depot,dossier-procedure,meta-instanceID,KEY,SubmitterID,ReviewState,DeviceID\n", func(n int) string {
			return fmt.Sprintf("2026-07-01T10:00:00.000Z,O-%d,93,%s,renewal,uuid:%d,uuid:%d,1,approved,d\n", n, day(n, "2026-%02[2]d-%02[1]d"), n, n)
		})),
		{"kobo-pull", killedPull},
	}
}

// killedFile is an intake of one file.
func killedFile(name, file, mapping string, rows int, makeFile func(*testing.T, string)) killedIntake {
	return killedIntake{name, func(t *testing.T, w *killWorld, name string) killTally {
		path := filepath.Join(w.folder, name, file)
		lines(t, path, "", 0, nil) // its folder
		makeFile(t, path)
		return killCommand(t, w, name, doomed{
			table: "case_events", rows: rows, unit: rows,
			args: func(association string) []string {
				args := []string{"collect", "import", path, "--association", association}
				if mapping != "" {
					args = append(args, "--mapping", mapping)
				}
				return args
			},
			acked: func(stdout string) int {
				if strings.Contains(stdout, "validé.") {
					return rows
				}
				return 0
			},
		})
	}}
}

func writeTSV(_ *testing.T, w io.Writer, rows [][]string) {
	for _, row := range rows {
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
}

// Submissions of the project that is pulled, and those of one page.
const (
	koboSubmissions = 800
	koboPageSize    = 200
)

// koboPageOf is a page of KoboToolbox's answer, of invented submissions.
func koboPageOf(start, limit, all int) map[string]any {
	results := []any{}
	for n := start; n < min(start+limit, all); n++ {
		results = append(results, map[string]any{
			"_id": n + 1, "_uuid": "u-" + strconv.Itoa(n), "_submission_time": "2026-07-01T10:00:00", "_validation_status": map[string]any{},
			"reference": "K-" + strconv.Itoa(n), "departement": "93", "procedure": "renewal", "date_de_depot": fmt.Sprintf("2026-%02d-%02d", 1+n/28%6, 1+n%28),
		})
	}
	var next any
	if start+limit < all {
		next = "https://double.invalid/suite"
	}
	return map[string]any{"count": all, "next": next, "previous": nil, "results": results}
}

// koboKey is the token of the double of KoboToolbox.
const koboKey = "essai"

// koboDouble is a double of KoboToolbox, with a project of so many submissions.
func koboDouble(t *testing.T, submissions int) (address string) {
	t.Helper()
	double := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, r *http.Request) {
		start, err := strconv.Atoi(r.URL.Query().Get("start"))
		if err != nil || r.Header.Get("Authorization") != "Token "+koboKey {
			http.Error(answer, "refusé", http.StatusBadRequest)
			return
		}
		_ = json.NewEncoder(answer).Encode(koboPageOf(start, koboPageSize, submissions)) // a client that was killed reads nothing
	}))
	t.Cleanup(double.Close)
	return double.URL
}

// killedPull pulls a project of a double of KoboToolbox, whose pages are imports
// of their own.
func killedPull(t *testing.T, w *killWorld, name string) killTally {
	double := koboDouble(t, koboSubmissions)
	token := write(t, "jeton", koboKey+"\n")
	return killCommand(t, w, name, doomed{
		table: "case_events", rows: koboSubmissions, unit: koboPageSize,
		args: func(association string) []string {
			return []string{"collect", "kobo", "--address", double, "--project", "p-" + association, "--token-file", token, "--page", strconv.Itoa(koboPageSize), "--association", association}
		},
		acked: func(stdout string) int {
			return koboPageSize * strings.Count(stdout, "validé.")
		},
	})
}
