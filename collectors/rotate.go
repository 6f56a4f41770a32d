package collectors

import (
	"encoding/binary"
	"slices"
	"sync"

	"vigie/collectors/notice"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// RotateEvent gives an event the new forms of its pseudonyms, and makes again
// what was made from them: the id of its fact, those of its rows, its
// fingerprint. An event whose text was taken in before the fingerprints of texts
// were kept is taken for changed when its file is sent again.
func RotateEvent(e *observatory.CaseEvent, r privacy.Rotation) {
	before := e.Fact
	e.Case, e.Person, e.Instance, e.Texts = r.ID(e.Case), r.ID(e.Person), r.ID(e.Instance), r.ID(e.Texts)
	secret := secretDetails()
	for i := range e.Details {
		if id, err := observatory.ParseID(e.Details[i].Value); err == nil && secret[e.Details[i].Name] {
			e.Details[i].Value = r.ID(id).String()
		}
	}
	e.Fact = factOf(e, e.Ordinal)
	e.ID, e.Withdraws = rotatedRow(e.ID, before, e.Fact, e.Revision, r), rotatedRow(e.Withdraws, before, e.Fact, e.Revision, r)
	e.Fingerprint = Fingerprint(e)
}

// secretDetails are the details that are pseudonyms.
var secretDetails = sync.OnceValue(func() map[observatory.DetailName]bool { //nolint:gochecknoglobals // a constant table
	names := map[observatory.DetailName]bool{}
	for _, c := range columns() {
		if c.kind == kindSecret {
			names[c.detail] = true
		}
	}
	return names
})

// rotatedRow gives the new id of a row of a fact: of its revision, or of one
// before.
func rotatedRow(row, before, fact observatory.ID, revision int, r privacy.Rotation) observatory.ID {
	for ; revision >= 0; revision-- {
		if row == RowID(before, revision) {
			return RowID(fact, revision)
		}
	}
	return r.ID(row)
}

// RotateShingles gives the shingles of a message under the new keys.
func RotateShingles(packed string, simulation bool, r privacy.Rotation) (string, error) {
	old, err := shingleSalt(r.From, simulation)
	if err != nil {
		return "", err
	}
	salt, err := shingleSalt(r.To, simulation)
	if err != nil {
		return "", err
	}
	set := unpack(packed)
	for i, h := range set {
		set[i] = notice.Mix(notice.Unmix(h) ^ old ^ salt)
	}
	slices.Sort(set)
	return pack(set), nil
}

// shingleSalt keys the hashes of shingles, the same for all associations: their
// messages are held against each other.
func shingleSalt(keys *privacy.Keys, simulation bool) (uint64, error) {
	shared, err := keys.Pseudonyms(privacy.Domain("notices", simulation))
	if err != nil {
		return 0, err
	}
	salt := shared.Text([]byte("shingles"))
	return binary.LittleEndian.Uint64(salt[:]), nil
}
