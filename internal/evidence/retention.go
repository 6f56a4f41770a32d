package evidence

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"regexp"
	"slices"
	"time"

	"vigie/internal/observatory"
)

// Retention is how long the captures of an outcome are kept. An outcome that is
// not in it is kept for ever.
type Retention map[observatory.Outcome]time.Duration

// Purge deletes the captures of attempts whose time is over. The attempt, its
// steps and its leaf stay. For each attempt, in this order: a leaf of kind
// deletion that names every file of the capture and the rule, then the files
// that no kept attempt names, the journal last. A purge that is killed is
// finished by the next one.
type Purge struct {
	Files     *Files
	Ledger    *Ledger
	Retention Retention
	// Attempts gives every attempt, with its steps. It is called twice a round.
	Attempts func() iter.Seq2[observatory.Attempt, error]
	// Held are hashes that something else than a capture names.
	Held map[observatory.Hash]bool
	// Now is the clock that ages are counted by; files put since Spared stay:
	// an attempt under way may be about to name them.
	Now, Spared time.Time
	DryRun      bool
}

// purgeRound is how many attempts are purged at a time.
const purgeRound = 5000

// Purged says what a purge did, or would do.
type Purged struct {
	Attempts map[observatory.Outcome]int `json:"attempts"` // by outcome
	Files    int                         `json:"files"`
	Bytes    int64                       `json:"bytes"`
	Shared   int                         `json:"shared"` // files that another attempt still names
	Spared   int                         `json:"spared"` // files put too lately: for the next purge
}

// hashText finds the hashes in a journal.
var hashText = regexp.MustCompile(`"[0-9a-f]{64}"`)

// expired is an attempt whose capture is to be deleted.
type expired struct {
	attempt observatory.Attempt
	files   []observatory.Hash // of the capture, the journal last
	leafed  bool               // its deletion is in the ledger already
}

// Run deletes what the retention says.
func (p Purge) Run(ctx context.Context) (Purged, error) {
	done := Purged{Attempts: map[observatory.Outcome]int{}}
	if len(p.Retention) == 0 {
		return done, nil
	}
	spared := map[observatory.ID]bool{}
	for {
		round, seen, err := p.expire(ctx, spared)
		if err != nil || len(round) == 0 {
			return done, err
		}
		loose, err := p.loose(ctx, round, seen)
		if err == nil {
			err = p.round(ctx, round, loose, &done)
		}
		if err != nil {
			return done, err
		}
		if p.DryRun {
			return done, nil
		}
		for i := range round {
			spared[round[i].attempt.ID] = true
		}
	}
}

// expire lists attempts whose time is over and whose capture is still there, at
// most one round of them, and every attempt seen.
func (p Purge) expire(ctx context.Context, spared map[observatory.ID]bool) (round []expired, seen map[observatory.ID]bool, err error) {
	seen = map[observatory.ID]bool{}
	for a, err := range p.Attempts() {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return nil, nil, fmt.Errorf("purge des captures, lire les tentatives : %w", err)
		}
		seen[a.ID] = true
		keep := p.Retention[a.Outcome]
		if keep <= 0 || !a.At.Add(keep).Before(p.Now) || spared[a.ID] || len(AttemptFiles(&a)) == 0 {
			continue
		}
		if !p.DryRun && len(round) == purgeRound {
			continue
		}
		e, err := p.capture(a)
		if err != nil {
			return nil, nil, err
		}
		if !e.leafed || p.Files.Has(e.files[len(e.files)-1]) {
			round = append(round, e)
		}
	}
	return round, seen, nil
}

// capture lists the files of an attempt: pieces, pictures of steps, what its
// journal names, the journal last.
func (p Purge) capture(a observatory.Attempt) (expired, error) {
	_, leafed, err := p.Ledger.LeafIndex(captureDeletionID(a.ID))
	if err != nil {
		return expired{}, err
	}
	files := AttemptFiles(&a)
	journal, found := a.PieceByRole(observatory.RoleJournal)
	if found {
		files = slices.DeleteFunc(files, func(h observatory.Hash) bool { return h == journal.Hash })
		named, err := p.named(journal.Hash)
		if err != nil && !errors.Is(err, observatory.ErrNotFound) {
			return expired{}, err
		}
		for _, hash := range named {
			if !slices.Contains(files, hash) {
				files = append(files, hash)
			}
		}
		files = append(files, journal.Hash)
	}
	return expired{a, files, leafed}, nil
}

// named lists the hashes in a sealed journal, more rather than less: any text
// that looks like one counts.
func (p Purge) named(journal observatory.Hash) ([]observatory.Hash, error) {
	sealed, err := p.Files.read(journal, journalLimit)
	if err != nil {
		return nil, err
	}
	line, err := UnsealJournal(sealed)
	if err != nil {
		return nil, fmt.Errorf("pièce %s : %w", journal, err)
	}
	hashes := map[observatory.Hash]bool{}
	for _, found := range hashText.FindAll(line, -1) {
		hashes[observatory.Hash(bytes.Trim(found, `"`))] = true
	}
	return slices.Sorted(maps.Keys(hashes)), nil
}

