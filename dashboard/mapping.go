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
	Examples  []string // of its values, masked
	Column    string   // published name; empty: not read
	Certainty int      // per cent, of a proposal
	Event     string   // instead of a column: each date of it is such an event
	Unknown   []string
	Words     []string // those that the published column knows, when it has a list
	Reading   ColumnReading
	InRows    bool // read by « lignes » of the text alone
	TellsYear bool // of the dates of another column, and nothing else
}

// ColumnReading is how the cells of a column are read.
type ColumnReading struct {
	Dates     string // forms, kept apart by commas: jj/mm/aaaa
	Separator string // of the parts of a cell; empty: the cell is taken whole
	Part      int    // from 1, or -1 for the last
	Each      string // separator of several dates, each an event; empty: one
	Year      string // of dates without one: 2026, or the column that tells it
	Month     string // of events of a month: 2026-01
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
	Shape   string   // what a row is: dossiers or évènements
	Choices []string // published columns
	Events  []string // kinds of events that a column may give the date of
	Missing []string // published columns that are needed and not given
	Counted bool     // a table of counts, as the notes say: nothing of it is a case
	Notes   []string // in French: what could not be told of the file
	Rows    []UnderstoodRow
}

// MappingEdit is what a person changes. Without a text, the mapping of the file
// is taken, or else one is proposed.
type MappingEdit struct {
	Name    string
	Text    string                  // YAML
	Shape   string                  // empty: as it is
	Choices map[string]ColumnChoice // by place; nil: the text as it is
}

// ColumnChoice is what a person says of a column.
type ColumnChoice struct {
	Column  string
	Event   string            // instead of a column
	Words   map[string]string // word of the file to published word
	Reading *ColumnReading    // nil: as before
}

// Mappings lets a person finish how a file is read.
type Mappings interface {
	// Understand applies an edit and reads the first rows. It writes nothing. What
	// is wrong with the edit is an input error, beside what was understood so far.
	Understand(ctx context.Context, u access.Upload, edit MappingEdit) (FileMapping, error)
	// Keep saves a new version and begins the file's dry run with it.
	Keep(ctx context.Context, by access.Account, u access.Upload, edit MappingEdit) (version int, err error)
}

// mappingEvents is the shape in which a row gives events, eventChoice what begins
// the choice of one at the date of a column; chronicle is the choice of a column whose
// cells tell the event beside each date, monthOf of one whose cells tell the event of a
// month.
const (
	mappingEvents = "évènements"
	eventChoice   = "évènement:"
	chronicle     = "chronologie"
	monthOf       = "mois"
)

type mappingPage struct {
	deskPage

	ID, Mapping, Text, Fault string // Mapping: its name
	Columns                  []mappingColumnView
	Missing                  string
	Notes                    []string
	Rows                     []understoodView
	Started                  bool // there is something to show
	Counted, Tried           bool // a table of counts; a person tries to read it nevertheless
	Shapes                   []option
}

