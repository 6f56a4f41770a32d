package main

import (
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"vigie/internal/access"
)

// What identifies the invented person of the canary test, in small letters.
var canaries = []string{
	"xylokanari", "zorbekanari", "9987654321", "998 765 4321", "canari.unique", "0698765432", "06 98 76 54 32",
	"+33698765432", "refkanari-77", "girafe mauve", "impasse des canaris",
}

const (
	canaryText   = "Madame Xylokanari, 3 impasse des Canaris, dit que la girafe mauve attend, joindre au 06 98 76 54 32 ou canari.unique@exemple.invalid"
	canaryHeader = "référence;n° étranger;nom;prénom;e-mail;téléphone;département;procédure;date de fin du titre;date de dépôt;commentaire\n"
	canaryRow    = "REFKANARI-77;9987654321;Xylokanari;Zorbekanari;canari.unique@exemple.invalid;06 98 76 54 32;93;renouvellement;15/03/2026;20/12/2025;" + canaryText + "\n"
	// canarySlips puts identities where a code or a date should be.
	canarySlips = "REFKANARI-77;9987654321;Xylokanari;Zorbekanari;canari.unique@exemple.invalid;06 98 76 54 32;Xylokanari Zorbekanari;9987654321;06 98 76 54 32;" + canaryText + ";x\n"
	canaryMail  = "From: ANEF <ne-pas-repondre@interieur.exemple>\r\nTo: Zorbekanari Xylokanari <canari.unique@exemple.invalid>\r\nSubject: Dossier REFKANARI-77 de Mme Xylokanari\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
		"Bonjour Madame Zorbekanari XYLOKANARI,\r\n\r\nVotre demande n° 9987654321 a été clôturée car le dossier est incomplet (girafe mauve). Rappel au 06 98 76 54 32.\r\n"
)

// cage is what has been shown to anyone who is not the person's association.
type cage struct {
	counter *counter
	config  string
	shown   map[string]string
}

// TestNoIdentityLeavesTheSeals sends one invented person through every intake,
// and looks for her in every file of the data folder, every column of the
// engine, all that the commands say, and the public faces.
func TestNoIdentityLeavesTheSeals(t *testing.T) {
	unraced(t)
	t.Parallel()
	open := openCounter(t)
	c := &cage{counter: open, config: write(t, "vigie.yaml", folderConfig(open.app.cfg.Data)), shown: map[string]string{}}
	if got := found([]byte(canaryHeader + canaryRow + canaryMail)); len(got) < len(canaries)-3 { // three are other ways to write the numbers
		t.Fatalf("the files hold only %v: the test could not fail", got)
	}
	c.files(t)
	c.messages(t)
	c.pages(t)
	c.api(t)
	c.run(t, 0, "collect", "export", "--association", "asso", "--for", "ddd", "--out", filepath.Join(t.TempDir(), "export.csv"))
	for _, path := range []string{"/metrics", "/publication.csv", "/api/publication", "/matrice.csv", "/departement/93"} {
		c.shown[path] = open.page(t, path)
	}
	for where, text := range c.shown {
		if got := found([]byte(text)); len(got) > 0 {
			t.Errorf("%s tells %v:\n%.2000s", where, got, text)
		}
	}
	c.folder(t)
	c.columns(t)
}

// found gives the canaries in a text.
func found(text []byte) []string {
	lower, got := bytes.ToLower(text), []string(nil)
	for _, canary := range canaries {
		if bytes.Contains(lower, []byte(canary)) {
			got = append(got, canary)
		}
	}
	return got
}

// run keeps what a command says; its arguments are the user's.
func (c *cage) run(t *testing.T, want int, args ...string) {
	t.Helper()
	stdout, stderr, code := vigie(t, append(args, "--config", c.config)...)
	if code != want {
		t.Errorf("%v: code %d, want %d\n%s%s", args, code, want, stdout, stderr)
	}
	c.shown[strings.Join(args, " ")] = stdout + stderr
}

