package collectors

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// told gives the warnings of a file: code, sheet, row, column, value.
func told(t *testing.T, data []byte) (Summary, []string) {
	t.Helper()
	s, err := CheckSource(context.Background(), bytesSource(data), options(t, &memory{}, testKeys(t)))
	must(t, err)
	var list []string
	for _, w := range s.Warnings {
		list = append(list, fmt.Sprintf("%s %d %d %q %q", w.Problem, w.Sheet, w.Row, w.Column, w.Value))
		if w.Remedy == "" || w.Message == w.Problem {
			t.Errorf("no words for %s", w.Problem)
		}
	}
	return s, list
}

func same3(t *testing.T, got []string, want ...string) {
	t.Helper()
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestXLSXLooks tells of a workbook what it says by other means than values: a
// hidden sheet, rows that a filter hides, a hidden column, rows struck through, a
// coloured one, remarks, and cells that stand over those below.
func TestXLSXLooks(t *testing.T) {
	t.Parallel()
	data := book(t, func(f *excelize.File) {
		_, err := f.NewSheet("Archives")
		must(t, err)
		fillSheet(t, f, "Archives", 1, caseHeader, "Z-1,93,renouvellement,01/01/2026", "", "Z-2,93,renouvellement,01/01/2026")
		must(t, f.SetSheetVisible("Archives", false))
		fillSheet(t, f, "Sheet1", 1, "Suivi", caseHeader, "A-1,93,renouvellement,05/01/2026", "A-2,93,renouvellement,05/01/2026",
			"A-3,93,renouvellement,05/01/2026", "A-4,93,renouvellement,05/01/2026", "A-5,,renouvellement,05/01/2026")
		must(t, f.AutoFilter("Sheet1", "A2:E7", []excelize.AutoFilterOptions{{Column: "A", Expression: "x != A-2"}}))
		must(t, f.SetRowVisible("Sheet1", 4, false))
		must(t, f.SetColVisible("Sheet1", "C", false))
		struck, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Strike: true}})
		must(t, err)
		must(t, f.SetCellStyle("Sheet1", "A5", "E5", struck))
		red, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"FF0000"}}})
		must(t, err)
		must(t, f.SetCellStyle("Sheet1", "A6", "E6", red))
		must(t, f.MergeCell("Sheet1", "A1", "E1"))
		must(t, f.MergeCell("Sheet1", "B6", "B7"))
		must(t, f.AddComment("Sheet1", excelize.Comment{Cell: "A3", Text: "Mme X"}))
	})
	s, list := told(t, data)
	if s.Rows != 5 || s.Cases != 4 || s.RefusedRows != 1 {
		t.Errorf("summary: %+v", s)
	}
	same3(
		t, list, `hidden_sheet 0 0 "" "feuille 2 du classeur, 3 lignes"`, `remarks_not_read 0 0 "" "1 commentaire"`,
		`hidden_column 0 2 "colonne C" ""`, `hidden_rows 0 4 "" "1 ligne"`, `struck_rows 0 5 "" "1 ligne"`,
		`merged_down 0 6 "" "1 ligne"`, `colours_not_read 0 6 "" ""`,
	)
}

// TestRemarksByTheirOwn reads remarks where other programs than Excel keep them.
func TestRemarksByTheirOwn(t *testing.T) {
	t.Parallel()
	data := book(t, func(f *excelize.File) {
		fillSheet(t, f, "Sheet1", 1, caseHeader, "A-1,93,renouvellement,05/01/2026")
		must(t, f.AddComment("Sheet1", excelize.Comment{Cell: "A2", Text: "reporté"}))
	})
	moved := renamedPart(t, data, "xl/comments1.xml", "xl/comments/comment1.xml")
	_, list := told(t, moved)
	same3(t, list, `remarks_not_read 0 0 "" "1 commentaire"`)
}

