package notice

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"vigie/internal/observatory"
)

// MinHash proposes pairs (Broder 1997): bands of rows of the least hashes of a
// set agree for most pairs that are 0.7 alike. A pair at exactly 0.7 shares a
// band with probability 1 - (1 - 0.7^4)^24 = 99.9 %, one at 0.9 with more than
// 1 - 10^-10; every proposed pair is recounted exactly.
const (
	bands = 24
	rows  = 4
)

// Clusters groups messages that say the same, as they come. Identical sets of
// shingles are one form; a form costs about 300 bytes of memory, a message 4,
// and the sets themselves lie in a file. It is not safe for concurrent use.
type Clusters struct {
	sets    *os.File
	end     int64
	forms   []form
	members []uint32                 // form of each message, in order of arrival
	first   []observatory.ID         // first message of each form
	exact   map[uint64]uint32        // newest form of a set's hash, plus one
	sibling []uint32                 // the form before it with that hash, plus one
	buckets [bands]map[uint32]uint32 // newest form of a band's value, plus one
	next    [bands][]uint32          // the form before it with that value, plus one
	aliases []Alias
	buffer  []byte
}

// form is one set of shingles.
type form struct {
	at     int64
	size   int32
	count  int32 // messages of this form
	parent uint32
	total  int32 // messages of the cluster, at its root
}

// Alias says that a cluster was found to be part of an older one.
type Alias struct {
	Cluster observatory.ID // the one that ends
	Of      observatory.ID // the older one
}

// NewClusters begins with no message. The sets go to a file of the folder
// (the system's, when dir is empty) that nobody sees and that ends with Close.
func NewClusters(dir string) (*Clusters, error) {
	file, err := os.CreateTemp(dir, "vigie-empreintes-*")
	if err != nil {
		return nil, fmt.Errorf("clusters: %w", err)
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, fmt.Errorf("clusters: %w", err)
	}
	c := &Clusters{sets: file, exact: map[uint64]uint32{}}
	for i := range c.buckets {
		c.buckets[i] = map[uint32]uint32{}
	}
	return c, nil
}

// Close ends the file of the sets.
func (c *Clusters) Close() error { return c.sets.Close() }

// Add takes a message: its id and its shingles, sorted. It gives the position
// of the message, which Cluster takes. A message without words belongs to no
// cluster.
func (c *Clusters) Add(id observatory.ID, set []uint64) (int, error) {
	position := len(c.members)
	if len(set) == 0 {
		c.members = append(c.members, noForm)
		return position, nil
	}
	whole := hashSet(set)
	for near := c.exact[whole]; near > 0; near = c.sibling[near-1] {
		f := near - 1
		other, err := c.set(f)
		if err != nil {
			return 0, err
		}
		if slices.Equal(other, set) {
			c.forms[f].count++
			c.forms[c.root(f)].total++
			c.members = append(c.members, f)
			return position, nil
		}
	}
	f, err := c.newForm(id, set, whole)
	if err != nil {
		return 0, err
	}
	c.members = append(c.members, f)
	return position, c.connect(f, set)
}

const noForm = ^uint32(0)

func (c *Clusters) newForm(id observatory.ID, set []uint64, whole uint64) (uint32, error) {
	c.buffer = c.buffer[:0]
	for _, h := range set {
		c.buffer = binary.LittleEndian.AppendUint64(c.buffer, h)
	}
	if _, err := c.sets.WriteAt(c.buffer, c.end); err != nil {
		return 0, fmt.Errorf("clusters: %w", err)
	}
	f := uint32(len(c.forms))
	c.forms = append(c.forms, form{at: c.end, size: int32(len(set)), count: 1, parent: f, total: 1})
	c.first = append(c.first, id)
	c.end += int64(len(c.buffer))
	c.sibling = append(c.sibling, c.exact[whole])
	c.exact[whole] = f + 1
	return f, nil
}

