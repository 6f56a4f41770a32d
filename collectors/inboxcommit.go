package collectors

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"vigie/collectors/notice"
	"vigie/internal/observatory"
)

// pendingMessages are those read since the last commit.
type pendingMessages struct {
	started                       *observatory.Import // nil: none was new
	rows                          []*observatory.Notice
	positions                     []int // in the clusters
	messages, duplicates, refused int   // counted in the files
}

func (p *pendingMessages) count(s *InboxSummary) {
	p.messages, p.duplicates, p.refused = p.messages+s.Messages, p.duplicates+s.Duplicates, p.refused+s.Refused
}

// begin notes, before the first message that is new goes into the vault, that an
// import has started: if it never ends, the next start deletes what it left.
func (in *Inbox) begin(ctx context.Context, text observatory.ID) error {
	if in.pending.started != nil {
		return nil
	}
	started := in.started(text)
	if err := in.options.Sink.Append(ctx, []observatory.Observation{started}); err != nil {
		return fmt.Errorf("note the start of the import of messages: %w", err)
	}
	in.options.Vault.Begin(started.Batch)
	in.pending.started = started
	return nil
}

// Commit makes the messages read since the last one an import, all of them or
// none: the rows are written, the ledger gets its leaf, and the row that makes them
// readable comes last. A failure undoes it. It gives the import's id, none when
// there was nothing to take.
func (in *Inbox) Commit(ctx context.Context) (string, error) {
	p := in.pending
	in.pending = pendingMessages{}
	if p.started == nil {
		return "", nil
	}
	closing, err := in.write(ctx, &p)
	switch {
	case err == nil:
		in.taken.aliases = len(in.taken.clusters.Aliases())
		return p.started.Batch.String(), nil
	case closing: // the next start sees whether the last row arrived
		return "", err
	}
	return "", in.undo(ctx, p.started, err)
}

// End undoes what was read and not committed, and gives why it was not, if a
// failure is given.
func (in *Inbox) End(ctx context.Context, failed error) error {
	p := in.pending
	in.pending = pendingMessages{}
	if p.started == nil {
		return failed
	}
	return in.undo(ctx, p.started, failed)
}

func (in *Inbox) undo(ctx context.Context, started *observatory.Import, failed error) error {
	return undo(ctx, started, in.options.Sink, in.options.Vault, in.now(), failed)
}

// write writes what an import of messages brings; closing says that the row that
// commits it is on its way.
func (in *Inbox) write(ctx context.Context, p *pendingMessages) (closing bool, err error) {
	if err := in.options.Vault.Sync(); err != nil {
		return false, err
	}
	started, rows := p.started, make([]observatory.Observation, 0, len(p.rows))
	for _, row := range p.rows {
		row.Import = started.Batch
		rows = append(rows, row)
	}
	if err := in.options.Sink.Append(ctx, append(rows, in.newAliases(started)...)); err != nil {
		return false, fmt.Errorf("write the messages: %w", err)
	}
	committed := in.committed(p)
	if err := in.options.Sink.Leaf(ctx, committed); err != nil {
		return false, fmt.Errorf("write the ledger's leaf of the import of messages: %w", err)
	}
	if err := in.options.Sink.Append(ctx, []observatory.Observation{committed}); err != nil {
		return true, fmt.Errorf("note the import of messages as committed: %w", err)
	}
	return false, nil
}

// newAliases gives the rows of the clusters that turned out to be part of older
// ones and are not yet written as such: those of these messages, and those whose
// import was withdrawn, which other messages may hold together.
func (in *Inbox) newAliases(started *observatory.Import) (rows []observatory.Observation) {
	for _, a := range in.taken.clusters.Aliases()[in.taken.aliases:] {
		cluster, of := in.taken.oldest(a.Cluster), in.taken.oldest(a.Of)
		if cluster == of {
			continue
		}
		in.taken.older[cluster] = of
		rows = append(rows, &observatory.NoticeAlias{
			Envelope: observatory.Envelope{
				ID: observatory.DeriveID([]byte("notice-alias"), cluster[:], of[:], started.Batch[:]), At: started.At, RecordedAt: started.At,
				Source: "mail", SourceVersion: notice.Version, Simulation: in.options.Simulation,
			},
			Import: started.Batch, Cluster: cluster, Of: of,
		})
	}
	return rows
}

// started is the first row of an import of messages that begins with one. The
// moment counts in its id: the same messages can be taken again after it was
// withdrawn.
func (in *Inbox) started(text observatory.ID) *observatory.Import {
	now := in.now()
	batch := observatory.DeriveID([]byte("import"), []byte(observatory.ShapeNotices), text[:], binary.BigEndian.AppendUint64(nil, uint64(in.options.Now().UnixNano())))
	return &observatory.Import{
		Envelope: observatory.Envelope{
			ID: observatory.DeriveID(batch[:], []byte(observatory.ImportStarted)), At: now, RecordedAt: now,
			Source: "mail", SourceVersion: notice.Version, Simulation: in.options.Simulation,
		},
		Batch: batch, State: observatory.ImportStarted, Association: in.options.Association, Shape: observatory.ShapeNotices,
	}
}

// committed is the row that makes the messages readable.
func (in *Inbox) committed(p *pendingMessages) *observatory.Import {
	row := *p.started
	row.ID, row.State, row.RecordedAt = observatory.DeriveID(row.Batch[:], []byte(observatory.ImportCommitted)), observatory.ImportCommitted, in.now()
	row.Fingerprint = observatory.DeriveID(p.parts()...).String()
	row.Rows, row.Duplicates, row.Refused = int64(p.messages), int64(p.duplicates), int64(p.refused)
	root := sha256.Sum256(bytes.Join(p.parts(), nil))
	row.Root = hex.EncodeToString(root[:])
	return &row
}

// parts is what an import of messages is of.
func (p *pendingMessages) parts() [][]byte {
	parts := [][]byte{[]byte(observatory.ShapeNotices)}
	for _, row := range p.rows {
		parts = append(parts, row.ID[:], row.Text[:])
	}
	return parts
}
