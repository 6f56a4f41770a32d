package probes

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
)

// checkPrivate holds a journey that shows what is a person's to the one picture
// that is kept of it.
func (d *decoder) checkPrivate(j Journey) {
	if !j.private() {
		return
	}
	for _, step := range j.Steps {
		if step.Read != nil && (step.Read.What == ReadValue || step.Read.What == ReadFields) {
			d.at(step.at+".read", "texte d'une page qui montre une personne", "Retirez cette étape, ou demandez ce texte par expect.")
		}
		if step.Action == "capture" {
			d.at(step.at+".capture", "image d'une étape, alors que la page montre une personne", "Retirez cette étape : une seule image, masquée, est gardée à la fin.")
		}
	}
}

// checkPost refuses a journey that would send an application, a document or a
// changed datum: the network layer would refuse it too.
func (d *decoder) checkPost(j Journey) {
	sent := []string{"/api/", "/api/sejour/usager/demande_sejour", "/api/usager/moi"}
	for i, pattern := range j.Post {
		host, path := splitPost(pattern)
		at := fmt.Sprintf("post[%d]", i)
		if path == "" || path[0] != '/' && path[0] != '{' && path[0] != '*' || host == "" && path != pattern {
			d.at(at, fmt.Sprintf("adresse d'envoi « %s » impossible", pattern), "Écrivez un chemin de la cible (\"{target}suite\"), ou https://hôte/chemin.")
			continue
		}
		matched := regexp.MustCompile(pathPattern(path, &url.URL{Path: "/"}))
		if slices.ContainsFunc(sent, matched.MatchString) {
			d.at(at, fmt.Sprintf("« %s » déposerait ou modifierait une demande", pattern), "Retirez cette adresse : aucun parcours n'envoie de demande.")
		}
	}
}
