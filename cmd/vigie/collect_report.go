package main

import (
	"fmt"

	"vigie/collectors"
	"vigie/internal/observatory"
)

// checkReport is what « vigie collect check --json » prints.
type checkReport struct {
	Rows       int            `json:"rows"`
	Cases      int            `json:"cases"`
	Events     int            `json:"events"`
	Persons    int            `json:"persons"`
	Duplicates int            `json:"duplicates"`
	Refused    []checkFinding `json:"refused"`
	Warnings   []checkFinding `json:"warnings"`
}

// checkFinding is one problem: where, what (with what was found, masked), and
// what to do.
type checkFinding struct {
	Row     int    `json:"row"`    // as a spreadsheet numbers it; 0 for the whole file
	Column  string `json:"column"` // empty for the whole row
	Problem string `json:"problem"`
	Remedy  string `json:"remedy"`
}

func reportOf(s collectors.Summary) checkReport {
	return checkReport{
		Rows: s.Rows, Cases: s.Cases, Events: s.Events, Persons: s.Persons, Duplicates: s.Duplicates,
		Refused: findingsOf(s.Refused, s.RefusedBeyond), Warnings: findingsOf(s.Warnings, s.WarningsBeyond),
	}
}

func findingsOf(findings []collectors.Finding, beyond int) []checkFinding {
	list := make([]checkFinding, 0, len(findings)+1)
	for _, f := range findings {
		problem := f.Message + wrapped(" (trouvé : ", f.Value, ")")
		if f.Sheet > 1 {
			problem = fmt.Sprintf("feuille %d, %s", f.Sheet, problem)
		}
		list = append(list, checkFinding{Row: f.Row, Column: f.Column, Problem: problem, Remedy: f.Remedy})
	}
	if beyond > 0 {
		list = append(list, checkFinding{
			Problem: fmt.Sprintf("… et %d autres", beyond),
			Remedy:  "écrivez le tableau avec sa colonne « problème » (vigie collect problems)",
		})
	}
	return list
}

// printFault prints the report of a file that could not be read as a whole.
func printFault(con *console, fault error) error {
	return writeJSON(con, checkReport{
		Refused:  []checkFinding{{Problem: fault.Error(), Remedy: "corrigez le fichier, puis vérifiez-le de nouveau"}},
		Warnings: []checkFinding{},
	})
}

// isFault reports whether an error is one of the file, to be told in a report.
func isFault(err error) bool { return err != nil && observatory.IsInput(err) }
