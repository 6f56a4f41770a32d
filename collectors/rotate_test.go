package collectors

import (
	"path/filepath"
	"testing"

	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// TestSecretDetails names every detail that holds a pseudonym.
func TestSecretDetails(t *testing.T) {
	if names := secretDetails(); len(names) != 2 || !names[observatory.DetailTicket] || !names[observatory.DetailDocket] {
		t.Errorf("got %v, want the ticket and the docket", names)
	}
}

// TestRotateEvent has a corrected event with a text, a ticket and an unknown
// earlier row, and holds what becomes of it against what the new keys would make.
func TestRotateEvent(t *testing.T) {
	r := rotationFor(t)
	event := func(keys *privacy.Keys) *observatory.CaseEvent {
		names, err := keys.Pseudonyms("asso")
		if err != nil {
			t.Fatal(err)
		}
		e := &observatory.CaseEvent{
			Association: "asso", Case: names.Case([]byte("R-1")), Event: observatory.EventCCCContact, Date: 20_000, Ordinal: 1, Revision: 2,
			Texts: names.Veiled(names.BareText([]byte("un mot"))), Level: observatory.LevelTold,
			Details: observatory.Details{{Name: observatory.DetailTicket, Value: names.Text([]byte("numéro")).String()}},
		}
		e.Person, e.Instance = names.Person([]byte("9900000001"))
		e.Fact = FactID("asso", e.Case, e.Event, e.Date, e.Ordinal)
		e.ID, e.Withdraws = RowID(e.Fact, 2), RowID(e.Fact, 0)
		e.Fingerprint = Fingerprint(e)
		return e
	}
	got, want := event(r.From), event(r.To)
	RotateEvent(got, r)
	for what, pair := range map[string][2]observatory.ID{
		"case": {got.Case, want.Case}, "person": {got.Person, want.Person}, "instance": {got.Instance, want.Instance}, "texts": {got.Texts, want.Texts},
		"fact": {got.Fact, want.Fact}, "row": {got.ID, want.ID}, "the row before": {got.Withdraws, want.Withdraws},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: got %s, want %s", what, pair[0], pair[1])
		}
	}
	if got.Fingerprint != want.Fingerprint || got.Details[0] != want.Details[0] {
		t.Errorf("fingerprint %x, details %v; want %x, %v", got.Fingerprint, got.Details, want.Fingerprint, want.Details)
	}
}

// TestRotateShingles has the shingles of a message under the new keys be those
// that the new keys make.
func TestRotateShingles(t *testing.T) {
	r := rotationFor(t)
	shingles := func(keys *privacy.Keys) string {
		salt, err := shingleSalt(keys, true)
		if err != nil {
			t.Fatal(err)
		}
		in := &Inbox{salt: salt}
		row := &observatory.Notice{}
		in.read(row, "Votre demande est clôturée car votre dossier est incomplet. Vous pouvez déposer une nouvelle demande.")
		return row.Shingles
	}
	was, want := shingles(r.From), shingles(r.To)
	if got, err := RotateShingles(was, true, r); err != nil || got != want || was == want || len(want) < 8*5 {
		t.Errorf("%d bytes of shingles became others than the new keys make (%d bytes), %v", len(was), len(want), err)
	}
}

func rotationFor(t *testing.T) privacy.Rotation {
	t.Helper()
	path := filepath.Join(t.TempDir(), "cles")
	if _, err := privacy.CreateKeys(path); err != nil {
		t.Fatal(err)
	}
	if err := privacy.PrepareRotation(path); err != nil {
		t.Fatal(err)
	}
	r, err := privacy.OpenRotation(path)
	if err != nil {
		t.Fatal(err)
	}
	return r
}
