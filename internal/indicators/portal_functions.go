package indicators

import "vigie/internal/observatory"

// What the signed-in space lets a person do: each a family of journeys, one
// figure a journey (design.md section 5, Portal).

// portalCorrection defines whether data can be corrected and completed.
func portalCorrection() Definition {
	return dailyShare(Definition{
		ID:   "portal.correction",
		Name: Text{FR: "Corriger, compléter, signaler une erreur", EN: "Correct, complete, report an error"},
		Meaning: Text{
			FR: "Part des relevés, en moyenne par jour, où le portail permet de corriger ses données, de changer d’adresse, d’ajouter une pièce ou de signaler une erreur ; un chiffre par parcours.",
			EN: "Share of checks, averaged over days, in which the portal lets a person correct data, change address, add a document or report an error; one figure a journey.",
		},
		Legal: []string{"ce-2026.correction", "ddd-2024.4"}, PerJourney: true, Direction: HigherIsBetter,
		Numerator: "relevés mesurés où la fonction est là",
		Biases:    accountBiases(),
	})
}

// portalAttachments defines what the portal takes of a file of 10 MB.
func portalAttachments() Definition {
	return dailyShare(Definition{
		ID:   "portal.attachments",
		Name: Text{FR: "Pièces jointes : taille et nombre", EN: "Attachments: size and number"},
		Meaning: Text{
			FR: "Part des relevés, en moyenne par jour, où le portail prend une pièce de 9,9, 10,0 ou 10,1 Mo, ou deux fichiers pour une même pièce ; un chiffre par essai.",
			EN: "Share of checks, averaged over days, in which the portal takes an attachment of 9.9, 10.0 or 10.1 MB, or two files for one document; one figure a trial.",
		},
		Legal: []string{"principle.adaptability"}, PerJourney: true, Direction: HigherIsBetter,
		Numerator: "relevés mesurés où la pièce est prise",
		Biases:    append(accountBiases(), "Aucune pièce n’est envoyée à l’administration : l’essai s’arrête avant tout envoi."),
	})
}

// portalConcurrency defines whether two applications can run at once.
func portalConcurrency() Definition {
	return dailyShare(Definition{
		ID:   "portal.concurrency",
		Name: Text{FR: "Deux démarches à la fois", EN: "Two applications at once"},
		Meaning: Text{
			FR: "Part des relevés, en moyenne par jour, où le portail laisse commencer une seconde démarche pendant qu’une première est en cours ; un chiffre par parcours.",
			EN: "Share of checks, averaged over days, in which the portal lets a second application begin while a first one runs; one figure a journey.",
		},
		Legal: []string{"ce-2026.concurrency", "letter.3", "ddd-2024.4"}, PerJourney: true, Direction: HigherIsBetter,
		Numerator: "relevés mesurés où la seconde démarche peut être commencée",
		Biases:    accountBiases(),
	})
}

// portalUncovered defines the situations that the form cannot express, watched
// until they pass.
func portalUncovered() Definition {
	d := dailyShare(Definition{
		ID:   "portal.uncovered",
		Name: Text{FR: "Situations que le formulaire ne sait pas dire", EN: "Situations that the form cannot express"},
		Meaning: Text{
			FR: "Situations suivies jusqu’à ce qu’elles passent : part des relevés, par parcours, où la situation peut être déclarée, et nombre de celles qui ne le peuvent pas au dernier relevé mesuré.",
			EN: "Situations watched until they pass: share of checks, by journey, in which the situation can be declared, and how many cannot at the last measured check.",
		},
		Legal: []string{"letter.2", "letter.3", "principle.adaptability"}, PerJourney: true, Direction: HigherIsBetter,
		Numerator: "relevés mesurés où la situation peut être déclarée ; pour la série « non couvertes », situations qui ne le peuvent pas au dernier jour mesuré",
		Biases:    append(accountBiases(), "Seules les situations que décrit un parcours sont suivies ; il y en a d’autres."),
	})
	d.read = func(d Definition, _ Request) reading { return &uncoveredRows{portalRows{probeRows{definition: d}}} }
	return d
}

func accountBiases() []string {
	return []string{
		"Les parcours dans un compte sont faits avec l’accord d’une personne, sur son écran, et sont rares : peu de journées sont mesurées.",
		"Ce que montre le compte d’une personne peut dépendre de sa situation.",
	}
}

// SeriesOpenSituations is the count of situations that cannot be declared yet.
const SeriesOpenSituations = "open"

// uncoveredRows are rows of journeys, each a situation.
type uncoveredRows struct{ portalRows }

func (r *uncoveredRows) table(q Request) observatory.Table {
	table := r.portalRows.table(q)
	if len(q.By) > 0 {
		return table
	}
	for a, accounting := range []observatory.Accounting{observatory.Strict, observatory.Confirmed} {
		last := map[string]probeDay{}
		days := map[observatory.Date]bool{}
		for _, d := range r.rows {
			if d.measured[a] == 0 || !q.wanted(d.department) || q.Target != "" && q.Target != d.target {
				continue
			}
			days[d.day] = true
			if old, ok := last[d.series]; !ok || d.day >= old.day {
				good := d.good[a]
				if ok && d.day == old.day {
					good += old.good[a]
				}
				d.good[a] = good
				last[d.series] = d
			}
		}
		f := q.figure(r.definition, cell{series: SeriesOpenSituations})
		f.Unit, f.Method, f.Accounting, f.MinimumN = string(Count), methodCount, accounting, 1
		for _, d := range last {
			f.Denominator++
			if d.good[a] == 0 {
				f.Numerator++
			}
		}
		f.Value, f.N, f.Covered, f.Planned = float64(f.Numerator), int64(len(days)), f.Denominator, f.Denominator
		f.Sufficient = f.Denominator > 0
		table.Figures = append(table.Figures, f)
	}
	return table
}
