package indicators

// closureEarlierRequest defines the closures for incompleteness whose message
// mentions an earlier request for documents (design.md section 5; R. 431-11
// CESEDA since 16 June 2025).
func closureEarlierRequest() Definition {
	return closureShare(Definition{
		ID:   "closure.earlier_request",
		Name: Text{FR: "Clôtures pour incomplétude après une demande de pièces", EN: "Closures for incompleteness after a request for documents"},
		Meaning: Text{
			FR: "Part des messages de clôture pour dossier incomplet, depuis le 16 juin 2025, qui mentionnent une demande de pièces antérieure.",
			EN: "Share of messages that close a file as incomplete, since 16 June 2025, that mention an earlier request for documents.",
		},
		Legal:       []string{"r431-11.missing_documents", "crpa-l114-5.missing"},
		Numerator:   "messages de clôture pour incomplétude qui mentionnent une demande de pièces antérieure",
		Denominator: "messages de clôture pour incomplétude, depuis le 16 juin 2025, dont on sait s’ils en mentionnent une",
		Coverage:    "messages dont la réponse est connue, sur tous les messages de clôture pour incomplétude lus",
		Biases: []string{
			"Ce que dit le message : une demande a pu être faite sans qu’il le rappelle, ou rappelée sans avoir été faite.",
			"La date du 16 juin 2025 est celle de la règle « missing_documents_request » du catalogue (R. 431-11, décret n° 2025-539), connue par une source secondaire : à vérifier.",
		},
	}, Source)
}
