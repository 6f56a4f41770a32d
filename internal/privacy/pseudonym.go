package privacy

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash"
	"strings"

	"vigie/internal/observatory"
)

// Purposes of the derived keys. A key of one purpose says nothing of another.
const (
	purposePerson   = "pseudonyme/agdref/v1/"
	purposeInstance = "pseudonyme/instance/v1/"
	purposeCase     = "pseudonyme/dossier/v1/"
	purposeText     = "empreinte/texte/v1/"
	purposeFile     = "empreinte/fichier/v1/"
)

// cacheSlots is the number of slots of the cache of pseudonyms: rows of one
// person stand near each other, and a fixed table bounds the memory. It is small
// enough for the processor's own cache.
const cacheSlots = 1 << 12

// Pseudonyms turns the identities of one association into pseudonyms
// (EDPB guidelines 01/2025: a keyed function, the key kept apart). It is not
// safe for concurrent use: each goroutine makes its own.
type Pseudonyms struct {
	person, instance, dossier, text, hint hash.Hash
	veil                                  veil
	persons, cases                        cache
	sum                                   [sha256.Size]byte
	room                                  []byte
}

// cache remembers pseudonyms; last is where the last one looked up is, which is
// mostly the next one too.
type cache struct {
	slots []cached
	last  *cached
}

// cached holds a short value itself: the memory of a string lies elsewhere, and is
// waited for once more.
type cached struct {
	short    [shortValue + 1]byte // its length plus one, and the value; 0 when it is long
	long     string
	id       observatory.ID
	instance observatory.ID // of a person
}

// shortValue is the most bytes of a value that lies in its slot, as numbers of
// foreigners and most references of cases do.
const shortValue = 23

func (c *cached) is(value []byte) bool {
	if len(value) > shortValue {
		return c.long == string(value)
	}
	return int(c.short[0]) == len(value)+1 && string(c.short[1:1+len(value)]) == string(value)
}

func (c *cached) keep(value []byte) {
	if len(value) > shortValue {
		c.short[0], c.long = 0, string(value)
		return
	}
	c.short[0], c.long = byte(len(value)+1), ""
	copy(c.short[1:], value)
}

func newCache() cache {
	slots := make([]cached, cacheSlots)
	return cache{slots: slots, last: &slots[0]}
}

// Domain is the pseudonymisation domain of an association's data: simulated
// data never share a pseudonym with real ones.
func Domain(association string, simulation bool) string {
	if simulation {
		return simulated + association
	}
	return association
}

const simulated = "simulation:"

// instanceDomain is the domain within the instance of an association's domain.
func instanceDomain(domain string) string {
	if strings.HasPrefix(domain, simulated) {
		return simulated
	}
	return ""
}

// Pseudonyms derives the keys of one association's domain.
func (k *Keys) Pseudonyms(domain string) (*Pseudonyms, error) {
	p := &Pseudonyms{veil: k.veil, persons: newCache(), cases: newCache()}
	for _, derived := range []struct {
		to              *hash.Hash
		purpose, domain string
	}{
		{&p.person, purposePerson, domain},
		{&p.instance, purposeInstance, instanceDomain(domain)},
		{&p.dossier, purposeCase, domain},
		{&p.text, purposeText, domain},
		{&p.hint, purposeHint, domain},
	} {
		mac, err := k.mac(derived.purpose, derived.domain)
		if err != nil {
			return nil, err
		}
		*derived.to = mac
	}
	return p, nil
}

// Person gives the pseudonyms of a foreigner number, already reduced to digits:
// within the association, and within the instance, under a key that no
// association holds.
func (p *Pseudonyms) Person(digits []byte) (own, instance observatory.ID) {
	if len(digits) == 0 {
		return p.compute(p.person, digits), p.compute(p.instance, digits)
	}
	at, known := p.persons.find(digits)
	if !known {
		at.keep(digits)
		at.id, at.instance = p.compute(p.person, digits), p.compute(p.instance, digits)
	}
	return at.id, at.instance
}

// Case gives the pseudonym of an association's own case reference, or of what
// stands for it, already normalised.
func (p *Pseudonyms) Case(reference []byte) observatory.ID {
	if len(reference) == 0 {
		return p.compute(p.dossier, reference)
	}
	at, known := p.cases.find(reference)
	if !known {
		at.keep(reference)
		at.id = p.compute(p.dossier, reference)
	}
	return at.id
}

// Text gives the keyed fingerprint of a text, to tell whether it changed
// without keeping anything that could be guessed from it.
func (p *Pseudonyms) Text(text []byte) observatory.ID { return p.compute(p.text, text) }

// BareText is Text without the veil. It is never stored: several are summed,
// and Veiled makes of the sum what is.
func (p *Pseudonyms) BareText(text []byte) observatory.ID { return p.bare(p.text, text) }

// Veiled puts the veil over a sum of BareText.
func (p *Pseudonyms) Veiled(bare observatory.ID) observatory.ID { return p.veil.forth(bare) }

// Bare takes the veil off a pseudonym, so that what is made from it by hashing
// once more stays the same from one generation of the veil to the next. It is
// never stored.
func (p *Pseudonyms) Bare(id observatory.ID) observatory.ID { return p.veil.back(id) }

// find gives the slot of a value, and whether it stands there already.
func (c *cache) find(value []byte) (at *cached, known bool) {
	if c.last.is(value) {
		return c.last, true
	}
	c.last = &c.slots[fnv(value)%cacheSlots]
	return c.last, c.last.is(value)
}

func (p *Pseudonyms) compute(mac hash.Hash, value []byte) observatory.ID {
	id := p.bare(mac, value)
	if p.veil.block == nil {
		return id
	}
	room := p.sum[:len(id)]
	copy(room, id[:])
	p.veil.block.Encrypt(room, room)
	return observatory.ID(room)
}

func (p *Pseudonyms) bare(mac hash.Hash, value []byte) observatory.ID {
	mac.Reset()
	mac.Write(value)
	return observatory.IDFromSum(mac.Sum(p.sum[:0]))
}

// FileFingerprint gives a hash that, fed with a file of the association, ends
// as the file's keyed fingerprint (hex of its Sum).
func (k *Keys) FileFingerprint(association string) (hash.Hash, error) {
	mac, err := k.mac(purposeFile, association)
	return veiledHash{mac, k.veil}, err
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
