package main

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"vigie/internal/indicators"
	"vigie/internal/observatory"
)

// addMessages adds messages (invented) about the cases of a world: with and
// without their case, several on one day, clusters that turn out to be one.
func (w *world) addMessages(random *rand.Rand, cases, messages int) {
	tri := func() observatory.Tri {
		return []observatory.Tri{observatory.Yes, observatory.No, observatory.Unknown}[random.IntN(3)]
	}
	cluster := func(i int) observatory.ID { return testID("cluster", i) }
	for i := range messages {
		at := (civil(2025, 5, 1) + observatory.Date(random.IntN(600))).Time().Add(time.Duration(random.IntN(24*60)) * time.Minute)
		n := &observatory.Notice{
			Envelope:    observatory.Envelope{ID: testID("notice", i), At: at, RecordedAt: at.Add(time.Duration(1+random.IntN(1000)) * time.Minute), Source: "mail", SourceVersion: "1"},
			Association: []string{"alpha", "beta", "gamma"}[random.IntN(3)], Text: testID("text", i),
			Department: append(worldDepartments[:], "")[random.IntN(len(worldDepartments)+1)],
			Does:       []observatory.NoticeKind{observatory.NoticeClosure, observatory.NoticeClosure, observatory.NoticeClosure, observatory.NoticeFavourableEnd, observatory.NoticeOther}[random.IntN(5)],
			Reason:     observatory.NoticeReasons()[random.IntN(len(observatory.NoticeReasons()))], Cluster: cluster(random.IntN(60)),
			Criteria: observatory.CriteriaMet{
				ReasonStated: tri(), FactsNamed: tri(), MissingDocuments: tri(), EarlierRequest: tri(), LegalBasis: tri(), Remedy: tri(), Sender: tri(),
			},
		}
		if random.IntN(8) > 0 { // the case, with its own association
			n.Case = testID("case", random.IntN(cases))
			for _, e := range w.events {
				if e.Case == n.Case {
					n.Association = e.Association
				}
			}
		}
		w.messages = append(w.messages, n)
		if random.IntN(4) == 0 { // a second one the same day
			again := *n
			again.ID, again.Text, again.RecordedAt = testID("again", i), testID("again text", i), n.RecordedAt.Add(time.Second)
			again.Criteria.ReasonStated, again.Criteria.Remedy, again.Reason = tri(), tri(), observatory.ReasonNoneGiven
			w.messages = append(w.messages, &again)
		}
	}
	for i := range 20 {
		w.aliases = append(w.aliases, &observatory.NoticeAlias{
			Envelope: observatory.Envelope{ID: testID("alias", i), At: noon(worldStart), RecordedAt: noon(worldStart + observatory.Date(10*i)), Source: "mail", SourceVersion: "1"},
			Cluster:  cluster(40 + i), Of: cluster(20 + i),
		})
	}
}

// naiveMessage is what the messages of one case and day say together.
type naiveMessage struct {
	association, department, person string
	day                             observatory.Date
	favourable, incomplete          bool
	cluster                         observatory.ID
	answers                         map[string]observatory.Tri
}

// file is the case of a message, or the message.
type messageFile struct {
	file       observatory.ID
	day        observatory.Date
	favourable bool
}

// readMessages gathers the messages of files of the ANEF that close them or end
// them well, of any day.
func (v naive) readMessages() []naiveMessage {
	events := v.visibleEvents()
	groups := map[messageFile][]*observatory.Notice{}
	var order []messageFile
	for _, n := range v.world.messages {
		if n.RecordedAt.After(v.horizon) || n.Does != observatory.NoticeClosure && n.Does != observatory.NoticeFavourableEnd || n.Reason == observatory.ReasonWithdrawn ||
			!n.Case.IsZero() && v.elsewhere(n.Case) {
			continue
		}
		key := messageFile{n.Case, observatory.DateOf(n.At, v.zone(n.Department)), n.Does == observatory.NoticeFavourableEnd || n.Reason == observatory.ReasonFavourable}
		if n.Case.IsZero() {
			key.file = n.ID
		}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], n)
	}
	var list []naiveMessage
	for _, key := range order {
		list = append(list, v.together(key, groups[key], events))
	}
	return list
}

// elsewhere reports whether a case was filed, as far as is known, elsewhere than
// on the ANEF.
func (v naive) elsewhere(of observatory.ID) bool {
	if v.once.elsewhere == nil {
		online, other := map[observatory.ID]bool{}, map[observatory.ID]bool{}
		for _, e := range v.visibleEvents() {
			if e.Event == "filing" || e.Event == "refiling" {
				online[e.Case] = online[e.Case] || e.Channel == "anef"
				other[e.Case] = other[e.Case] || e.Channel != "anef" && e.Channel != ""
			}
		}
		for id, is := range other {
			other[id] = is && !online[id]
		}
		v.once.elsewhere = other
	}
	return v.once.elsewhere[of]
}

