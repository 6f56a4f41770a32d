package collectors

import (
	"bytes"
	"strings"
)

// dialect is how a file is written.
type dialect struct {
	bom       int // bytes of the byte order mark
	skip      int // bytes of a "sep=;" line after it
	separator byte
	oldMac    bool // lines end with CR alone
}

// sniff tells the dialect from the first bytes of a file, and refuses clearly
// what is no CSV at all.
func sniff(head []byte) (dialect, error) {
	if err := refuseFormats(head); err != nil {
		return dialect{}, err
	}
	var d dialect
	if bytes.HasPrefix(head, []byte{0xEF, 0xBB, 0xBF}) {
		d.bom = 3
	}
	head = head[d.bom:]
	if len(bytes.TrimSpace(head)) == 0 {
		return dialect{}, fileFault("fichier vide : vérifiez que le bon fichier a été choisi, puis enregistrez de nouveau le tableau au format CSV")
	}
	d.oldMac = bytes.IndexByte(head, '\n') < 0 && bytes.IndexByte(head, '\r') >= 0
	if d.oldMac {
		head = bytes.ReplaceAll(head, []byte{'\r'}, newline())
	}
	if declared, size := declaredSeparator(head); size > 0 {
		d.separator, d.skip = declared, size
		return d, nil
	}
	separator, ok := countSeparators(head)
	if !ok {
		return dialect{}, fileFault("aucun séparateur trouvé sur la première ligne (point-virgule, virgule ou tabulation) : enregistrez le tableau avec « Enregistrer sous », format « CSV (séparateur : point-virgule) »")
	}
	d.separator = separator
	return d, nil
}

const asCSV = "ouvrez-le dans votre tableur, puis choisissez « Enregistrer sous » et le format « CSV UTF-8 »"

func refuseFormats(head []byte) error {
	name := ""
	switch {
	case len(head) == 0:
		return fileFault("fichier vide (0 octet) : vérifiez que le bon fichier a été choisi")
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		name = zipKind(head)
	case bytes.HasPrefix(head, []byte("PK\x05\x06")):
		name = "une archive ZIP vide"
	case bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		name = "un ancien classeur Excel (XLS)"
	case bytes.HasPrefix(head, []byte("%PDF")):
		return fileFault("ce fichier est un PDF, pas un CSV : demandez le tableau d'origine et enregistrez-le au format CSV")
	case bytes.HasPrefix(head, []byte{0x1F, 0x8B}):
		return fileFault("ce fichier est une archive compressée (gzip), pas un CSV : décompressez-le d'abord")
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}) || bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return fileFault("ce fichier est encodé en UTF-16 (« Texte Unicode ») : %s", asCSV)
	case bytes.HasPrefix(bytes.ToLower(bytes.TrimSpace(head[:min(len(head), 64)])), []byte("<")):
		return fileFault("ce fichier est une page web ou un document XML, pas un CSV : %s", asCSV)
	case bytes.HasPrefix(head, []byte("{\\rtf")):
		name = "un document RTF"
	default:
		return nil
	}
	return fileFault("ce fichier est %s, pas un CSV : %s", name, asCSV)
}

func zipKind(head []byte) string {
	switch {
	case bytes.Contains(head, []byte("opendocument.spreadsheet")):
		return "un classeur LibreOffice (ODS)"
	case bytes.Contains(head, []byte("xl/")) || bytes.Contains(head, []byte("[Content_Types].xml")):
		return "un classeur Excel (XLSX)"
	}
	return "une archive ZIP"
}

// declaredSeparator reads the line "sep=;" that some spreadsheets write first.
func declaredSeparator(head []byte) (separator byte, size int) {
	line, _, found := bytes.Cut(head, newline())
	text := strings.ToLower(strings.Trim(string(line), "\r\""))
	if !found || len(text) != 5 || !strings.HasPrefix(text, "sep=") {
		return 0, 0
	}
	switch text[4] {
	case ';', ',', '\t':
		return text[4], len(line) + 1
	}
	return 0, 0
}

// countSeparators takes the separator that stands most often in the first
// record outside quotes.
func countSeparators(head []byte) (byte, bool) {
	best, most := byte(0), 0
	for _, candidate := range []byte{';', ',', '\t'} {
		s := scanner{separator: candidate}
		s.reset(head)
		for s.next() {
			if len(s.cells) > 1 || len(bytes.TrimSpace(s.cells[0])) > 0 {
				break
			}
		}
		if n := len(s.cells) - 1; n > most {
			best, most = candidate, n
		}
	}
	return best, most > 0
}

// separatorName names a separator in French.
func separatorName(separator byte) string {
	switch separator {
	case ';':
		return "point-virgule"
	case ',':
		return "virgule"
	}
	return "tabulation"
}

// newlines turns the CR of old files into LF, as they pass.
type newlines struct {
	source interface{ Read([]byte) (int, error) }
}

func (r newlines) Read(p []byte) (int, error) {
	n, err := r.source.Read(p)
	for i := range p[:n] {
		if p[i] == '\r' {
			p[i] = '\n'
		}
	}
	return n, err
}
