package main

import (
	"context"
	"fmt"
	"strings"

	"vigie/collectors"
	"vigie/dashboard"
	"vigie/internal/access"
	"vigie/internal/observatory"
)

// unnamed is the name of a mapping that nobody has named yet.
const unnamed = "à nommer"

// edited reads the columns of a sent file and how they are to be read after a
// person's edit. A fault of the edit comes beside what stands without it.
func (f *sentFiles) edited(ctx context.Context, u access.Upload, edit dashboard.MappingEdit) (collectors.Proposal, error) {
	o, err := f.options(ctx, u)
	if err != nil {
		return collectors.Proposal{}, err
	}
	var fault error
	if strings.TrimSpace(edit.Text) != "" {
		read := collectors.ParseMapping
		if edit.Choices != nil { // what is missing may be what the person gives now
			read = collectors.LooseMapping
		}
		m, wrong := read([]byte(edit.Text))
		if fault = wrong; fault == nil {
			o.Mapping = m
		}
	}
	p, err := collectors.Headers(ctx, f.source(ctx, u), o)
	if err != nil {
		return p, err
	}
	if fault == nil && edit.Choices != nil {
		choices := choicesOf(edit)
		if edit.Shape != "" && edit.Shape != p.Mapping.Shape {
			if err := p.Mapping.Reshape(edit.Shape); err != nil {
				return p, err
			}
			p.Mapping.Choosable(choices)
		}
		if fault = p.Mapping.Assign(p.Columns, choices); fault == nil {
			o.Mapping = &p.Mapping
			p, err = collectors.Headers(ctx, f.source(ctx, u), o)
		}
	}
	if edit.Name != "" && edit.Name != unnamed {
		p.Mapping.Name = edit.Name
	}
	if err != nil {
		return p, err
	}
	return p, fault
}

// choicesOf gives the choices of an edit in the words of the collectors.
func choicesOf(edit dashboard.MappingEdit) map[string]collectors.ColumnChoice {
	choices := map[string]collectors.ColumnChoice{}
	for place, c := range edit.Choices {
		choice := collectors.ColumnChoice{Column: c.Column, Words: c.Words, Event: c.Event}
		if r := c.Reading; r != nil {
			choice.Reading = &collectors.ColumnReading{Dates: collectors.ReadDateForms(r.Dates), Separator: r.Separator, Part: r.Part, Each: r.Each, Year: r.Year, Month: r.Month}
		}
		choices[place] = choice
	}
	return choices
}

// Understand applies an edit and reads the first rows.
func (f *sentFiles) Understand(ctx context.Context, u access.Upload, edit dashboard.MappingEdit) (dashboard.FileMapping, error) {
	p, fault := f.edited(ctx, u, edit)
	if fault != nil && !observatory.IsInput(fault) {
		return dashboard.FileMapping{}, fault
	}
	made := dashboard.FileMapping{Name: p.Mapping.Name, Missing: p.Missing, Notes: p.Notes, Counted: p.Counted, Shape: p.Mapping.Shape, Choices: p.Mapping.Choices()}
	if made.Shape == "évènements" {
		made.Events = append(collectors.WordsOf("évènement"), collectors.Chronicle, collectors.MonthOf)
	}
	if made.Name == unnamed {
		made.Name = ""
	}
	for _, c := range p.Columns {
		r, words := p.Mapping.Reading(c), collectors.WordsOf(c.Column)
		if c.Event == collectors.Chronicle || c.Event == collectors.MonthOf {
			words = append(collectors.WordsOf("évènement"), collectors.Nothing)
		}
		made.Columns = append(made.Columns, dashboard.MappingColumn{
			Place: c.Place, Name: c.Name, Examples: c.Examples, Column: c.Column, Event: c.Event, Certainty: c.Certainty, Unknown: c.Unknown, Words: words,
			InRows: p.Mapping.ReadInRows(c), TellsYear: p.Mapping.TellsYear(c),
			Reading: dashboard.ColumnReading{Dates: strings.Join(r.Dates, ", "), Separator: r.Separator, Part: r.Part, Each: r.Each, Year: r.Year, Month: r.Month},
		})
	}
	text, err := p.Mapping.YAML()
	if err != nil {
		return made, err
	}
	if made.Text = string(text); fault != nil {
		if edit.Text != "" && edit.Choices == nil {
			made.Text = edit.Text // for the person to mend
		}
		return made, fault
	}
	if !p.Ready {
		return made, nil
	}
	o, err := f.options(ctx, u)
	if err != nil {
		return made, err
	}
	o.Mapping = &p.Mapping
	rows, err := collectors.Preview(ctx, f.source(ctx, u), o, previewRows)
	for _, row := range rows {
		understood := dashboard.UnderstoodRow{Row: row.Row, Sheet: row.Sheet, Facts: row.Facts}
		for _, x := range row.Problems {
			understood.Problems = append(understood.Problems, dashboard.Finding{Column: x.Column, Problem: x.Problem, Message: x.Message, Value: x.Value, Remedy: x.Remedy})
		}
		made.Rows = append(made.Rows, understood)
	}
	return made, err
}

// Keep saves a new version of a mapping and begins the file's dry run with it.
func (f *sentFiles) Keep(ctx context.Context, by access.Account, u access.Upload, edit dashboard.MappingEdit) (int, error) {
	if edit.Name == "" || edit.Name == unnamed || strings.Contains(edit.Name, "@") {
		return 0, observatory.InputErrorf("donnez un nom à la correspondance, sans « @ » : il sert à la retrouver pour les fichiers suivants")
	}
	p, err := f.edited(ctx, u, edit)
	if err != nil {
		return 0, err
	}
	text, err := p.Mapping.YAML()
	if err != nil {
		return 0, err
	}
	if _, err := collectors.ParseMapping(text); err != nil { // what is missing is told here
		return 0, err
	}
	a := f.app
	version, err := a.state.SaveMapping(ctx, access.StoredMapping{Association: u.Association, Name: edit.Name, Text: string(text), Author: by.ID.String(), At: a.now()})
	if err != nil {
		return 0, err
	}
	from := u.State
	u.State, u.Fault, u.Report, u.Mapping = access.UploadChecking, "", nil, fmt.Sprintf("%s@%d", edit.Name, version)
	moved, err := a.state.MoveUpload(ctx, from, u)
	if err == nil && moved {
		f.begin(func(ctx context.Context) error { return f.check(ctx, u) })
	}
	return version, err
}
