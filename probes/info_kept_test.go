package probes

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/unicode"
)

// TestPagesAsPeopleKeepThem holds the shapes in which a text or a page reaches us.
func TestPagesAsPeopleKeepThem(t *testing.T) {
	const text, address = "\nL’ANEF.\nMis à jour le 01/02/2024", "https://www.yonne.gouv.fr/x"
	wide := func(order unicode.Endianness) string {
		raw, err := unicode.UTF16(order, unicode.UseBOM).NewEncoder().String(address + text)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	saved := "<html><body><main><h1>L’ANEF.</h1><p>Mis à jour le 01/02/2024</p></main></body></html>"
	for name, raw := range map[string]string{
		"little-endian": wide(unicode.LittleEndian), "big-endian": wide(unicode.BigEndian),
		"returns":           strings.ReplaceAll(address+text, "\n", "\r"),
		"blank lines":       "\n \r\n" + address + text,
		"label":             "Adresse : " + address + text,
		"no scheme":         "www.yonne.gouv.fr/x" + text,
		"no scheme, no www": "yonne.gouv.fr/x" + text,
		"chrome":            "<!DOCTYPE html>\n<!-- saved from url=(0027)" + address + " -->\n" + saved,
		"singlefile":        "<!DOCTYPE html> <html><!--\n Page saved with SingleFile \n url: " + address + " \n saved date: Sat Nov 28 2026\n-->" + saved,
		"firefox":           `<!DOCTYPE html><html><head><link rel="canonical" href="` + address + `"></head>` + saved,
	} {
		page, err := ReadPage(infoReference(t), name, []byte(raw))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		items := infoByKey(AuditPage(infoReference(t), page))
		if page.Department != "89" || items[ItemANEFNamed].Quote != "ANEF" || items[ItemLastUpdated].Value() != "2024-02-01" {
			t.Errorf("%s: department %q, %q, %q", name, page.Department, items[ItemANEFNamed].Quote, items[ItemLastUpdated].Value())
		}
	}
}
