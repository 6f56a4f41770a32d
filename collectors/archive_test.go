package collectors

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

// zipped makes an archive of parts.
func zipped(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		w, err := z.Create(name)
		must(t, err)
		_, err = io.WriteString(w, parts[name])
		must(t, err)
	}
	must(t, z.Close())
	return out.Bytes()
}

const relationsHead = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`

// rawBook makes a workbook of one sheet out of parts, as no library writes it.
func rawBook(t testing.TB, parts map[string]string) []byte {
	t.Helper()
	all := map[string]string{
		"[Content_Types].xml": "<Types/>",
		"_rels/.rels":         relationsHead + `<Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":     `<workbook><sheets><sheet name="F" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": relationsHead + `<Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="r2" Type="http://x/styles" Target="/xl/styles.xml"/><Relationship Id="r3" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>`,
		"xl/styles.xml": `<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
	}
	maps.Copy(all, parts)
	return zipped(t, all)
}

// rowsOf writes the rows of a sheet with texts within the cells.
func rowsOf(rows ...string) string {
	var out strings.Builder
	out.WriteString("<worksheet><sheetData>")
	for i, row := range rows {
		fmt.Fprintf(&out, `<row r="%d">`, i+1)
		for cell := range strings.SplitSeq(row, ",") {
			fmt.Fprintf(&out, `<c t="inlineStr"><is><t>%s</t></is></c>`, cell)
		}
		out.WriteString("</row>")
	}
	return out.String() + "</sheetData></worksheet>"
}

// TestHostileArchives gives archives made to harm, or broken: each is refused
// with a reason that its owner understands.
func TestHostileArchives(t *testing.T) {
	whole := rawBook(t, map[string]string{"xl/worksheets/sheet1.xml": rowsOf(caseHeader, "A,93,renouvellement,01/02/2026")})
	sheet := func(text string) []byte { return rawBook(t, map[string]string{"xl/worksheets/sheet1.xml": text}) }
	odsOf := func(text string) []byte {
		return zipped(t, map[string]string{"META-INF/manifest.xml": "<manifest/>", "content.xml": text})
	}
	tests := []struct {
		name string
		data []byte
		want string
	}{
		{"truncated archive", whole[:len(whole)/2], "tronquée"},
		{"path out of the archive", rawBook(t, map[string]string{"../../etc/passwd": "x"}), "sort de l'archive"},
		{"absolute path", rawBook(t, map[string]string{"/etc/passwd": "x"}), "sort de l'archive"},
		{"path with backslashes", rawBook(t, map[string]string{`..\..\x`: "x"}), "sort de l'archive"},
		{"no workbook", zipped(t, map[string]string{"photo.jpg": "x"}), "archive ZIP, pas un classeur"},
		{"no sheet", rawBook(t, nil), "sheet1.xml manque"},
		{"zip bomb", sheet("<worksheet><sheetData>" + strings.Repeat("<b "+strings.Repeat(" ", 1<<12)+"/>", 66<<8)), "bombe"},
		{"endless row", sheet(`<worksheet><sheetData><row r="1">` + strings.Repeat(`<c t="inlineStr"><is><t>`+strings.Repeat("ab1", 3000)+`</t></is></c>`, 400)), "mégaoctet"},
		{"endless cell", sheet(`<worksheet><sheetData><row r="1"><c><is><t>` + strings.Repeat("x", 3<<20)), "mégaoctet"},
		{"endless tag", sheet(`<worksheet a="` + strings.Repeat("x", 3<<20)), "mégaoctet"},
		{"entities", sheet(`<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>`), "type de document"},
		{"unknown entity", sheet(`<worksheet><sheetData><row><c><v>&b;</v></c></row></sheetData></worksheet>`), "entité"},
		{"depth", sheet(strings.Repeat("<a>", 200)), "emboîtent"},
		{"truncated XML", sheet(`<worksheet><sheetData><row r="1"><c><v>1</v>`), "tronqué"},
		{"closed without being opened", sheet(`</worksheet>`), "sans avoir été ouverte"},
		{"a text that is missing", sheet(`<worksheet><sheetData><row><c t="s"><v>7</v></c></row></sheetData></worksheet>`), "un texte qui manque"},
		{"column beyond all", sheet(`<worksheet><sheetData><row><c r="ZZZZ1"><v>7</v></c></row></sheetData></worksheet>`), "trop de colonnes"},
		{"rows out of order", sheet(`<worksheet><sheetData><row r="5"><c><v>7</v></c></row><row r="5"><c><v>7</v></c></row></sheetData></worksheet>`), "ne se suivent pas"},
		{"no sheet to see", rawBook(t, map[string]string{"xl/workbook.xml": `<workbook><sheets><sheet name="F" state="hidden" r:id="r1"/></sheets></workbook>`}), "sans feuille visible"},
		{"ODS repeated for ever", odsOf(`<d><table:table><table:table-row table:number-rows-repeated="900000"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row></table:table></d>`), "trop souvent"},
		{"ODS cells repeated for ever", odsOf(`<d><table:table><table:table-row><table:table-cell table:number-columns-repeated="900000"><text:p>x</text:p></table:table-cell></table:table-row></table:table></d>`), "trop souvent"},
		{"ODS with a password", zipped(t, map[string]string{"META-INF/manifest.xml": "<m><manifest:encryption-data/></m>", "content.xml": "\x00\x01"}), "mot de passe"},
		{"ODS truncated", odsOf(`<d><table:table><table:table-row>`), "tronqué"},
	}
	for _, test := range tests {
		if testing.Short() && test.want == "bombe" {
			continue // under the race detector: one goroutine unpacks it, ten times slower
		}
		t.Run(test.name, func(t *testing.T) {
			_, err := CheckSource(context.Background(), bytesSource(test.data), options(t, &memory{}, testKeys(t)))
			if err == nil || !observatory.IsInput(err) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error: got %v, want an input error that says %q", err, test.want)
			}
		})
	}
}

// TestBombByItsOwnAccount: a part that says itself what it unpacks to is refused
// before a byte of it is unpacked.
func TestBombByItsOwnAccount(t *testing.T) {
	a, err := openArchive(bytesSource(rawBook(t, map[string]string{"xl/worksheets/sheet1.xml": strings.Repeat(" ", trustedUnpacked+1)})))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.close() })
	if _, err := a.open("xl/worksheets/sheet1.xml"); err == nil || !strings.Contains(err.Error(), "bombe") {
		t.Errorf("opened: %v", err)
	}
	part, err := a.open("xl/workbook.xml")
	if err != nil {
		t.Fatalf("a part of an ordinary size: %v", err)
	}
	_ = part.Close()
}
