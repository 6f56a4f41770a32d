package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// killTally is what the rounds of one intake gave.
type killTally struct {
	rounds, before, during, after, ended int       // when the process was killed: before the first row, after the last commit, not at all
	acknowledged, lost, twice, half      int       // rows
	moments                              []float64 // of the kills, as shares of the time of an undisturbed run
	took                                 time.Duration
}

// spread says when the kills fell, and how long a round took.
func (k killTally) spread(p pace) string {
	var moments []string
	for _, at := range slices.Sorted(slices.Values(k.moments)) {
		moments = append(moments, fmt.Sprintf("%.0f %%", 100*at))
	}
	return fmt.Sprintf("an undisturbed run takes %s and notes its import at %.0f %% of it; kills at %s; %s a round",
		p.took.Round(time.Millisecond), 100*float64(p.noted)/float64(p.took), strings.Join(moments, ", "), (k.took / time.Duration(max(1, k.rounds))).Round(10*time.Millisecond))
}

const tallyHead = "| intake | rounds | killed before | during | after commit | ended by itself | rows acknowledged | lost | twice | half |"

func (k killTally) row(name string) string {
	return fmt.Sprintf("| %s | %d | %d | %d | %d | %d | %d | %d | %d | %d |",
		name, k.rounds, k.before, k.during, k.after, k.ended, k.acknowledged, k.lost, k.twice, k.half)
}

// manyRounds is from how many rounds on chance excuses nothing.
const manyRounds = 20

// check refuses rounds that prove nothing.
func (k killTally) check(t *testing.T) {
	t.Helper()
	if k.rounds >= 3 && k.during+k.after+k.ended == 0 {
		t.Errorf("all %d kills came before an import was noted", k.rounds)
	}
	if k.rounds >= manyRounds && (k.before == 0 || k.during == 0 || 2*k.ended > k.rounds) {
		t.Errorf("of %d rounds %d were killed before an import, %d within it, and %d ended by themselves", k.rounds, k.before, k.during, k.ended)
	}
}
