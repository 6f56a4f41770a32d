package indicators

import (
	"fmt"

	"vigie/internal/observatory"
)

const stereotypedID = "closure.stereotyped"

// closureStereotyped defines closing messages that say the same to several
// persons (design.md section 5).
func closureStereotyped() Definition {
	d := closureShare(Definition{
		ID:   stereotypedID,
		Name: Text{FR: "Messages de clôture stéréotypés", EN: "Stereotyped closing messages"},
		Meaning: Text{
			FR: "Part des messages de clôture défavorable dont le texte, noms et nombres masqués, est celui qu’a reçu au moins une autre personne.",
			EN: "Share of the messages of adverse closures whose text, names and numbers masked, is that which at least one other person got.",
		},
		Legal:       []string{"letter.C.closure"},
		Numerator:   "messages de clôture dont le texte a été reçu par au moins deux personnes distinctes, quelle que soit la date",
		Denominator: "messages de clôture lus dont on connaît la personne",
		Coverage:    "messages dont on connaît la personne, sur tous les messages de clôture lus",
		Biases: []string{
			"Deux textes disent la même chose quand leurs suites de trois mots masquées se ressemblent à 0,7 au moins (Jaccard), de proche en proche.",
			"Le premier message d’un modèle n’est reconnu qu’à l’arrivée du deuxième : la part grandit avec le nombre de messages lus.",
		},
	}, "")
	d.Direction = LowerIsBetter
	d.read = func(d Definition, _ Request) reading {
		return &stereotypes{tally: tally{definition: d, apart: true}, partOf: map[string]string{}}
	}
	return d
}

// stereotypes reads closing messages by the cluster of those that say the same.
type stereotypes struct {
	tally

	says   []string // cluster of each row, as it was when the message came
	partOf map[string]string
}

func (s *stereotypes) add(row observatory.CountRow) error {
	if err := shape(row, 6, 1, 0); err != nil {
		return err
	}
	if of := row.Keys[5]; of != "" {
		s.partOf[row.Keys[4]] = of
		return nil
	}
	month, err := observatory.ParseMonth(row.Keys[1])
	if err != nil {
		return fmt.Errorf("month of a message: %w", err)
	}
	s.says = append(s.says, row.Keys[4])
	s.rows = append(s.rows, tallyRow{
		department: row.Keys[0], month: month, by: s.associations.of(row.Keys[2]), who: s.persons.of(row.Keys[3]), level: SeriesDocument, part: SeriesRead, all: row.Values[0],
	})
	return nil
}

func (s *stereotypes) prepare([]Request) { s.judge() }

// judge says of each row whether another person got the same, and drops the
// rows of other days, which only helped to tell.
func (s *stereotypes) judge() {
	persons := map[string]map[int32]struct{}{}
	for i, r := range s.rows {
		s.says[i] = s.oldest(s.says[i])
		if persons[s.says[i]] == nil {
			persons[s.says[i]] = map[int32]struct{}{}
		}
		if r.who != 0 {
			persons[s.says[i]][r.who] = struct{}{}
		}
	}
	kept := s.rows[:0]
	for i, r := range s.rows {
		switch {
		case r.all == 0:
			continue
		case r.who == 0:
		case len(persons[s.says[i]]) > 1:
			r.yes = r.all
		default:
			r.no = r.all
		}
		kept = append(kept, r)
	}
	s.rows = kept
	s.arrange()
}

// oldest is the cluster whose id stays. Aliases that go round end where they
// are met again.
func (s *stereotypes) oldest(cluster string) string {
	for range len(s.partOf) {
		of, ok := s.partOf[cluster]
		if !ok {
			break
		}
		cluster = of
	}
	return cluster
}
