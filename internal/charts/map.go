package charts

import (
	"fmt"
	"html/template"
	"strings"

	"vigie/internal/catalogue"
)

// Special classes of a place on the map, beside the bins 0, 1, 2...
const (
	NotMeasured  = -1 // no row at all
	Insufficient = -2 // measured, below the minimum n
)

// Place is what the map says of one department.
type Place struct {
	Bin   int    // 0 upwards, or NotMeasured, Insufficient
	Label string // name and value in words, such as "Ain : 42,3 %"
	Link  string // address of its page
}

// Class is the CSS class of a bin: the style sheet holds the colours.
func Class(bin int) string {
	switch bin {
	case NotMeasured:
		return "map-none"
	case Insufficient:
		return "map-few"
	}
	return fmt.Sprintf("map-bin%d", bin)
}

// Bin gives the index of the first bound that is above the value, or the
// number of bounds.
func Bin(value float64, bounds []float64) int {
	for i, bound := range bounds {
		if value < bound {
			return i
		}
	}
	return len(bounds)
}

// shapeView is a shape as the template writes it. Twin marks the small copy of
// a department that is also drawn enlarged: the pointer finds it, the keyboard
// and the screen reader pass over it.
type shapeView struct {
	catalogue.Shape
	Place

	Class string
	Twin  bool
}

// Map draws the departments as inline SVG: each is a link with a title, so that
// it works by keyboard, by screen reader and without any script. A department
// without a place is drawn as not measured, under its code.
func Map(m catalogue.Map, title string, places map[string]Place) (template.HTML, error) {
	enlarged := map[string]bool{}
	for _, s := range m.Shapes {
		if s.Inset != "" {
			enlarged[s.Code] = true
		}
	}
	shapes := make([]shapeView, 0, len(m.Shapes))
	for _, s := range m.Shapes {
		place, ok := places[s.Code]
		if !ok {
			place = Place{Bin: NotMeasured, Label: s.Code}
		}
		shapes = append(shapes, shapeView{
			Shape: s, Place: place, Class: Class(place.Bin), Twin: s.Inset == "" && enlarged[s.Code],
		})
	}
	drawing, err := template.New("map").Parse(mapTemplate)
	if err != nil {
		return "", fmt.Errorf("parse the template of the map: %w", err)
	}
	var b strings.Builder
	data := map[string]any{"ViewBox": m.ViewBox(), "Title": title, "Shapes": shapes, "Insets": m.Insets}
	if err := drawing.Execute(&b, data); err != nil {
		return "", fmt.Errorf("draw the map: %w", err)
	}
	return template.HTML(b.String()), nil
}

const mapTemplate = `<svg class="map" viewBox="{{.ViewBox}}" role="group" aria-label="{{.Title}}" xmlns="http://www.w3.org/2000/svg">
<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="hatch-ground"/><line x1="0" y1="0" x2="0" y2="6" class="hatch-line"/></pattern></defs>
{{range .Insets}}<rect class="map-frame" x="{{.X}}" y="{{.Y}}" width="{{.Width}}" height="{{.Height}}"/><text class="map-label" x="{{.X}}" y="{{.Y}}" dx="4" dy="12">{{.Name}}</text>
{{end}}{{range .Shapes}}<a href="{{.Link}}"{{if .Twin}} tabindex="-1" aria-hidden="true"{{else}} aria-label="{{.Label}}"{{end}}><path class="{{.Class}}" fill-rule="evenodd" d="{{.Path}}"><title>{{.Label}}</title></path></a>
{{end}}</svg>`
