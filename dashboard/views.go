package dashboard

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"html/template"

	"vigie/internal/observatory"
)

//go:embed templates
var templateFiles embed.FS

// views are the parsed templates, one set a page over the common frame.
type views struct{ byName map[string]*template.Template }

func parseViews() (*views, error) {
	v := &views{byName: map[string]*template.Template{}}
	for _, name := range []string{
		"overview", "department", "attempt", "attempts", "method", "policy", "error", "blocked", "blocked_day", "drifts", "drift", "journeys", "journey", "information", "matrix", "family", "pencil",
		"signin", "password", "space", "kinds", "report", "cases", "case", "uploads", "upload", "readings", "reviews", "review", "notices", "figures", "mapping", "consented", "consented-case", "dossiers", "administration",
	} {
		parsed, err := template.New("frame.html").Option("missingkey=error").Funcs(template.FuncMap{"table": newNotes}).
			ParseFS(templateFiles, "templates/frame.html", "templates/parts.html", "templates/"+name+".html")
		if err != nil {
			return nil, fmt.Errorf("parse template %s: %w", name, err)
		}
		v.byName[name] = parsed
	}
	return v, nil
}

// render writes a page to memory, so that a fault never leaves half a page.
func (v *views) render(name string, data any) ([]byte, error) {
	var b bytes.Buffer
	if err := v.byName[name].Execute(&b, data); err != nil {
		return nil, fmt.Errorf("render page %s: %w", name, err)
	}
	return b.Bytes(), nil
}

// page is what every page has.
type page struct {
	Title      string
	Here       string // address of the navigation entry that is current
	Simulation bool
	Band       string
	Charts     bool // the page has charts to draw
	Refresh    bool // the browser asks again after a moment: something is under way
	Menu       []link
}

func (s *site) page(title string) page {
	p := page{Title: title, Simulation: s.Simulation, Band: s.words.T("simulation"), Menu: menu()}
	if s.desk != nil {
		p.Menu = append(p.Menu, link{"/espace", "Mon espace"})
	}
	return p
}

// menu is the navigation of every page. One that is not there yet has no entry.
func menu() []link {
	return []link{
		{"/", "Vue d’ensemble"},
		{"/matrice", "Obligations"},
		{"/pan", "PAN"},
		{"/attestations", "Attestations"},
		{"/clotures", "Clôtures"},
		{"/accompagnement", "Accompagnement"},
		{"/parcours", "Parcours"},
		{"/tentatives", "Tentatives"},
		{"/blocages", "Blocages"},
		{"/derives", "À reprendre"},
		{"/informations", "Informations"},
		{"/politique", "Politique"},
		{"/methodologie", "Méthode"},
	}
}

// htmlAsset makes the answer of a rendered page.
func htmlAsset(body []byte) (asset, error) { return textAsset("text/html; charset=utf-8", body) }

func textAsset(media string, body []byte) (asset, error) {
	zipped, err := compress(body)
	if err != nil {
		return asset{}, fmt.Errorf("compress an answer: %w", err)
	}
	sum := sha256.Sum256(body)
	return asset{media: media, plain: body, gz: zipped, entityTag: hex.EncodeToString(sum[:8])}, nil
}

// link is an address with its text.
type link struct{ Href, Text string }

// departmentName is the name of a department with its code.
func (s *site) departmentName(code string) string {
	if d, ok := s.Catalogue.Department(code); ok {
		return d.Name + " (" + d.Code + ")"
	}
	return code
}

// window is the span of days that pages show: whole months up to today, by
// the clock of Paris.
func (s *site) window() observatory.Window {
	now := s.Now()
	today := observatory.DateOf(now, s.zone)
	first := today.Month() - observatory.Month(s.Months-1)
	return observatory.Window{From: first.First(), To: today, Horizon: now.In(s.zone), Simulation: s.Simulation}
}
