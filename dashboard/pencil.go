package dashboard

import (
	"bytes"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
)

// The small world that a person can compute by hand, and what was sent of it, in
// Config.Pencil.
const (
	pencilText  = "docs/pencil-world.md"
	pencilFiles = "cmd/vigie/testdata/pencil"
	pencilPath  = "/methodologie/crayon"
)

// pencilPage is the page at pencilPath.
type pencilPage struct {
	page

	Body  template.HTML
	Files []link
}

// pencil serves the small world as a page.
func (s *site) pencil(w http.ResponseWriter, r *http.Request) error {
	source, err := fs.ReadFile(s.Pencil, pencilText)
	if err != nil {
		return fmt.Errorf("read the small world: %w", err)
	}
	data := pencilPage{page: s.page("Un monde au crayon")}
	data.Here = "/methodologie"
	if data.Body, err = s.markdown(string(source)); err != nil {
		return err
	}
	files, err := fs.ReadDir(s.Pencil, pencilFiles)
	if err != nil {
		return fmt.Errorf("read the files of the small world: %w", err)
	}
	for _, f := range files {
		data.Files = append(data.Files, link{pencilPath + "/" + f.Name(), f.Name()})
	}
	answer, err := s.render("pencil", data)
	if err != nil {
		return err
	}
	w.Header().Set("Cache-Control", "no-cache")
	return send(w, r, answer)
}

// markdown draws a document of ours. Its tables get what every table of the
// pages has: a caption, scopes, a frame that can be scrolled.
func (s *site) markdown(source string) (template.HTML, error) {
	source = strings.ReplaceAll(source, "(../"+pencilFiles+")", "(#fichiers)")
	var drawn bytes.Buffer
	if err := goldmark.New(goldmark.WithExtensions(extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)))).Convert([]byte(s.words.Typeset(source)), &drawn); err != nil {
		return "", fmt.Errorf("draw the small world: %w", err)
	}
	parts := strings.Split(drawn.String(), "<table>")
	var page strings.Builder
	page.WriteString(parts[0])
	for i, part := range parts[1:] {
		fmt.Fprintf(&page, "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Tableau %d\">\n<table class=\"worked\">\n<caption>Tableau %d</caption>", i+1, i+1)
		page.WriteString(strings.Replace(part, "</table>", "</table>\n</div>", 1))
	}
	return template.HTML(strings.ReplaceAll(page.String(), "<th>", `<th scope="col">`)), nil //nolint:gosec // a document of this repository, drawn without raw HTML
}

// pencilFile serves a file that was sent of the small world.
func (s *site) pencilFile(w http.ResponseWriter, r *http.Request) error {
	name := r.PathValue("name")
	body, err := fs.ReadFile(s.Pencil, path.Join(pencilFiles, path.Base(name)))
	if err != nil {
		return notFound("Fichier introuvable", "Ce fichier n’existe pas.")
	}
	file(w, path.Base(name))
	media := map[string]string{".csv": "text/csv", ".html": "text/plain", ".txt": "text/plain"}[path.Ext(name)]
	answer, err := textAsset(media+"; charset=utf-8", body)
	if err != nil {
		return err
	}
	return send(w, r, answer)
}
