package probes

import (
	"cmp"
	"slices"

	"vigie/internal/observatory"
)

// ChangeCause is why two facts of one item of one page differ.
type ChangeCause string

// Causes of a change. A fact bears the hash of the page and the version of the
// rules that read it.
const (
	ChangePage  ChangeCause = "page"  // other bytes, read by the same rules
	ChangeRules ChangeCause = "rules" // the same bytes, read by other rules
	ChangeBoth  ChangeCause = "both"  // both differ, and no reading stands between
)

// InfoChange is one item of a page that was read otherwise than before.
type InfoChange struct {
	Cause         ChangeCause
	Before, After observatory.PageFact
}

// InfoChanges finds what changed on each page, item by item, and why. Readings of
// one snapshot by several rules are compared with each other, and readings of
// several snapshots by the same rules: a change of our rules never counts as a
// change of the page. Where no such pair links two readings the cause is both.
func InfoChanges(facts []observatory.PageFact) []InfoChange {
	facts = slices.Clone(facts)
	slices.SortStableFunc(facts, func(a, b observatory.PageFact) int {
		return cmp.Or(cmp.Compare(a.Department, b.Department), cmp.Compare(a.Address, b.Address), cmp.Compare(a.Item, b.Item),
			a.At.Compare(b.At), a.RecordedAt.Compare(b.RecordedAt))
	})
	var changes []InfoChange
	for len(facts) > 0 {
		n := 1
		for n < len(facts) && facts[n].Department == facts[0].Department && facts[n].Address == facts[0].Address && facts[n].Item == facts[0].Item {
			n++
		}
		changes = append(changes, infoChangesOf(facts[:n])...)
		facts = facts[n:]
	}
	return changes
}

// infoChangesOf compares the readings of one item of one page, in order.
func infoChangesOf(facts []observatory.PageFact) []InfoChange {
	var changes []InfoChange
	for i := 1; i < len(facts); i++ {
		after := facts[i]
		before, cause := facts[i-1], ChangeBoth
		for j := i - 1; j >= 0 && cause == ChangeBoth; j-- { // the nearest reading that differs in one thing only
			switch sameRules := facts[j].SourceVersion == after.SourceVersion; {
			case facts[j].PageHash == after.PageHash && !sameRules:
				before, cause = facts[j], ChangeRules
			case sameRules:
				before, cause = facts[j], ChangePage
			}
		}
		if before.State != after.State || before.Value != after.Value {
			changes = append(changes, InfoChange{Cause: cause, Before: before, After: after})
		}
	}
	return changes
}

// InfoOutdated gives one fact of every snapshot that today's rules have not read
// yet: it names the page and bears its evidence.
func InfoOutdated(facts []observatory.PageFact) []observatory.PageFact {
	current := map[infoSnapshot]bool{}
	for _, f := range facts {
		current[infoSnapshotOf(f)] = current[infoSnapshotOf(f)] || infoByCurrentRules(f)
	}
	var old []observatory.PageFact
	for _, f := range facts {
		if key := infoSnapshotOf(f); !current[key] {
			current[key] = true
			old = append(old, f)
		}
	}
	return old
}

// InfoCurrent counts the snapshots that today's rules have read.
func InfoCurrent(facts []observatory.PageFact) int {
	read := map[infoSnapshot]bool{}
	for _, f := range facts {
		if infoByCurrentRules(f) {
			read[infoSnapshotOf(f)] = true
		}
	}
	return len(read)
}

type infoSnapshot struct {
	address string
	hash    observatory.Hash
	at      int64
}

func infoSnapshotOf(f observatory.PageFact) infoSnapshot {
	return infoSnapshot{f.Address, f.PageHash, f.At.UnixMilli()}
}

func infoByCurrentRules(f observatory.PageFact) bool {
	return f.SourceVersion == InfoAuditVersion || f.SourceVersion == InfoAuditVersion+"+"+HTMLTextVersion
}
