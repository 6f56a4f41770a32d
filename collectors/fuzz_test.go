package collectors

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"vigie/internal/observatory"
)

// checkAnything reads data as a file: no panic, faults that are input errors,
// counts that add up, and a sheet of problems wherever a check succeeds.
func checkAnything(t *testing.T, data []byte, o Options) {
	s, err := CheckSource(context.Background(), bytesSource(data), o)
	if err != nil {
		if !observatory.IsInput(err) {
			t.Errorf("not an input error: %v", err)
		}
		return
	}
	if s.Rows < s.RefusedRows || s.Rows < s.Cases || s.RefusedRows > 0 && len(s.Refused) == 0 {
		t.Errorf("%+v", s)
	}
	if err := ProblemSheet(context.Background(), bytesSource(data), o, io.Discard); err != nil && !observatory.IsInput(err) {
		t.Errorf("sheet of problems: %v", err)
	}
}

func fuzzOptions(f *testing.F) Options {
	return Options{Association: "a", Departments: testDepartments(), Keys: testKeys(f), Now: func() time.Time { return testNow }}
}

// FuzzXLSX reads anything as the parts of a workbook: sheet, shared texts, styles.
func FuzzXLSX(f *testing.F) {
	o := fuzzOptions(f)
	f.Add(rowsOf(caseHeader, "A,93,renouvellement,01/02/2026"), `<sst><si><t>x</t></si></sst>`, `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yy"/></numFmts><cellXfs><xf numFmtId="164"/></cellXfs></styleSheet>`)
	f.Add(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row><row/><x:row r="9"/></sheetData></worksheet>`, `<sst><si><r><t>référence</t></r><rPh><t>y</t></rPh></si></sst>`, `<s/>`)
	f.Add(`<!DOCTYPE a><a>&lt;&#65;</a>`, `<a b='>'/>`, `<![CDATA[<a>]]>`)
	f.Fuzz(func(t *testing.T, sheet, texts, styles string) {
		checkAnything(t, rawBook(t, map[string]string{"xl/worksheets/sheet1.xml": sheet, "xl/sharedStrings.xml": texts, "xl/styles.xml": styles}), o)
	})
}

// FuzzODS reads anything as the content of an OpenDocument spreadsheet.
func FuzzODS(f *testing.F) {
	o := fuzzOptions(f)
	f.Add(`<d><table:table table:name="a">` + odsRowOf(caseHeader) + odsRowOf("A,93,,01/02/2026,") + `</table:table></d>`)
	f.Add(`<d><number:date-style style:name="N"><number:day/></number:date-style><table:table><table:table-row table:number-rows-repeated='7'><table:covered-table-cell/></table:table-row></table:table></d>`)
	f.Fuzz(func(t *testing.T, content string) {
		checkAnything(t, zipped(t, map[string]string{"META-INF/manifest.xml": "<m/>", "content.xml": content}), o)
	})
}

// FuzzArchive reads anything as a file that may be an archive.
func FuzzArchive(f *testing.F) {
	o := fuzzOptions(f)
	f.Add(rawBook(f, map[string]string{"xl/worksheets/sheet1.xml": rowsOf(caseHeader, "A,93,renouvellement,01/02/2026")}))
	f.Add(book(f, func(b *excelize.File) { fillSheet(f, b, "Sheet1", 1, caseHeader, "A,93,,01/02/2026") }))
	f.Add(zipped(f, map[string]string{"META-INF/manifest.xml": "<m/>", "content.xml": `<d><table:table/></d>`}))
	f.Add([]byte("\xff\xfer\x00;\x00\n\x00a\x00;\x00b\x00"))
	f.Fuzz(func(t *testing.T, data []byte) { checkAnything(t, data, o) })
}

// FuzzJSON reads anything as JSON or NDJSON.
func FuzzJSON(f *testing.F) {
	o := fuzzOptions(f)
	for _, seed := range []string{
		`[{"référence":"A","département":93,"date de dépôt":"2026-01-05","x":{"y":[1,true,null]}}]`, `{"results":[{"a":1}],"next":null}`,
		"{\"référence\":\"A\"}\n{\"département\":\"93\"}\n", "{\"référence\":\n{\"référence\":\"A\",\"département\":\"93\",\"date de dépôt\":\"2026-01-05\"}\n{\"référence\":[[\"\"\xe9]],\n",
		`{"référence":"A","département":"93","évènements":[{"évènement":"dépôt","date":"2026-01-05"}]}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkAnything(t, append([]byte("{"), data...), o) })
}

// FuzzMapping reads anything as a mapping, applies it to a table, and proposes
// one for anything.
func FuzzMapping(f *testing.F) {
	o := fuzzOptions(f)
	f.Add([]byte(caseMapping), []byte(foreignTable))
	f.Add([]byte(eachYear("{constante: \"2025\"}")), []byte("A;S\n1;20/11 dépôt - 03/12 vu - 12/01 clos\n"))
	f.Add([]byte(eachYear("{colonne: A}")), []byte("Réf;Dpt;janv. 2026;févr. 2026\nA;93;dépôt;3\n"))
	for _, name := range ShippedMappings() {
		data, err := ShippedMapping(name)
		must(f, err)
		f.Add(data, []byte("référence;département;évènement;date;date de dépôt\nA;93;dépôt;01/02/2026;\n"))
	}
	f.Fuzz(func(t *testing.T, mapping, table []byte) {
		if p, err := ProposeMapping(context.Background(), bytesSource(table), o); err == nil {
			data, err := p.Mapping.YAML()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := ParseMapping(data); err != nil && p.Ready {
				t.Errorf("the proposal is refused: %v\n%s", err, data)
			}
		} else if !observatory.IsInput(err) {
			t.Errorf("not an input error: %v", err)
		}
		m, err := ParseMapping(mapping)
		if err != nil {
			if !observatory.IsInput(err) {
				t.Errorf("not an input error: %v", err)
			}
			return
		}
		with := o
		with.Mapping = m
		checkAnything(t, table, with)
		if _, err := Preview(context.Background(), bytesSource(table), with, 20); err != nil && !observatory.IsInput(err) {
			t.Errorf("preview: %v", err)
		}
	})
}

// FuzzKobo reads anything as a submission of KoboToolbox.
func FuzzKobo(f *testing.F) {
	f.Add([]byte(`{"_id":1,"_submission_time":"2026-11-20T10:00:00","_validation_status":{"uid":"validation_status_not_approved"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if one, err := readSubmission(data); err == nil && (one.id == "" || one.received.IsZero()) || err != nil && !observatory.IsInput(err) {
			t.Errorf("%q: %+v, %v", data, one, err)
		}
	})
}

// xlsxOfEvents writes a workbook of that many rows of the generated events.
func xlsxOfEvents(t testing.TB, rows int) []byte {
	t.Helper()
	var table bytes.Buffer
	must(t, GenerateEvents(&table, rows, 1))
	separator, _ := countSeparators(table.Bytes()[:4096])
	s := scanner{separator: separator}
	s.reset(table.Bytes())
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	must(t, err)
	for row := 1; s.next(); row++ {
		cells := make([]any, len(s.cells))
		for i, c := range s.cells {
			cells[i] = string(c)
		}
		name, err := excelize.CoordinatesToCellName(1, row)
		must(t, err)
		must(t, w.SetRow(name, cells))
	}
	must(t, w.Flush())
	var out bytes.Buffer
	must(t, f.Write(&out))
	return out.Bytes()
}

// BenchmarkXLSX measures a check of an XLSX file, with validation, pseudonyms
// and the search for duplicates, against excelize's bare streaming read of the
// same file, one after the other: "ratio" is ours over theirs, in rows a second.
func BenchmarkXLSX(b *testing.B) {
	const rows = 50_000
	data := xlsxOfEvents(b, rows)
	o := Options{Association: "asso-essai", Departments: testDepartments(), Keys: testKeys(b)}
	var ours, theirs time.Duration
	for b.Loop() {
		start := time.Now()
		s, err := CheckSource(context.Background(), bytesSource(data), o)
		must(b, err)
		if s.Events != rows {
			b.Fatalf("events: got %d, want %d; %+v", s.Events, rows, s.Refused[:min(3, len(s.Refused))])
		}
		ours += time.Since(start)
		start = time.Now()
		if n := excelizeRows(b, data); n != rows+1 {
			b.Fatalf("excelize read %d rows", n)
		}
		theirs += time.Since(start)
	}
	done := float64(rows * b.N)
	b.ReportMetric(done/ours.Seconds(), "rows/s")
	b.ReportMetric(done/theirs.Seconds(), "excelize-rows/s")
	b.ReportMetric(theirs.Seconds()/ours.Seconds(), "ratio")
}

func excelizeRows(tb testing.TB, data []byte) int {
	f, err := excelize.OpenReader(bytes.NewReader(data))
	must(tb, err)
	defer f.Close()
	rows, err := f.Rows("Sheet1")
	must(tb, err)
	n := 0
	for rows.Next() {
		if _, err := rows.Columns(); err != nil && !errors.Is(err, io.EOF) {
			tb.Fatal(err)
		}
		n++
	}
	must(tb, rows.Close())
	return n
}
