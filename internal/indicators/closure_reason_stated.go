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
			"Une clôture dont l’issue n’est pas renseignée dans le fichier de l’association est tenue pour défavorable, et un dossier dont " +
				"le canal de dépôt n’est pas renseigné pour un dossier de l’ANEF.",
			"Une personne suivie par deux associations, ou sans numéro étranger dans deux dossiers, compte deux fois.",
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

// reasonRows are the rows of closure.reason_stated.
type reasonRows struct {
	definition Definition
	rows       []reasonRow
}

type reasonRow struct {
	department, association, person, source, level string
	month                                          observatory.Month
	closures, stated, notStated                    int64
}

type reasonCell struct {
	closures, stated, notStated int64
	persons                     map[string]struct{} // with a known value
	associations                associations
}

func (r *reasonRows) add(row observatory.CountRow) error {
	if err := shape(row, 6, 4, 0); err != nil {
		return err
	}
	month, err := observatory.ParseMonth(row.Keys[1])
	if err != nil {
		return fmt.Errorf("month of a closure: %w", err)
	}
	r.rows = append(r.rows, reasonRow{
		department: row.Keys[0], month: month, association: row.Keys[2], person: row.Keys[3], source: row.Keys[4], level: row.Keys[5],
		closures: row.Values[0], stated: row.Values[1], notStated: row.Values[2],
	})
	return nil
}

func (r *reasonRows) table(q Request) observatory.Table {
	cells := map[cell]*reasonCell{}
	for _, row := range r.rows {
		if q.wanted(row.department) {
			row.count(cells, q)
		}
	}
	if len(cells) == 0 && len(q.By) == 0 {
		cells[cell{series: SeriesDocument}] = &reasonCell{}
	}
	table := observatory.Table{Title: r.definition.Name.FR}
	for _, c := range sortedCells(cells) {
		from := cells[c]
		f := q.figure(r.definition, c)
		f.Numerator, f.Denominator = from.stated, from.stated+from.notStated
		f.Covered, f.Planned = f.Denominator, from.closures
		f.N, f.Associations = int64(len(from.persons)), int64(len(from.associations))
		f.Largest = from.associations.largest(from.persons)
		setPersonShare(&f, float64(f.N))
		table.Figures = append(table.Figures, f)
	}
	return table
}

// count adds the row to its cell.
func (r reasonRow) count(cells map[cell]*reasonCell, q Request) {
	c := cell{series: r.level}
	if q.by(Source) {
		c.series = joinSeries(r.level, r.source)
	}
	if q.by(Department) {
		c.department = r.department
	}
	if q.by(Month) {
		c.month = r.month
	}
	to := cells[c]
	if to == nil {
		to = &reasonCell{persons: map[string]struct{}{}, associations: associations{}}
		cells[c] = to
	}
	to.closures += r.closures
	to.stated += r.stated
	to.notStated += r.notStated
	to.associations.note(r.association, r.person)
	if r.stated+r.notStated > 0 {
		to.persons[r.person] = struct{}{}
	}
}
