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
		return dialect{}, fileFault("aucun séparateur trouvé sur la première ligne (point-virgule, virgule, tabulation ou barre verticale) : enregistrez le tableau avec « Enregistrer sous », format « CSV (séparateur : point-virgule) »")
	}
	d.separator = separator
	return d, nil
}

const asCSV = "ouvrez-le dans votre tableur, puis choisissez « Enregistrer sous » et le format « CSV UTF-8 »"

// refuseFormats refuses what recognise takes for CSV and is none.
func refuseFormats(head []byte) error {
	name := foreignHead(head)
	switch {
	case name != "":
		return fileFault("ce fichier est %s", name)
	case len(head) == 0:
		return fileFault("fichier vide (0 octet) : vérifiez que le bon fichier a été choisi")
	case bytes.HasPrefix(head, []byte("PK\x05\x06")):
		name = "une archive ZIP vide"
	case bytes.HasPrefix(head, []byte{0xD0, 0xCF, 0x11, 0xE0}):
		name = "un ancien classeur Excel (XLS)"
		if bytes.Contains(head, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00")) {
			return fileFault("ce fichier est un classeur protégé par un mot de passe : enregistrez-le sans mot de passe, ou en CSV")
		}
	case bytes.HasPrefix(head, []byte("%PDF")):
		return fileFault("ce fichier est un PDF, pas un tableau : demandez le tableau d'origine (XLSX, ODS ou CSV)")
	case bytes.HasPrefix(head, []byte{0x1F, 0x8B}):
		return fileFault("ce fichier est une archive compressée (gzip), pas un tableau : décompressez-le d'abord")
	case bytes.HasPrefix(bytes.ToLower(bytes.TrimSpace(head[:min(len(head), 64)])), []byte("<")):
		return fileFault("ce fichier est une page web ou un document XML, pas un tableau : %s", asSheet)
	case bytes.HasPrefix(head, []byte("{\\rtf")):
		name = "un document RTF"
	default:
		return nil
	}
	return fileFault("ce fichier est %s, pas un tableau que Vigie lit : %s", name, asSheet)
}

// declaredSeparator reads the line "sep=;" that some spreadsheets write first.
func declaredSeparator(head []byte) (separator byte, size int) {
	line, _, found := bytes.Cut(head, newline())
	text := strings.ToLower(strings.Trim(string(line), "\r\""))
	if !found || len(text) != 5 || !strings.HasPrefix(text, "sep=") {
		return 0, 0
	}
	switch text[4] {
	case ';', ',', '\t', '|':
		return text[4], len(line) + 1
	}
	return 0, 0
}

// countSeparators takes the separator under which a row of the first ones names
// most columns of the format; when none names any, the one that stands most
// often in the first row that has one. Quoted ones do not count.
func countSeparators(head []byte) (byte, bool) {
	known := knownNames()
	best, most := byte(0), 0
	first, widest, width := byte(0), headRows, 0
	for _, candidate := range []byte(separators) {
		s := scanner{separator: candidate}
		s.reset(head)
		for row := 0; row < headRows && s.next(); row++ {
			named := 0
			for _, cell := range s.cells {
				if known[headerKey(string(clean(cell)))] {
					named++
				}
			}
			if n := len(s.cells) - 1; n > 0 && named > most {
				best, most = candidate, named
			}
			if n := len(s.cells) - 1; n > 0 && (row < widest || row == widest && n > width) {
				first, widest, width = candidate, row, n
			}
		}
	}
	if most > 1 {
		return best, true
	}
	return first, width > 0
}

// separators of CSV files, the likeliest first.
const separators = ";,\t|"

// knownNames gives the folded names of all columns of the format.
func knownNames() map[string]bool {
	known := map[string]bool{}
	for _, shape := range []Shape{ShapeCases, ShapeEvents} {
		for name := range headerIndex(shape) {
			known[name] = true
		}
	}
	return known
}

// separatorName names a separator in French.
func separatorName(separator byte) string {
	switch separator {
	case ';':
		return "point-virgule"
	case ',':
		return "virgule"
	case '|':
		return "barre verticale"
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
