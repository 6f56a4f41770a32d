package dashboard

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"vigie/internal/access"
)

// Exact figures are computed once for a state of the cases: another reader, or
// the same one again, gets those, and is logged; more told of cases, other filters
// or another hour are computed anew.
func TestExactFiguresAreRemembered(t *testing.T) {
	o := newOffice(t)
	told := world()
	o.desk.Figures = told
	var later atomic.Int64
	server := openOffice(t, o, func(c *Config) { c.Now = func() time.Time { return now().Add(time.Duration(later.Load())) } })
	anne := o.person(t, server, "anne", access.Analyst)
	first := ""
	for _, step := range []struct {
		name, query string
		before      func()
		computes    bool
	}{
		{"first", "", nil, true},
		{"again", "", nil, false},
		{"another filter", "?departement=93", nil, true},
		{"one indicator of those known", "?indicateur=ccc.answered", nil, false},
		{"more is told", "", func() { told.version.Add(1) }, true},
		{"minutes later", "", func() { later.Store(int64(20 * time.Minute)) }, false},
		{"another hour", "", func() { later.Store(int64(40 * time.Minute)) }, true},
	} {
		if step.before != nil {
			step.before()
		}
		read, logged := told.computed.Load(), len(o.readings)
		response, body := ask(t, server, anne, http.MethodGet, "/analyse"+step.query, "", "")
		if response.StatusCode != http.StatusOK || len(o.readings) != logged+1 {
			t.Fatalf("%s: status %d, %d readings logged", step.name, response.StatusCode, len(o.readings)-logged)
		}
		if computed := told.computed.Load() > read; computed != step.computes {
			t.Errorf("%s: figures computed: %v", step.name, computed)
		}
		switch step.name {
		case "first":
			first = body
		case "again":
			if body != first || !strings.Contains(body, "<table") {
				t.Error("what is remembered is not what was computed")
			}
		}
	}
}