// connect recounts every form that shares a band with a new one, and joins
// those that are alike.
func (c *Clusters) connect(f uint32, set []uint64) error {
	values := bandValues(set)
	var seen map[uint32]bool
	for b, value := range values {
		before := c.buckets[b][value]
		for near := before; near > 0; near = c.next[b][near-1] {
			other := near - 1
			if c.root(other) == c.root(f) || seen[other] {
				continue
			}
			if seen == nil {
				seen = map[uint32]bool{}
			}
			seen[other] = true
			if err := c.recount(f, other, set); err != nil {
				return err
			}
		}
		c.buckets[b][value] = f + 1
		c.next[b] = append(c.next[b], before)
	}
	return nil
}

func (c *Clusters) recount(f, other uint32, set []uint64) error {
	if short, long := min(len(set), int(c.forms[other].size)), max(len(set), int(c.forms[other].size)); short*10 < long*7 {
		return nil
	}
	members, err := c.set(other)
	if err != nil {
		return err
	}
	if alike(set, members) {
		c.join(f, other)
	}
	return nil
}

// set reads the shingles of a form.
func (c *Clusters) set(f uint32) ([]uint64, error) {
	size := int(c.forms[f].size)
	c.buffer = slices.Grow(c.buffer[:0], size*8)[:size*8]
	if _, err := c.sets.ReadAt(c.buffer, c.forms[f].at); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("clusters: %w", err)
	}
	set := make([]uint64, size)
	for i := range set {
		set[i] = binary.LittleEndian.Uint64(c.buffer[i*8:])
	}
	return set, nil
}

// root is the oldest form of a cluster.
func (c *Clusters) root(f uint32) uint32 {
	for c.forms[f].parent != f {
		c.forms[f].parent = c.forms[c.forms[f].parent].parent
		f = c.forms[f].parent
	}
	return f
}

// join makes one cluster of two: the older id stays, and the other becomes its
// alias, unless it is that of the message that comes in, which nobody was told.
func (c *Clusters) join(a, b uint32) {
	a, b = c.root(a), c.root(b)
	if a == b {
		return
	}
	if b < a {
		a, b = b, a
	}
	if int(b) != len(c.forms)-1 {
		c.aliases = append(c.aliases, Alias{Cluster: c.first[b], Of: c.first[a]})
	}
	c.forms[b].parent = a
	c.forms[a].total += c.forms[b].total
}

// Cluster gives the cluster of a message and how many others say the same;
// ok is false for a message that is alone.
func (c *Clusters) Cluster(position int) (id observatory.ID, others int, ok bool) {
	f := c.members[position]
	if f == noForm {
		return observatory.NoID, 0, false
	}
	root := c.root(f)
	if c.forms[root].total < 2 {
		return observatory.NoID, 0, false
	}
	return c.first[root], int(c.forms[root].total) - 1, true
}

// Aliases gives the clusters that were found to be part of older ones, in the
// order in which that was found.
func (c *Clusters) Aliases() []Alias { return c.aliases }

func hashSet(set []uint64) uint64 {
	h := uint64(len(set))
	for _, v := range set {
		h = Mix(h ^ v)
	}
	return h
}

// Mix is the finalizer of splitmix64: a permutation of 64 bits.
func Mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// Unmix gives back what Mix was given.
func Unmix(x uint64) uint64 {
	x = (x ^ x>>31 ^ x>>62) * 0x319642b2d24d8ec3
	x = (x ^ x>>27 ^ x>>54) * 0x96de1b173f119089
	return (x ^ x>>30 ^ x>>60) - 0x9e3779b97f4a7c15
}

// bandValues gives one value a band: the hash of the least members of a set
// under four permutations.
func bandValues(set []uint64) [bands]uint32 {
	var least [bands * rows]uint64
	for i := range least {
		least[i] = ^uint64(0)
	}
	for _, member := range set {
		x := Mix(member)
		step := Mix(x) | 1
		for i := range least {
			x += step
			if y := x ^ x>>29; y < least[i] {
				least[i] = y
			}
		}
	}
	var values [bands]uint32
	for b := range values {
		h := uint64(b)
		for _, v := range least[b*rows : (b+1)*rows] {
			h = Mix(h ^ v)
		}
		values[b] = uint32(h)
	}
	return values
}
