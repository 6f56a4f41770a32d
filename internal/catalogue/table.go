package catalogue

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"vigie/internal/observatory"
)

// Provenance says where a row of the catalogue comes from and how sure it is.
type Provenance struct {
	Source string             `json:"source"`
	Status observatory.Status `json:"status"`
}

// problems collects every fault of the data, so that one load tells them all.
type problems struct{ list []error }

func (p *problems) addf(format string, args ...any) {
	p.list = append(p.list, fmt.Errorf(format, args...))
}

func (p *problems) err() error { return errors.Join(p.list...) }

// row is one line of a table, read by column name.
type row struct {
	file   string
	line   int
	cells  map[string]string
	faults *problems
}

func (r row) get(column string) string { return r.cells[column] }

// need gives a cell that must not be empty.
func (r row) need(column string) string {
	value := r.cells[column]
	if value == "" {
		r.fault(column, "valeur manquante")
	}
	return value
}

// oneOf gives a cell that must be one of the values.
func (r row) oneOf(column string, values ...string) string {
	value := r.cells[column]
	if !slices.Contains(values, value) {
		r.fault(column, fmt.Sprintf("« %s » : attendu %s", value, strings.Join(values, ", ")))
	}
	return value
}

// date gives an ISO date, or no date for an empty cell.
func (r row) date(column string) observatory.Date {
	if r.cells[column] == "" {
		return observatory.NoDate
	}
	date, err := observatory.ParseDate(r.cells[column])
	if err != nil {
		r.fault(column, err.Error())
	}
	return date
}

func (r row) provenance() Provenance {
	return Provenance{Source: r.need("source"), Status: r.status("status")}
}

func (r row) status(column string) observatory.Status {
	value := observatory.Status(r.cells[column])
	if !knownStatus(value) {
		r.fault(column, fmt.Sprintf("statut de vérification inconnu « %s »", value))
	}
	return value
}

func (r row) fault(column, what string) {
	r.faults.addf("%s, ligne %d, colonne %s : %s", r.file, r.line, column, what)
}

func knownStatus(s observatory.Status) bool {
	switch s {
	case observatory.Verified, observatory.Secondary, observatory.Unverified, observatory.Deduced:
		return true
	}
	return false
}

// readTable reads a CSV file whose header must be exactly the given columns.
// Lines that begin with # are comments. A file that cannot be read gives no
// row and a problem.
func readTable(files fs.FS, name string, columns []string, faults *problems) []row {
	data, err := fs.ReadFile(files, name)
	if err != nil {
		faults.addf("catalogue : %w", err)
		return nil
	}
	reader := csv.NewReader(strings.NewReader(string(data)))
	reader.Comment = '#'
	reader.FieldsPerRecord = -1
	header, err := reader.Read()
	if err != nil || !slices.Equal(header, columns) {
		faults.addf("%s, ligne d’en-tête : attendu exactement %s", name, strings.Join(columns, ","))
		return nil
	}
	var rows []row
	for {
		record, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return rows
		}
		if err != nil {
			faults.addf("%s : %w", name, err)
			return rows
		}
		line, _ := reader.FieldPos(0)
		if len(record) != len(columns) {
			faults.addf("%s, ligne %d : %d colonnes, attendu %d", name, line, len(record), len(columns))
			continue
		}
		cells := make(map[string]string, len(columns))
		for i, column := range columns {
			cells[column] = strings.TrimSpace(record[i])
		}
		rows = append(rows, row{file: name, line: line, cells: cells, faults: faults})
	}
}

// unique reports a value that occurs twice in a column of a table.
func unique(rows []row, column string) {
	seen := map[string]bool{}
	for _, r := range rows {
		value := r.get(column)
		if seen[value] {
			r.fault(column, fmt.Sprintf("« %s » est déjà pris", value))
		}
		seen[value] = true
	}
}
