package texts

import (
	"strings"

	"vigie/internal/observatory"
)

// Language is a language of the faces.
type Language string

// The languages.
const (
	French  Language = "fr"
	English Language = "en"
)

// Printer writes words, numbers and dates in one language.
type Printer struct {
	language Language
	messages map[string]string
}

// In gives the printer of a language, French for an unknown one.
func In(language Language) Printer {
	if language != English {
		language = French
	}
	return Printer{language: language, messages: messages(language)}
}

// T gives the message of a key, and the key itself when there is none, so that
// a page shows what is missing.
func (p Printer) T(key string) string {
	if text, ok := p.find(key); ok {
		return text
	}
	return key
}

func (p Printer) find(key string) (string, bool) {
	text, ok := p.messages[key]
	return text, ok
}

// Outcome is the name of an outcome.
func (p Printer) Outcome(o observatory.Outcome) string { return p.T("outcome." + string(o)) }

// OutcomeMeaning is what an outcome means, in one sentence.
func (p Printer) OutcomeMeaning(o observatory.Outcome) string {
	return p.T("outcome." + string(o) + ".meaning")
}

// Cause says in words why an attempt ended as it did. A code without words of
// its own is given as it is; an empty code gives nothing.
func (p Printer) Cause(code string) string {
	if text, ok := p.find("cause." + code); ok {
		return text
	}
	if status, is := strings.CutPrefix(code, "http_"); is {
		return p.T("cause.http") + " " + status
	}
	return code
}

// Series is the name of a series of figures, such as unattended or told; an
// unknown one is given as it is.
func (p Printer) Series(series string) string {
	if text, ok := p.find("series." + series); ok {
		return text
	}
	return series
}

// Mode is the name of the way an attempt was made.
func (p Printer) Mode(m observatory.Mode) string { return p.T("mode." + string(m)) }

// Accounting is the name of an accounting.
func (p Printer) Accounting(a observatory.Accounting) string {
	if a == "" {
		return ""
	}
	return p.T("accounting." + string(a))
}

// Control is what a control site's result says.
func (p Printer) Control(c observatory.Control) string {
	if c == observatory.ControlUnknown {
		c = "unknown"
	}
	return p.T("control." + string(c))
}

// State is the name of the state of an item on a page.
func (p Printer) State(s observatory.FactState) string { return p.T("state." + string(s)) }

// Item is what an item of the information audit looks for.
func (p Printer) Item(key string) string {
	if text, ok := p.find("item." + key); ok {
		return text
	}
	return key
}

// Status is the name of a verification status.
func (p Printer) Status(s observatory.Status) string { return p.T("status." + string(s)) }

// System is the name of a booking system or portal.
func (p Printer) System(system string) string {
	if text, ok := p.find("system." + system); ok {
		return text
	}
	return system
}

// Journey is the name of what is recorded as a journey and has no file that gives
// it a title: the reading of a site, a check made by a person.
func (p Printer) Journey(journey string) string {
	if text, ok := p.find("journey." + journey); ok {
		return text
	}
	return journey
}

// Action is the name of a step's action.
func (p Printer) Action(action string) string {
	if text, ok := p.find("action." + action); ok {
		return text
	}
	return action
}