// files checks and imports the person in every format, and a file whose cells
// stand in the wrong columns.
func (c *cage) files(t *testing.T) {
	t.Helper()
	table := write(t, "cas.csv", canaryHeader+canaryRow)
	slips := write(t, "decale.csv", canaryHeader+canarySlips)
	for format, convertTo := range map[string]func(string){
		"csv":    func(to string) { copyFile(t, table, to) },
		"xlsx":   func(to string) { convert(t, table, to, writeXLSX) },
		"ods":    func(to string) { convert(t, table, to, writeODS) },
		"json":   func(to string) { convert(t, table, to, writeJSONRows) },
		"ndjson": func(to string) { convert(t, table, to, writeNDJSON) },
	} {
		file := filepath.Join(t.TempDir(), "fichier."+format)
		convertTo(file)
		c.run(t, 0, "collect", "check", file, "--json")
		c.run(t, 0, "collect", "import", file, "--association", "asso-"+format)
	}
	for name, text := range sentForms() {
		tool := strings.TrimSuffix(name, ".csv")
		text = strings.NewReplacer("L-1", "REFKANARI-77", "F-1", "REFKANARI-77", "O-1", "REFKANARI-77", "hier", "Xylokanari", "nulle part", "Xylokanari", "jamais", "Xylokanari").Replace(text)
		c.run(t, 0, "collect", "import", write(t, name, text), "--association", "asso-"+tool, "--mapping", tool)
	}
	c.run(t, 2, "collect", "check", slips)
	c.run(t, 0, "collect", "import", slips, "--association", "asso")
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	content, err := os.ReadFile(from)
	if err == nil {
		err = os.WriteFile(to, content, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func (c *cage) messages(t *testing.T) {
	t.Helper()
	c.run(t, 0, "collect", "mail", write(t, "message.eml", canaryMail), "--association", "asso", "--case", "REFKANARI-77", "--json")
	c.run(t, 0, "collect", "mail", write(t, "boite.mbox", "From x Thu Jan  1 00:00:00 2026\n"+strings.ReplaceAll(canaryMail, "girafe", "autruche et girafe")), "--association", "asso")
	c.run(t, 0, "notice", "list", "--association", "asso")
}

// pages reports the person by the form, keeps a draft, and sends a file.
func (c *cage) pages(t *testing.T) {
	t.Helper()
	claire := c.counter.as(t, "claire", access.Contributor, "asso")
	values := map[string]string{
		"référence": "REFKANARI-77", "numéro étranger": "9987654321", "nom": "Xylokanari", "prénom": "Zorbekanari", "e-mail": "canari.unique@exemple.invalid",
		"département": "93", "évènement": "API", "date": "2026-05-10", "fin": "2026-08-09", "commentaire": canaryText,
	}
	claire.report(t, "/signaler/evenement", values)
	values["garder"] = "1"
	claire.report(t, "/signaler/dossier", values)
	c.shown["the list of files"] = claire.page(t, claire.upload(t, []byte(canaryHeader+canarySlips)))
}

// report sends the form of one event or case.
func (c *counter) report(t *testing.T, path string, values map[string]string) {
	t.Helper()
	var body bytes.Buffer
	media := multipartForm(t, &body, values, nil)
	if response, text := c.ask(t, http.MethodPost, path, media, &body); response.StatusCode != http.StatusSeeOther {
		t.Fatalf("%s: status %d\n%s", path, response.StatusCode, text)
	}
}

// api sends the person, once so that she is taken and once so that she is
// refused, to a serving process, and keeps its log.
func (c *cage) api(t *testing.T) {
	t.Helper()
	config := prepare(t)
	token := tokenOf(t, config, "asso")
	running := serve(t, config)
	for _, date := range []string{"10/05/2026", "Xylokanari"} {
		body := `{"reports":[{"référence":"REFKANARI-77","numéro étranger":"9987654321","nom":"Xylokanari","prénom":"Zorbekanari","département":"93","évènement":"API","date":"` + date + `","fin":"09/08/2026","commentaire":"` + canaryText + `"}]}`
		status, answer, err := postReport(t.Context(), http.DefaultClient, running.address, token, "", body)
		if err != nil || status != http.StatusOK || len(answer.Items) != 1 {
			t.Fatalf("status %d, %+v, %v", status, answer, err)
		}
	}
	log, code := running.stop()
	if code != 0 {
		t.Errorf("stop: code %d", code)
	}
	c.shown["the log of serve"] = log
	cfg, err := loadConfig(config)
	if err != nil {
		t.Fatal(err)
	}
	searchFiles(t, cfg.Data)
}

// folder looks into every file of the data folder.
func (c *cage) folder(t *testing.T) {
	t.Helper()
	if files := searchFiles(t, c.counter.app.cfg.Data); files < 100 {
		t.Errorf("only %d files were searched", files)
	}
}

func searchFiles(t *testing.T, folder string) int {
	t.Helper()
	return eachFile(t, folder, func(path string, content []byte) {
		if got := found(append(content, path...)); len(got) > 0 {
			t.Errorf("%s holds %v", path, got)
		}
	})
}

// columns looks into every row of the engine: its files are compressed.
func (c *cage) columns(t *testing.T) {
	t.Helper()
	tables := strings.Fields(post(t, c.counter.app, "SELECT name FROM system.tables WHERE database = currentDatabase() AND total_rows > 0 FORMAT TSV"))
	for _, table := range tables {
		if got := found([]byte(post(t, c.counter.app, "SELECT * FROM `"+table+"` FORMAT JSONEachRow"))); len(got) > 0 {
			t.Errorf("table %s holds %v", table, got)
		}
	}
	for _, table := range []string{"case_events", "imports", "rejects", "notices", "person_hints", "accesses"} {
		if !slices.Contains(tables, table) {
			t.Errorf("nothing was written into %s: it was not searched", table)
		}
	}
}
