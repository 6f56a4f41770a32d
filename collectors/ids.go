package collectors

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"slices"

	"vigie/internal/observatory"
)

// FactID is the id of a fact of a case, the same from any file
// (observatory.DeriveID of association, case, kind, date as four bytes and
// ordinal as four bytes, big-endian; written out for its speed).
func FactID(association string, dossier observatory.ID, kind observatory.EventKind, date observatory.Date, ordinal int) observatory.ID {
	var room [192]byte
	b := appendPart(room[:0], association)
	b = appendSize(b, len(dossier))
	b = append(b, dossier[:]...)
	b = appendPart(b, string(kind))
	b = appendSize(b, 4)
	b = binary.BigEndian.AppendUint32(b, uint32(date))
	b = appendSize(b, 4)
	b = binary.BigEndian.AppendUint32(b, uint32(ordinal))
	sum := sha256.Sum256(b)
	return observatory.IDFromSum(sum[:])
}

// factOf is the id of an event's fact at an ordinal. An event without a date,
// other than a title, is told by its last day, so that the next one is no
// correction of it; the kind then says so, or it would be the one of that date.
func factOf(e *observatory.CaseEvent, ordinal int) observatory.ID {
	if !e.Date.Known() && e.End.Known() && e.Event != observatory.EventTitleHeld {
		return FactID(e.Association, e.Case, e.Event+" until", e.End, ordinal)
	}
	return FactID(e.Association, e.Case, e.Event, e.Date, ordinal)
}

// RowID is the id of the row that holds a revision of a fact: the fact's own
// for the first.
func RowID(fact observatory.ID, revision int) observatory.ID {
	if revision == 0 {
		return fact
	}
	return observatory.DeriveID(fact[:], binary.BigEndian.AppendUint32(nil, uint32(revision)))
}

func appendPart(b []byte, part string) []byte { return append(appendSize(b, len(part)), part...) }

func appendSize(b []byte, size int) []byte { return binary.BigEndian.AppendUint64(b, uint64(size)) }

// Fingerprint sums the values of an event, in 64 bits of SHA-256: equal means
// duplicate. Where it stands in a file, and which import brought it, do not
// count.
func Fingerprint(e *observatory.CaseEvent) uint64 {
	var room [384]byte
	b := append(room[:0], e.Person[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(e.Start))
	b = binary.BigEndian.AppendUint32(b, uint32(e.End))
	monthOnly := byte(0)
	if e.MonthOnly {
		monthOnly = 1
	}
	b = append(b, monthOnly)
	b = append(b, e.Texts[:]...)
	for _, value := range [...]string{
		e.Department, e.Procedure, e.Ground, e.Channel, e.Rank, string(e.RightsMention), e.Ending,
		string(e.ReasonStated), e.ReasonSource, e.Organisation, e.Answer, e.Code, string(e.Level),
	} {
		b = append(append(b, value...), 0)
	}
	for _, d := range e.Details { // none in most files, whose fingerprints are those of before there were details
		b = append(append(append(append(b, d.Name...), 0), d.Value...), 0)
	}
	sum := sha256.Sum256(b)
	return binary.BigEndian.Uint64(sum[:8])
}

// Root is the root over the committed rows of an import: the SHA-256 of each
// row's number (8 bytes), id (16) and fingerprint (8), big-endian, in the order
// of row numbers and, within a row, of ids. It can be computed again from the
// stored rows, read in that order, in constant memory.
type Root struct {
	digest hash.Hash
	row    int
	held   []rootEntry // of the current row
	bytes  []byte      // of rows before it, not summed yet
}

type rootEntry struct {
	id          observatory.ID
	fingerprint uint64
}

// NewRoot starts a root over no rows.
func NewRoot() *Root { return &Root{digest: sha256.New()} }

// Add takes in one stored event. Row numbers must not go down.
func (r *Root) Add(e *observatory.CaseEvent) {
	if e.Row != r.row {
		r.flush()
		r.row = e.Row
	}
	r.held = append(r.held, rootEntry{e.ID, e.Fingerprint})
}

// Sum gives the root in hexadecimal.
func (r *Root) Sum() string {
	r.flush()
	r.digest.Write(r.bytes)
	r.bytes = r.bytes[:0]
	return hex.EncodeToString(r.digest.Sum(nil))
}

// rootBytes is how many bytes of rows are summed at once: one row at a time costs
// more in calls than in sums.
const rootBytes = 4 << 10

func (r *Root) flush() {
	if len(r.held) > 1 {
		slices.SortFunc(r.held, func(a, b rootEntry) int { return slices.Compare(a.id[:], b.id[:]) })
	}
	for _, entry := range r.held {
		r.bytes = binary.BigEndian.AppendUint64(r.bytes, uint64(r.row))
		r.bytes = append(r.bytes, entry.id[:]...)
		r.bytes = binary.BigEndian.AppendUint64(r.bytes, entry.fingerprint)
	}
	if r.held = r.held[:0]; len(r.bytes) >= rootBytes {
		r.digest.Write(r.bytes)
		r.bytes = r.bytes[:0]
	}
}
