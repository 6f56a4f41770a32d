package collectors

import (
	"slices"
	"strings"
)

// metadata reports whether a column is one that a survey tool adds by itself:
// it is no answer, and is left out without a word. Kobo begins such names with
// an underscore; ODK, LimeSurvey and Framaforms have lists of their own.
func metadata(name string) bool {
	if strings.HasPrefix(name, "_") || strings.HasPrefix(name, "meta/") || strings.HasPrefix(name, "meta-") || strings.HasPrefix(name, "formhub/") {
		return true
	}
	if name == problemColumn { // a sheet of problems that comes back
		return true
	}
	name, _, _ = strings.Cut(name, ". ") // LimeSurvey writes the text after the code
	return slices.Contains([]string{
		"SubmissionDate", "KEY", "PARENT_KEY", "SET-OF", "SubmitterID", "SubmitterName", "AttachmentsPresent", "AttachmentsExpected", "Status",
		"ReviewState", "DeviceID", "Edits", "FormVersion", "instanceID", "instanceName", "deviceid", "start", "end", "today", "username", // ODK
		"ID de la réponse", "Date de soumission", "Dernière page", "Langue de départ", "Tête de série", "Date de lancement", "Date de la dernière action", // LimeSurvey, whole questions
		"id", "submitdate", "lastpage", "startlanguage", "seed", "token", "startdate", "datestamp", "ipaddr", "refurl", // LimeSurvey
		"Numéro de série", "SID", "Submission ID", "Serial", "Brouillon", "Draft", "Adresse IP", "IP Address", "UID", "Nom d'utilisateur", "Username", // Framaforms
		"Heure d'envoi", "Heure de soumission", "Date de complétion", "Heure de fin", "Modifié le", "Submitted Time", "Completed Time", "Modified Time",
	}, name)
}

// reviewFilter leaves out the answers that a reviewer refused in the survey
// tool: Kobo's validation status, ODK's review state.
func reviewFilter(ways [][]string) []testPlan {
	var filter []testPlan
	for i, names := range ways {
		if len(names) == 0 {
			continue
		}
		switch names[0] {
		case "_validation_status", "_validation_status/uid", "_validation_status/label", "ReviewState", "__system/reviewState":
			filter = append(filter, testPlan{at: i, isNot: map[string]bool{
				"validation status not approved": true, "not approved": true, "non approuve": true, "non approuvee": true, "rejected": true, "rejetee": true,
			}})
		}
	}
	return filter
}
