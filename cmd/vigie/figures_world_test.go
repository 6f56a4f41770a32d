package main

import (
	"cmp"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"time"

	"vigie/collectors"
	"vigie/internal/observatory"
)

// world is a set of facts: what the engine is given and what the naive
// computation reads. Rows of imports stand before the states of their imports.
type world struct {
	attempts []*observatory.Attempt
	events   []*observatory.CaseEvent
	imports  []*observatory.Import
	messages []*observatory.Notice
	aliases  []*observatory.NoticeAlias
	pages    []*observatory.PageFact
}

func (w *world) rows() []observatory.Observation {
	var all []observatory.Observation
	for _, a := range w.attempts {
		all = append(all, a)
	}
	for _, e := range w.events {
		all = append(all, e)
	}
	for _, i := range w.imports {
		all = append(all, i)
	}
	for _, n := range w.messages {
		all = append(all, n)
	}
	for _, a := range w.aliases {
		all = append(all, a)
	}
	for _, p := range w.pages {
		all = append(all, p)
	}
	return all
}

func testID(parts ...any) observatory.ID {
	var bytes [][]byte
	for _, part := range parts {
		switch p := part.(type) {
		case string:
			bytes = append(bytes, []byte(p))
		case int:
			bytes = append(bytes, binary.BigEndian.AppendUint64(nil, uint64(p)))
		}
	}
	return observatory.DeriveID(bytes...)
}

func civil(year int, month time.Month, day int) observatory.Date {
	return observatory.NewDate(year, month, day)
}

// noon is the middle of a day, in UTC.
func noon(d observatory.Date) time.Time { return d.Time().Add(12 * time.Hour) }

// worldDepartments have their midnights 14 hours apart.
var worldDepartments = [...]string{"01", "75", "973", "976", "974", "2A"}

// addAttempts adds the attempts of one target over some days: every outcome,
// confirmations, days without any, plans that change, withdrawn rows.
func (w *world) addAttempts(random *rand.Rand, journey, target, department string, first observatory.Date, days int) {
	planned := random.IntN(4)
	good := random.IntN(3) // some targets are always good, some never
	for d := range days {
		if random.IntN(6) == 0 {
			planned = random.IntN(5)
		}
		if random.IntN(4) == 0 {
			continue
		}
		for i := range 1 + random.IntN(4) {
			// Any hour: near midnight the day depends on the time zone.
			at := (first + observatory.Date(d)).Time().Add(time.Duration(random.IntN(24*60))*time.Minute + time.Duration(i)*time.Millisecond)
			a := w.attempt(random, journey, target, department, at, good)
			a.ID = testID("attempt", journey, target, d, i)
			a.PlannedPerDay = planned
			if planned > 0 {
				a.PlannedRest = (d + i) % 4
			}
			w.attempts = append(w.attempts, a)
			w.confirm(random, a, good)
			if random.IntN(12) == 0 {
				again := w.attempt(random, journey, target, department, at, good)
				again.ID, again.Withdraws = testID("again", journey, target, d, i), a.ID
				again.RecordedAt = a.RecordedAt.Add(time.Duration(random.IntN(60*24)) * time.Hour)
				w.attempts = append(w.attempts, again)
			}
		}
	}
}

