package texts

// words are the common words of pages and reports.
func words() map[string]pair {
	return map[string]pair{
		"unit.day":                     {"jour", "day"},
		"unit.days":                    {"jours", "days"},
		"unit.moment":                  {"moins d’une minute", "less than a minute"},
		"unit.bytes":                   {"octets", "bytes"},
		"unit.kilobytes":               {"ko", "kB"},
		"unit.megabytes":               {"Mo", "MB"},
		"insufficient":                 {"données insuffisantes", "insufficient data"},
		"not_measured":                 {"aucune mesure", "no measure"},
		"simulation":                   {"SIMULATION — données fictives", "SIMULATION — made-up data"},
		"cases.caution":                {"Ces cas sont ceux que des associations ont reçus ; ils ne représentent pas l’ensemble des demandeurs. Une même personne peut être comptée dans plusieurs observatoires.", "These cases are those that associations received; they do not represent all applicants. One person may be counted in several observatories."},
		"accounting.strict":            {"compte strict", "strict accounting"},
		"accounting.confirmed":         {"compte confirmé", "confirmed accounting"},
		"accounting.strict.meaning":    {"Compte strict : premiers relevés seuls ; un relevé non abouti, en panne ou en maintenance est un échec du service.", "Strict accounting: first attempts alone; unmet, down and maintenance are failures of the service."},
		"accounting.confirmed.meaning": {"Compte confirmé : un premier relevé en panne ou abouti avec difficulté est remplacé par le relevé refait peu après ; un échec dans une maintenance annoncée d’avance, avec sa source, est laissé à part et compté. Il ne peut être que plus élevé que le compte strict, ou égal.", "Confirmed accounting: a first attempt that was down or degraded is replaced by its confirmation; a failure within a maintenance announced beforehand, with its source, is left out and counted apart. It can only be higher than the strict one."},
		"month.1":                      {"janvier", "January"},
		"month.2":                      {"février", "February"},
		"month.3":                      {"mars", "March"},
		"month.4":                      {"avril", "April"},
		"month.5":                      {"mai", "May"},
		"month.6":                      {"juin", "June"},
		"month.7":                      {"juillet", "July"},
		"month.8":                      {"août", "August"},
		"month.9":                      {"septembre", "September"},
		"month.10":                     {"octobre", "October"},
		"month.11":                     {"novembre", "November"},
		"month.12":                     {"décembre", "December"},
	}
}
