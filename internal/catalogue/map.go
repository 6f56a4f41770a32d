package catalogue

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
)

// Map is the drawing of the departments: mainland and Corsica, Paris and its
// ring enlarged in an inset, each overseas department or collectivity in its
// own inset below. Equirectangular with the cosine of 46.5°; insets are not at
// the scale of the mainland. All positions are in units of the view box.
type Map struct {
	Provenance

	Width  int     `json:"width"`
	Height int     `json:"height"`
	Credit string  `json:"credit"` // to print beside the map (Licence Ouverte)
	Insets []Inset `json:"insets"`
	Shapes []Shape `json:"shapes"`
}

// ViewBox gives the value of the SVG attribute of that name.
func (m Map) ViewBox() string { return fmt.Sprintf("0 0 %d %d", m.Width, m.Height) }

// Inset is a frame that holds departments drawn apart.
type Inset struct {
	ID     string   `json:"id"`
	Name   string   `json:"name"`
	X      float64  `json:"x"`
	Y      float64  `json:"y"`
	Width  float64  `json:"width"`
	Height float64  `json:"height"`
	Codes  []string `json:"codes"`
}

// Shape is the outline of one department. Paris, 92, 93 and 94 have two: on
// the mainland and, larger, in their inset.
type Shape struct {
	Code   string  `json:"code"`
	Path   string  `json:"path"` // SVG path data, to be filled by the even-odd rule
	X      float64 `json:"x"`    // where a label centred on the shape goes
	Y      float64 `json:"y"`
	Inset  string  `json:"inset,omitempty"`  // id of the inset, empty on the mainland
	Symbol bool    `json:"symbol,omitempty"` // a plain square: the outline was not to be had
}

func readMap(files fs.FS, faults *problems) Map {
	var drawing struct {
		Map
		Source string `json:"source"`
		Status string `json:"status"`
	}
	data, err := fs.ReadFile(files, "map.json")
	if err != nil {
		faults.addf("catalogue : %w", err)
		return Map{}
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&drawing); err != nil {
		faults.addf("map.json : %w", err)
		return Map{}
	}
	at := entry{file: "map.json", id: "carte", faults: faults}
	at.need("source", drawing.Source, "credit", drawing.Credit)
	drawing.Provenance = Provenance{Source: drawing.Source, Status: at.status(drawing.Status)}
	return drawing.Map
}

// Map gives the drawing of the departments.
func (c *Catalogue) Map() Map {
	m := c.drawing
	m.Insets, m.Shapes = slices.Clone(m.Insets), slices.Clone(m.Shapes)
	return m
}
