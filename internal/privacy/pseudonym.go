package privacy

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"

	"vigie/internal/observatory"
)

// Purposes of the derived keys. A key of one purpose says nothing of another.
const (
	purposePerson = "pseudonyme/agdref/v1/"
	purposeCase   = "pseudonyme/dossier/v1/"
	purposeText   = "empreinte/texte/v1/"
	purposeFile   = "empreinte/fichier/v1/"
)

// cacheSlots is the number of slots of the cache of pseudonyms: rows of one
// person stand near each other, and a fixed table bounds the memory.
const cacheSlots = 1 << 14

// Pseudonyms turns the identities of one association into pseudonyms
// (EDPB guidelines 01/2025: a keyed function, the key kept apart). It is not
// safe for concurrent use: each goroutine makes its own.
type Pseudonyms struct {
	person, dossier, text hash.Hash
	persons, cases        cache
	sum                   [sha256.Size]byte
}

// cache remembers pseudonyms; last is where the last one looked up is, which is
// mostly the next one too.
type cache struct {
	slots []cached
	last  *cached
}

type cached struct {
	value string
	id    observatory.ID
}

func newCache() cache {
	slots := make([]cached, cacheSlots)
	return cache{slots: slots, last: &slots[0]}
}

// Pseudonyms derives the keys of one association.
func (k *Keys) Pseudonyms(association string) (*Pseudonyms, error) {
	p := &Pseudonyms{persons: newCache(), cases: newCache()}
	for _, derived := range []struct {
		to      *hash.Hash
		purpose string
	}{{&p.person, purposePerson}, {&p.dossier, purposeCase}, {&p.text, purposeText}} {
		mac, err := k.mac(derived.purpose, association)
		if err != nil {
			return nil, err
		}
		*derived.to = mac
	}
	return p, nil
}

// Person gives the pseudonym of a foreigner number, already reduced to digits.
func (p *Pseudonyms) Person(digits []byte) observatory.ID {
	return p.lookup(&p.persons, p.person, digits)
}

// Case gives the pseudonym of an association's own case reference, or of what
// stands for it, already normalised.
func (p *Pseudonyms) Case(reference []byte) observatory.ID {
	return p.lookup(&p.cases, p.dossier, reference)
}

// Text gives the keyed fingerprint of a text, to tell whether it changed
// without keeping anything that could be guessed from it.
func (p *Pseudonyms) Text(text []byte) observatory.ID { return p.compute(p.text, text) }

func (p *Pseudonyms) lookup(known *cache, mac hash.Hash, value []byte) observatory.ID {
	if len(value) == 0 {
		return p.compute(mac, value)
	}
	if known.last.value == string(value) {
		return known.last.id
	}
	known.last = &known.slots[fnv(value)%cacheSlots]
	if known.last.value != string(value) {
		known.last.value, known.last.id = string(value), p.compute(mac, value)
	}
	return known.last.id
}

func (p *Pseudonyms) compute(mac hash.Hash, value []byte) observatory.ID {
	mac.Reset()
	mac.Write(value)
	return observatory.IDFromSum(mac.Sum(p.sum[:0]))
}

// FileFingerprint gives a hash that, fed with a file of the association, ends
// as the file's keyed fingerprint (hex of its Sum).
func (k *Keys) FileFingerprint(association string) (hash.Hash, error) {
	return k.mac(purposeFile, association)
}

// Fingerprint writes the end of a FileFingerprint as it is stored.
func Fingerprint(mac hash.Hash) string { return hex.EncodeToString(mac.Sum(nil)) }

func (k *Keys) mac(purpose, association string) (hash.Hash, error) {
	key, err := hkdf.Key(sha256.New, k.master[:], nil, purpose+association, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("derive key %s: %w", purpose, err)
	}
	return hmac.New(sha256.New, key), nil
}

// fnv is the 32-bit FNV-1a hash; it only chooses a slot.
func fnv(value []byte) uint32 {
	h := uint32(2166136261)
	for _, c := range value {
		h = (h ^ uint32(c)) * 16777619
	}
	return h
}