// renamedPart gives a part of an archive another name.
func renamedPart(t *testing.T, data []byte, from, to string) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	var out bytes.Buffer
	w, found := zip.NewWriter(&out), false
	for _, part := range in.File {
		name := part.Name
		if name == from {
			name, found = to, true
		}
		content, err := w.Create(name)
		must(t, err)
		source, err := part.Open()
		must(t, err)
		_, err = io.Copy(content, source) //nolint:gosec // our own workbook
		must(t, errors.Join(err, source.Close()))
	}
	must(t, w.Close())
	if !found {
		t.Fatalf("no part %s", from)
	}
	return out.Bytes()
}

// TestPlainBooksSayNothing holds what every workbook has: a coloured header, a
// merged title, stripes.
func TestPlainBooksSayNothing(t *testing.T) {
	t.Parallel()
	data := book(t, func(f *excelize.File) {
		rows := []string{"Suivi", caseHeader}
		for i := range 12 {
			rows = append(rows, fmt.Sprintf("A-%d,93,renouvellement,05/01/2026", i))
		}
		fillSheet(t, f, "Sheet1", 1, rows...)
		must(t, f.MergeCell("Sheet1", "A1", "E1"))
		grey, err := f.NewStyle(&excelize.Style{Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"DDDDDD"}}})
		must(t, err)
		for row := 2; row < 15; row += 2 {
			must(t, f.SetCellStyle("Sheet1", fmt.Sprintf("A%d", row), fmt.Sprintf("E%d", row), grey))
		}
	})
	_, list := told(t, data)
	same3(t, list)
}

// TestODSLooks is TestXLSXLooks for an OpenDocument spreadsheet.
func TestODSLooks(t *testing.T) {
	t.Parallel()
	styles := odsStylesText + `<style:style style:name="ce5" style:family="table-cell"><style:text-properties style:text-line-through-style="solid"/></style:style>` +
		`<style:style style:name="ce6" style:family="table-cell"><style:table-cell-properties fo:background-color="#ff0000"/></style:style>`
	with := func(row, old, more string) string { return strings.Replace(odsRowOf(row), old, old+more, 1) }
	const rowTag, cellTag = "<table:table-row", "<table:table-cell"
	data := odsOf(
		t, styles,
		`<table:table table:name="Vide" table:style-name="ta2"><table:table-row><table:table-cell/></table:table-row></table:table>`+
			`<table:table table:name="Cachée" table:style-name="ta2">`+odsRowOf(caseHeader)+with("Z,93,,01/01/2026,", rowTag, ` table:number-rows-repeated="2"`)+`</table:table>`+
			`<table:table table:name="Dossiers"><table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>`+
			`<table:table-column table:number-columns-repeated="16381" table:visibility="collapse"/>`+odsRowOf(caseHeader)+
			odsRowOf("A-1,93,renouvellement,05/01/2026,")+with("A-2,93,,05/01/2026,", rowTag, ` table:visibility="filter"`)+
			with("A-3,93,,05/01/2026,", cellTag, ` table:style-name="ce5" table:number-rows-spanned="2"`)+
			with("A-4,93,,05/01/2026,", cellTag, ` table:style-name="ce6"`)+
			strings.Replace(odsRowOf("A-5,93,,05/01/2026,"), "<text:p>", "<office:annotation><text:p>x</text:p></office:annotation><text:p>", 1)+`</table:table>`,
	)
	s, list := told(t, data)
	if s.Cases != 5 {
		t.Errorf("summary: %+v", s)
	}
	same3(
		t, list, `hidden_sheet 0 0 "" "feuille 2 du classeur, 3 lignes"`, `remarks_not_read 0 0 "" "1 commentaire"`,
		`hidden_column 0 1 "colonne C" ""`, `hidden_column 0 1 "colonne D" ""`, `hidden_column 0 1 "colonne E" ""`,
		`hidden_rows 0 3 "" "1 ligne"`, `struck_rows 0 4 "" "1 ligne"`, `merged_down 0 4 "" "1 ligne"`, `colours_not_read 0 5 "" ""`,
	)
}