func (w *world) attempt(random *rand.Rand, journey, target, department string, at time.Time, good int) *observatory.Attempt {
	outcomes := observatory.Outcomes()
	outcome := outcomes[random.IntN(len(outcomes))]
	switch {
	case good == 0 && random.IntN(3) > 0 || good == 2:
		outcome = []observatory.Outcome{observatory.Met, observatory.Degraded}[random.IntN(2)]
	case good == 1 && random.IntN(8) == 0:
		outcome = observatory.Unmet
	}
	modes := []observatory.Mode{observatory.Unattended, observatory.Unattended, observatory.Unattended, observatory.Assisted, observatory.Reported}
	a := &observatory.Attempt{
		Envelope: observatory.Envelope{At: at, RecordedAt: at.Add(time.Duration(1+random.IntN(90)) * time.Minute), Source: "test", SourceVersion: "1"},
		Journey:  journey, Target: target, Department: department, Outcome: outcome,
		Mode: modes[random.IntN(len(modes))], Slots: -1,
	}
	if random.IntN(3) > 0 || good == 2 {
		a.FirstDate = observatory.DateOf(at, time.UTC) + observatory.Date(random.IntN(62)-1)
	}
	if at.Minute()%2 == 0 {
		a.Announced = "bandeau du site"
	}
	if a.FirstDate.Known() && at.Minute()%3 > 0 {
		a.SecondDate = a.FirstDate + observatory.Date(at.Minute()%20)
	}
	if strings.HasPrefix(journey, "anef.") {
		a.System = "anef"
		a.Substitution = []observatory.Substitution{"", observatory.SubstitutionOffered, observatory.SubstitutionAbsent}[at.Minute()%3]
	}
	return a
}

// confirm adds up to two confirmations of an attempt.
func (w *world) confirm(random *rand.Rand, first *observatory.Attempt, good int) {
	if !first.Outcome.Confirmable() {
		return
	}
	for i := range random.IntN(3) {
		at := first.At.Add(time.Duration(1+i+random.IntN(200)*2) * time.Minute)
		c := w.attempt(random, first.Journey, first.Target, first.Department, at, good)
		c.ID = testID("confirm", first.ID.String(), i)
		c.Confirms, c.Mode = first.ID, first.Mode
		w.attempts = append(w.attempts, c)
	}
}

// worldImports are the imports of a world: what becomes of each, and when.
var worldImports = [...]struct {
	name   string
	states []observatory.ImportState
	days   []int // after the first day of 2026
}{
	{"a", []observatory.ImportState{observatory.ImportStarted, observatory.ImportCommitted}, []int{20, 20}},
	{"b", []observatory.ImportState{observatory.ImportStarted, observatory.ImportCommitted, observatory.ImportWithdrawn}, []int{60, 60, 250}},
	{"c", []observatory.ImportState{observatory.ImportStarted, observatory.ImportCommitted}, []int{200, 201}},
	{"d", []observatory.ImportState{observatory.ImportStarted}, []int{210}},
	{"e", []observatory.ImportState{observatory.ImportStarted, observatory.ImportAbandoned}, []int{215, 216}},
	{"f", nil, nil},
}

var worldStart = civil(2026, 1, 1)

// importAt is when the rows of an import are recorded.
func importAt(i int) time.Time {
	at := noon(worldStart + 205)
	if days := worldImports[i].days; len(days) > 0 {
		at = noon(worldStart + observatory.Date(days[0]))
	}
	return at
}

func (w *world) addImports() {
	for _, imp := range worldImports {
		for i, state := range imp.states {
			at := noon(worldStart + observatory.Date(imp.days[i])).Add(time.Duration(i) * time.Millisecond)
			w.imports = append(w.imports, &observatory.Import{
				Envelope: observatory.Envelope{ID: testID("state", imp.name, string(state)), At: at, RecordedAt: at, Source: "csv", SourceVersion: "1"},
				Batch:    testID("import", imp.name), State: state, Association: "toutes", Shape: "events",
			})
		}
	}
}

// fact adds one event of a case, with what an import does not change.
func (w *world) fact(e observatory.CaseEvent, inImport int) *observatory.CaseEvent {
	e.Import, e.RecordedAt = testID("import", worldImports[inImport].name), importAt(inImport)
	e.Source, e.SourceVersion, e.Row = "csv", "1", len(w.events)+2
	for e.Fact = collectors.FactID(e.Association, e.Case, e.Event, e.Date, e.Ordinal); w.taken(e.Fact); {
		e.Ordinal++
		e.Fact = collectors.FactID(e.Association, e.Case, e.Event, e.Date, e.Ordinal)
	}
	e.ID, e.Fingerprint = e.Fact, uint64(len(w.events)+1)
	e.At = noon(worldStart)
	w.events = append(w.events, &e)
	return &e
}

