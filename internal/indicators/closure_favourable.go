package indicators

// closureFavourable defines the files closed because they were accepted, which
// are no failure (design.md section 5).
func closureFavourable() Definition {
	return countedEvents(Definition{
		ID:   "closure.favourable",
		Name: Text{FR: "Clôtures favorables", EN: "Favourable closures"},
		Meaning: Text{
			FR: "Nombre de dossiers ANEF clos parce que la demande a été acceptée, qui n’entrent dans aucun chiffre de clôture défavorable.",
			EN: "Number of ANEF files closed because the application was accepted, which enter no figure of adverse closures.",
		},
		Legal:     []string{"crpa-l211-2.reasons"},
		Direction: HigherIsBetter,
		Numerator: "clôtures favorables",
		Biases:    closureBiases(),
		History:   first("2026-11-27"),
	}, true, Source)
}
