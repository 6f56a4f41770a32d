package collectors

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"time"

	"vigie/collectors/letters"
	"vigie/collectors/notice"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
)

// InboxOptions says whose messages they are and where they go.
type InboxOptions struct {
	Association string
	Department  string                   // whose administration wrote, when one knows it
	Case        string                   // the association's reference of the case they belong to, if any
	WhereOf     func(text string) string // finds the department in a text; nil finds none
	Keys        *privacy.Keys
	Vault       *privacy.Vault
	Lookup      letters.Lookup // asks the DNS for DKIM keys
	Simulation  bool
	Now         func() time.Time
	Sink        Sink // Append, Leaf and Drop
}

// InboxSummary tells what an intake of messages took.
type InboxSummary struct {
	Import     string                         `json:"import,omitempty"` // set once it is committed
	Messages   int                            `json:"messages"`
	Taken      int                            `json:"taken"`
	Duplicates int                            `json:"duplicates"`
	Refused    int                            `json:"refused"`
	Kinds      map[observatory.NoticeKind]int `json:"kinds"`
	Signed     int                            `json:"signed"` // with a DKIM signature that holds
	Same       int                            `json:"same"`   // say the same as another
	Problems   []string                       `json:"problems,omitempty"`
}

// Inbox takes the messages of an association in. It is not safe for concurrent
// use, and neither it nor what was taken before is of any use after an error that
// is not one of the input.
type Inbox struct {
	options InboxOptions
	taken   *Taken
	names   *privacy.Pseudonyms
	salt    uint64
	pending pendingMessages
}

// NewInbox goes on from the messages taken before.
func NewInbox(o InboxOptions, taken *Taken) (*Inbox, error) {
	names, err := o.Keys.Pseudonyms(privacy.Domain(o.Association, o.Simulation))
	if err != nil {
		return nil, err
	}
	salt, err := shingleSalt(o.Keys, o.Simulation)
	if err != nil {
		return nil, err
	}
	return &Inbox{options: o, taken: taken, names: names, salt: salt}, nil
}

func (in *Inbox) now() time.Time { return in.options.Now().UTC().Truncate(time.Millisecond) }

// Take reads the messages of one file and sends their bytes and the answers of
// the DNS to the vault. The first that is new begins an import; they are there once
// Commit has come back. A message that cannot be read is counted and told; the
// others are taken.
func (in *Inbox) Take(ctx context.Context, name string, source io.Reader) (InboxSummary, error) {
	s := InboxSummary{Kinds: map[observatory.NoticeKind]int{}}
	raw, err := io.ReadAll(source)
	if err != nil {
		return s, fmt.Errorf("read messages: %w", err)
	}
	before := len(in.pending.rows)
	err = letters.Read(name, bytes.NewReader(raw), func(l letters.Letter) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.Messages++
		body := l.Raw
		if body == nil {
			body = raw
		}
		row, position, err := in.message(ctx, &l, body)
		switch {
		case err != nil:
			return err
		case row == nil:
			s.Duplicates++
			return nil
		}
		in.pending.rows, in.pending.positions = append(in.pending.rows, row), append(in.pending.positions, position)
		s.Kinds[row.Does]++
		if row.Signature == observatory.SignatureHolds {
			s.Signed++
		}
		return nil
	})
	if err != nil && !observatory.IsInput(err) {
		return s, err
	}
	if err != nil {
		s.Refused, s.Problems = s.Refused+1, append(s.Problems, err.Error())
	}
	s.Taken, s.Same = len(in.pending.rows)-before, in.nameClusters(before)
	in.pending.count(&s)
	return s, nil
}

// nameClusters gives the pending messages from one on their cluster, and counts
// those that say the same as another.
func (in *Inbox) nameClusters(from int) (same int) {
	for i, row := range in.pending.rows[from:] {
		row.Cluster = row.ID
		if id, _, ok := in.taken.clusters.Cluster(in.pending.positions[from+i]); ok {
			row.Cluster = id
			same++
		}
	}
	return same
}

