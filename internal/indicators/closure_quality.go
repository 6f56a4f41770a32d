package indicators

// SeriesRead ends the series of what Vigie read in messages, which is never
// added to what associations declare.
const SeriesRead = "read"

// closureBiases are the biases of every figure made from closing messages.
func closureBiases() []string {
	return []string{
		"« Message lu » : Vigie a lu le texte (règles de `collectors/notice`, dont les erreurs mesurées sont dans docs/notices.md) ; « message vu » : l’association l’a vu et déclare la valeur ; " +
			"« dit » : la personne l’a rapporté. Les trois ne sont jamais additionnés : une même clôture peut être déclarée et lue.",
		"« Ne peut pas dire » laisse le critère hors du calcul.",
		"Un message sans son dossier ne dit pas de quelle personne il s’agit : il ne compte que dans la couverture.",
		"Les messages d’un même dossier reçus le même jour comptent pour un ; un message sans date compte au jour où il a été remis.",
	}
}

// declaredBias is that of closures as associations declare them.
func declaredBias() string {
	return "Une clôture dont l’issue n’est pas renseignée dans le fichier de l’association est tenue pour défavorable, et un dossier dont " +
		"le canal de dépôt n’est pas renseigné pour un dossier de l’ANEF."
}

// closureShare completes the definition of a share of closures; what was seen,
// what was told and what was read are apart.
func closureShare(d Definition, part Dimension) Definition {
	d.Direction = HigherIsBetter
	d.Biases = append(d.Biases, closureBiases()...)
	d.History = first("2026-11-27")
	return caseShare(d, true, part)
}

// closureQuality defines the criteria that closing messages meet (design.md
// section 5).
func closureQuality() Definition {
	return closureShare(Definition{
		ID:   "closure.quality",
		Name: Text{FR: "Qualité des messages de clôture", EN: "Quality of closing messages"},
		Meaning: Text{
			FR: "Critères remplis par les messages de clôture défavorable de dossiers ANEF, sur les critères qui s’appliquent : k sur m.",
			EN: "Criteria that the messages of adverse closures of ANEF files meet, of those that apply: k of m.",
		},
		Legal:     []string{"crpa-l211-2.reasons", "crpa-l212-1.author", "crpa-l114-5.missing", "r431-11.missing_documents", "cja-r421-5.remedies", "letter.C.closure"},
		Numerator: "critères remplis : motif énoncé, faits nommés, pièces manquantes nommées, demande antérieure mentionnée, base légale citée, recours indiqué, auteur nommé",
		Denominator: "critères qui s’appliquent et dont la réponse est connue : motif, faits, base légale et auteur toujours ; pièces manquantes quand le motif est l’incomplétude ; " +
			"demande antérieure pour ce motif depuis le 16 juin 2025 ; recours sauf dossier vraiment incomplet",
		Coverage: "critères dont la réponse est connue, sur les critères qui s’appliquent",
		Biases: []string{
			"Tous les critères ont le même poids ; la ventilation par critère donne la part de chacun.",
			"La date du 16 juin 2025 est celle de la règle « missing_documents_request » du catalogue (R. 431-11, décret n° 2025-539), connue par une source secondaire : à vérifier.",
		},
	}, Criterion)
}
