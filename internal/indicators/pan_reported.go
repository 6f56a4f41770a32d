package indicators

const panReportedID = "pan.reported"

// SeriesShown is the share of the reported contacts of a help point in which
// slots were displayed, beside SeriesWithin30.
const SeriesShown = "shown"

// panReported defines what persons report of appointments: the third series of
// pan.availability (design.md section 5). It counts persons, as every figure of
// cases does, and is therefore an indicator of its own.
func panReported() Definition {
	d := caseShare(Definition{
		ID:   panReportedID,
		Name: Text{FR: "Rendez-vous sous 30 jours, rapportés par des personnes", EN: "Appointments within 30 days, as persons report"},
		Meaning: Text{
			FR: "Part des demandes de rendez-vous à un point d’accueil numérique (PAN) ou au guichet rapportées dans des cas qui ont donné un rendez-vous à 30 jours au plus, une demande sans créneau affiché étant comptée comme restée sans rendez-vous ; à côté, celles où des créneaux étaient affichés.",
			EN: "Share of the requests for an appointment at a help point or desk reported in cases that got an appointment within 30 days, a request that was shown no slot counting as one without; beside it, those in which slots were displayed.",
		},
		Legal:     []string{"r431-2.support", "order-2023-08-01.pan", "letter.7"},
		Direction: HigherIsBetter,
		Numerator: "série « à 30 jours au plus » : demandes dont le rendez-vous est à 30 jours au plus du jour de la demande ; série « créneaux affichés » : demandes où des créneaux l’étaient",
		Denominator: "demandes dont la réponse est connue : sans créneau affiché, ou dont le rendez-vous est daté (« à 30 jours au plus ») ; " +
			"dont on sait si des créneaux étaient affichés (« créneaux affichés »)",
		Coverage: "demandes dont la réponse est connue, sur toutes les demandes à un PAN rapportées",
		Biases: []string{
			"C’est ce que des personnes rapportent, jamais ajouté à ce que les sondes relèvent (`pan.availability`) : ni les mêmes jours, ni les mêmes heures, ni les mêmes lieux.",
			"Le rendez-vous obtenu n’est pas toujours le premier affiché : la personne a pu en choisir un plus tardif.",
			"Un rendez-vous obtenu autrement (courrier, association, avocat) quand aucun créneau n’était affiché ne compte pas : le chiffre parle de ce que montre la prise de rendez-vous.",
			"Des créneaux affichés sans rendez-vous daté ne disent pas à quelle distance ils étaient : ils n’entrent que dans la série « créneaux affichés ».",
			"Une demande connue au mois près compte à 30 jours au plus si elle l’est du premier jour du mois, au-delà si elle l’est du dernier, et reste inconnue sinon.",
		},
		History: append(first("2026-11-27"), Change{2, "2026-11-27", "la réponse « aucun créneau » vaut aussi quand rien d’autre ne dit si des créneaux étaient affichés"}),
	}, false, "")
	d.read = func(d Definition, _ Request) reading {
		return &tally{definition: d, always: []string{SeriesWithin30, SeriesShown}}
	}
	return d
}
