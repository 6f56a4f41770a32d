package dashboard

import (
	"errors"
	"fmt"
	"io"
	"io/fs"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/internal/texts"
)

// journalLimit bounds a sealed journal that a page reads, in bytes.
const journalLimit = 8 << 20

// pictureView is a picture of an attempt, or why there is none.
type pictureView struct {
	Href, Alt, Hash, Missing string
}

// picture shows a picture by its hash, unless its file is no longer there.
func (s *site) picture(hash observatory.Hash, alt string) pictureView {
	v := pictureView{Alt: alt, Hash: string(hash), Href: "/preuve/" + string(hash)}
	switch _, err := s.size(hash); {
	case hash == "":
		return pictureView{Missing: "Aucune image n’a été gardée."}
	case err != nil:
		v.Href, v.Missing = "", "L’image n’est plus là (conservation échue)"+texts.Thin+"; son empreinte reste."
	}
	return v
}

// lastPicture is the picture of the end of an attempt.
func (s *site) lastPicture(a *observatory.Attempt, alt string) pictureView {
	piece, _ := a.PieceByRole("screenshot")
	return s.picture(piece.Hash, alt)
}

// size is the number of bytes of an evidence file, -1 when the store does not
// tell. The error is observatory.ErrNotFound when the file is not there.
func (s *site) size(hash observatory.Hash) (int64, error) {
	if s.Evidence == nil || !wellFormed(hash) {
		return 0, observatory.ErrNotFound
	}
	file, err := s.Evidence(hash)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	if known, ok := file.(interface{ Stat() (fs.FileInfo, error) }); ok {
		info, err := known.Stat()
		if err != nil {
			return 0, err
		}
		return info.Size(), nil
	}
	return -1, nil
}

// errNoJournal says that an attempt has no journal of its exchanges.
var errNoJournal = errors.New("no journal of exchanges")

// journal reads the sealed journal of an attempt.
func (s *site) journal(a *observatory.Attempt) (*observatory.Journal, error) {
	piece, found := a.PieceByRole(observatory.RoleJournal)
	if !found || s.Evidence == nil {
		return nil, errNoJournal
	}
	file, err := s.Evidence(piece.Hash)
	if err != nil {
		return nil, fmt.Errorf("open journal of %s: %w", a.ID, err)
	}
	defer file.Close()
	sealed, err := io.ReadAll(io.LimitReader(file, journalLimit+1))
	if err != nil {
		return nil, fmt.Errorf("read journal of %s: %w", a.ID, err)
	}
	if len(sealed) > journalLimit {
		return nil, fmt.Errorf("journal of %s: more than %d bytes", a.ID, journalLimit)
	}
	line, err := evidence.UnsealJournal(sealed)
	if err != nil {
		return nil, err
	}
	return evidence.ParseJournal(line)
}