type mappingColumnView struct {
	Place, Name, Certainty string
	Examples               []string
	Choices, Events        []option
	Words                  []wordView
	Reading                ColumnReading
	Part                   string
	Told                   bool // how it is read is shown open
	Month, Chronicle       bool // what such a column needs is asked for beside the choice
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
		Started: len(made.Columns) > 0,
		Counted: made.Counted, Tried: edit.Choices != nil,
	}
	if fault != nil {
		status, data.Fault = http.StatusUnprocessableEntity, s.words.Typeset(capital(fault.Error()))
	}
	if err == nil { // what is wrong comes first
		data.Missing = s.words.Typeset(strings.Join(made.Missing, ", "))
	}
	data.Shapes = []option{
		{"dossiers", "un dossier entier", made.Shape == "dossiers"}, {mappingEvents, "un évènement, ou plusieurs", made.Shape == mappingEvents},
	}
	for _, c := range made.Columns {
		typed := edit.Choices[c.Place]
		if err != nil && edit.Choices != nil { // a fault takes nothing from her
			if c.Column != typed.Column || c.Event != typed.Event {
				c.Column, c.Event, c.Certainty = typed.Column, typed.Event, 0
			}
			if typed.Reading != nil {
				c.Reading = *typed.Reading
			}
		}
		data.Columns = append(data.Columns, s.mappingColumn(c, &made, typed.Words))
	}
	for _, note := range made.Notes {
		data.Notes = append(data.Notes, s.words.Typeset(capital(note)))
	}
	for _, row := range made.Rows {
		view := understoodView{Place: s.place(row.Sheet, []int{row.Row})}
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

// mappingColumn shows a column; told are words of it that the person has just told.
func (s *site) mappingColumn(c MappingColumn, made *FileMapping, told map[string]string) mappingColumnView {
	v := mappingColumnView{Place: c.Place, Name: c.Name, Examples: c.Examples, Reading: c.Reading, Month: c.Event == monthOf, Chronicle: c.Event == chronicle}
	v.Told = !v.Month && !v.Chronicle && c.Reading != ColumnReading{}
	if c.Reading.Part != 0 {
		v.Part = itoa(c.Reading.Part)
	}
	if c.Certainty > 0 {
		v.Certainty = s.words.Percent(float64(c.Certainty) / 100)
	}
	none := "ne pas lire"
	switch {
	case c.InRows:
		none = "lue comme le dit le texte (YAML) plus bas"
	case c.TellsYear:
		none = "lue pour l'année des dates d'une autre colonne"
	}
	v.Choices = append(v.Choices, option{"", s.words.Typeset(none), c.Column == "" && c.Event == ""})
	for _, name := range made.Choices {
		v.Choices = append(v.Choices, option{name, s.words.Typeset(name), name == c.Column})
	}
	for _, kind := range made.Events {
		text := capital(kind) + " à cette date"
		switch kind {
		case chronicle:
			text = "Une chronologie : l'évènement est dit à côté de chaque date"
		case monthOf:
			text = "Évènement du mois : la cellule dit lequel"
		}
		v.Events = append(v.Events, option{eventChoice + kind, s.words.Typeset(text), kind == c.Event})
	}
	for i, word := range c.Unknown {
		list := []option{{"", "à vérifier", told[word] == ""}}
		for _, known := range c.Words {
			list = append(list, option{known, s.words.Typeset(known), told[word] == known})
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
func readMappingEdit(r *http.Request) (edit MappingEdit, err error) {
	edit = MappingEdit{Shape: r.PostForm.Get("forme"), Name: strings.TrimSpace(r.PostForm.Get("nom")), Text: strings.ReplaceAll(r.PostForm.Get("texte"), "\r\n", "\n")}
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
		if kind, event := strings.CutPrefix(choice.Column, eventChoice); event {
			choice.Column, choice.Event = "", kind
		}
		if choice.Reading, err = readColumnReading(r, at); err != nil {
			return edit, err
		}
		for i, word := range r.PostForm["mot-"+at] {
			if to := r.PostForm.Get("vaut-" + at + "-" + strconv.Itoa(i)); to != "" {
				choice.Words[word] = to
			}
		}
		edit.Choices[at] = choice
	}
	return edit, nil
}

// readColumnReading reads how the cells of a column are read; nil for a form that
// does not ask.
func readColumnReading(r *http.Request, at string) (*ColumnReading, error) {
	if !r.PostForm.Has("dates-" + at) {
		return nil, nil
	}
	reading := &ColumnReading{
		Dates: r.PostForm.Get("dates-" + at), Separator: r.PostForm.Get("signe-" + at), Each: r.PostForm.Get("chaque-" + at),
		Year: strings.TrimSpace(r.PostForm.Get("annee-" + at)), Month: strings.TrimSpace(r.PostForm.Get("mois-" + at)),
	}
	part := strings.TrimSpace(r.PostForm.Get("partie-" + at))
	if part == "" {
		return reading, nil
	}
	var err error
	if reading.Part, err = strconv.Atoi(part); err != nil {
		return nil, observatory.InputErrorf("partie de la colonne %s : un nombre à partir de 1, ou -1 pour la dernière", at)
	}
	return reading, nil
}
