package collectors

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"vigie/internal/observatory"
)

// mappingVersion is the version of the language of mappings.
const mappingVersion = "1"

// maxMapping bounds a mapping's text (bytes).
const maxMapping = 256 << 10

// Mapping says how a table that is not in the published format is read. It is
// written in YAML with French keys, by people or by ProposeMapping;
// schema/correspondance.schema.json and docs/import.md explain each key.
type Mapping struct {
	Version     string                 `yaml:"correspondance"`
	Name        string                 `yaml:"nom"`
	Description string                 `yaml:"description,omitempty"`
	Shape       string                 `yaml:"forme"`              // dossiers or évènements
	Sheets      []string               `yaml:"feuilles,omitempty"` // names or numbers; empty: those that fit
	Header      MappingHeader          `yaml:"en-tête,omitempty"`
	Filter      []MappingTest          `yaml:"seulement,omitempty"` // rows that fail one are left out
	Columns     map[string]MappingCell `yaml:"colonnes"`
	Rows        []MappingRow           `yaml:"lignes,omitempty"` // one row to many events
	Ignored     []string               `yaml:"ignorées,omitempty"`
}

// MappingHeader says where the header is, when it is not to be looked for.
type MappingHeader struct {
	Row  int  `yaml:"ligne,omitempty"`  // its last row
	Rows int  `yaml:"lignes,omitempty"` // how many it takes; 0 = 1
	None bool `yaml:"aucun,omitempty"`  // the file has none: columns go by position
}

// MappingSource names a column of the file: by its name, or by its place (3, C).
type MappingSource struct {
	Column   string   `yaml:"colonne,omitempty"`
	Or       []string `yaml:"ou,omitempty"` // other names, tried in turn
	Position string   `yaml:"position,omitempty"`
}

// MappingCell says where the value of one published column comes from.
type MappingCell struct {
	MappingSource `yaml:",inline"`
	Join          []MappingSource   `yaml:"joint,omitempty"` // several columns, kept apart by a space
	Constant      string            `yaml:"constante,omitempty"`
	Element       bool              `yaml:"élément,omitempty"` // what « pour chaque » gives
	Split         *MappingSplit     `yaml:"découpe,omitempty"`
	Keep          string            `yaml:"garde,omitempty"` // date or mots, of a text that holds a date
	Pattern       string            `yaml:"motif,omitempty"` // regular expression: its first group is kept
	Values        map[string]string `yaml:"valeurs,omitempty"`
	Otherwise     *string           `yaml:"sinon,omitempty"` // instead of a value that is not listed
	Dates         []string          `yaml:"dates,omitempty"` // formats: jj/mm/aaaa, série 1904
	Optional      bool              `yaml:"facultative,omitempty"`
}

// MappingSplit takes one part of a cell.
type MappingSplit struct {
	Separator string `yaml:"séparateur"`
	Part      int    `yaml:"partie"` // from 1; from the end when negative
}

// MappingRow is one event that a row may give.
type MappingRow struct {
	If      []MappingTest          `yaml:"si,omitempty"`
	Each    *MappingEach           `yaml:"pour chaque,omitempty"`
	Columns map[string]MappingCell `yaml:"colonnes"`
}

// MappingEach gives an event for each part of a cell.
type MappingEach struct {
	MappingSource `yaml:",inline"`
	Separator     string       `yaml:"séparateur"`
	Year          *MappingYear `yaml:"année,omitempty"` // of dates without one
}

// MappingYear says where the year of the dates of a cell comes from: a column that
// holds the year of the first, or a day before which there is none; or a year for all
// rows.
type MappingYear struct {
	MappingSource `yaml:",inline"`
	Constant      string `yaml:"constante,omitempty"`
}

// MappingTest is a condition on a cell.
type MappingTest struct {
	MappingSource `yaml:",inline"`
	Is            []string `yaml:"vaut,omitempty"`
	IsNot         []string `yaml:"sauf,omitempty"` // an empty cell passes
	Filled        bool     `yaml:"remplie,omitempty"`
	Optional      bool     `yaml:"facultative,omitempty"`
}