// loose gives the files of a round that nothing kept names.
func (p Purge) loose(ctx context.Context, round []expired, seen map[observatory.ID]bool) (map[observatory.Hash]bool, error) {
	loose, going := map[observatory.Hash]bool{}, map[observatory.ID]bool{}
	for i := range round {
		going[round[i].attempt.ID] = true
		for _, hash := range round[i].files {
			if !p.Held[hash] && p.Files.Has(hash) {
				loose[hash] = true
			}
		}
	}
	for a, err := range p.Attempts() {
		if err = errors.Join(err, ctx.Err()); err != nil {
			return nil, fmt.Errorf("purge des captures, lire les tentatives : %w", err)
		}
		if going[a.ID] {
			continue
		}
		if err := p.hold(loose, a.ID, AttemptFiles(&a)); err != nil {
			return nil, err
		}
	}
	return loose, p.holdUnseen(loose, seen)
}

// hold takes the files of a kept attempt out of loose.
func (p Purge) hold(loose map[observatory.Hash]bool, id observatory.ID, files []observatory.Hash) error {
	if _, deleted, err := p.Ledger.LeafIndex(captureDeletionID(id)); err != nil || deleted {
		return err
	}
	for _, hash := range files {
		delete(loose, hash)
	}
	for _, hash := range files {
		named, err := p.named(hash)
		if err != nil {
			continue // a picture, or missing: it names nothing
		}
		for _, hash := range named {
			delete(loose, hash)
		}
	}
	return nil
}

// holdUnseen keeps the files of attempts that have a leaf and were not given:
// withdrawn ones, and those whose row is being written.
func (p Purge) holdUnseen(loose map[observatory.Hash]bool, seen map[observatory.ID]bool) error {
	head, err := p.Ledger.Head()
	if err != nil {
		return err
	}
	for index := range head.Size {
		line, err := p.Ledger.Leaf(index)
		if err != nil {
			return err
		}
		leaf, err := ParseLeaf(line)
		if err != nil {
			return err
		}
		if leaf.Kind != LeafAttempt || seen[leaf.ID] {
			continue
		}
		if err := p.hold(loose, leaf.ID, leaf.Evidence); err != nil {
			return err
		}
	}
	return nil
}

// round writes the leaves of a round, then removes its loose files.
func (p Purge) round(ctx context.Context, round []expired, loose map[observatory.Hash]bool, done *Purged) error {
	var leaves []Leaf
	for i := range round {
		e := &round[i]
		done.Attempts[e.attempt.Outcome]++
		if e.leafed {
			continue
		}
		leaf, err := CaptureDeletionLeaf(&e.attempt, p.Now, p.rule(e.attempt.Outcome), e.files)
		if err != nil {
			return err
		}
		leaves = append(leaves, leaf)
	}
	if !p.DryRun && len(leaves) > 0 {
		if _, err := p.Ledger.AppendAll(ctx, leaves); err != nil {
			return err
		}
	}
	counted := map[observatory.Hash]bool{}
	for i := range round {
		if err := p.remove(&round[i], loose, counted, done); err != nil {
			return err
		}
	}
	return nil
}

// rule says in French why a capture was deleted.
func (p Purge) rule(outcome observatory.Outcome) string {
	days := int(p.Retention[outcome].Hours() / 24)
	if days < 2 {
		return fmt.Sprintf("captures « %s » conservées %d jour", outcome, days)
	}
	return fmt.Sprintf("captures « %s » conservées %d jours", outcome, days)
}

// remove deletes the loose files of one attempt. A file spared for now keeps
// the journal, by which the next purge finds the rest.
func (p Purge) remove(e *expired, loose, counted map[observatory.Hash]bool, done *Purged) error {
	spared := false
	for i, hash := range e.files {
		switch last := i == len(e.files)-1; {
		case counted[hash] || (last && spared && len(e.files) > 1):
			continue
		case !loose[hash]:
			if p.Files.Has(hash) {
				done.Shared++
				counted[hash] = true
			}
			continue
		}
		counted[hash] = true
		freed, gone, err := p.delete(hash)
		if err != nil {
			return err
		}
		if !gone {
			done.Spared++
			spared, counted[hash] = true, false
			continue
		}
		done.Files++
		done.Bytes += freed
	}
	return nil
}

func (p Purge) delete(hash observatory.Hash) (freed int64, gone bool, err error) {
	if !p.DryRun {
		return p.Files.Remove(hash, p.Spared)
	}
	size, put, err := p.Files.stat(hash)
	return size, put.Before(p.Spared), err
}
