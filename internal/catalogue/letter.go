package catalogue

import (
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// Family is one of the five headings of failures of the associations' letter
// of 17 December 2024.
type Family struct {
	Provenance

	Code string `json:"code"` // "A" to "E"
	Name string `json:"name"`
	Text string `json:"text"` // French, in our words
}

// Measure is one of the eleven measures that the letter asks for.
type Measure struct {
	Provenance

	Number   int      `json:"number"` // 1 to 11
	Name     string   `json:"name"`
	Text     string   `json:"text"`     // French, in our words
	Families []string `json:"families"` // codes of the families it answers (our reading)
}

func readFamilies(files fs.FS, faults *problems) []Family {
	rows := readTable(files, "families.csv", []string{"code", "name", "text", "source", "status"}, faults)
	unique(rows, "code")
	list := make([]Family, 0, len(rows))
	for _, r := range rows {
		list = append(list, Family{
			Provenance: r.provenance(), Code: r.oneOf("code", "A", "B", "C", "D", "E"),
			Name: r.need("name"), Text: r.need("text"),
		})
	}
	return list
}

func readMeasures(files fs.FS, faults *problems) []Measure {
	rows := readTable(files, "measures.csv", []string{"number", "name", "text", "families", "source", "status"}, faults)
	unique(rows, "number")
	list := make([]Measure, 0, len(rows))
	for _, r := range rows {
		number, err := strconv.Atoi(r.need("number"))
		if err != nil || number < 1 || number > 11 {
			r.fault("number", "un entier de 1 à 11 est attendu")
		}
		m := Measure{
			Provenance: r.provenance(), Number: number, Name: r.need("name"), Text: r.need("text"),
			Families: strings.Fields(r.need("families")),
		}
		for _, code := range m.Families {
			if !slices.Contains([]string{"A", "B", "C", "D", "E"}, code) {
				r.fault("families", "famille inconnue « "+code+" »")
			}
		}
		list = append(list, m)
	}
	return list
}

// Families gives the five failure families, A to E.
func (c *Catalogue) Families() []Family { return slices.Clone(c.families) }

// Measures gives the eleven measures, in the order of the letter.
func (c *Catalogue) Measures() []Measure { return slices.Clone(c.measures) }