// The two shapes by the names they have in a mapping.
const (
	mappingCases  = "dossiers"
	mappingEvents = "évènements"
)

// ParseMapping reads a mapping strictly and checks it: all that is wrong with
// it is told at once.
func ParseMapping(data []byte) (*Mapping, error) {
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, fileFault("correspondance vide : « vigie collect map FICHIER » en propose une")
	}
	m, err := LooseMapping(data)
	if err != nil {
		return nil, err
	}
	if err := m.check(); err != nil {
		return nil, fileFault("correspondance « %s » :\n%w", m.Name, err)
	}
	return m, nil
}

// LooseMapping reads a mapping that a person has not finished: its keys are
// known, and what they say is not checked yet.
func LooseMapping(data []byte) (*Mapping, error) {
	if len(data) > maxMapping {
		return nil, fileFault("correspondance de plus de %d Ko : ce n'est pas une correspondance", maxMapping>>10)
	}
	var m Mapping
	if err := yaml.Load(data, &m, yaml.WithKnownFields()); err != nil {
		return nil, fileFault("correspondance illisible : %w", err)
	}
	return &m, nil
}

// YAML writes the mapping.
func (m *Mapping) YAML() ([]byte, error) {
	out, err := yaml.Dump(m)
	if err != nil {
		return nil, fmt.Errorf("write mapping: %w", err)
	}
	return out, nil
}

func (m *Mapping) shape() Shape {
	if m.Shape == mappingEvents {
		return ShapeEvents
	}
	return ShapeCases
}

func (m *Mapping) check() error {
	var problems []error
	add := func(format string, args ...any) {
		problems = append(problems, observatory.InputErrorf(format, args...))
	}
	if m.Version != mappingVersion {
		add("correspondance : la version doit être \"%s\"", mappingVersion)
	}
	if m.Shape != mappingCases && m.Shape != mappingEvents {
		add("forme : « %s » ou « %s »", mappingCases, mappingEvents)
		return errors.Join(problems...)
	}
	if len(m.Rows) > 0 && m.Shape != mappingEvents {
		add("lignes : seulement avec la forme « %s »", mappingEvents)
	}
	if m.Header.Row < 0 || m.Header.Rows < 0 || m.Header.Rows > headerDepth || m.Header.None && m.Header.Row+m.Header.Rows > 0 {
		add("en-tête : ligne à partir de 1, lignes de 1 à %d, ou aucun", headerDepth)
	}
	for i, test := range m.Filter {
		test.check(fmt.Sprintf("seulement[%d]", i), add)
	}
	m.checkCells("colonnes", m.Columns, false, add)
	for i, row := range m.Rows {
		where := fmt.Sprintf("lignes[%d]", i)
		for j, test := range row.If {
			test.check(fmt.Sprintf("%s.si[%d]", where, j), add)
		}
		if row.Each != nil {
			row.Each.check(where+".pour chaque", add)
			row.Each.checkParts(where+".pour chaque", add)
		}
		m.checkCells(where+".colonnes", row.Columns, row.Each != nil, add)
	}
	m.checkRequired(add)
	return errors.Join(problems...)
}

// gives reports whether every row that the mapping makes has a column of the format.
func (m *Mapping) gives(name string) bool {
	if _, ok := m.Columns[name]; ok {
		return true
	}
	return len(m.Rows) > 0 && !slices.ContainsFunc(m.Rows, func(r MappingRow) bool { _, ok := r.Columns[name]; return !ok })
}

func (m *Mapping) checkRequired(add func(string, ...any)) {
	for _, c := range required(m.shape()) {
		if !m.gives(c.name) && c.id != colDate {
			add("colonnes : « %s » manque", c.name)
		}
	}
	if !m.gives("référence") && !m.gives("numéro étranger") {
		add("colonnes : « référence » ou « numéro étranger » est nécessaire")
	}
}

