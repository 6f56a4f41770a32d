package collectors

import (
	"context"
	"strings"
	"testing"
)

// odsOf makes an OpenDocument spreadsheet as LibreOffice writes it.
func odsOf(t testing.TB, styles, sheets string) []byte {
	t.Helper()
	return zipped(t, map[string]string{
		"mimetype":              "application/vnd.oasis.opendocument.spreadsheet",
		"META-INF/manifest.xml": "<manifest:manifest/>",
		"content.xml": `<?xml version="1.0" encoding="UTF-8"?><office:document-content><office:automatic-styles>` + styles +
			`</office:automatic-styles><office:body><office:spreadsheet>` + sheets + `</office:spreadsheet></office:body></office:document-content>`,
	})
}

const odsStylesText = `<style:style style:name="ta2" style:family="table"><style:table-properties table:display="false"/></style:style>` +
	`<number:date-style style:name="N36"><number:day/><number:month/><number:year/></number:date-style>` +
	`<number:date-style style:name="N40"><number:month/><number:year/></number:date-style>` +
	`<style:style style:name="ce1" style:data-style-name="N36"/><style:style style:name="ce2" style:data-style-name="N40"/>`

func TestODSCells(t *testing.T) {
	tests := []struct{ name, cell, want string }{
		{"text", `<table:table-cell office:value-type="string"><text:p>d&apos;œuvre<text:s text:c="2"/>&amp;<text:line-break/>x</text:p><text:p>y</text:p></table:table-cell>`, "d'œuvre  &\nx\ny"},
		{"remark beside the text", `<table:table-cell office:value-type="string"><office:annotation><text:p>Mme X</text:p></office:annotation><text:p>a</text:p></table:table-cell>`, "a"},
		{"link", `<table:table-cell office:value-type="string"><text:p><text:a xlink:href="x">lien</text:a></text:p></table:table-cell>`, "lien"},
		{"date", `<table:table-cell table:style-name="ce1" office:value-type="date" office:date-value="2026-01-31"><text:p>31/01/26</text:p></table:table-cell>`, "2026-01-31"},
		{"month", `<table:table-cell table:style-name="ce2" office:value-type="date" office:date-value="2026-01-31"><text:p>janv. 26</text:p></table:table-cell>`, "2026-01"},
		{"month by the column's style", `<table:table-cell office:value-type="date" office:date-value="2026-01-31"><text:p>janv. 26</text:p></table:table-cell>`, "2026-01"},
		{"number", `<table:table-cell office:value-type="float" office:value="9900000001"><text:p>9,9E+09</text:p></table:table-cell>`, "9900000001"},
		{"zeros before", `<table:table-cell office:value-type="float" office:value="990000001"><text:p>0990000001</text:p></table:table-cell>`, "0990000001"},
		{"formula", `<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"><text:p>2</text:p></table:table-cell>`, "2"},
		{"boolean", `<table:table-cell office:value-type="boolean" office:boolean-value="true"><text:p>VRAI</text:p></table:table-cell>`, "vrai"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, rows := readAll(t, odsOf(t, odsStylesText, `<table:table table:name="F"><table:table-column table:default-cell-style-name="ce2"/><table:table-row>`+test.cell+
				`<table:table-cell office:value-type="string"><text:p>fin</text:p></table:table-cell></table:table-row></table:table>`))
			if got := rows[0][1][0]; got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// odsRowOf writes a row of texts.
func odsRowOf(row string) string {
	var out strings.Builder
	out.WriteString("<table:table-row>")
	for cell := range strings.SplitSeq(row, ",") {
		out.WriteString(`<table:table-cell office:value-type="string"><text:p>` + cell + `</text:p></table:table-cell>`)
	}
	return out.String() + `<table:table-cell table:number-columns-repeated="16380"/></table:table-row>`
}

// TestODSSheets takes a workbook of two sheets and a hidden one, with repeated
// rows and cells, and a million empty rows at the end.
func TestODSSheets(t *testing.T) {
	empty := `<table:table-row table:number-rows-repeated="1048500"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>`
	data := odsOf(
		t, odsStylesText,
		`<table:table table:name="Cachée" table:style-name="ta2">`+odsRowOf(caseHeader)+odsRowOf("Z,93,,01/01/2026,")+`</table:table>`+
			`<table:table table:name="Dossiers"><table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>`+odsRowOf(caseHeader)+
			odsRowOf("A-1,93,renouvellement,05/01/2026,")+odsRowOf("A-2,96,,05/01/2026,")+empty+`</table:table>`+
			`<table:table table:name="Faits">`+odsRowOf("référence,département,évènement,date")+
			strings.Replace(odsRowOf("A-1,93,clôture,02/08/2026"), "<table:table-row>", `<table:table-row table:number-rows-repeated="3">`, 1)+empty+`</table:table>`,
	)
	s, err := CheckSource(context.Background(), bytesSource(data), options(t, &memory{}, testKeys(t)))
	must(t, err)
	if s.Format != "ods" || s.Rows != 5 || s.Events != 2 || s.Duplicates != 2 || s.RefusedRows != 1 {
		t.Fatalf("summary: %+v", s)
	}
	if r := s.Refused[0]; r.Sheet != 0 || r.Row != 5 || r.Column != "département" {
		t.Errorf("refusal: %+v", r)
	}
}
