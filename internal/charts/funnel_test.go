package charts

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
)

func TestFunnel(t *testing.T) {
	f := Funnel{
		Rate: 0.4, Most: 200, Near: []FunnelLimit{{1, 0, 1}, {100, 0.31, 0.5}, {200, 0.33, 0.47}}, Far: []FunnelLimit{{1, 0, 1}, {200, 0.3, 0.51}},
		Points:  []FunnelMark{{Text: "Ain <01>", N: 100, Share: 0.42}, {Text: "Rhône", N: 200, Share: 0.9, Apart: true}},
		Percent: func(float64) string { return "x %" }, Count: func(int64) string { return "n" },
	}
	drawn := string(f.Draw())
	decoder := xml.NewDecoder(strings.NewReader(drawn))
	marks := map[string]int{}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, drawn)
		}
		if start, ok := token.(xml.StartElement); ok {
			marks[start.Name.Local]++
		}
	}
	// 5 lines of the grid, the rate, two limits of two levels
	if marks["circle"] != 1 || marks["rect"] != 1 || marks["path"] != 5+1+4 || marks["title"] != 2 || !strings.Contains(drawn, "Ain &lt;01&gt;") {
		t.Errorf("drawn %v: %s", marks, drawn)
	}
	if (Funnel{}).Draw() != "" {
		t.Error("a funnel of nothing is drawn")
	}
}