// together reads the messages of one case and day as one.
func (v naive) together(key messageFile, notices []*observatory.Notice, events []*observatory.CaseEvent) naiveMessage {
	notices = sortedBy(notices, func(a, b *observatory.Notice) int {
		if c := a.RecordedAt.Compare(b.RecordedAt); c != 0 {
			return c
		}
		return slices.Compare(a.ID[:], b.ID[:])
	})
	m := naiveMessage{association: notices[0].Association, day: key.day, favourable: key.favourable, cluster: notices[0].Cluster, answers: map[string]observatory.Tri{}}
	reason := observatory.ReasonNoneGiven
	for _, n := range notices {
		m.department = max(m.department, n.Department)
		if reason == observatory.ReasonNoneGiven {
			reason = n.Reason
		}
	}
	m.incomplete = slices.Contains([]observatory.NoticeReason{observatory.ReasonIncomplete, observatory.ReasonIncompleteDisputed, observatory.ReasonNoAnswer}, reason)
	own, complete := m.department != "", false
	for _, e := range events {
		if e.Case != key.file {
			continue
		}
		m.person = e.Person.String()
		complete = complete || e.Event == "certificate" && e.Date.Known() && e.Date <= key.day
		if !own {
			m.department = max(m.department, e.Department)
		}
	}
	for criterion, of := range map[string]func(observatory.CriteriaMet) observatory.Tri{
		"reason_stated": func(c observatory.CriteriaMet) observatory.Tri { return c.ReasonStated }, "facts_named": func(c observatory.CriteriaMet) observatory.Tri { return c.FactsNamed },
		"missing_documents_named":   func(c observatory.CriteriaMet) observatory.Tri { return c.MissingDocuments },
		"earlier_request_mentioned": func(c observatory.CriteriaMet) observatory.Tri { return c.EarlierRequest },
		"legal_basis_cited":         func(c observatory.CriteriaMet) observatory.Tri { return c.LegalBasis },
		"remedy_shown":              func(c observatory.CriteriaMet) observatory.Tri { return c.Remedy }, "sender_identified": func(c observatory.CriteriaMet) observatory.Tri { return c.Sender },
	} {
		answer := observatory.No
		for _, n := range notices {
			switch is := of(n.Criteria); {
			case is == observatory.Yes || answer == observatory.Yes:
				answer = observatory.Yes
			case is == observatory.Unknown:
				answer = observatory.Unknown
			}
		}
		if m.person == "" || criterion == "remedy_shown" && m.incomplete && !complete {
			answer = observatory.Unknown
		}
		m.answers[criterion] = answer
	}
	return m
}

// applies says whether a criterion is asked of a message.
func (m naiveMessage) applies(criterion string) bool {
	switch criterion {
	case "missing_documents_named":
		return m.incomplete
	case "earlier_request_mentioned":
		return m.incomplete && m.day >= civil(2025, 6, 16)
	}
	return true
}

// judged counts the answers to some criteria in the window.
func (v naive) judged(list []naiveMessage, keep func(naiveMessage) bool, answer func(naiveMessage) []observatory.Tri) number {
	var f number
	persons, associations := map[string]int64{}, map[string]bool{}
	with := map[observatory.Tri]map[string]bool{observatory.Yes: {}, observatory.No: {}, observatory.Unknown: {}}
	for _, m := range list {
		if m.favourable || m.day < v.from || m.day > v.lastDay("") || !keep(m) {
			continue
		}
		for _, is := range answer(m) {
			f.planned++
			if m.person != "" {
				associations[m.association] = true
			}
			if is != observatory.Unknown {
				f.denominator++
				persons[m.person]++
			}
			if is == observatory.Yes {
				f.numerator++
			}
			with[is][m.person] = true
		}
	}
	f.withYes, f.withNo = int64(len(with[observatory.Yes])), int64(len(with[observatory.No]))
	f.n, f.associations, f.covered = int64(len(persons)), int64(len(associations)), f.denominator
	f.setWilson(oneSize(persons))
	return f
}

