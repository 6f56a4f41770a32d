package collectors

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
)

// bytesSource is a file in memory.
func bytesSource(data []byte) Source {
	return func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
}

// book makes an XLSX workbook with excelize, a writer that is not ours.
func book(t testing.TB, fill func(f *excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f)
	var out bytes.Buffer
	if err := f.Write(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// readAll gives the records of a file that is no CSV.
func readAll(t testing.TB, data []byte) (names []string, rows map[int]map[int][]string) {
	t.Helper()
	in, err := recognise(bytesSource(data))
	must(t, err)
	records, err := in.openBook()
	must(t, err)
	rows = map[int]map[int][]string{}
	for {
		r, err := records.next()
		if errors.Is(err, io.EOF) {
			break
		}
		must(t, err)
		if rows[r.sheet] == nil {
			rows[r.sheet] = map[int][]string{}
		}
		var cells []string
		for _, c := range r.cells {
			cells = append(cells, string(c))
		}
		rows[r.sheet][r.row] = cells
	}
	names = records.sheetNames()
	must(t, records.close())
	return names, rows
}

func style(t testing.TB, f *excelize.File, format string) int {
	t.Helper()
	id, err := f.NewStyle(&excelize.Style{CustomNumFmt: &format})
	must(t, err)
	return id
}

func TestXLSXCells(t *testing.T) {
	day := time.Date(2026, 1, 31, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name string
		fill func(f *excelize.File)
		want string
	}{
		{"text", func(f *excelize.File) { must(t, f.SetCellValue("Sheet1", "A1", "  d'œuvre & <b> ")) }, "  d'œuvre & <b> "},
		{"digits as text", func(f *excelize.File) { must(t, f.SetCellStr("Sheet1", "A1", "0990000001")) }, "0990000001"},
		{"whole number", func(f *excelize.File) { must(t, f.SetCellValue("Sheet1", "A1", 9900000001)) }, "9900000001"},
		{"number with exponent", func(f *excelize.File) { must(t, f.SetCellValue("Sheet1", "A1", 9.900000001e9)) }, "9900000001"},
		{"zeros before", func(f *excelize.File) {
			must(t, f.SetCellValue("Sheet1", "A1", 990000001))
			must(t, f.SetCellStyle("Sheet1", "A1", "A1", style(t, f, "0000000000")))
		}, "0990000001"},
		{"date", func(f *excelize.File) { must(t, f.SetCellValue("Sheet1", "A1", day)) }, "2026-01-31"},
		{"date with an American format of two digits", func(f *excelize.File) {
			must(t, f.SetCellValue("Sheet1", "A1", 46053))
			must(t, f.SetCellStyle("Sheet1", "A1", "A1", style(t, f, "m/d/yy")))
		}, "2026-01-31"},
		{"date in words", func(f *excelize.File) {
			must(t, f.SetCellValue("Sheet1", "A1", 46053.75))
			must(t, f.SetCellStyle("Sheet1", "A1", "A1", style(t, f, `[$-40C]d\ mmmm\ yyyy;@`)))
		}, "2026-01-31"},
		{"a moment", func(f *excelize.File) {
			must(t, f.SetCellValue("Sheet1", "A1", 46053.75))
			must(t, f.SetCellStyle("Sheet1", "A1", "A1", style(t, f, "dd/mm/yyyy hh:mm")))
		}, "2026-01-31T18:00"},
		{"a moment at midnight", func(f *excelize.File) {
			must(t, f.SetCellValue("Sheet1", "A1", 46053.00001))
			must(t, f.SetCellStyle("Sheet1", "A1", "A1", style(t, f, "dd/mm/yyyy hh:mm")))
		}, "2026-01-31"},
		{"an hour", func(f *excelize.File) {
			must(t, f.SetCellValue("Sheet1", "A1", 0.604166666666667))
			must(t, f.SetCellStyle("Sheet1", "A1", "A1", style(t, f, `h"h"mm`)))
		}, "14:30"},
		{"month", func(f *excelize.File) {
			must(t, f.SetCellValue("Sheet1", "A1", 46053))
			must(t, f.SetCellStyle("Sheet1", "A1", "A1", style(t, f, "mmm-yy")))
		}, "2026-01"},
		{"a format with the letter d in quotes is no date", func(f *excelize.File) {
			must(t, f.SetCellValue("Sheet1", "A1", 46053))
			must(t, f.SetCellStyle("Sheet1", "A1", "A1", style(t, f, `0 "dossiers"`)))
		}, "46053"},
		{"1904", func(f *excelize.File) {
			yes := true
			must(t, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &yes}))
			must(t, f.SetCellValue("Sheet1", "A1", 44591))
			must(t, f.SetCellStyle("Sheet1", "A1", "A1", style(t, f, "dd/mm/yyyy")))
		}, "2026-01-31"},
		{"the day that never was", func(f *excelize.File) {
			must(t, f.SetCellValue("Sheet1", "A1", 60))
			must(t, f.SetCellStyle("Sheet1", "A1", "A1", style(t, f, "dd/mm/yyyy")))
		}, "60"},
		{"before it", func(f *excelize.File) {
			must(t, f.SetCellValue("Sheet1", "A1", 59))
			must(t, f.SetCellStyle("Sheet1", "A1", "A1", style(t, f, "dd/mm/yyyy")))
		}, "1900-02-28"},
		{"boolean", func(f *excelize.File) { must(t, f.SetCellValue("Sheet1", "A1", true)) }, "vrai"},
		{"rich text", func(f *excelize.File) {
			must(t, f.SetCellRichText("Sheet1", "A1", []excelize.RichTextRun{{Text: "re"}, {Font: &excelize.Font{Bold: true}, Text: "nouv"}}))
		}, "renouv"},
		{"a formula without a cached value", func(f *excelize.File) { must(t, f.SetCellFormula("Sheet1", "A1", "1+1")) }, neverComputed},
		{"lines", func(f *excelize.File) { must(t, f.SetCellStr("Sheet1", "A1", "a\nb\tc")) }, "a\nb\tc"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, rows := readAll(t, book(t, func(f *excelize.File) {
				must(t, f.SetCellStr("Sheet1", "B1", "fin"))
				test.fill(f)
			}))
			if got := rows[0][1][0]; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// TestXLSXCachedValue reads what Excel computed, of a number, a text and a date.
func TestXLSXCachedValue(t *testing.T) {
	sheet := `<worksheet><sheetData><row r="3"><c r="A3"><f>1+1</f><v>2</v></c>` +
		`<c r="B3" t="str"><f>CONCATENATE("A","B")</f><v>A&amp;B_x000D_</v></c><c r="D3" s="1"><f>TODAY()</f><v>46053</v></c>` +
		`<c r="E3" t="e"><f>1/0</f><v>#DIV/0!</v></c><c t="inlineStr"><is><t>suite</t><rPh><t>lecture</t></rPh></is></c></row></sheetData></worksheet>`
	_, rows := readAll(t, rawBook(t, map[string]string{"xl/worksheets/sheet1.xml": sheet}))
	if got := strings.Join(rows[0][3], "|"); got != "2|A&B\r||2026-01-31|#DIV/0!|suite" {
		t.Errorf("got %q", got)
	}
}

const caseHeader = "référence,département,procédure,date de dépôt,commentaire"

func fillSheet(t testing.TB, f *excelize.File, sheet string, first int, rows ...string) {
	t.Helper()
	for i, row := range rows {
		for j, cell := range strings.Split(row, ",") {
			name, err := excelize.CoordinatesToCellName(j+1, first+i)
			must(t, err)
			if cell != "" {
				must(t, f.SetCellStr(sheet, name, cell))
			}
		}
	}
}

// TestXLSXSheets takes a workbook as an association keeps it: a sheet of notes,
// title lines, a header of two rows with merged cells, empty rows, a second
// sheet of events, a hidden one, and tells rows by sheet.
func TestXLSXSheets(t *testing.T) {
	data := book(t, func(f *excelize.File) {
		must(t, f.SetSheetName("Sheet1", "Lisez-moi"))
		fillSheet(t, f, "Lisez-moi", 1, "Ce classeur est inventé", "Mode d'emploi")
		_, err := f.NewSheet("Dossiers")
		must(t, err)
		fillSheet(t, f, "Dossiers", 1, "Suivi des dossiers 2026 (inventé)")
		fillSheet(t, f, "Dossiers", 3, "référence,département,date de dépôt,API 1,,,API 2,", ",,,début,fin,mention des droits,début,fin")
		must(t, f.MergeCell("Dossiers", "D3", "F3"))
		fillSheet(t, f, "Dossiers", 5, "A-1,93,05/01/2026,01/02/2026,30/04/2026,oui,01/05/2026,31/07/2026", "", "A-2,96,06/01/2026", "A-3,75,07/01/2026,,,,,,remarque")
		must(t, f.SetCellValue("Dossiers", "C8", 46029)) // lost its format
		_, err = f.NewSheet("Faits")
		must(t, err)
		fillSheet(t, f, "Faits", 1, "référence,département,évènement,date", "A-1,93,clôture,02/08/2026", "A-1,93,mariage,02/08/2026")
		_, err = f.NewSheet("Cachée")
		must(t, err)
		fillSheet(t, f, "Cachée", 1, caseHeader, "Z-1,93,renouvellement,01/01/2026")
		must(t, f.SetSheetVisible("Cachée", false))
	})
	s, err := CheckSource(context.Background(), bytesSource(data), options(t, &memory{}, testKeys(t)))
	must(t, err)
	if s.Format != "xlsx" || s.Rows != 5 || s.Cases != 2 || s.Events != 5 || s.RefusedRows != 2 {
		t.Fatalf("summary: %+v", s)
	}
	if r := s.Refused[0]; r.Sheet != 2 || r.Row != 7 || r.Column != "département" {
		t.Errorf("first refusal: %+v", r)
	}
	if r := s.Refused[1]; r.Sheet != 3 || r.Row != 3 || r.Column != "évènement" {
		t.Errorf("second refusal: %+v", r)
	}
	var warned []string
	for _, w := range s.Warnings {
		warned = append(warned, w.Problem)
	}
	if got := strings.Join(warned, " "); got != WarningHiddenSheet+" "+WarningSheet+" "+WarningCellBeside {
		t.Errorf("warnings: %s", got)
	}
}

// TestXLSXIsImported imports a workbook twice, and then its rows as CSV: the
// facts are the same.
func TestXLSXIsImported(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	data := book(t, func(f *excelize.File) {
		fillSheet(t, f, "Sheet1", 1, caseHeader, "A-1,93,renouvellement,05/01/2026,x", "A-2,96,,05/01/2026")
	})
	s, err := ImportSource(context.Background(), bytesSource(data), o)
	must(t, err)
	if s.Events != 1 || s.RefusedRows != 1 || len(m.rejects) != 1 || m.rejects[0].Row != 3 || m.rejects[0].Source != "xlsx" {
		t.Fatalf("summary: %+v, rejects %+v", s, m.rejects)
	}
	if s, err = ImportSource(context.Background(), bytesSource(data), o); err != nil || !s.AlreadyImported {
		t.Errorf("again: %v, %+v", err, s)
	}
	s = take(t, o, strings.ReplaceAll(caseHeader, ",", ";")+"\nA-1;93;renouvellement;05/01/2026;x\n")
	if s.Duplicates != 1 || s.Events != 0 {
		t.Errorf("as CSV: %+v", s)
	}
}

// TestFormulaWithoutAValue: what no spreadsheet has computed is no empty cell; an
// empty text that one has computed is, and a row of such formulas alone says nothing.
func TestFormulaWithoutAValue(t *testing.T) {
	head := strings.TrimSuffix(rowsOf("référence,département,date de dépôt,API début,API fin"), "</sheetData></worksheet>")
	text := func(at, value string) string {
		return `<c r="` + at + `" t="inlineStr"><is><t>` + value + "</t></is></c>"
	}
	row := func(number, cells string) string { return `<row r="` + number + `">` + cells + "</row>" }
	sheet := head + row("2", text("A2", "A")+text("B2", "93")+text("C2", "05/01/2026")+text("D2", "01/02/2026")+`<c r="E2"><f>D2+90</f><v></v></c>`) +
		row("3", text("A3", "B")+text("B3", "93")+text("C3", "05/01/2026")+`<c r="D3" t="str"><f>IF(1,"","")</f><v></v></c><c r="E3" t="str"><f t="shared" si="0"/><v/></c>`) +
		row("4", `<c r="D4"><f t="shared" si="0"/></c><c r="E4"><f>D4+90</f></c>`) +
		row("5", text("A5", "C")+text("B5", "93")+text("C5", "05/01/2026")+text("D5", "01/02/2026")+`<c r="E5" t="str"><f>D5+90</f></c>`) + "</sheetData></worksheet>" // as excelize leaves it
	s, err := CheckSource(context.Background(), bytesSource(rawBook(t, map[string]string{"xl/worksheets/sheet1.xml": sheet})), options(t, &memory{}, testKeys(t)))
	must(t, err)
	if s.Rows != 3 || s.Events != 1 || len(s.Refused) != 2 || s.Refused[0].Row != 2 || s.Refused[1].Row != 5 || s.Refused[0].Column != "API fin" || s.Refused[0].Problem != ProblemFormula || s.Refused[1].Problem != ProblemFormula {
		t.Errorf("summary: %+v", s)
	}
}
