package privacy

import (
	"bytes"
	"cmp"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"vigie/internal/observatory"
)

// purposeErased is the purpose of the key under which the list of erasures
// names cases.
const purposeErased = "effacements/v1"

// ErasureState is how far an erasure has come.
type ErasureState string

// The states, in order. From "asked" on an erasure is only finished, never undone.
const (
	ErasureAsked     ErasureState = "asked"
	ErasurePlanned   ErasureState = "planned"   // what lies behind the cases is noted
	ErasureCertified ErasureState = "certified" // everything is gone, the certificate is made
	ErasureDone      ErasureState = "done"
)

// Erasure is one entry of the list: one or several cases, and what became of
// them. It names the cases only under a key.
type Erasure struct {
	ID          observatory.ID  `json:"id"`
	State       ErasureState    `json:"state"`
	Asked       time.Time       `json:"asked"`
	Reason      string          `json:"reason"`            // code: request, retention, consent
	Account     string          `json:"account,omitempty"` // id of the account that erased; "retention" when its time was over
	Tombs       []string        `json:"cases"`
	Veil        int             `json:"veil,omitempty"` // generation of the keys under which the cases' ids are
	Plan        json.RawMessage `json:"plan,omitempty"`
	Persons     []string        `json:"persons,omitempty"` // pseudonyms, until it is done
	Certificate json.RawMessage `json:"certificate,omitempty"`
	LeafKey     []byte          `json:"leaf_key,omitempty"` // until it is done
	Done        time.Time       `json:"done,omitzero"`
	Again       []time.Time     `json:"again,omitempty"` // when a restored backup was erased again
}

// Erasures is the list of erasures: one file each, in a folder kept apart from
// the database and from its backups, so that a restored backup erases again.
type Erasures struct {
	dir   string
	keys  *Keys
	names permutation
}

// OpenErasures opens the list in dir, made when it does not exist.
func OpenErasures(dir string, keys *Keys) (*Erasures, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("open the list of erasures: %w", err)
	}
	names, err := newPermutation(keys.master[:], purposeErased)
	if err != nil {
		return nil, err
	}
	return &Erasures{dir: dir, keys: keys, names: names}, nil
}

// New begins an erasure of cases, by the ids under which they are stored. It is
// not on disk before Save.
func (e *Erasures) New(at time.Time, reason, account string, cases []observatory.ID) (*Erasure, error) {
	var raw [32]byte
	if _, err := rand.Read(raw[:]); err != nil {
		return nil, fmt.Errorf("begin an erasure: %w", err)
	}
	erasure := &Erasure{ID: observatory.IDFromSum(raw[:]), State: ErasureAsked, Asked: at, Reason: reason, Account: account, Veil: e.keys.Generation()}
	for _, id := range cases {
		erasure.Tombs = append(erasure.Tombs, e.names.forth(id).String())
	}
	return erasure, nil
}

// Cases gives the ids of the cases of an erasure.
func (e *Erasures) Cases(of *Erasure) ([]observatory.ID, error) {
	cases := make([]observatory.ID, 0, len(of.Tombs))
	for _, tomb := range of.Tombs {
		id, err := observatory.ParseID(tomb)
		if err != nil {
			return nil, fmt.Errorf("list of erasures, %s: %w", of.ID, err)
		}
		cases = append(cases, e.names.back(id))
	}
	return cases, nil
}

// Save writes an erasure's present state, whole and synced.
func (e *Erasures) Save(erasure *Erasure) error {
	data, err := json.MarshalIndent(erasure, "", " ")
	if err != nil {
		return fmt.Errorf("note an erasure: %w", err)
	}
	if err := replaceFile(e.path(erasure.ID), append(data, '\n')); err != nil {
		return fmt.Errorf("note an erasure: %w", err)
	}
	return nil
}

// All reads the list, the oldest first. A file that cannot be read is an error:
// an erasure must not be forgotten in silence.
func (e *Erasures) All() ([]*Erasure, error) {
	paths, err := filepath.Glob(filepath.Join(e.dir, "*.json"))
	if err != nil {
		return nil, fmt.Errorf("list of erasures: %w", err)
	}
	var all []*Erasure
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("list of erasures: %w", err)
		}
		var one Erasure
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.DisallowUnknownFields()
		if err := decoder.Decode(&one); err != nil || one.ID.IsZero() {
			return nil, observatory.InputErrorf("liste des effacements : %s illisible : reprenez sa copie de sauvegarde ; Vigie ne démarre pas sans savoir ce qui doit rester effacé", filepath.Base(path))
		}
		all = append(all, &one)
	}
	slices.SortFunc(all, func(a, b *Erasure) int {
		return cmp.Or(a.Asked.Compare(b.Asked), strings.Compare(a.ID.String(), b.ID.String()))
	})
	return all, nil
}

// PutCertificate writes the certificate where it can be fetched, and gives its path.
func (e *Erasures) PutCertificate(id observatory.ID, text []byte) (string, error) {
	dir := filepath.Join(e.dir, "certificats")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("write the certificate: %w", err)
	}
	path := filepath.Join(dir, id.String()+".txt")
	if err := replaceFile(path, text); err != nil {
		return "", fmt.Errorf("write the certificate: %w", err)
	}
	return path, nil
}

// Lock takes the list for one process; false when another has it and wait is not asked.
func (e *Erasures) Lock(wait bool) (unlock func(), ok bool, err error) {
	file, err := os.OpenFile(filepath.Join(e.dir, "verrou"), os.O_RDWR|os.O_CREATE, keysMode)
	if err != nil {
		return nil, false, fmt.Errorf("lock the list of erasures: %w", err)
	}
	how := unix.LOCK_EX
	if !wait {
		how |= unix.LOCK_NB
	}
	switch err := unix.Flock(int(file.Fd()), how); {
	case errors.Is(err, unix.EWOULDBLOCK):
		return nil, false, file.Close()
	case err != nil:
		return nil, false, errors.Join(fmt.Errorf("lock the list of erasures: %w", err), file.Close())
	}
	return func() {
		// Closing alone would leave the lock to a process that is being started just now.
		_ = unix.Flock(int(file.Fd()), unix.LOCK_UN)
		_ = file.Close()
	}, true, nil
}

func (e *Erasures) path(id observatory.ID) string {
	return filepath.Join(e.dir, id.String()+".json")
}

// ReplaceFile writes a file whole or not at all, and syncs it and its folder.
func ReplaceFile(path string, data []byte) error { return replaceFile(path, data) }

// replaceFile writes a file whole or not at all, and syncs it and its folder.
func replaceFile(path string, data []byte) error {
	file, err := os.CreateTemp(filepath.Dir(path), ".ecriture-*")
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(file.Name()))
	}
	return syncFolder(filepath.Dir(path))
}
