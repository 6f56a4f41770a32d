package notice

import (
	"encoding/json"
	"testing"

	"vigie/internal/observatory"
)

// TestMeans: who decided, a rule or weights; words of no notice. No means of a
// reason that is not looked for.
func TestMeans(t *testing.T) {
	const rule, weights, byDefault, none = observatory.MeansRule, observatory.MeansWeights, observatory.MeansDefault, observatory.NoticeMeans("")
	tests := []struct {
		text         string
		kind         observatory.NoticeKind
		reason       observatory.NoticeReason
		byKind, byOf observatory.NoticeMeans
	}{
		{"Bonjour,\nVotre demande a été clôturée car elle fait doublon avec celle du 28 avril.", observatory.NoticeClosure, observatory.ReasonDuplicate, rule, rule},
		{"irrecevable : vous avez coché mineur représenté mais la signataire est votre tante et elle n'a aucune délégation d'autorité parentale. Dossier clos.", observatory.NoticeClosure, observatory.ReasonInadmissible, rule, weights},
		{"Votre demande a été clôturée par l'administration.", observatory.NoticeClosure, observatory.ReasonNoneGiven, rule, byDefault},
		{"La date de naissance saisie (02/03/1994) ne correspond pas à celle du passeport (03/02/1994). Merci de refaire une demande.", observatory.NoticeClosure, observatory.ReasonIdentityMismatch, weights, rule},
		{"E-photo non conforme, code déjà utilisé. Refaire une demande avec une autre photo agréée svp.", observatory.NoticeClosure, observatory.ReasonIncompleteDisputed, weights, weights},
		{"Votre dossier est refusé : photo non conforme (fond sombre), refaites une e-photo. Vous pouvez saisir le TA sous 2 mois.", observatory.NoticeClosure, observatory.ReasonIncompleteDisputed, rule, weights},
		{"Démarche désactivée par l'administration le 12/03 à 9:40.", observatory.NoticeClosure, observatory.ReasonNoneGiven, weights, byDefault},
		{"Votre titre de séjour a été accordé. Il sera remis en préfecture.", observatory.NoticeFavourableEnd, observatory.ReasonFavourable, rule, rule},
		{"Bonne nouvelle Madame ! Votre carte de résident vient d'arriver. Elle sera remise contre l'ancienne, sur rendez-vous à prendre en ligne.", observatory.NoticeFavourableEnd, observatory.ReasonFavourable, weights, weights},
		{"Merci de nous transmettre votre acte de naissance sous quinze jours.", observatory.NoticeDocumentRequest, observatory.ReasonNoneGiven, rule, none},
		{"Madame,\nLa demande de complément est close : vos deux documents nous sont parvenus en temps utile et l'instruction reprend.", observatory.NoticeAcknowledgement, observatory.ReasonNoneGiven, weights, none},
		{"Le site ANEF sera indisponible dimanche de 20 h à minuit.", observatory.NoticeOther, observatory.ReasonNoneGiven, byDefault, none},
		{"", observatory.NoticeOther, observatory.ReasonNoneGiven, byDefault, none},
	}
	for _, test := range tests {
		r := Read(test.text)
		if by := (observatory.FoundBy{Kind: test.byKind, Reason: test.byOf}); r.Kind != test.kind || r.Reason != test.reason || r.Means != by {
			t.Errorf("%s\nread %s, %s, by %+v; want %s, %s, by %+v", test.text, r.Kind, r.Reason, r.Means, test.kind, test.reason, by)
		}
		soundMeans(t, r)
	}
}

// TestMeansInJSON: an object beside what the line had before.
func TestMeansInJSON(t *testing.T) {
	for text, want := range map[string]string{
		"Votre demande a été clôturée par l'administration.":                   `{"kind":"rule","reason":"default"}`,
		"Merci de nous transmettre votre acte de naissance sous quinze jours.": `{"kind":"rule"}`,
	} {
		raw, err := json.Marshal(Read(text))
		if err != nil {
			t.Fatal(err)
		}
		var line map[string]json.RawMessage
		if err := json.Unmarshal(raw, &line); err != nil {
			t.Fatal(err)
		}
		if got := string(line["means"]); got != want {
			t.Errorf("means %s, want %s: %s", got, want, text)
		}
		for _, field := range []string{"kind", "reason", "criteria", "spans", "rules"} {
			if line[field] == nil {
				t.Errorf("%s is gone: %s", field, raw)
			}
		}
	}
}

// soundMeans holds the means of a reading against what is true of every one.
func soundMeans(t *testing.T, r Reading) {
	t.Helper()
	by, sought := r.Means, r.Kind == observatory.NoticeClosure || r.Kind == observatory.NoticeFavourableEnd
	switch {
	case by.Kind == "", by.Kind == observatory.MeansDefault && r.Kind != observatory.NoticeOther,
		sought && by.Reason == "", !sought && by.Reason != "" && r.Kind != observatory.NoticeCCCAnswer,
		by.Reason == "" && r.Reason != observatory.ReasonNoneGiven,
		by.Reason != "" && (by.Reason == observatory.MeansDefault) != (r.Reason == observatory.ReasonNoneGiven),
		r.Kind == observatory.NoticeFavourableEnd && by.Reason != by.Kind:
		t.Errorf("%s, %s by %+v", r.Kind, r.Reason, by)
	}
}
