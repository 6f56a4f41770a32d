package notice

import (
	"testing"

	"vigie/internal/observatory"
)

// TestCriteria: what strangers wrote and rules missed, and what only looks like it.
func TestCriteria(t *testing.T) {
	const (
		yes, no = observatory.Yes, observatory.No
		earlier = observatory.CriterionEarlierRequest
		remedy  = observatory.CriterionRemedy
		missing = observatory.CriterionMissingDocuments
	)
	for _, c := range []struct {
		text      string
		criterion observatory.Criterion
		want      observatory.Tri
	}{
		{"Vous n'avez pas répondu à notre demande du 3 février. Merci de nous faire parvenir votre acte de mariage.", earlier, yes},
		{"Vous n'avez pas donné suite à ma demande du 12 mars. Merci de transmettre votre bail sous 15 jours.", earlier, yes},
		{"Notre courriel du 4 mai est resté sans réponse. Merci d'envoyer votre contrat de travail.", earlier, yes},
		{"Nous n'avons rien reçu depuis notre message du 2 juin. Veuillez transmettre votre passeport.", earlier, yes},
		{"Il manque encore votre avis d'imposition, demandé le 3 juin. Merci de l'envoyer.", earlier, yes},
		{"Merci de transmettre votre bail sous 15 jours. Si vous n'avez pas répondu à notre demande dans ce délai, votre dossier sera clôturé.", earlier, no},
		{"Merci de transmettre votre bail. Toute demande restée sans réponse sera classée.", earlier, no},
		{"Votre demande est clôturée : il manque la photo. Vous pouvez saisir le TA dans les 2 mois.", remedy, yes},
		{"Votre dossier est clôturé, il manque le bail. Recours : TA de Melun, 2 mois.", remedy, yes},
		{"Votre dossier est clôturé, il manque le bail. Vous avez deux mois pour contester cette décision devant le TA de Melun.", remedy, yes},
		{"Votre dossier est clôturé, il manque le bail. Saisissez le TA de Melun si vous le souhaitez.", remedy, no},
		{"Votre demande est clôturée. La traduction de votre acte de naissance n'a pas été faite par un traducteur agréé et ne peut être acceptée.", missing, yes},
		{"Votre demande est clôturée. Le certificat médical n'émane pas d'un médecin agréé et ne peut être pris en compte.", missing, yes},
	} {
		if got := Read(c.text).Criteria[c.criterion]; got != c.want {
			t.Errorf("%s\n%s %q, want %q", c.text, c.criterion, got, c.want)
		}
	}
}
