package pdftext

import (
	"bytes"
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/ledongthuc/pdf"

	"vigie/internal/observatory"
)

// pagesOf is Pages, in the process of the reader.
func pagesOf(raw []byte) (pages [][]string, err error) {
	defer func() {
		if cause := recover(); cause != nil { // the library panics on damaged files
			pages, err = nil, damaged
		}
	}()
	if inflatesTooFar(raw) {
		return nil, bomb
	}
	reader, err := pdf.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if errors.Is(err, pdf.ErrInvalidPassword) {
		return nil, observatory.InputErrorf("PDF protégé par un mot de passe : enregistrez-en une copie sans protection")
	}
	if err != nil {
		return nil, damaged
	}
	n := reader.NumPage()
	if n > maxPages {
		return nil, observatory.InputErrorf("PDF de %d pages : plus que les %d qui sont lues", n, maxPages)
	}
	size, room := 0, int64(maxInflated)
	for i := 1; i <= n; i++ {
		page := reader.Page(i)
		if page.V.IsNull() {
			pages = append(pages, nil)
			continue
		}
		if room -= contentSize(page, room); room <= 0 {
			return nil, bomb
		}
		lines := pageLines(page)
		for _, line := range lines {
			size += len(line)
		}
		if pages = append(pages, lines); size > maxText {
			return nil, observatory.InputErrorf("PDF de plus de %d Mo de texte : trop pour une lettre", maxText>>20)
		}
	}
	return pages, nil
}

// pageLines puts the glyphs of a page in lines: those at one height, from left
// to right, with a space where they stand apart.
func pageLines(page pdf.Page) []string {
	glyphs := drawn(page)
	slices.SortStableFunc(glyphs, func(a, b pdf.Text) int {
		if math.Abs(a.Y-b.Y) > max(1.5, min(a.FontSize, b.FontSize)/3) {
			return compare(b.Y, a.Y)
		}
		return compare(a.X, b.X)
	})
	var lines []string
	var line strings.Builder
	var last pdf.Text
	for i, g := range glyphs {
		switch {
		case i == 0:
		case math.Abs(g.Y-last.Y) > max(1.5, min(g.FontSize, last.FontSize)/3):
			lines, line = endLine(lines, &line), strings.Builder{}
			if math.Abs(g.Y-last.Y) > 2*max(g.FontSize, 6) && len(lines) > 0 {
				lines = append(lines, "")
			}
		case g.X-(last.X+last.W) > 0.15*max(g.FontSize, 4) && last.S != " " && g.S != " ":
			line.WriteByte(' ')
		}
		line.WriteString(g.S)
		last = g
	}
	return endLine(lines, &line)
}

func compare(a, b float64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func endLine(lines []string, line *strings.Builder) []string {
	text := strings.Join(strings.Fields(strings.ToValidUTF8(line.String(), "")), " ")
	if text == "" {
		return lines
	}
	return append(lines, text)
}
