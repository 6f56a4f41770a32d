package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"regexp"
	"syscall"
	"time"

	"vigie/collectors"
	"vigie/internal/access"
	"vigie/internal/evidence"
	"vigie/internal/observatory"
	"vigie/internal/privacy"
	"vigie/internal/store"
)

// rotation is the note of a rotation of keys, kept beside them until it is done.
type rotation struct {
	ID      observatory.ID   `json:"id"`
	State   rotationState    `json:"state"`
	Begun   time.Time        `json:"begun"`
	Reason  string           `json:"reason"`
	Account string           `json:"account"` // pseudonymous id
	Role    string           `json:"role"`
	From    int              `json:"from"` // generations
	To      int              `json:"to"`
	Rows    map[string]int64 `json:"rows"` // by table
}

// rotationState is what has to be done next.
type rotationState string

// The states, in order. Each can be done again.
const (
	rotationCopying   rotationState = "copying"   // everything changed is written beside what is in force
	rotationSwitching rotationState = "switching" // it is put in force, the new keys last
	rotationClearing  rotationState = "clearing"  // what was in force is destroyed, the rotation is noted
	rotationDone      rotationState = "done"
)

// errBusy says that other commands work in the data folder.
var errBusy = observatory.InputErrorf("d'autres commandes de Vigie travaillent dans ce dossier de données : arrêtez « vigie serve » et les autres, puis recommencez")

func (a *app) keyFile() string      { return a.cfg.path("keys", "instance.key") }
func (a *app) rotationFile() string { return a.cfg.path("keys", "rotation.json") }

// rotateKeys exchanges the veil over all pseudonyms.
func (a *app) rotateKeys(ctx context.Context, by access.Account, reason string) (*rotation, error) {
	release, err := a.alone()
	if err != nil {
		return nil, err
	}
	defer release()
	note := a.newRotation(by, reason)
	if err := a.saveRotation(note); err != nil {
		return nil, err
	}
	return note, a.runRotation(ctx, note)
}

func (a *app) newRotation(by access.Account, reason string) *rotation {
	now := a.recordedAt()
	return &rotation{
		ID:    observatory.DeriveID([]byte("rotation"), by.ID[:], []byte(now.Format(time.RFC3339Nano))),
		State: rotationCopying, Begun: now, Reason: reason,
		Account: by.ID.String(), Role: string(by.Role), From: a.keys.Generation(), To: a.keys.Generation() + 1,
	}
}

// finishRotation ends a rotation that was cut off.
func (a *app) finishRotation(ctx context.Context) error {
	note, err := a.openRotation()
	if note == nil || err != nil {
		return err
	}
	release, err := a.alone()
	if err != nil {
		return fmt.Errorf("un renouvellement des clés a été interrompu : %w", err)
	}
	defer release()
	if note, err = a.openRotation(); note == nil || err != nil { // another process may have ended it
		return err
	}
	if err := a.runRotation(ctx, note); err != nil {
		return fmt.Errorf("fin d'un renouvellement des clés interrompu : %w", err)
	}
	fmt.Fprintln(a.notices, "vigie : un renouvellement des clés interrompu a été achevé.")
	return nil
}

func (a *app) runRotation(ctx context.Context, note *rotation) error {
	for note.State != rotationDone {
		if err := a.rotationStep(ctx, note); err != nil {
			return err
		}
	}
	return nil
}

// rotationStep does what the note says is next, and notes what comes then.
func (a *app) rotationStep(ctx context.Context, note *rotation) (err error) {
	next := rotationDone
	switch note.State {
	case rotationCopying:
		next, err = rotationSwitching, a.copyRotated(ctx, note)
	case rotationSwitching:
		next, err = rotationClearing, a.switchRotated(ctx, note)
	case rotationClearing:
		err = a.clearRotated(ctx, note)
	default:
		err = observatory.InputErrorf("%s : état « %s » inconnu ; reprenez la version de Vigie qui l'a écrit", a.rotationFile(), note.State)
	}
	if err != nil {
		return err
	}
	if note.State = next; next == rotationDone {
		return os.Remove(a.rotationFile())
	}
	return a.saveRotation(note)
}

// copyRotated makes the new key file, the changed rows and the vault's new
// names, all of them beside what is in force.
func (a *app) copyRotated(ctx context.Context, note *rotation) error {
	if err := privacy.PrepareRotation(a.keyFile()); err != nil {
		return err
	}
	keys, err := privacy.OpenRotation(a.keyFile())
	if err != nil {
		return err
	}
	cases := map[observatory.ID]bool{}
	if err := a.store.Cases(ctx, false, func(id observatory.ID) { cases[id] = true }); err != nil {
		return err
	}
	if note.Rows, err = a.store.CopyRotated(ctx, rotatedRows(keys, cases, a.cfg.Simulation)); err != nil {
		return err
	}
	return a.vault.PrepareRotation(keys)
}

// rotatedRows says how each kind of row changes. Of the reported failed attempts
// it remembers the new ids: what the probes saw of them names them.
func rotatedRows(keys privacy.Rotation, cases map[observatory.ID]bool, simulation bool) store.Rotation {
	attempts := map[observatory.ID]observatory.ID{}
	return store.Rotation{
		ID: keys.ID,
		Event: func(e *observatory.CaseEvent) {
			before := e.ID
			collectors.RotateEvent(e, keys)
			if e.Event == observatory.EventFailedAttempt {
				attempts[before] = e.ID
			}
		},
		EventID: func(id observatory.ID) observatory.ID {
			if now, known := attempts[id]; known {
				return now
			}
			return keys.ID(id)
		},
		Shingles:    func(packed string) (string, error) { return collectors.RotateShingles(packed, simulation, keys) },
		Fingerprint: keys.Fingerprint,
		Object:      func(text string) string { return string(renamedCases(keys, cases, []byte(text))) },
	}
}

