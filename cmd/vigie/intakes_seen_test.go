package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"vigie/internal/access"
	"vigie/internal/testbed"
)

var update = flag.Bool("update", false, "write the outputs of commands into docs/intakes-seen.md")

// seenBook writes what was seen, as docs/intakes-seen.md shows it.
type seenBook struct{ strings.Builder }

// changing is what differs from one run to the next: ids.
var changing = regexp.MustCompile(`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// exchange notes what was asked and what was answered.
func (b *seenBook) exchange(title, asked, answered string) {
	answered = changing.ReplaceAllString(strings.TrimRight(answered, "\n"), "(identifiant)")
	b.WriteString("\n### " + title + "\n\n```\n" + asked + "\n" + answered + "\n```\n")
}

// tell runs a command and notes what it prints; its last word is a file, whose
// folder is left out.
func (b *seenBook) tell(t *testing.T, title, shown string, args ...string) {
	t.Helper()
	stdout, stderr, code := vigie(t, args...)
	if code != 0 && code != 2 || stdout == "" {
		t.Fatalf("%s: code %d\n%s%s", title, code, stdout, stderr)
	}
	b.exchange(title, "$ vigie "+shown, strings.ReplaceAll(stdout, filepath.Dir(args[len(args)-1])+string(filepath.Separator), "")+stderr)
}

// TestIntakesSeenFromTheCommandLine: docs/intakes-seen.md shows what the command
// line, the API and the form say of one invented file of each intake, to the
// letter.
func TestIntakesSeenFromTheCommandLine(t *testing.T) {
	unraced(t)
	t.Parallel()
	var said seenBook
	tell := func(title, shown string, args ...string) { said.tell(t, title, shown, args...) }
	for _, seen := range seenFiles(t) {
		args, shown := []string{"collect", "check", seen.path}, "collect check "+filepath.Base(seen.path)
		if seen.mapping != "" {
			args, shown = append(args, "--mapping", seen.mapping), shown+" --mapping "+seen.mapping
		}
		tell(seen.title, shown, args...)
	}
	pdf := write(t, "attestation.pdf", onePagePDF("ATTESTATION DE PROLONGATION D'INSTRUCTION valable du 10/05/2026 au 09/08/2026"))
	tell("PDF", "collect pdf attestation.pdf", "collect", "pdf", pdf)
	mail := write(t, "message.eml", killedMail(7))
	tell("Courriel", "notice read message.eml", "notice", "read", mail)
	seenTaken(t, &said)

	const begin, end = "<!-- commandes : produit par « go test ./cmd/vigie -run IntakesSeen -update » -->\n", "<!-- fin des commandes -->"
	page := filepath.Join("..", "..", "docs", "intakes-seen.md")
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(text), begin)
	was, after, closed := strings.Cut(rest, end)
	if !found || !closed {
		t.Fatal("docs/intakes-seen.md has no place for the commands")
	}
	is := said.String() + "\n"
	if *update {
		if err := os.WriteFile(page, []byte(before+begin+is+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if is != was {
		t.Errorf("the commands say otherwise than docs/intakes-seen.md:\n%s", is)
	}
}

// seenTaken takes in what the others only read: a file, messages, a pull of
// KoboToolbox, a request to the API and a form.
func seenTaken(t *testing.T, said *seenBook) {
	t.Helper()
	open := openCounter(t)
	config := write(t, "vigie.yaml", folderConfig(open.app.cfg.Data))
	tell := func(title, shown string, args ...string) {
		said.tell(t, title, shown, append([]string{args[0], args[1], "--config", config, "--association", "essai"}, args[2:]...)...)
	}
	table := seenFiles(t)[0].path
	tell("CSV, importé", "collect import evenements.csv", "collect", "import", table)
	tell("Le même fichier, une seconde fois", "collect import evenements.csv", "collect", "import", table)
	mailbox := filepath.Join(t.TempDir(), "boite.mbox")
	lines(t, mailbox, "", 3, func(n int) string { return "From x Thu Jan  1 00:00:00 2026\n" + killedMail(n) + "\n" })
	tell("Boîte de courriels", "collect mail boite.mbox --department 93", "collect", "mail", "--department", "93", mailbox)
	folder := filepath.Join(t.TempDir(), "courriels")
	lines(t, filepath.Join(folder, "1-deja-pris.eml"), killedMail(2)+"\n", 0, nil)
	lines(t, filepath.Join(folder, "2-nouveau.eml"), killedMail(3), 0, nil)
	lines(t, filepath.Join(folder, "3-decision.pdf"), onePagePDF("Votre demande est close le 3 mars 2026."), 0, nil)
	lines(t, filepath.Join(folder, "4-coupe.pdf"), "%PDF-1.4", 0, nil)
	tell("Dossier de courriels", "collect mail courriels --department 93", "collect", "mail", "--department", "93", folder)
	double := koboDouble(t, 2)
	token := write(t, "jeton", koboKey+"\n")
	tell("KoboToolbox, relevé par l'API (double de test)", "collect kobo --address https://kobo.exemple.invalid --project dossiers --token-file jeton",
		"collect", "kobo", "--address", double, "--project", "dossiers", "--token-file", token)
	seenAPI(t, open, said)
	seenForm(t, open, said)
}

// seenAPI sends a good report and one that cannot be taken.
func seenAPI(t *testing.T, open *counter, said *seenBook) {
	t.Helper()
	_, secret, err := open.app.state.AddToken(t.Context(), "essai", "essai", 0, true, open.app.now())
	if err != nil {
		t.Fatal(err)
	}
	const body = `{"reports":[{"référence":"API-1","département":"93","évènement":"API","date":"10/05/2026","fin":"09/08/2026"},` +
		`{"référence":"API-2","département":"93","évènement":"dépôt","date":"hier"}]}`
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, open.server.URL+"/api/v1/reports", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+secret)
	r.Header.Set("Idempotency-Key", "un")
	response, answer := open.do(t, r)
	var shown bytes.Buffer
	if err := json.Indent(&shown, []byte(answer), "", "  "); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("status %d, %v\n%s", response.StatusCode, err, answer)
	}
	said.exchange("API", "POST /api/v1/reports\nAuthorization: Bearer (jeton)\nIdempotency-Key: un\n\n"+body+"\n", response.Status+"\n\n"+shown.String())
}

// seenForm sends a case by the form, one that cannot be taken first.
func seenForm(t *testing.T, open *counter, said *seenBook) {
	t.Helper()
	claire := open.as(t, "claire", access.Contributor, "essai")
	send := func(values map[string]string) (*http.Response, string) {
		var body bytes.Buffer
		media, err := testbed.WriteForm(&body, values, nil)
		if err != nil {
			t.Fatal(err)
		}
		return claire.ask(t, http.MethodPost, "/signaler/dossier", media, &body)
	}
	told := func(page, tag, end string) string {
		_, rest, found := strings.Cut(page, tag)
		text, _, closed := strings.Cut(rest, end)
		if !found || !closed {
			t.Fatalf("the page says nothing at %s:\n%s", tag, page)
		}
		_, text, _ = strings.Cut(text, ">")
		return markup.ReplaceAllString(text, "")
	}
	values := killedCase("FORM", 1)
	values["date de dépôt"] = "hier"
	refused, page := send(values)
	said.exchange("Formulaire, une date illisible", "POST /signaler/dossier (date de dépôt : hier)", refused.Status+"\n"+told(page, `<span class="fault"`, "</span>"))
	values["date de dépôt"] = "05/01/2026"
	taken, _ := send(values)
	_, page = claire.ask(t, http.MethodGet, taken.Header.Get("Location"), "", nil)
	said.exchange("Formulaire", "POST /signaler/dossier (date de dépôt : 05/01/2026)", taken.Status+"\nLocation: "+taken.Header.Get("Location")+"\n"+told(page, `<p class="done"`, "</p>"))
}

// markup is a tag of a page.
var markup = regexp.MustCompile(`<[^>]*>`)

type seenFile struct{ title, path, mapping string }

// seenFiles are the files of TestIntakePictures, and exports of KoboToolbox.
func seenFiles(t *testing.T) []seenFile {
	t.Helper()
	folder := t.TempDir()
	table := filepath.Join(folder, "evenements.csv")
	lines(t, table, string(seenTable(t)), 0, nil)
	seen := []seenFile{{"CSV", table, ""}}
	convertTo := func(title, ending string, write tableWriter) {
		path := filepath.Join(folder, "evenements."+ending)
		convert(t, table, path, write)
		seen = append(seen, seenFile{title, path, ""})
	}
	convertTo("TSV", "tsv", writeTSV)
	convertTo("XLSX", "xlsx", writeXLSX)
	convertTo("ODS", "ods", writeODS)
	convertTo("JSON", "json", writeJSONRows)
	convertTo("NDJSON", "ndjson", writeNDJSON)
	kobo := filepath.Join(folder, "kobo.csv")
	lines(t, kobo, "reference;departement;date_de_depot;procedure;_id;_uuid;_submission_time;_validation_status;_notes;_status;_index\n"+
		"K-1;93;2026-01-05;renewal;1;u1;2026-02-01T10:00:00;validation_status_approved;;submitted_via_web;1\n"+
		"K-2;93;hier;renewal;2;u2;2026-02-01T10:00:00;;;submitted_via_web;2\nK-3;93;2026-01-06;renewal;3;u3;2026-02-01T10:00:00;validation_status_not_approved;;submitted_via_web;3\n", 0, nil)
	body, err := json.Marshal(koboPageOf(0, 2, 2))
	if err != nil {
		t.Fatal(err)
	}
	pull := filepath.Join(folder, "kobo.json")
	lines(t, pull, string(body), 0, nil)
	seen = append(seen, seenFile{"KoboToolbox, export CSV", kobo, ""}, seenFile{"KoboToolbox, ce que donne l'API", pull, ""})
	for _, tool := range []struct{ title, name string }{{"LimeSurvey", "limesurvey"}, {"Framaforms", "framaforms"}, {"ODK Central", "odk"}} {
		path := filepath.Join(folder, tool.name+".csv")
		lines(t, path, sentForms()[tool.name+".csv"], 0, nil)
		seen = append(seen, seenFile{tool.title, path, tool.name})
	}
	return seen
}
