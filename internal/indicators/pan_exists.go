package indicators

import "vigie/internal/observatory"

const panExistsID = "pan.exists"

// CompetentPlace is a prefecture or sub-prefecture with a service for
// foreigners.
type CompetentPlace struct {
	Department string
	Seat       bool // the department's own prefecture, whose site speaks for it
	PAN        bool // the catalogue knows a help point of it
}

// panExists defines how many competent places have a known help point
// (design.md section 5).
func panExists() Definition {
	d := pageCount(Definition{
		ID:   panExistsID,
		Name: Text{FR: "Lieux compétents dont un PAN est connu", EN: "Competent places with a known help point"},
		Meaning: Text{
			FR: "Nombre des préfectures et sous-préfectures dotées d’un service des étrangers dont un point d’accueil numérique (PAN) aidant à l’ANEF est connu.",
			EN: "Number of prefectures and sub-prefectures with a service for foreigners of which a help point for the ANEF is known.",
		},
		Legal: []string{"order-2023-08-01.pan", "letter.7"}, Direction: HigherIsBetter,
		Numerator:   "lieux dont un PAN est connu : par la liste tenue à la main, ou par l’adresse que donne le site de la préfecture",
		Denominator: "lieux que le catalogue dit compétents pour les étrangers", N: "lieux compétents",
		Coverage: "lieux compétents, sur ceux du catalogue",
		Biases: []string{
			"« Connu » n’est pas « existant » : aucune liste publique des PAN de l’ANEF n’a été trouvée, et le chiffre ne dit pas qu’un PAN manque.",
			"Les sous-préfectures dont le service des étrangers n’est pas connu ne sont pas comptées.",
			"Mois par mois : ce que les pages disaient à la dernière lecture du mois ou d’avant ; la liste tenue à la main est celle d’aujourd’hui.",
		},
	}, func(d Definition, q Request) reading { return &existsRows{pageRows{definition: d}, q.Rules.Places} })
	d.Splits = append(d.Splits, Month)
	d.History = append(d.History, Change{2, "2026-11-27", "mois par mois ; couverture d’un mois : lieux dont le site y a été lu"})
	return d
}

// existsRows are the newest facts of sites, beside the catalogue's places.
type existsRows struct {
	pageRows

	places []CompetentPlace
}

func (r *existsRows) table(q Request) observatory.Table {
	if q.by(Month) {
		return r.months(q)
	}
	return r.counted(q, r.known(q, r.facts))
}

// known counts the places of which a help point is known, by department.
func (r *existsRows) known(q Request, facts []observatory.PageFact) map[string]*pageCell {
	named := map[string]bool{}
	for _, f := range facts {
		if f.Item == "pan_address" && f.State == observatory.Present {
			named[f.Department] = true
		}
	}
	counts := map[string]*pageCell{}
	for _, p := range r.places {
		if q.wanted(p.Department) {
			countPage(counts, q, p.Department, p.PAN || p.Seat && named[p.Department])
		}
	}
	return counts
}

// throughout reports whether a site was read in each month from the first to the
// last.
func throughout(read map[observatory.Month]bool, first, last observatory.Month) bool {
	for m := first; m <= last; m++ {
		if !read[m] {
			return false
		}
	}
	return true
}

// before reports whether a site was read by the end of a month.
func before(read map[observatory.Month]bool, last observatory.Month) bool {
	for m := range read {
		if m <= last {
			return true
		}
	}
	return false
}

// months says of each month, quarter or year, from the first reading of any page
// on, what was known at its end; of a department, from the first reading of its
// site on. What counts as measured are the places whose site was read in each
// month of it.
func (r *existsRows) months(q Request) observatory.Table {
	table := observatory.Table{Title: r.definition.Name.FR}
	if len(r.history) == 0 {
		return table
	}
	first, read := r.history[0].month, map[string]map[observatory.Month]bool{}
	for _, f := range r.history {
		first = min(first, f.month)
		if read[f.Department] == nil {
			read[f.Department] = map[observatory.Month]bool{}
		}
		read[f.Department][f.month] = true
	}
	for month := range q.months(observatory.Span{Start: first.First(), End: q.reference()}) {
		last := q.part(month).End.Month()
		covered := map[string]int64{}
		for _, p := range r.places {
			if throughout(read[p.Department], month, last) {
				covered[p.Department]++
				covered[""]++
			}
		}
		for _, f := range r.counted(q, r.known(q, r.by(last))).Figures {
			if f.Department != "" && !before(read[f.Department], last) {
				continue
			}
			of := q.figure(r.definition, cell{department: f.Department, month: month})
			f.Period, f.Covered = of.Period, covered[f.Department]
			table.Figures = append(table.Figures, f)
		}
	}
	return table
}
