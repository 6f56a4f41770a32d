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
	rows                          []*observatory.Notice
	positions                     []int // in the clusters
	messages, duplicates, refused int   // counted in the files
}

func (p *pendingMessages) count(s *InboxSummary) {
	p.messages, p.duplicates, p.refused = p.messages+s.Messages, p.duplicates+s.Duplicates, p.refused+s.Refused
}

// Commit makes the messages read since the last one an import, all of them or
// none: it is noted as started, the rows are written, the ledger gets its leaf,
// and the row that makes them readable comes last. A failure undoes it. It gives
// the import's id, none when there was nothing to take.
func (in *Inbox) Commit(ctx context.Context) (string, error) {
	p := in.pending
	in.pending = pendingMessages{}
	if len(p.rows) == 0 {
		return "", nil
	}
	if err := in.options.Vault.Sync(); err != nil {
		return "", err
	}
	started := in.started(&p)
	if err := in.options.Sink.Append(ctx, []observatory.Observation{started}); err != nil {
		return "", fmt.Errorf("note the start of the import of messages: %w", err)
	}
	closing, err := in.write(ctx, &p, started)
	switch {
	case err == nil:
		in.aliases = len(in.clusters.Aliases())
		return started.Batch.String(), nil
	case closing: // the next start sees whether the last row arrived
		return "", err
	}
	return "", undo(ctx, started, in.options.Sink, in.now(), err)
}

// write writes what an import of messages brings; closing says that the row that
// commits it is on its way.
func (in *Inbox) write(ctx context.Context, p *pendingMessages, started *observatory.Import) (closing bool, err error) {
	rows := make([]observatory.Observation, 0, len(p.rows))
	for _, row := range p.rows {
		row.Import = started.Batch
		rows = append(rows, row)
	}
	if err := in.options.Sink.Append(ctx, append(rows, in.newAliases(started)...)); err != nil {
		return false, fmt.Errorf("write the messages: %w", err)
	}
	committed := in.committed(p, started)
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
	for _, a := range in.clusters.Aliases()[in.aliases:] {
		cluster, of := in.oldest(a.Cluster), in.oldest(a.Of)
		if cluster == of {
			continue
		}
		in.older[cluster] = of
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

// oldest gives what a cluster is written to be part of.
func (in *Inbox) oldest(cluster observatory.ID) observatory.ID {
	for {
		of, ok := in.older[cluster]
		if !ok {
			return cluster
		}
		cluster = of
	}
}

// started is the first row of an import of messages. The moment counts in its
// id: the same messages can be taken again after it was withdrawn.
func (in *Inbox) started(p *pendingMessages) *observatory.Import {
	now, same := in.now(), observatory.DeriveID(p.parts()...)
	batch := observatory.DeriveID([]byte("import"), same[:], binary.BigEndian.AppendUint64(nil, uint64(now.UnixNano())))
	return &observatory.Import{
		Envelope: observatory.Envelope{
			ID: observatory.DeriveID(batch[:], []byte(observatory.ImportStarted)), At: now, RecordedAt: now,
			Source: "mail", SourceVersion: notice.Version, Simulation: in.options.Simulation,
		},
		Batch: batch, State: observatory.ImportStarted, Association: in.options.Association, Shape: observatory.ShapeNotices, Fingerprint: same.String(),
	}
}

// committed is the row that makes the messages readable.
func (in *Inbox) committed(p *pendingMessages, started *observatory.Import) *observatory.Import {
	row := *started
	row.ID, row.State, row.RecordedAt = observatory.DeriveID(row.Batch[:], []byte(observatory.ImportCommitted)), observatory.ImportCommitted, in.now()
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
