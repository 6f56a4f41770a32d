package probes

import "testing"

func TestCertificateEquivalence(t *testing.T) {
	const api = "L’attestation de prolongation d’instruction"
	for text, want := range map[string]string{
		api + " équivaut au récépissé.": "present",
		api + " vous est remise. Elle se télécharge. Ce document est l’équivalent du récépissé.":            "present",
		api + " ne prouve pas que votre séjour régulier continue.":                                          "wrong",
		api + " ne constitue pas un justificatif de séjour.":                                                "wrong",
		api + " seule, sans le titre expiré, ne justifie pas de la régularité du séjour.":                   "cannot_tell",
		"L’attestation de dépôt, contrairement à l’API, ne justifie pas de la régularité du séjour.":        "cannot_tell",
		"Avant l’API, une confirmation est remise. Ce document ne justifie pas de la régularité du séjour.": "cannot_tell",
		api + " n’a pas la même valeur que le récépissé.":                                                   "cannot_tell",
		api + " est remise en ligne.":         "absent",
		"L’API REST donne le séjour en JSON.": "absent",
		api + " de visa":                      "absent",
	} {
		item := infoByKey(AuditPage(infoReference(t), infoWhole(text)))[ItemCertificateEquivalence]
		if string(item.State) != want {
			t.Errorf("%q: got %s %q, want %s", text, item.State, item.Quote, want)
		}
	}
}

func TestCertificateRenewalAndSubstitution(t *testing.T) {
	for text, want := range map[string]struct{ renewal, substitution string }{
		"Pour renouveler votre API (séjour), écrivez à sejour@prefecture.example.":                                                  {"courriel", "absent"},
		"Votre attestation de prolongation d’instruction expire : demandez sa prolongation au guichet.":                             {"sur place", "absent"},
		"Votre attestation de prolongation d’instruction est renouvelée.":                                                           {"cannot_tell", "absent"},
		"Lors du renouvellement d’un titre, une attestation de prolongation d’instruction est délivrée en ligne.":                   {"absent", "absent"},
		"Sur l’ANEF, après constat du blocage par le CCC, la solution de substitution est un rendez-vous ou un envoi par courrier.": {"absent", "conditions ; accueil physique ; courrier"},
		"La solution de substitution à l’ANEF existe.":                                                                              {"absent", "nommée"},
		"Aucune solution de substitution à l’ANEF n’est prévue.":                                                                    {"absent", "wrong"},
		"Un traitement de substitution est délivré sur ordonnance.":                                                                 {"absent", "absent"},
	} {
		items := infoByKey(AuditPage(infoReference(t), infoWhole(text)))
		for key, want := range map[string]string{ItemCertificateRenewal: want.renewal, ItemSubstitution: want.substitution} {
			got := string(items[key].State)
			if got == "present" {
				got = items[key].Value()
			}
			if got != want {
				t.Errorf("%q, %s: got %s, want %s", text, key, got, want)
			}
		}
	}
}
