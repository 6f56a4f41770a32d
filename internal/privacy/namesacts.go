package privacy

import "slices"

// personalVerbs say what persons do in notes.
var personalVerbs = []string{ //nolint:gochecknoglobals // a constant table
	"a", "est", "avait", "etait", "attend", "appelle", "rappelle", "demande", "dit", "vient", "revient", "part", "va", "doit", "peut", "veut",
	"souhaite", "habite", "vit", "travaille", "pleure", "dort", "heberge", "explique", "confirme", "envoie", "apporte", "arrive", "repond",
	"passe", "repasse", "sait", "croit", "pense", "cherche", "recoit", "refuse", "accepte", "suit", "signe", "relance", "reste", "sort",
	"transmet", "remplace", "accompagne", "traduit", "comprend", "parle", "garde", "perd", "prend", "voudrait", "aimerait", "insiste", "craint", "aussi",
}

// beforeVerbs stand between a subject and its verb.
var beforeVerbs = []string{"n", "ne", "s", "se", "m", "me", "l", "lui", "y", "nous", "vous"} //nolint:gochecknoglobals // a constant table

// personalStates follow a person's name and a comma.
var personalStates = []string{ //nolint:gochecknoglobals // a constant table
	"arrive", "arrivee", "ne", "nee", "age", "agee", "etudiant", "etudiante", "salarie", "salariee", "mere", "pere", "marie", "mariee", "veuf", "veuve",
	"heberge", "hebergee", "venu", "venue", "refugie", "refugiee", "ressortissant", "ressortissante", "enceinte", "mineur", "mineure", "celibataire",
	"deboute", "deboutee", "titulaire", "accompagne", "accompagnee", "suivi", "suivie", "domicilie", "domiciliee", "epouse", "epoux", "divorce", "divorcee",
}

// acts reports whether the word at i does what persons do: a first name that is
// also a word of French ("Espérance attend sa carte") stands so without an
// article, a thing hardly does.
func (f *finder) acts(i int) bool {
	if next := i + 1; next < len(f.words) && f.words[next].breaks && !f.words[next].opens && !f.words[i].colon {
		return slices.Contains(personalStates, f.words[next].fold)
	}
	for i++; i < len(f.words) && !f.words[i].breaks && !f.words[i].capital; i++ {
		if !slices.Contains(beforeVerbs, f.words[i].fold) {
			return slices.Contains(personalVerbs, f.words[i].fold)
		}
	}
	return false
}
