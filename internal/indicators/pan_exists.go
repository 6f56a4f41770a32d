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
	return pageCount(Definition{
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
		},
	}, func(d Definition, q Request) reading { return &existsRows{pageRows{definition: d}, q.Rules.Places} })
}

// existsRows are the newest facts of sites, beside the catalogue's places.
type existsRows struct {
	pageRows

	places []CompetentPlace
}

func (r *existsRows) table(q Request) observatory.Table {
	named := map[string]bool{}
	for _, f := range r.facts {
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
	return r.counted(q, counts)
}