func (w *world) taken(fact observatory.ID) bool {
	return slices.ContainsFunc(w.events, func(e *observatory.CaseEvent) bool { return e.Fact == fact })
}

// correct adds a revision of an event in a later import.
func (w *world) correct(old *observatory.CaseEvent, inImport int, change func(*observatory.CaseEvent)) *observatory.CaseEvent {
	e := *old
	e.Revision, e.Withdraws = old.Revision+1, old.ID
	e.ID = collectors.RowID(e.Fact, e.Revision)
	e.Import, e.RecordedAt = testID("import", worldImports[inImport].name), importAt(inImport)
	e.Fingerprint, e.Row = uint64(len(w.events)+1), len(w.events)+2
	change(&e)
	w.events = append(w.events, &e)
	return &e
}

// addCase adds a case as associations report it: renewals and first
// applications, refilings, closures, months instead of days, corrections.
func (w *world) addCase(random *rand.Rand, number int) {
	association := []string{"alpha", "beta", "gamma"}[random.IntN(3)]
	base := observatory.CaseEvent{
		Association: association, Case: testID("case", number), Person: testID("person", association, random.IntN(60)),
		Department: worldDepartments[random.IntN(len(worldDepartments))],
		Procedure:  []string{"renewal", "renewal", "renewal", "first", ""}[random.IntN(5)],
	}
	pick := func() int { return []int{0, 0, 0, 0, 1, 1, 2, 3, 4, 5}[random.IntN(10)] }
	add := func(kind observatory.EventKind, date, start, end observatory.Date, change func(*observatory.CaseEvent)) {
		e := base
		e.Event, e.Date, e.Start, e.End = kind, date, start, end
		e.Level = []observatory.EvidenceLevel{observatory.LevelDocument, observatory.LevelDocument, observatory.LevelDocument, observatory.LevelTold}[random.IntN(4)]
		if change != nil {
			change(&e)
		}
		if random.IntN(7) == 0 && date.Known() && (start == date || !start.Known()) {
			e.MonthOnly, e.Date = true, date.Month().First()
			if start == date {
				e.Start = e.Date
			}
		}
		stored := w.fact(e, pick())
		for revision := 0; random.IntN(5) == 0 && revision < 3; revision++ {
			stored = w.correct(stored, pick(), func(e *observatory.CaseEvent) {
				if e.End.Known() {
					e.End += observatory.Date(random.IntN(40))
				}
				if e.ReasonStated = observatory.Yes; random.IntN(2) == 0 {
					e.ReasonStated = observatory.No
				}
			})
		}
	}
	w.addStory(random, add)
}

// addStory tells what happened to one case.
func (w *world) addStory(random *rand.Rand, add func(kind observatory.EventKind, date, start, end observatory.Date, change func(*observatory.CaseEvent))) {
	within := func(days int) observatory.Date { return observatory.Date(random.IntN(days)) }
	filed := worldStart + within(120)
	titleEnd := filed + within(120) - 20
	length := observatory.Date([]int{364, 365, 366, 1400, 3650}[random.IntN(5)])
	if random.IntN(9) > 0 {
		start := titleEnd - length
		if random.IntN(4) == 0 {
			start = observatory.NoDate
		}
		add(observatory.EventTitleHeld, start, start, titleEnd, nil)
	}
	channel := []string{"anef", "anef", "", "counter"}[random.IntN(4)]
	add(observatory.EventFiling, filed, 0, 0, func(e *observatory.CaseEvent) { e.Channel = channel })
	kinds := []observatory.EventKind{
		observatory.EventCertificate, observatory.EventCertificate, observatory.EventReceipt,
		observatory.EventFavourableCert, observatory.EventProvisionalPermit,
	}
	for range random.IntN(4) {
		start := titleEnd + within(200) - 10
		end := start + within(92)
		if random.IntN(12) == 0 {
			end = observatory.NoDate
		}
		kind := kinds[random.IntN(len(kinds))]
		if end%16 == 3 { // known by its last day alone, or by it before its beginning was told
			add(kind, observatory.NoDate, observatory.NoDate, end, nil)
			if end%32 == 3 {
				continue
			}
		}
		add(kind, start, start, end, nil)
	}
	w.addEndings(random, add, filed, within)
	for range random.IntN(3) {
		add(observatory.EventStateAttested, filed+within(320), 0, 0, nil)
	}
	for range random.IntN(3) {
		add([]observatory.EventKind{observatory.EventDepositConfirmation, observatory.EventCCCContact}[random.IntN(2)], filed+within(100), 0, 0, nil)
	}
}