// message reads one message, and seals it; nil when it was taken before.
func (in *Inbox) message(ctx context.Context, l *letters.Letter, body []byte) (*observatory.Notice, int, error) {
	text := in.names.Text(sameBytes(l, body))
	if in.taken.known[text] || in.taken.known[in.names.Text(body)] { // the bytes alone told it in the first versions
		return nil, 0, nil
	}
	if err := in.begin(ctx, text); err != nil {
		return nil, 0, err
	}
	now := in.now()
	row := &observatory.Notice{
		Envelope: observatory.Envelope{
			ID: observatory.DeriveID([]byte("notice"), []byte(in.options.Association), text[:]), At: now, RecordedAt: now,
			Source: "mail", SourceVersion: notice.Version, Simulation: in.options.Simulation,
		},
		Association: in.options.Association, Department: in.options.Department, Text: text, Attachments: len(l.Parts),
	}
	if !l.Written.IsZero() && l.Written.Year() > 1990 && l.Written.Before(now) {
		row.At = l.Written.Truncate(time.Millisecond)
	}
	if in.options.Case != "" {
		row.Case = in.names.Case(normalReference(bytes.TrimSpace([]byte(in.options.Case)))) // as CaseID does
	}
	if row.Department == "" && in.options.WhereOf != nil {
		row.Department = in.options.WhereOf(l.Text)
	}
	in.read(row, l.Text)
	signature := in.signature(l)
	row.Signature, row.SignedBy = signature.State, signature.Domain
	if err := in.seal(row, body, signature); err != nil {
		return nil, 0, err
	}
	position, err := in.taken.clusters.Add(row.ID, unpack(row.Shingles))
	in.taken.known[text] = true
	return row, position, err
}

// sameBytes are the same of one message whatever way it came.
func sameBytes(l *letters.Letter, body []byte) []byte {
	switch {
	case l.ID != "":
		return []byte("\x00mail\x00" + l.ID)
	case bytes.HasPrefix(body, []byte("%PDF-")):
		return body
	}
	return bytes.TrimRight(bytes.ReplaceAll(body, []byte("\r\n"), []byte("\n")), "\n")
}

// read puts what the rules say on the row: offsets, not words.
func (in *Inbox) read(row *observatory.Notice, text string) {
	r := notice.Read(text)
	row.Does, row.Reason, row.Means, row.Criteria = r.Kind, r.Reason, r.Means, observatory.MeetsCriteria(r.Criteria)
	for _, s := range r.Spans {
		row.Spans = append(row.Spans, observatory.NoticeSpan{What: s.What, Start: s.Start, End: s.End})
	}
	set := notice.Shingles(text)
	for i := range set { // keyed: three guessed words are not found by their hash
		set[i] = notice.Mix(set[i] ^ in.salt)
	}
	slices.Sort(set)
	row.Shingles = pack(set)
}

// signature checks the mail, and the mail within it when it was forwarded as
// an attachment: only that one has its sender's signature whole.
func (in *Inbox) signature(l *letters.Letter) letters.Signature {
	for _, p := range l.Parts {
		if p.Media == "message/rfc822" {
			if s := letters.CheckSignature(p.Raw, in.options.Lookup, in.options.Now); s.State == observatory.SignatureHolds {
				return s
			}
		}
	}
	return letters.CheckSignature(l.Raw, in.options.Lookup, in.options.Now)
}

// seal puts the message as it came, and the answers of the DNS, into the vault
// under the key of its case, or under one of its own.
func (in *Inbox) seal(row *observatory.Notice, body []byte, signature letters.Signature) error {
	owner := row.Case
	if owner.IsZero() {
		owner = row.ID
	}
	hash, err := in.options.Vault.SealText(owner, body)
	if err != nil {
		return err
	}
	row.Evidence = append(row.Evidence, observatory.Piece{Role: "source", Hash: hash, Media: "application/octet-stream"})
	if signature.State == observatory.SignatureNone {
		return nil
	}
	proof, err := json.Marshal(signature)
	if err != nil {
		return fmt.Errorf("proof of signature: %w", err)
	}
	if hash, err = in.options.Vault.SealText(owner, proof); err != nil {
		return err
	}
	row.Evidence = append(row.Evidence, observatory.Piece{Role: "dkim", Hash: hash, Media: "application/json"})
	return nil
}

func pack(set []uint64) string {
	out := make([]byte, 0, len(set)*8)
	for _, h := range set {
		out = binary.LittleEndian.AppendUint64(out, h)
	}
	return string(out)
}

func unpack(packed string) []uint64 {
	set := make([]uint64, 0, len(packed)/8)
	for ; len(packed) >= 8; packed = packed[8:] {
		set = append(set, binary.LittleEndian.Uint64([]byte(packed[:8])))
	}
	return set
}