var anyUUID = regexp.MustCompile(`[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}`)

// renamedCases gives a text in which cases have their new ids.
func renamedCases(keys privacy.Rotation, cases map[observatory.ID]bool, text []byte) []byte {
	return anyUUID.ReplaceAllFunc(text, func(found []byte) []byte {
		if id, err := observatory.ParseID(string(found)); err == nil && cases[id] {
			return []byte(keys.ID(id).String())
		}
		return found
	})
}

// switchRotated puts everything in force. The new keys come last: until then what
// was done is done again, after them only the clearing is left.
func (a *app) switchRotated(ctx context.Context, note *rotation) error {
	if a.keys.Generation() < note.To {
		keys, err := privacy.OpenRotation(a.keyFile())
		if err != nil {
			return err
		}
		if err := a.store.SwitchRotated(ctx); err != nil {
			return err
		}
		if err := errors.Join(a.vault.SwitchRotation(), a.erasures.Rotate(keys)); err != nil {
			return err
		}
		if err := a.rotateState(ctx, keys); err != nil {
			return err
		}
		if err := a.vault.Sync(); err != nil { // the database's files too
			return err
		}
		if err := privacy.EndRotation(a.keyFile()); err != nil {
			return err
		}
		a.keys.Become(keys.To)
	}
	return nil
}

// rotateState gives what state.db says of cases their new ids.
func (a *app) rotateState(ctx context.Context, keys privacy.Rotation) error {
	cases := map[observatory.ID]bool{}
	if err := a.store.Cases(ctx, true, func(id observatory.ID) { cases[keys.Back(id)] = true }); err != nil {
		return err
	}
	rename := func(text []byte) []byte { return renamedCases(keys, cases, text) }
	return a.state.Rotate(ctx, access.Rotation{
		Generation: keys.To.Generation(), Fingerprint: keys.Fingerprint, Names: rename,
		Draft: func(sealed []byte) ([]byte, error) {
			plain, err := a.unsealBytes(sealed)
			if err != nil {
				return sealed, nil //nolint:nilerr // nobody can open it: it stays as it is
			}
			return a.sealBytes(rename(plain))
		},
	})
}

// clearRotated destroys what was in force, and notes the rotation in the ledger
// and in the log of accesses.
func (a *app) clearRotated(ctx context.Context, note *rotation) error {
	if err := a.store.EndRotated(ctx); err != nil {
		return err
	}
	if err := a.vault.EndRotation(); err != nil {
		return err
	}
	key, err := a.keys.LedgerKey("")
	if err != nil {
		return err
	}
	noted := *note
	noted.State = rotationDone
	record, err := json.Marshal(noted)
	if err != nil {
		return fmt.Errorf("record of the rotation: %w", err)
	}
	leaf, err := evidence.RotationLeaf(key, note.ID, note.Begun, record)
	if err != nil {
		return err
	}
	if _, err := a.ledger.Append(ctx, leaf); err != nil {
		return err
	}
	row := observatory.Access{
		Envelope: observatory.Envelope{
			ID: observatory.DeriveID(note.ID[:], []byte("access")), At: note.Begun, RecordedAt: note.Begun,
			Source: "keys", SourceVersion: version, Simulation: a.cfg.Simulation,
		},
		Account: note.Account, Role: note.Role, Action: "rotate_keys", Object: fmt.Sprintf("%d → %d %s", note.From, note.To, note.Reason),
	}
	there, err := a.store.HasAccess(ctx, row.ID)
	if err != nil || there {
		return err
	}
	return a.logReading(ctx, row)
}

// openRotation reads the note; nil when no rotation is under way.
func (a *app) openRotation() (*rotation, error) {
	data, err := os.ReadFile(a.rotationFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	note := &rotation{}
	if err == nil {
		err = json.Unmarshal(data, note)
	}
	if err != nil {
		return nil, observatory.InputErrorf("%s : illisible ; reprenez sa copie de sauvegarde, un renouvellement des clés est en cours : %w", a.rotationFile(), err)
	}
	return note, nil
}

func (a *app) saveRotation(note *rotation) error {
	data, err := json.MarshalIndent(note, "", " ")
	if err == nil {
		err = privacy.ReplaceFile(a.rotationFile(), append(data, '\n'))
	}
	if err != nil {
		return fmt.Errorf("note the rotation of keys: %w", err)
	}
	return nil
}

// serviceLock is shared by all that work with the keys of a data folder.
func (a *app) serviceLock() string { return a.cfg.path("keys", "service.lock") }

// alone makes sure that no other process works with the keys, nor begins to.
func (a *app) alone() (release func(), err error) {
	fd := int(a.service.file.Fd())
	share := func() {
		if err := syscall.Flock(fd, syscall.LOCK_SH); err != nil {
			a.log.Warn("share the lock of keys", slog.Any("error", err))
		}
	}
	if err := syscall.Flock(fd, syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		share() // a failed change has let go of it
		return nil, errBusy
	}
	unlock, err := a.lockErasures()
	if err != nil {
		share()
		return nil, err
	}
	return func() { unlock(); share() }, nil
}
