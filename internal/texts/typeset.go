package texts

import "strings"

// Typeset puts the spaces of French typography where plain ones stand: no
// break before % and :, nor inside « », a thin one before ; ! ?, and curved
// apostrophes. Stored texts
// keep plain spaces; pages pass them through here. Quotations to the letter
// never go through it.
func (p Printer) Typeset(text string) string {
	if p.language != French {
		return text
	}
	return frenchSpaces().Replace(text)
}

func frenchSpaces() *strings.Replacer {
	return strings.NewReplacer(
		" ;", Thin+";", " !", Thin+"!", " ?", Thin+"?", " :", NoWrap+":", " %", NoWrap+"%",
		"« ", "«"+NoWrap, " »", NoWrap+"»", "'", "’",
	)
}