// stereotyped says of each message whether another person got the same.
func (v naive) stereotyped(list []naiveMessage) func(naiveMessage) []observatory.Tri {
	of := map[observatory.ID]observatory.ID{}
	for _, a := range v.world.aliases {
		if !a.RecordedAt.After(v.horizon) {
			of[a.Cluster] = a.Of
		}
	}
	oldest := func(id observatory.ID) observatory.ID {
		for of[id] != observatory.NoID {
			id = of[id]
		}
		return id
	}
	return func(m naiveMessage) []observatory.Tri {
		if m.person == "" {
			return []observatory.Tri{observatory.Unknown}
		}
		for _, other := range list {
			if !other.favourable && other.person != "" && other.person != m.person && oldest(other.cluster) == oldest(m.cluster) {
				return []observatory.Tri{observatory.Yes}
			}
		}
		return []observatory.Tri{observatory.No}
	}
}

// ended counts the messages that end a file well, of which no share is told.
func (v naive) ended(list []naiveMessage, keep func(naiveMessage) bool) number {
	var f number
	persons, associations := map[string]bool{}, map[string]bool{}
	for _, m := range list {
		if !m.favourable || m.day < v.from || m.day > v.lastDay("") || !keep(m) {
			continue
		}
		f.planned++
		if m.person != "" {
			persons[m.person], associations[m.association] = true, true
		}
	}
	f.value, f.numerator, f.covered, f.n, f.associations = float64(f.planned), f.planned, f.planned, int64(len(persons)), int64(len(associations))
	return f
}

// checkEnded compares the favourable closures that were read in messages.
func checkEnded(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window) {
	t.Helper()
	list, total := v.readMessages(), int64(0)
	cuts := []split{{}, {[]indicators.Dimension{indicators.Department, indicators.Month}}}
	tables := b.tables(t, s, "closure.favourable", w, firstRules(), cuts)
	for i, cut := range cuts {
		for _, f := range tables[i] {
			if f.Series != indicators.SeriesDocument+"/"+indicators.SeriesRead {
				continue // see checkTallies
			}
			month := monthOf(t, cut, f)
			compare(t, f, v.ended(list, func(m naiveMessage) bool {
				return (cut.by == nil || f.Department == m.department) && v.in(month, m.day)
			}))
			if cut.by != nil {
				total += f.Planned
			}
		}
	}
	if all := v.ended(list, func(naiveMessage) bool { return true }); total != all.planned || total == 0 {
		t.Errorf("closure.favourable: %d messages in the cells, naive %d", total, all.planned)
	}
}

var messageCriteria = []string{
	"reason_stated", "facts_named", "missing_documents_named", "earlier_request_mentioned", "legal_basis_cited", "remedy_shown", "sender_identified",
}

// answersTo gives the answers of a message to those criteria that apply.
func answersTo(criteria ...string) func(naiveMessage) []observatory.Tri {
	return func(m naiveMessage) []observatory.Tri {
		var answers []observatory.Tri
		for _, criterion := range criteria {
			if m.applies(criterion) {
				answers = append(answers, m.answers[criterion])
			}
		}
		return answers
	}
}

// checkMessages compares the figures made from messages.
func checkMessages(t *testing.T, b *workbench, s indicators.Reader, v naive, w observatory.Window) {
	t.Helper()
	list := v.readMessages()
	const read = indicators.SeriesDocument + "/" + indicators.SeriesRead
	for _, c := range []struct {
		id, series string
		answer     func(naiveMessage) []observatory.Tri
	}{
		{"closure.reason_stated", read, answersTo("reason_stated")},
		{"closure.remedy_shown", read, answersTo("remedy_shown")},
		{"closure.sender_identified", read, answersTo("sender_identified")},
		{"closure.earlier_request", read, answersTo("earlier_request_mentioned")},
		{"closure.stereotyped", read, v.stereotyped(list)},
		{"closure.quality", indicators.SeriesDocument, answersTo(messageCriteria...)},
	} {
		cuts := []split{{}, {[]indicators.Dimension{indicators.Department, indicators.Month}}}
		tables := b.tables(t, s, c.id, w, firstRules(), cuts)
		for i, cut := range cuts {
			by, total := cut.by, int64(0)
			for _, f := range tables[i] {
				if f.Series != c.series {
					continue
				}
				month := monthOf(t, split{by}, f)
				compare(t, f, v.judged(list, func(m naiveMessage) bool {
					return (by == nil || f.Department == m.department) && v.in(month, m.day)
				}, c.answer))
				total += f.Planned
			}
			if all := v.judged(list, func(naiveMessage) bool { return true }, c.answer); total != all.planned {
				t.Errorf("%s %v: %d answers in the cells, naive %d", c.id, by, total, all.planned)
			}
		}
	}
}
