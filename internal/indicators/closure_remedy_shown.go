package indicators

// closureRemedyShown defines the closures whose message shows the remedy
// (design.md section 5; R. 421-5 CJA).
func closureRemedyShown() Definition {
	return closureShare(Definition{
		ID:   "closure.remedy_shown",
		Name: Text{FR: "Clôtures défavorables qui indiquent le recours", EN: "Adverse closures that show the remedy"},
		Meaning: Text{
			FR: "Part des clôtures défavorables de dossiers ANEF dont le message dit quel recours est ouvert et dans quel délai, sauf dossier vraiment incomplet.",
			EN: "Share of adverse closures of ANEF files whose message says which remedy is open and within what time, truly incomplete files apart.",
		},
		Legal:       []string{"cja-r421-5.remedies"},
		Numerator:   "clôtures défavorables dont le message indique le recours et son délai",
		Denominator: "clôtures défavorables dont on sait si le message indique le recours, et où il est dû",
		Coverage:    "clôtures défavorables dont la réponse est connue, sur toutes les clôtures défavorables",
		Biases: []string{
			declaredBias(),
			"Le refus d’enregistrer un dossier vraiment incomplet n’ouvre pas de recours : une clôture pour ce motif n’est comptée que si une attestation avait été délivrée " +
				"pour le dossier (elle le fait présumer complet) et que Vigie a lu le message ; sinon on ne peut pas dire.",
		},
	}, Source)
}
