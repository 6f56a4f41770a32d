package catalogue

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

func TestMapDrawsEachDepartmentOnce(t *testing.T) {
	c := loaded(t)
	m := c.Map()
	main, second := map[string]int{}, map[string]int{}
	for _, shape := range m.Shapes {
		if shape.Inset == "petite-couronne" {
			second[shape.Code]++
		} else {
			main[shape.Code]++
		}
	}
	for _, d := range c.Departments() {
		if main[d.Code] != 1 {
			t.Errorf("%s is drawn %d times", d.Code, main[d.Code])
		}
	}
	if len(main) != 104 || len(second) != 4 {
		t.Errorf("%d departments, %d in the inset of Paris", len(main), len(second))
	}
	for _, code := range []string{"75", "92", "93", "94"} {
		if second[code] != 1 {
			t.Errorf("%s is drawn %d times in the inset of Paris", code, second[code])
		}
	}
}

func TestMapShapesAreWellFormed(t *testing.T) {
	m := loaded(t).Map()
	number := `-?(?:\d+(?:\.\d)?|\.\d)`
	path := regexp.MustCompile(`^(?:M` + number + ` ` + number + `l` + number + `(?:[ -]?` + number + `)*z)+$`)
	insets := map[string]Inset{}
	for _, inset := range m.Insets {
		insets[inset.ID] = inset
		if inset.X < 0 || inset.Y < 0 || inset.X+inset.Width > float64(m.Width) || inset.Y+inset.Height > float64(m.Height) {
			t.Errorf("inset %s leaves the view box", inset.ID)
		}
	}
	for _, shape := range m.Shapes {
		if !path.MatchString(shape.Path) {
			t.Errorf("%s: not path data: %.60s", shape.Code, shape.Path)
		}
		frame := Inset{Width: float64(m.Width), Height: float64(m.Height)}
		if shape.Inset != "" {
			found, ok := insets[shape.Inset]
			if !ok {
				t.Errorf("%s: unknown inset %s", shape.Code, shape.Inset)
			}
			frame = found
		}
		if shape.X < frame.X || shape.X > frame.X+frame.Width || shape.Y < frame.Y || shape.Y > frame.Y+frame.Height {
			t.Errorf("%s: its label (%v, %v) leaves its frame", shape.Code, shape.X, shape.Y)
		}
		if symbol := slices.Contains([]string{"975", "977", "978"}, shape.Code); shape.Symbol != symbol {
			t.Errorf("%s: symbol %v, want %v", shape.Code, shape.Symbol, symbol)
		}
	}
}

func TestMapIsLightAndCredited(t *testing.T) {
	data := shipped(t)["map.json"].Data
	if len(data) > 120_000 {
		t.Errorf("map.json takes %d bytes, at most 120,000 wanted", len(data))
	}
	m := loaded(t).Map()
	if !strings.Contains(m.Credit, "Licence Ouverte") || !strings.Contains(m.Credit, "IGN") || m.Source == "" || !knownStatus(m.Status) {
		t.Errorf("credit %q, source %q, status %q", m.Credit, m.Source, m.Status)
	}
	if m.ViewBox() != "0 0 1000 1098" {
		t.Errorf("view box %q", m.ViewBox())
	}
}
