package collectors

import (
	"bytes"
	"io"
	"strings"
)

// foreign tells what an archive is that other programs than spreadsheets write, and
// what to do; empty for a workbook, and for what is a mere archive.
func (a *archive) foreign() string {
	switch {
	case a.has("xl/workbook.bin"):
		return "un classeur Excel binaire (XLSB), pas un tableau que Vigie lit : " + asSheet
	case a.has("word/document.xml"), strings.HasPrefix(a.mime(), "application/vnd.oasis.opendocument.text"):
		return "un document de traitement de texte, pas un tableau : copiez-en le tableau dans un tableur, puis enregistrez-le (XLSX, ODS ou « CSV UTF-8 »)"
	case a.has("ppt/presentation.xml"), strings.HasPrefix(a.mime(), "application/vnd.oasis.opendocument.presentation"):
		return "une présentation, pas un tableau : demandez le tableau d'origine (XLSX, ODS ou CSV)"
	case a.has("Index.zip"), a.has("Index/Document.iwa"):
		return "un document Numbers ou Pages (Apple), que Vigie ne lit pas : dans Numbers, choisissez « Fichier », « Exporter vers », « Excel… », puis importez le fichier obtenu"
	}
	return ""
}

// mime gives what an OpenDocument file says that it is.
func (a *archive) mime() string {
	if !a.has("mimetype") {
		return ""
	}
	r, err := a.open("mimetype")
	if err != nil {
		return ""
	}
	defer r.Close()
	const longest = 100
	text, err := io.ReadAll(io.LimitReader(r, longest))
	if err != nil {
		return ""
	}
	return string(text)
}

// foreignHead is foreign for files that are no ZIP archives.
func foreignHead(head []byte) string {
	const proof = " : si c'est la pièce d'un dossier, donnez son nom dans la colonne « capture » du tableau"
	for _, kind := range [...]struct{ begin, is string }{
		{"\xFF\xD8\xFF", "une photo, pas un tableau" + proof},
		{"\x89PNG\r\n", "une image, pas un tableau" + proof},
		{"Rar!\x1A\x07", "une archive compressée (RAR), pas un tableau : décompressez-la d'abord"},
		{"7z\xBC\xAF\x27\x1C", "une archive compressée (7z), pas un tableau : décompressez-la d'abord"},
	} {
		if bytes.HasPrefix(head, []byte(kind.begin)) {
			return kind.is
		}
	}
	return ""
}