func (w *world) addEndings(random *rand.Rand, add func(kind observatory.EventKind, date, start, end observatory.Date, change func(*observatory.CaseEvent)), filed observatory.Date, within func(int) observatory.Date) {
	endings := []observatory.EventKind{observatory.EventDecision, observatory.EventWithdrawal}
	closed := func(e *observatory.CaseEvent) {
		e.Ending = []string{"adverse", "adverse", "adverse", "favourable", "withdrawn", "other"}[random.IntN(6)]
		e.ReasonStated = []observatory.Tri{observatory.Yes, observatory.No, observatory.Unknown}[random.IntN(3)]
		if e.ReasonStated != observatory.Unknown {
			e.ReasonSource = "declared"
		}
	}
	last := filed
	for range random.IntN(3) {
		last += 1 + within(120)
		add(observatory.EventClosure, last, 0, 0, closed)
		if random.IntN(3) > 0 {
			last += within(20)
			add(observatory.EventRefiling, last, filed, 0, func(e *observatory.CaseEvent) { e.Channel = "anef" })
		}
	}
	if random.IntN(3) == 0 {
		add(endings[random.IntN(2)], last+1+within(150), 0, 0, nil)
	}
}

// randomWorld is a world of a few targets and some dozens of cases.
func randomWorld(seed uint64, targets, cases int) *world {
	random := rand.New(rand.NewPCG(seed, 99))
	w := &world{}
	for i := range targets {
		department := worldDepartments[i%len(worldDepartments)]
		for _, journey := range []string{"pan.slots", "pan.door"} {
			w.addAttempts(random, journey, "target-"+strconv.Itoa(i), department, worldStart+observatory.Date(20*i%50), 20+random.IntN(70))
		}
	}
	w.addImports()
	for i := range cases {
		w.addCase(random, i)
	}
	w.addMessages(random, cases, 3*cases)
	more := rand.New(rand.NewPCG(seed, 98))
	w.addSupport(more)
	for i, journey := range accountJourneys {
		for target := range 2 {
			w.addAttempts(more, journey, "compte-"+strconv.Itoa(target), worldDepartments[(i+target)%len(worldDepartments)], worldStart+observatory.Date(11*i), 20+more.IntN(40))
		}
	}
	w.addPages(more)
	w.leaveOutNumbers()
	return w
}

// leaveOutNumbers makes some rows bear the case's reference alone, and all of some
// cases.
func (w *world) leaveOutNumbers() {
	for i, e := range w.events {
		if e.ID[1]%4 == 0 || e.Case[1]%16 == 0 {
			e.Person, e.Instance, e.Strength = e.Case, observatory.NoID, []observatory.Strength{observatory.StrengthCase, observatory.StrengthUnstated}[i%2]
		}
	}
}

func sortedBy[T any](list []T, less func(a, b T) int) []T {
	sorted := slices.Clone(list)
	slices.SortStableFunc(sorted, less)
	return sorted
}

func byTime(a, b *observatory.Attempt) int {
	return cmp.Or(a.At.Compare(b.At), slices.Compare(a.ID[:], b.ID[:]))
}
