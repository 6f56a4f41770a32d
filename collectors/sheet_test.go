package collectors

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

func TestProblemSheet(t *testing.T) {
	file := importHeader + importRows + "D-3;;=cmd|' /C calc'!A0;96;;;05/01/26;;;\"a;b\"\nD-4;;;75\n"
	var out bytes.Buffer
	if err := ProblemSheet(context.Background(), text(file), options(t, &memory{}, testKeys(t)), &out); err != nil {
		t.Fatal(err)
	}
	got, err := records(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff")), ';')
	if err != nil {
		t.Fatal(err)
	}
	if len(got) != 5 || got[0][10] != "problème" || got[1][10] != "" || got[2][10] != "" {
		t.Fatalf("sheet: %q", got)
	}
	if want := "'=cmd|' /C calc'!A0"; got[3][2] != want {
		t.Errorf("formula: got %q, want %q", got[3][2], want)
	}
	for row, wants := range map[int][]string{3: {"département : département inconnu", "date de dépôt : année à deux chiffres"}, 4: {"moins de cellules"}} {
		for _, want := range wants {
			if !strings.Contains(got[row][10], want) {
				t.Errorf("row %d: %q does not say %q", row, got[row][10], want)
			}
		}
	}
	if got[3][9] != "a;b" {
		t.Errorf("quoted cell: got %q", got[3][9])
	}
}

// TestProblemBook gives a workbook back as it came, with its other sheets and
// formats, and a column more; excelize reads it.
func TestProblemBook(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		fillSheet(t, f, "Sheet1", 1, "Notes (inventées)")
		_, err := f.NewSheet("Dossiers")
		must(t, err)
		fillSheet(t, f, "Dossiers", 2, caseHeader, "A-1,93,renouvellement,05/01/2026", "A-2,96,,06/01/2026,,,beside", "A-3,75,mariage,07/01/2026")
		must(t, f.SetCellValue("Dossiers", "D4", time.Date(2026, 1, 6, 0, 0, 0, 0, time.UTC)))
		must(t, f.SetCellFormula("Dossiers", "E3", "1+1"))
	})
	var out bytes.Buffer
	must(t, ProblemSheet(context.Background(), bytesSource(data), options(t, &memory{}, testKeys(t)), &out))
	f, err := excelize.OpenReader(bytes.NewReader(out.Bytes()))
	must(t, err)
	defer f.Close()
	got := map[string]string{}
	for _, cell := range []string{"A1", "H2", "H3", "H4", "H5", "G4", "A5"} {
		got[cell], err = f.GetCellValue("Dossiers", cell)
		must(t, err)
	}
	for cell, want := range map[string]string{"H2": "problème", "H4": "département : département inconnu", "H5": "procédure : valeur inconnue", "G4": "beside", "A5": "A-3"} {
		if !strings.Contains(got[cell], want) {
			t.Errorf("%s: got %q, want %q", cell, got[cell], want)
		}
	}
	if got["H3"] != "" || got["A1"] != "" {
		t.Errorf("cells that should be empty: %q", got)
	}
	if formula, err := f.GetCellFormula("Dossiers", "E3"); err != nil || formula != "1+1" {
		t.Errorf("formula: %q, %v", formula, err)
	}
	if note, err := f.GetCellValue("Sheet1", "A1"); err != nil || note != "Notes (inventées)" {
		t.Errorf("note: %q, %v", note, err)
	}
	if extension, err := ProblemExtension(bytesSource(data)); err != nil || extension != ".xlsx" {
		t.Errorf("extension: %q, %v", extension, err)
	}
	_, again := readAll(t, out.Bytes())
	if len(again[1][2]) != 8 {
		t.Errorf("our own reading: %v", again[1])
	}
}

// TestProblemODS does the same with an OpenDocument spreadsheet, whose rows and
// cells repeat.
func TestProblemODS(t *testing.T) {
	data := odsOf(
		t, odsStylesText,
		`<table:table table:name="Cachée" table:style-name="ta2">`+odsRowOf(caseHeader)+`</table:table>`+
			`<table:table table:name="Dossiers">`+odsRowOf(caseHeader)+odsRowOf("A-1,93,renouvellement,05/01/2026,")+
			strings.Replace(odsRowOf("A-2,96,,05/01/2026,"), "<table:table-row>", `<table:table-row table:style-name="ro1" table:number-rows-repeated="2">`, 1)+
			`<table:table-row table:number-rows-repeated="100000"><table:table-cell/></table:table-row></table:table>`,
	)
	var out bytes.Buffer
	must(t, ProblemSheet(context.Background(), bytesSource(data), options(t, &memory{}, testKeys(t)), &out))
	_, rows := readAll(t, out.Bytes())
	if got := rows[0][1]; len(got) != 6 || got[5] != "problème" {
		t.Errorf("header: %q", got)
	}
	if got := rows[0][2]; len(got) != 4 {
		t.Errorf("good row: %q", got)
	}
	for _, row := range []int{3, 4} {
		if got := rows[0][row]; len(got) != 6 || got[0] != "A-2" || !strings.Contains(got[5], "département inconnu") {
			t.Errorf("row %d: %q", row, got)
		}
	}
}

func TestProblemSheetOfJSON(t *testing.T) {
	var out bytes.Buffer
	file := text(`[{"référence":"A;1","département":"96","date de dépôt":"2026-01-05"}]`)
	must(t, ProblemSheet(context.Background(), file, options(t, &memory{}, testKeys(t)), &out))
	want := "\ufeffréférence;département;date de dépôt;problème\r\n\"A;1\";96;2026-01-05;département : département inconnu ("
	if !strings.HasPrefix(out.String(), want) {
		t.Errorf("got %q, want %q…", out.String(), want)
	}
}
