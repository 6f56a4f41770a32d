package indicators

import (
	"fmt"

	"vigie/internal/observatory"
)

const reasonStatedID = "closure.reason_stated"

// reasonStated defines the share of adverse closures that state a reason
// (design.md section 5).
func reasonStated() Definition {
	return Definition{
		ID: reasonStatedID,
		Name: Text{
			FR: "Clôtures défavorables qui énoncent un motif",
			EN: "Adverse closures that state a reason",
		},
		Meaning: Text{
			FR: "Part des clôtures défavorables de dossiers ANEF dont le message énonce un motif, parmi celles dont on sait ce que dit le message.",
			EN: "Share of adverse closures of ANEF files whose message states a reason, among those whose message is known.",
		},
		Legal:       []string{"crpa-l211-2.reasons", "r431-11.missing_documents", "letter.C.closure"},
		Proof:       ByCase,
		Unit:        Share,
		Direction:   HigherIsBetter,
		Numerator:   "clôtures défavorables dont le message énonce un motif",
		Denominator: "clôtures défavorables dont on sait si le message énonce un motif",
		N:           "personnes distinctes",
		Coverage:    "clôtures défavorables dont on sait si un motif est énoncé, sur toutes les clôtures défavorables rapportées",
		Query:       reasonStatedID,
		MinimumN:    11,
		Interval: "95 %, Wilson, avec pour effectif le nombre de personnes distinctes (et non de clôtures) ; " +
			"Clopper-Pearson dans les dossiers",
		Biases: []string{
			"Les personnes qui s’adressent à une association sont plus souvent celles dont la clôture pose difficulté.",
			"« Document » : l’association a vu le message ; « dit » : la personne l’a rapporté. Les deux ne sont jamais additionnés.",
			"La valeur est celle déclarée dans le fichier de l’association ; le texte n’est pas encore relu par Vigie.",
			"Énoncer un motif ne veut pas dire que le motif est précis, exact ou suffisant.",
		},
		History: []Change{{Version: 1, Date: "2026-11-23", What: "première définition"}},
	}
}

// Series of closure.reason_stated and of case figures split by level.
const (
	SeriesDocument = string(observatory.LevelDocument)
	SeriesTold     = string(observatory.LevelTold)
)

type reasonTally struct {
	definition Definition
	request    Request
	cells      map[cell]*reasonCell
}

type reasonCell struct {
	closures, stated, notStated int64
	persons                     map[string]struct{} // with a known value
	associations                map[string]struct{}
}

func newReasonTally(d Definition, q Request) *reasonTally {
	return &reasonTally{definition: d, request: q, cells: map[cell]*reasonCell{}}
}

func (t *reasonTally) add(row observatory.CountRow) error {
	if err := shape(row, 6, 4, 0); err != nil {
		return err
	}
	department, association, person, source, level := row.Keys[0], row.Keys[2], row.Keys[3], row.Keys[4], row.Keys[5]
	if !t.request.wanted(department) {
		return nil
	}
	month, err := observatory.ParseMonth(row.Keys[1])
	if err != nil {
		return fmt.Errorf("month of a closure: %w", err)
	}
	c := cell{series: level}
	if t.request.by(Source) {
		c.series += "/" + source
	}
	if t.request.by(Department) {
		c.department = department
	}
	if t.request.by(Month) {
		c.month = month
	}
	to := t.cells[c]
	if to == nil {
		to = &reasonCell{persons: map[string]struct{}{}, associations: map[string]struct{}{}}
		t.cells[c] = to
	}
	to.closures += row.Values[0]
	to.stated += row.Values[1]
	to.notStated += row.Values[2]
	to.associations[association] = struct{}{}
	if row.Values[1]+row.Values[2] > 0 {
		to.persons[person] = struct{}{}
	}
	return nil
}

func (t *reasonTally) table() observatory.Table {
	if len(t.cells) == 0 && len(t.request.By) == 0 {
		t.cells[cell{series: SeriesDocument}] = &reasonCell{}
	}
	table := observatory.Table{Title: t.definition.Name.FR}
	for _, c := range sortedCells(t.cells) {
		from := t.cells[c]
		f := t.request.figure(t.definition, c)
		f.Numerator, f.Denominator = from.stated, from.stated+from.notStated
		f.Covered, f.Planned = f.Denominator, from.closures
		f.N, f.Associations = int64(len(from.persons)), int64(len(from.associations))
		setPersonShare(&f)
		table.Figures = append(table.Figures, f)
	}
	return table
}

// setPersonShare sets the value, sufficiency and Wilson interval of a share
// whose effective size is the number of persons.
func setPersonShare(f *observatory.Figure) {
	f.Method = methodAbsent
	f.Sufficient = f.N >= f.MinimumN && f.Denominator > 0
	if f.Denominator > 0 {
		f.Value = float64(f.Numerator) / float64(f.Denominator)
	}
	if f.Sufficient {
		f.Low, f.High = Wilson(f.Value, f.N)
		f.HasInterval, f.Method = true, "Wilson sur les personnes distinctes"
	}
}
