package letters

import (
	"strings"
	"testing"
	"time"
)

// TestWritten: the day of what a person forwarded is that of the administration's
// message, not of the forwarding; the administration's own mail keeps its day,
// whatever stands in it.
func TestWritten(t *testing.T) {
	mail := func(from, date, kind, body string) string {
		return "From: " + from + "\nTo: a@exemple.org\nSubject: x\nDate: " + date + "\nMIME-Version: 1.0\nContent-Type: " + kind + "\n\n" + body
	}
	const (
		state, person = "ANEF <ne-pas-repondre@interieur.gouv.fr>", "Awa <awa@exemple.org>"
		plain, mixed  = "text/plain; charset=utf-8", "multipart/mixed; boundary=b"
		march, june   = "Mon, 03 Mar 2025 08:00:00 +0100", "Sun, 01 Jun 2025 08:00:00 +0200"
	)
	attached := func(inner string) string {
		return "--b\nContent-Type: text/plain\n\nPour info.\n--b\nContent-Type: message/rfc822\n\n" + inner + "\n--b--\n"
	}
	for name, test := range map[string]struct{ raw, want string }{
		"its own":                 {mail(state, march, plain, sentence), "2025-03-03"},
		"attached":                {mail(person, june, mixed, attached(mail(state, march, plain, sentence))), "2025-03-03"},
		"attached twice over":     {mail(person, june, mixed, attached(mail(person, "Wed, 05 Mar 2025 08:00:00 +0100", "multipart/mixed; boundary=c", strings.ReplaceAll(attached(mail(state, march, plain, sentence)), "--b", "--c")))), "2025-03-03"},
		"of the State, with one":  {mail(state, june, mixed, attached(mail(person, march, plain, sentence))), "2025-06-01"},
		"later than its envelope": {mail(person, march, mixed, attached(mail(state, june, plain, sentence))), "2025-03-03"},
		"as text, Gmail":          {mail(person, june, plain, "---------- Forwarded message ---------\nDe : ANEF <ne-pas-repondre@interieur.gouv.fr>\nDate: lun. 3 mars 2025 à 08:00\nSubject: x\n\n"+sentence), "2025-03-03"},
		"as text, short month":    {mail(person, june, plain, "> De : ANEF <ne-pas-repondre@interieur.gouv.fr>\n> Date: jeu. 2 janv. 2025 à 08:00\n\n"+sentence), "2025-01-02"},
		"as text, Outlook":        {mail(person, june, plain, "De : ne-pas-repondre@interieur.gouv.fr\nEnvoyé : lundi 3 mars 2025 08:00\nÀ : Awa\n\n"+sentence), "2025-03-03"},
		"as text, Thunderbird":    {mail(person, june, plain, "-------- Message transféré --------\nSujet : x\nDate : 03/03/2025 08:00\nDe : ANEF <ne-pas-repondre@interieur.gouv.fr>\n\n"+sentence), "2025-03-03"},
		"text of a friend":        {mail(person, june, plain, "De : Ali <ali@exemple.org>\nDate : 03/03/2025 08:00\n\n"+sentence), "2025-06-01"},
		"no day of the calendar":  {mail(person, june, plain, "De : ANEF <x@interieur.gouv.fr>\nDate : 31/02/2025 08:00\n\n"+sentence), "2025-06-01"},
	} {
		all, err := readAll(t, "a.eml", []byte(test.raw))
		if err != nil || len(all) != 1 {
			t.Fatalf("%s: %d letters, %v", name, len(all), err)
		}
		if got := all[0].Written.Format(time.DateOnly); got != test.want {
			t.Errorf("%s: written on %s, want %s", name, got, test.want)
		}
	}
}
