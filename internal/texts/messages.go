package texts

// pair is a message in both languages.
type pair struct{ fr, en string }

// sections lists the parts of the catalogue; no key stands in two of them.
func sections() []map[string]pair {
	return []map[string]pair{outcomes(), causes(), failureCauses(), refusalCauses(), accountCauses(), words(), figureWords(), seriesWords(), factWords(), targetWords(), captureWords(), journeyWords(), noticeWords(), dutyWords()}
}

// messages is the whole catalogue in one language.
func messages(language Language) map[string]string {
	all := map[string]string{}
	for _, section := range sections() {
		for key, texts := range section {
			all[key] = texts.fr
			if language == English {
				all[key] = texts.en
			}
		}
	}
	return all
}
