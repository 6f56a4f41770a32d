package letters

import (
	"strings"

	"vigie/collectors/letters/pdftext"
)

// pdfLetter reads a PDF as a letter.
func pdfLetter(raw []byte) (Letter, error) {
	pages, err := pdftext.Pages(raw)
	if err != nil {
		return Letter{}, err
	}
	text := joinPages(pages)
	l := Letter{Text: text, Parts: []Part{{Media: "application/pdf", Bytes: len(raw), Pages: len(pages), Scan: strings.TrimSpace(text) == "", Raw: raw}}}
	return finish(l)
}

func joinPages(pages [][]string) string {
	var out strings.Builder
	for i, lines := range pages {
		if i > 0 {
			out.WriteString("\n\n")
		}
		out.WriteString(strings.Join(lines, "\n"))
	}
	return strings.TrimSpace(out.String())
}
