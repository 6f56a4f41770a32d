package access

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"vigie/internal/observatory"
)

// UploadState is where a file that a person sent stands.
type UploadState string

// States of an upload.
const (
	UploadChecking   UploadState = "checking"   // the dry run is under way
	UploadChecked    UploadState = "checked"    // the report is there, nothing is written
	UploadCommitting UploadState = "committing" // the import is under way
	UploadCommitted  UploadState = "committed"
	UploadRetiring   UploadState = "withdrawing" // the withdrawal is under way
	UploadRefused    UploadState = "refused"     // the file as a whole; Fault says why
	UploadWithdrawn  UploadState = "withdrawn"
)

// Upload is a file that a person sent to be imported.
type Upload struct {
	ID          observatory.ID
	Account     observatory.ID
	Association string
	State       UploadState
	Sealed      observatory.Hash // of the sealed bytes
	Bytes       int64            // as sent
	Import      observatory.ID   // once committed
	Report      []byte           // JSON of the summary: counts and masked problems
	Fault       string           // what is wrong with the file as a whole, in French
	Mapping     string           // NAME@VERSION of the mapping it is read by; empty: the published format
	At          time.Time
}

const uploadColumns = "id, account, association, state, sealed, bytes, import, report, fault, at, mapping"

// AddUpload notes a file that is to be read.
func (s *State) AddUpload(ctx context.Context, a Account, sealed observatory.Hash, size int64, now time.Time) (Upload, error) {
	u := Upload{
		ID: randomID(), Account: a.ID, Association: a.Association, State: UploadChecking, Sealed: sealed, Bytes: size,
		At: now.UTC().Truncate(time.Millisecond),
	}
	_, err := s.db.ExecContext(ctx, "INSERT INTO uploads ("+uploadColumns+") VALUES (?, ?, ?, ?, ?, ?, '', '', '', ?, '')",
		u.ID.String(), a.ID.String(), a.Association, string(u.State), string(sealed), size, u.At.UnixMilli())
	if err != nil {
		return u, fmt.Errorf("fichier reçu à noter : %w", err)
	}
	return u, nil
}

// MoveUpload moves an upload from one state to another with what is known of
// it then. False when it is in the first state no more: somebody else moved it.
func (s *State) MoveUpload(ctx context.Context, from UploadState, u Upload) (bool, error) {
	batch := ""
	if !u.Import.IsZero() {
		batch = u.Import.String()
	}
	report := u.Report
	if report == nil {
		report = []byte{}
	}
	done, err := s.db.ExecContext(ctx, "UPDATE uploads SET state = ?, import = ?, report = ?, fault = ?, mapping = ? WHERE id = ? AND state = ?",
		string(u.State), batch, report, u.Fault, u.Mapping, u.ID.String(), string(from))
	if err != nil {
		return false, fmt.Errorf("fichier reçu à noter : %w", err)
	}
	n, err := done.RowsAffected()
	return n == 1, err
}

// WithdrawUploads notes of the uploads whose import was withdrawn otherwise, by another
// upload of the same bytes or on the command line, that it is.
func (s *State) WithdrawUploads(ctx context.Context, batch observatory.ID) error {
	_, err := s.db.ExecContext(ctx, "UPDATE uploads SET state = ? WHERE import = ? AND state = ?", string(UploadWithdrawn), batch.String(), string(UploadCommitted))
	if err != nil {
		return fmt.Errorf("fichier reçu à noter : %w", err)
	}
	return nil
}

// Upload gives an upload of an association, or observatory.ErrNotFound.
func (s *State) Upload(ctx context.Context, association string, id observatory.ID) (Upload, error) {
	u, err := scanUpload(s.db.QueryRowContext(ctx, "SELECT "+uploadColumns+" FROM uploads WHERE association = ? AND id = ?", association, id.String()))
	if errors.Is(err, sql.ErrNoRows) {
		return u, fmt.Errorf("fichier reçu : %w", observatory.ErrNotFound)
	}
	return u, err
}

// Uploads lists the uploads of an association, the newest first; of all
// associations when it is empty.
func (s *State) Uploads(ctx context.Context, association string) ([]Upload, error) {
	rows, err := s.db.QueryContext(ctx, "SELECT "+uploadColumns+" FROM uploads WHERE ?1 = '' OR association = ?1 ORDER BY at DESC, id", association)
	if err != nil {
		return nil, fmt.Errorf("fichiers reçus : %w", err)
	}
	defer rows.Close() //nolint:errcheck // rows.Err says what went wrong
	var all []Upload
	for rows.Next() {
		u, err := scanUpload(rows)
		if err != nil {
			return nil, fmt.Errorf("fichiers reçus : %w", err)
		}
		all = append(all, u)
	}
	return all, rows.Err()
}

func scanUpload(row interface{ Scan(dest ...any) error }) (Upload, error) {
	var u Upload
	var id, account, batch string
	var at int64
	if err := row.Scan(&id, &account, &u.Association, &u.State, &u.Sealed, &u.Bytes, &batch, &u.Report, &u.Fault, &at, &u.Mapping); err != nil {
		return u, err
	}
	u.At = instant(at)
	var errs [3]error
	u.ID, errs[0] = observatory.ParseID(id)
	u.Account, errs[1] = observatory.ParseID(account)
	errs[2] = u.Import.UnmarshalText([]byte(batch))
	return u, errors.Join(errs[:]...)
}

// DropUpload forgets an upload that was never committed.
func (s *State) DropUpload(ctx context.Context, id observatory.ID) error {
	_, err := s.db.ExecContext(ctx, "DELETE FROM uploads WHERE id = ? AND state IN (?, ?, ?)",
		id.String(), string(UploadChecking), string(UploadChecked), string(UploadRefused))
	if err != nil {
		return fmt.Errorf("fichier reçu à oublier : %w", err)
	}
	return nil
}
