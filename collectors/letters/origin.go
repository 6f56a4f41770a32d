package letters

import (
	"strings"
	"time"

	"github.com/emersion/go-message/mail"

	"vigie/internal/lazyregexp"
	"vigie/internal/observatory"
)

// identityOf tells one mail from others by what stays the same whatever way it
// came: a file of its own or a mailbox, whose programs end lines otherwise and add
// headers. Empty for a mail without a Message-ID.
func identityOf(h *mail.Header) string {
	id := strings.TrimSpace(h.Get("Message-Id"))
	if id == "" {
		return ""
	}
	return strings.Join([]string{id, oneLine(h.Get("Date")), oneLine(h.Get("To")), subjectOf(h)}, "\n")
}

// dated notes when the message was written that a person forwarded: the mails
// within are followed down to the first that the administration sent.
func (r *mailReader) dated(from string, sent time.Time, outer bool) {
	earlier := !sent.IsZero() && (r.letter.Written.IsZero() || sent.Before(r.letter.Written))
	if outer || !r.official && earlier {
		r.letter.Written, r.official = sent, official(from)
	}
}

// official reports whether a sender, as an address says it, is the State's.
func official(from string) bool {
	return strings.HasSuffix(strings.ToLower(strings.TrimRight(from, "> ")), ".gouv.fr")
}

// inline notes the day of a message of the administration that was forwarded as
// text: it stands in the lines under the name of its sender.
func (r *mailReader) inline(text string) {
	if r.official || r.letter.Written.IsZero() {
		return
	}
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if !forwardedFrom.MatchString(foldLine(line)) {
			continue
		}
		for _, near := range lines[max(0, i-forwardedLines):min(len(lines), i+1+forwardedLines)] {
			if day, ok := forwardedDay(foldLine(near)); ok {
				if day.Before(r.letter.Written) {
					r.letter.Written = day
				}
				return
			}
		}
	}
}

// forwardedLines is how far the day stands from the sender in what is forwarded.
const forwardedLines = 3

var (
	forwardedFrom = lazyregexp.New(`^[> *]*(?:de|from) ?\*? ?: .*\.gouv\.fr\b`)
	forwardedOn   = lazyregexp.New(`^[> *]*(?:date|envoyee?(?: le)?|sent) ?\*? ?:\*? ?(?:[a-z]{3,8}\.?,? )?(?:le )?(\d{1,2})(?:er)?(?: |[/.-])([a-z]{3,9}|\d{1,2})\.?(?: |[/.-])(\d{4})\b`)
)

// forwardedDay reads a line such as « Envoyé : lun. 3 mars 2025 à 08:00 ».
func forwardedDay(line string) (time.Time, bool) {
	m := forwardedOn.FindStringSubmatch(line)
	if m == nil {
		return time.Time{}, false
	}
	month := m[2]
	for _, name := range frenchMonths {
		if strings.HasPrefix(name, month) {
			month = name
			break
		}
	}
	text, ok := parseDay(m[1] + " " + month + " " + m[3])
	if !ok {
		return time.Time{}, false
	}
	day, err := observatory.ParseDate(text)
	return day.Time(), err == nil
}
