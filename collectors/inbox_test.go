package collectors

import (
	"strings"
	"testing"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// TestMessageTakenByTheFirstVersions: these told a message by its bytes alone.
func TestMessageTakenByTheFirstVersions(t *testing.T) {
	const mail = "From: a@exemple.org\nMessage-ID: <1@exemple.org>\nDate: Mon, 03 Mar 2025 08:00:00 +0100\n\nBonjour.\n"
	keys := testKeys(t)
	names, err := keys.Pseudonyms(privacy.Domain("asso", false))
	must(t, err)
	taken, err := NewTaken(t.TempDir(), nil, func(yield func(observatory.Notice, error) bool) {
		yield(observatory.Notice{Text: names.Text([]byte(mail))}, nil)
	})
	must(t, err)
	t.Cleanup(func() { must(t, taken.Close()) })
	in, err := NewInbox(InboxOptions{Association: "asso", Keys: keys}, taken)
	must(t, err)
	if s, err := in.Take(t.Context(), "a.eml", strings.NewReader(mail)); err != nil || s.Duplicates != 1 || s.Taken != 0 {
		t.Errorf("%+v, %v", s, err)
	}
}