func (m *Mapping) checkCells(where string, cells map[string]MappingCell, each bool, add func(string, ...any)) {
	index := headerIndex(m.shape())
	for _, name := range slices.Sorted(maps.Keys(cells)) {
		c, known := index[headerKey(name)]
		if !known || c.name != name {
			near := ""
			if n := nearest(name, columns(), m.shape()); n != "" {
				near = " ; vouliez-vous dire « " + n + " » ?"
			}
			add("%s : « %s » n'est pas une colonne du format publié%s", where, name, near)
			continue
		}
		cell := cells[name]
		cell.check(where+".« "+name+" »", c, each, add)
	}
}

func (c *MappingCell) check(where string, column column, each bool, add func(string, ...any)) {
	ways := 0
	for _, given := range []bool{c.Column != "" || c.Position != "", len(c.Join) > 0, c.Constant != "", c.Element} {
		if given {
			ways++
		}
	}
	if ways != 1 {
		add("%s : donnez une colonne, une position, joint, une constante ou élément, et un seul", where)
		return
	}
	if c.Column != "" || c.Position != "" {
		c.MappingSource.check(where, add)
	}
	for _, s := range c.Join {
		s.check(where+".joint", add)
	}
	if c.Element && !each {
		add("%s : élément n'a de sens qu'avec « pour chaque »", where)
	}
	if c.Split != nil && (c.Split.Separator == "" || c.Split.Part == 0) {
		add("%s.découpe : séparateur, et partie à partir de 1 (ou -1 pour la dernière)", where)
	}
	if c.Keep != "" && c.Keep != keepDate && c.Keep != keepWords {
		add("%s.garde : « %s » ou « %s »", where, keepDate, keepWords)
	}
	if c.Pattern != "" {
		if _, err := compilePattern(c.Pattern); err != nil {
			add("%s.motif : %w", where, err)
		}
	}
	for _, format := range c.Dates {
		if _, err := compileDate(format); err != nil {
			add("%s.dates : %w", where, err)
		}
	}
	if len(c.Dates) > 0 && column.kind != kindDate {
		add("%s.dates : « %s » n'est pas une colonne de date", where, column.name)
	}
}

func (e *MappingEach) checkParts(where string, add func(string, ...any)) {
	if e.Separator == "" {
		add("%s : donnez le séparateur", where)
	}
	switch y := e.Year; {
	case y == nil:
	case y.Column == "" && y.Position == "":
		if number, ok := small(y.Constant); !ok || number < century {
			add("%s.année : donnez une colonne, une position, ou une constante de quatre chiffres", where)
		}
	case y.Constant != "":
		add("%s.année : une colonne ou une constante, pas les deux", where)
	default:
		y.check(where+".année", add)
	}
}

func (s *MappingSource) check(where string, add func(string, ...any)) {
	switch {
	case s.Column != "" && s.Position != "":
		add("%s : colonne ou position, pas les deux", where)
	case s.Column == "" && s.Position == "":
		add("%s : donnez une colonne ou une position", where)
	case s.Position != "" && s.place() < 0:
		add("%s : position « %s » : un nombre à partir de 1, ou des lettres (C, AB)", where, s.Position)
	}
}

func (t *MappingTest) check(where string, add func(string, ...any)) {
	t.MappingSource.check(where, add)
	if len(t.Is) == 0 && len(t.IsNot) == 0 && !t.Filled {
		add("%s : donnez vaut, sauf ou remplie", where)
	}
}

// place gives the column that a position stands for, from 0; -1 if it is none.
func (s *MappingSource) place() int {
	number := 0
	for _, c := range s.Position {
		if c < '0' || c > '9' || number > maxColumns {
			return columnOf([]byte(strings.ToUpper(s.Position) + "1"))
		}
		number = number*10 + int(c-'0')
	}
	if number > maxColumns {
		return -1
	}
	return number - 1
}

func compilePattern(pattern string) (*regexp.Regexp, error) {
	const longest = 500
	if len(pattern) > longest {
		return nil, fmt.Errorf("plus de %d signes", longest)
	}
	return regexp.Compile(pattern)
}
