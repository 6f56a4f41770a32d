package dashboard

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"vigie/internal/access"
	"vigie/internal/observatory"
)

// mappingMost is the largest form of a mapping (bytes).
const mappingMost = 512 << 10

// MappingColumn is one column of a file and what it is taken for.
type MappingColumn struct {
	Place     string // as a spreadsheet names it: C
	Name      string
	Column    string // published name; empty: not read
	Certainty int    // per cent, of a proposal
	Unknown   []string
	Words     []string // those that the published column knows, when it has a list
}

// UnderstoodRow is what one row was understood to say. It names nobody.
type UnderstoodRow struct {
	Row, Sheet int
	Facts      []string
	Problems   []Finding
}

// FileMapping is how a file is read, and what its first rows then say.
type FileMapping struct {
	Name    string // of the mapping
	Text    string // YAML
	Columns []MappingColumn
	Choices []string // published columns
	Missing []string // published columns that are needed and not given
	Rows    []UnderstoodRow
}

// MappingEdit is what a person changes. Without a text, the mapping of the file
// is taken, or else one is proposed.
type MappingEdit struct {
	Name    string
	Text    string                  // YAML
	Choices map[string]ColumnChoice // by place; nil: the text as it is
}

// ColumnChoice is what a person says of a column.
type ColumnChoice struct {
	Column string
	Words  map[string]string // word of the file to published word
}

// Mappings lets a person finish how a file is read.
type Mappings interface {
	// Understand applies an edit and reads the first rows. It writes nothing. What
	// is wrong with the edit is an input error, beside what was understood so far.
	Understand(ctx context.Context, u access.Upload, edit MappingEdit) (FileMapping, error)
	// Keep saves a new version and begins the file's dry run with it.
	Keep(ctx context.Context, by access.Account, u access.Upload, edit MappingEdit) (version int, err error)
}

type mappingPage struct {
	deskPage

	ID, Mapping, Text, Fault string // Mapping: its name
	Columns                  []mappingColumnView
	Missing                  string
	Rows                     []understoodView
	Started                  bool // there is something to show
}

type mappingColumnView struct {
	Place, Name, Certainty string
	Choices                []option
	Words                  []wordView
}

type wordView struct {
	Field, Word string
	Choices     []option
}

type understoodView struct {
	Place    string
	Facts    []string
	Problems []noteView
}

// mapping serves the page where a person says what each column of a file is.
func (s *site) mapping(w http.ResponseWriter, r *http.Request) error {
	u, err := s.mappable(r)
	if err != nil {
		return err
	}
	return s.showMapping(w, r, u, MappingEdit{}, nil)
}

// mappable finds a file of the viewer's association that is not imported yet. It
// is read for the page, so that the reading is noted.
func (s *site) mappable(r *http.Request) (access.Upload, error) {
	u, err := s.ownUpload(r)
	if err != nil {
		return u, err
	}
	if u.State != access.UploadChecked && u.State != access.UploadRefused {
		return u, pageError{http.StatusConflict, "Fichier déjà en cours", "Ce fichier est importé, ou une vérification est en cours : ses colonnes ne se changent plus. Envoyez-le de nouveau."}
	}
	return u, s.note(r, "read_file", u.ID.String())
}

func (s *site) showMapping(w http.ResponseWriter, r *http.Request, u access.Upload, edit MappingEdit, fault error) error {
	made, err := s.desk.Mappings.Understand(r.Context(), u, edit)
	if fault == nil {
		fault = err
	}
	if fault != nil && !observatory.IsInput(fault) {
		return fault
	}
	status := http.StatusOK
	data := mappingPage{
		deskPage: s.deskPage(r, "Décrire les colonnes du fichier"), ID: u.ID.String(), Mapping: made.Name, Text: made.Text,
		Missing: s.words.Typeset(strings.Join(made.Missing, ", ")), Started: len(made.Columns) > 0,
	}
	if fault != nil {
		status, data.Fault = http.StatusUnprocessableEntity, s.words.Typeset(fault.Error())
	}
	for _, c := range made.Columns {
		data.Columns = append(data.Columns, s.mappingColumn(c, made.Choices))
	}
	for _, row := range made.Rows {
		view := understoodView{Place: place(s, row.Sheet, row.Row)}
		for _, fact := range row.Facts {
			view.Facts = append(view.Facts, s.words.Typeset(capital(fact)))
		}
		for _, p := range row.Problems {
			view.Problems = append(view.Problems, noteView{Column: s.words.Typeset(p.Column), Message: s.words.Typeset(capital(p.Message)), Value: p.Value, Remedy: s.words.Typeset(capital(p.Remedy))})
		}
		data.Rows = append(data.Rows, view)
	}
	return s.show(w, status, "mapping", data)
}

func (s *site) mappingColumn(c MappingColumn, choices []string) mappingColumnView {
	v := mappingColumnView{Place: c.Place, Name: c.Name}
	if c.Certainty > 0 {
		v.Certainty = s.words.Percent(float64(c.Certainty) / 100)
	}
	v.Choices = append(v.Choices, option{"", "ne pas lire", c.Column == ""})
	for _, name := range choices {
		v.Choices = append(v.Choices, option{name, s.words.Typeset(name), name == c.Column})
	}
	for i, word := range c.Unknown {
		list := []option{{"", "à vérifier", true}}
		for _, known := range c.Words {
			list = append(list, option{known, s.words.Typeset(known), false})
		}
		v.Words = append(v.Words, wordView{Field: c.Place + "-" + strconv.Itoa(i), Word: word, Choices: list})
	}
	return v
}

// postMapping tries an edit, or keeps it and checks the file with it.
func (s *site) postMapping(w http.ResponseWriter, r *http.Request) error {
	if err := s.readPosted(w, r, mappingMost); err != nil {
		return err
	}
	u, err := s.mappable(r)
	if err != nil {
		return err
	}
	edit, err := readMappingEdit(r)
	if err != nil {
		return err
	}
	if r.PostForm.Get("faire") != "garder" {
		return s.showMapping(w, r, u, edit, nil)
	}
	_, err = s.desk.Mappings.Keep(r.Context(), who(r.Context()).Account, u, edit)
	if observatory.IsInput(err) {
		return s.showMapping(w, r, u, edit, err)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, "/fichiers/"+u.ID.String(), http.StatusSeeOther)
	return nil
}

// readMappingEdit reads the form of the columns, or that of the text alone.
func readMappingEdit(r *http.Request) (MappingEdit, error) {
	edit := MappingEdit{Name: strings.TrimSpace(r.PostForm.Get("nom")), Text: strings.ReplaceAll(r.PostForm.Get("texte"), "\r\n", "\n")}
	places := r.PostForm["place"]
	if len(places) == 0 {
		return edit, nil
	}
	if len(places) != len(slices.Compact(slices.Sorted(slices.Values(places)))) {
		return edit, observatory.InputErrorf("une colonne est donnée deux fois : rechargez la page")
	}
	edit.Choices = map[string]ColumnChoice{}
	for _, at := range places {
		choice := ColumnChoice{Column: r.PostForm.Get("colonne-" + at), Words: map[string]string{}}
		for i, word := range r.PostForm["mot-"+at] {
			if to := r.PostForm.Get("vaut-" + at + "-" + strconv.Itoa(i)); to != "" {
				choice.Words[word] = to
			}
		}
		edit.Choices[at] = choice
	}
	return edit, nil
}
