package indicators

// closureSenderIdentified defines the closures whose message says who wrote it
// (design.md section 5; L. 212-1 and L. 212-2 CRPA).
func closureSenderIdentified() Definition {
	return closureShare(Definition{
		ID:   "closure.sender_identified",
		Name: Text{FR: "Clôtures défavorables dont l’auteur est nommé", EN: "Adverse closures whose author is named"},
		Meaning: Text{
			FR: "Part des clôtures défavorables de dossiers ANEF dont le message donne le prénom, le nom, la qualité et le service de son auteur.",
			EN: "Share of adverse closures of ANEF files whose message gives first name, name, capacity and service of its author.",
		},
		Legal:       []string{"crpa-l212-1.author", "crpa-l212-2.teleservice"},
		Numerator:   "clôtures défavorables dont l’auteur est nommé",
		Denominator: "clôtures défavorables dont on sait si l’auteur est nommé",
		Coverage:    "clôtures défavorables dont la réponse est connue, sur toutes les clôtures défavorables",
		Biases: []string{
			declaredBias(),
			"« Agent nommé » dans le fichier d’une association ne dit ni la qualité ni le service : la valeur déclarée est plus favorable que celle que Vigie lit.",
		},
	}, Source)
}
