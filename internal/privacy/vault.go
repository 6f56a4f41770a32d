package privacy

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sys/unix"

	"vigie/internal/observatory"
)

// Vault holds the texts, the pictures and the identities of cases: an age file a
// case (a further one when more comes later), a member of a tar file, of which
// each lot, what one import wrote, has one in each folder. Each age file has
// a key of its own, wrapped with the secret of its lot. The secret is an age file
// wrapped to the instance and, if given, to the association; either opens it, and
// then the files of its lot, with the tar and age commands alone. Erasing a case is
// writing zeros over its age files: their keys go with them. A Vault is not safe
// for concurrent use; several may work on one folder.
type Vault struct {
	dir     string
	keys    *Keys
	further []age.Recipient
	batch   observatory.ID  // import that it writes; none: it writes what is of no import
	lot     *lot            // of what this vault writes; nil before the first
	lots    map[string]*lot // opened
	writing *archives       // of the lot
	writers *errgroup.Group // files under way
	err     error           // of one of them
}

// vaultWriters is how many files of the vault are sealed at once.
const vaultWriters = 2

// Parts of the vault's folder.
const (
	vaultCases = "cas"
	vaultLots  = "lots"
)

// OpenVault opens the vault in dir, made when it does not exist. The further
// recipients can open what this vault writes.
func OpenVault(dir string, keys *Keys, further ...age.Recipient) (*Vault, error) {
	for _, part := range []string{vaultCases, vaultLots} {
		if err := os.MkdirAll(filepath.Join(dir, part), 0o700); err != nil {
			return nil, fmt.Errorf("open vault: %w", err)
		}
	}
	return &Vault{dir: dir, keys: keys, further: further, lots: map[string]*lot{}}, nil
}

// With gives a vault on the same folder whose further recipients are others; it
// may be used at the same time.
func (v *Vault) With(further ...age.Recipient) *Vault {
	return &Vault{dir: v.dir, keys: v.keys, further: further, lots: map[string]*lot{}}
}

// Recipient reads an association's public age key (age1...).
func Recipient(text string) (age.Recipient, error) {
	recipient, err := age.ParseX25519Recipient(strings.TrimSpace(text))
	if err != nil {
		return nil, observatory.InputErrorf("clé publique age illisible : attendu un texte qui commence par « age1 »")
	}
	return recipient, nil
}

// Begin says which import the vault writes from now on: Discard deletes it whole.
func (v *Vault) Begin(batch observatory.ID) { v.lot, v.batch = nil, batch }

// SealText seals one piece of a case: Seal with one.
func (v *Vault) SealText(id observatory.ID, text []byte) (observatory.Hash, error) {
	hashes, err := v.Seal(id, text)
	if err != nil {
		return "", err
	}
	return hashes[0], nil
}

// Seal seals pieces of a case, texts already redacted, in one file, and gives
// for each the SHA-256 of a random salt and the piece: it binds the piece and
// tells nothing of it. They are there, and durable, after Sync.
func (v *Vault) Seal(id observatory.ID, pieces ...[]byte) ([]observatory.Hash, error) {
	if v.lot == nil {
		if err := v.beginLot(); err != nil {
			return nil, err
		}
	}
	body, hashes, err := packPieces(pieces)
	if err != nil {
		return nil, err
	}
	lot, to := v.lot, v.writing
	name := id.String() + "." + string(hashes[0][:16]) + sealedSuffix
	v.writers.Go(func() error {
		sealed, err := lot.seal(body)
		if err != nil {
			return err
		}
		return to.add(name, sealed)
	})
	return hashes, nil
}

// beginLot makes or opens the lot to write, with archives of its own.
func (v *Vault) beginLot() error {
	if err := v.Settle(); err != nil { // the lot before
		return err
	}
	made, err := v.newLot()
	if err != nil {
		return err
	}
	v.lot, v.lots[made.name] = made, made
	v.writing = newArchives(filepath.Join(v.dir, vaultCases), made.name+"."+rand.Text()+archiveSuffix)
	v.writers = &errgroup.Group{}
	v.writers.SetLimit(vaultWriters)
	return nil
}

// Text opens a piece of a case. It is ErrNotFound once the case is erased.
func (v *Vault) Text(id observatory.ID, hash observatory.Hash) ([]byte, error) {
	pieces, err := v.Pieces(id)
	if err != nil {
		return nil, err
	}
	for _, piece := range pieces {
		if piece.Hash == hash {
			return piece.Data, nil
		}
	}
	return nil, fmt.Errorf("text of case: %w", observatory.ErrNotFound)
}

