package dashboard

import (
	"context"
	"iter"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"vigie/internal/access"
	"vigie/internal/observatory"
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

// Figures that take longer than a page waits go on being computed, once for all
// who ask; the page says so, and has them when it is asked again.
func TestExactFiguresGoOn(t *testing.T) {
	o := newOffice(t)
	slow := world()
	slow.gate = make(chan struct{})
	o.desk.Figures = slow
	server := openOffice(t, o, func(c *Config) { c.ExactWait = time.Millisecond })
	anne := o.person(t, server, "anne", access.Analyst)
	for _, path := range []string{"/analyse?indicateur=ccc.answered", "/analyse.csv?indicateur=ccc.answered"} {
		response, body := ask(t, server, anne, http.MethodGet, path, "", "")
		if response.StatusCode != http.StatusServiceUnavailable || response.Header.Get("Retry-After") != "60" || !strings.Contains(plain(body), "rechargez cette page dans une minute") {
			t.Fatalf("%s: status %d\n%s", path, response.StatusCode, body)
		}
		if !strings.Contains(body, `<a href="`+path+`">Afficher de nouveau</a>`) {
			t.Errorf("%s: no way to ask again\n%s", path, body)
		}
	}
	close(slow.gate)
	for {
		response, body := ask(t, server, anne, http.MethodGet, "/analyse?indicateur=ccc.answered", "", "")
		if response.StatusCode == http.StatusOK {
			if !strings.Contains(body, "<table") {
				t.Errorf("no figures:\n%s", body)
			}
			break
		}
		runtime.Gosched()
	}
	if read := slow.computed.Load(); read != 1 {
		t.Errorf("read %d times", read)
	}
}

// A reader that panics is an error of the page, and of this one alone.
func TestExactFiguresSurviveAPanic(t *testing.T) {
	o := newOffice(t)
	o.desk.Figures = &panicking{memory: world()}
	server := openOffice(t, o, nil)
	anne := o.person(t, server, "anne", access.Analyst)
	for _, want := range []int{http.StatusInternalServerError, http.StatusOK} {
		if response, body := ask(t, server, anne, http.MethodGet, "/analyse?indicateur=ccc.answered", "", ""); response.StatusCode != want {
			t.Errorf("status %d, want %d\n%s", response.StatusCode, want, body)
		}
	}
}

// panicking panics once.
type panicking struct {
	*memory

	once sync.Once
}

func (p *panicking) Counts(ctx context.Context, query string, w observatory.Window) iter.Seq2[observatory.CountRow, error] {
	p.once.Do(func() { panic("no such row") })
	return p.memory.Counts(ctx, query, w)
}
