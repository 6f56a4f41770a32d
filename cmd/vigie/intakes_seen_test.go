package main

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the outputs of commands into docs/intakes-seen.md")

// TestIntakesSeenFromTheCommandLine: docs/intakes-seen.md shows what the command
// line says of one invented file of each intake, to the letter.
func TestIntakesSeenFromTheCommandLine(t *testing.T) {
	t.Parallel()
	var said strings.Builder
	tell := func(title, shown string, args ...string) {
		stdout, stderr, code := vigie(t, args...)
		if code != 0 && code != 2 || stdout == "" {
			t.Fatalf("%s: code %d\n%s%s", title, code, stdout, stderr)
		}
		stdout = strings.ReplaceAll(stdout, filepath.Dir(args[len(args)-1])+string(filepath.Separator), "")
		said.WriteString("\n### " + title + "\n\n```\n$ vigie " + shown + "\n" + strings.TrimRight(stdout+stderr, "\n") + "\n```\n")
	}
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