// Pieces opens all that the vault holds of a case, in no order that means
// anything.
func (v *Vault) Pieces(id observatory.ID) ([]Piece, error) {
	if err := v.Settle(); err != nil {
		return nil, err
	}
	all, err := v.oldPieces(id)
	if err != nil {
		return nil, err
	}
	paths, err := v.archives(id)
	for _, path := range paths {
		err = errors.Join(err, eachMember(path, os.O_RDONLY, id, func(m member) error {
			pieces, err := v.open(path, m)
			if err != nil {
				return fmt.Errorf("vault file %s: %w", m.name, err)
			}
			all = append(all, pieces...)
			return nil
		}))
	}
	return all, err
}

// Has reports whether the vault holds anything of a case.
func (v *Vault) Has(id observatory.ID) (bool, error) {
	if err := v.Settle(); err != nil {
		return false, err
	}
	has := v.hasOld(id)
	paths, err := v.archives(id)
	for _, path := range paths {
		err = errors.Join(err, eachMember(path, os.O_RDONLY, id, func(member) error {
			has = true
			return nil
		}))
	}
	return has, err
}

// Erase deletes what the vault holds of a case. Erasing what is not there is
// no error: an erasure can be replayed on a restored backup.
func (v *Vault) Erase(id observatory.ID) error {
	if err := v.Settle(); err != nil {
		return err
	}
	err := v.eraseOld(id)
	paths, listed := v.archives(id)
	for _, path := range paths {
		err = errors.Join(err, eraseFrom(path, id))
	}
	if err = errors.Join(err, listed); err != nil {
		return fmt.Errorf("erase case: %w", err)
	}
	return nil
}

// Holds reports whether the vault holds anything that an import wrote.
func (v *Vault) Holds(batch observatory.ID) bool { return there(v.lotPath(lotName(batch))) }

// Discard deletes what imports wrote: of what was undone, or withdrawn long ago,
// no row speaks. It can be interrupted and done again. A vault that writes one of
// them must have settled before.
func (v *Vault) Discard(batches ...observatory.ID) error {
	lots := map[string]bool{}
	for _, batch := range batches {
		if v.Holds(batch) {
			lots[lotName(batch)] = true
		}
	}
	if len(lots) == 0 {
		return nil
	}
	shards, err := filepath.Glob(filepath.Join(v.dir, vaultCases, "*"))
	for _, shard := range shards {
		err = errors.Join(err, discard(shard, lots))
	}
	if err == nil { // the secrets last: they tell that there is something to delete
		for name := range lots {
			err = errors.Join(err, removeAll(v.lotPath(name)))
			delete(v.lots, name)
		}
		err = errors.Join(err, syncFolder(filepath.Join(v.dir, vaultLots)))
	}
	if err != nil {
		return fmt.Errorf("discard what an import wrote: %w", err)
	}
	return nil
}

// discard deletes the files of lots in a folder.
func discard(folder string, lots map[string]bool) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	var paths []string
	for _, entry := range entries {
		if lots[lotOfFile(entry.Name())] {
			paths = append(paths, filepath.Join(folder, entry.Name()))
		}
	}
	if len(paths) == 0 {
		return nil
	}
	return errors.Join(removeAll(paths...), syncFolder(folder))
}

// Sync makes all that was written to the vault survive a power cut. It is one
// call for many texts: a sync for each would take longer than the import.
func (v *Vault) Sync() error {
	if err := v.Settle(); err != nil {
		return err
	}
	folder, err := os.Open(v.dir)
	if err != nil {
		return fmt.Errorf("sync vault: %w", err)
	}
	if err := errors.Join(unix.Syncfs(int(folder.Fd())), folder.Close()); err != nil {
		return fmt.Errorf("sync vault: %w", err)
	}
	return nil
}

// Settle writes the files under way. The error of one stays: what it should
// hold is lost.
func (v *Vault) Settle() error {
	if v.writers != nil {
		v.err = errors.Join(v.err, v.writers.Wait(), v.writing.flushAll())
	}
	return v.err
}

// archives are those in which a case may have a file, sorted.
func (v *Vault) archives(id observatory.ID) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(v.dir, vaultCases, shardOf(id.String()), "*"+archiveSuffix))
	if err != nil {
		return nil, fmt.Errorf("list the vault: %w", err)
	}
	return paths, nil
}
