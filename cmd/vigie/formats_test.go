package main

import (
	"archive/zip"
	"bufio"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
)

// tableWriter writes the rows of a table in a format.
type tableWriter func(t *testing.T, w io.Writer, rows [][]string)

// convert writes a table in another format.
func convert(t *testing.T, from, to string, write tableWriter) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	text := strings.TrimPrefix(string(data), "\ufeff")
	r := csv.NewReader(strings.NewReader(text))
	if first, _, _ := strings.Cut(text, "\n"); strings.Count(first, ";") > strings.Count(first, ",") {
		r.Comma = ';'
	}
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	out, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	buffered := bufio.NewWriter(out)
	write(t, buffered, rows)
	if err := buffered.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
}

func writeXLSX(t *testing.T, w io.Writer, rows [][]string) {
	const relations, types = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	writeZip(t, w, rows, "xl/worksheets/sheet1.xml", map[string]string{
		"[Content_Types].xml":        "<Types/>",
		"_rels/.rels":                relations + `<Relationship Id="r1" Type="` + types + `officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook><sheets><sheet name="F" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": relations + `<Relationship Id="r1" Type="` + types + `worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
	}, []string{"<worksheet><sheetData>", "<row>", `<c t="inlineStr"><is><t>%s</t></is></c>`, "</row>", "</sheetData></worksheet>"})
}

func writeODS(t *testing.T, w io.Writer, rows [][]string) {
	writeZip(t, w, rows, "content.xml", map[string]string{"META-INF/manifest.xml": "<manifest/>"}, []string{
		`<d><table:table table:name="F">`, "<table:table-row>", `<table:table-cell office:value-type="string"><text:p>%s</text:p></table:table-cell>`, "</table:table-row>", "</table:table></d>",
	})
}

// writeZip writes an archive: some parts, and one with the rows between the
// pieces of text given.
func writeZip(t *testing.T, w io.Writer, rows [][]string, name string, parts map[string]string, pieces []string) {
	t.Helper()
	z := zip.NewWriter(w)
	create := func(name string) io.Writer {
		part, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		return part
	}
	for part, text := range parts {
		fmt.Fprint(create(part), text)
	}
	sheet := bufio.NewWriter(create(name))
	fmt.Fprint(sheet, pieces[0])
	for _, row := range rows {
		fmt.Fprint(sheet, pieces[1])
		for _, cell := range row {
			var escaped strings.Builder
			if err := xml.EscapeText(&escaped, []byte(cell)); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(sheet, pieces[2], escaped.String())
		}
		fmt.Fprint(sheet, pieces[3])
	}
	fmt.Fprint(sheet, pieces[4])
	if err := sheet.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
}

func writeJSONRows(t *testing.T, w io.Writer, rows [][]string) {
	writeObjects(t, w, rows, "[", ",", "]")
}

func writeNDJSON(t *testing.T, w io.Writer, rows [][]string) { writeObjects(t, w, rows, "", "", "") }

func writeObjects(t *testing.T, w io.Writer, rows [][]string, before, between, after string) {
	t.Helper()
	fmt.Fprint(w, before)
	for i, row := range rows[1:] {
		object := map[string]string{}
		for j, cell := range row {
			object[rows[0][j]] = cell
		}
		if i > 0 {
			fmt.Fprint(w, between)
		}
		if err := json.NewEncoder(w).Encode(object); err != nil {
			t.Fatal(err)
		}
	}
	fmt.Fprint(w, after)
}
