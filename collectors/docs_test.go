package collectors

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestDocs keeps the tables of docs/import.md equal to the table of columns.
func TestDocs(t *testing.T) {
	path := filepath.Join("..", "docs", "import.md")
	page, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, found := strings.Cut(string(page), "-update » -->\n")
	_, tail, ended := strings.Cut(rest, "<!-- fin -->")
	if !found || !ended {
		t.Fatal("docs/import.md has lost its markers")
	}
	golden(t, path, []byte(head+"-update » -->\n"+columnTables()+"<!-- fin -->"+tail))
}

func columnTables() string {
	var out strings.Builder
	for _, shape := range []Shape{ShapeCases, ShapeEvents} {
		heading := "Une ligne par dossier"
		if shape == ShapeEvents {
			heading = "Une ligne par évènement"
		}
		fmt.Fprintf(&out, "\n### %s\n\n| colonne | obligatoire | contenu |\n|---|---|---|\n", heading)
		for _, c := range columns() {
			if c.in(shape) {
				fmt.Fprintf(&out, "| %s | %s | %s |\n", c.name, obligation(c, shape), strings.ReplaceAll(c.description, "|", "\\|"))
			}
		}
	}
	out.WriteString("\n### Mots reconnus\n\nEntre parenthèses, d'autres façons d'écrire.\n\n| colonnes | mots |\n|---|---|\n")
	var done []string
	for _, c := range columns() {
		if c.words == nil {
			continue
		}
		words := describeWords(c.words())
		if slices.Contains(done, words) {
			continue
		}
		done = append(done, words)
		fmt.Fprintf(&out, "| %s | %s |\n", strings.Join(columnsWith(words), ", "), words)
	}
	return out.String() + "\n"
}

func columnsWith(words string) []string {
	var names []string
	for _, c := range columns() {
		if c.words != nil && describeWords(c.words()) == words && !slices.Contains(names, c.name) {
			names = append(names, c.name)
		}
	}
	return names
}

func obligation(c column, shape Shape) string {
	switch {
	case c.requiredIn(shape) && c.kind == kindDate:
		return "colonne"
	case c.requiredIn(shape):
		return "cellule"
	case c.id == colReference || c.id == colNumber:
		return "l'une des deux"
	}
	return ""
}

func describeWords(words vocabulary) string {
	var parts []string
	for _, term := range words {
		if term.code == implicitRefusal {
			continue
		}
		part := "**" + term.label + "**"
		if len(term.also) > 0 {
			part += " (" + strings.Join(term.also, ", ") + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " ; ")
}
