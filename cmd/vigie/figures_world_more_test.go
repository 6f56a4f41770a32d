package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"vigie/internal/observatory"
)

// accountJourneys are journeys in the signed-in space: one of each family.
var accountJourneys = [...]string{"anef.upload.two_files", "anef.second.travel_document", "anef.application.report_error", "anef.way.no_number"}

// worldGrounds are on annexe 9, or not known to be, with each delay of silence.
var worldGrounds = [...]string{"student", "talent", "spouse_of_french", "private_family", "employee", ""}

// addSupport tells what happened around the cases of a world: requests,
// contacts, presentations, first meetings; and of closures and certificates
// what the forms ask besides. All is invented.
func (w *world) addSupport(random *rand.Rand) {
	pick := func(values ...string) string { return values[random.IntN(len(values))] }
	grounds := map[observatory.ID]string{}
	var firsts []observatory.CaseEvent
	for _, e := range w.events {
		if _, seen := grounds[e.Case]; !seen {
			grounds[e.Case] = worldGrounds[random.IntN(len(worldGrounds))]
			firsts = append(firsts, *e)
		}
		e.Ground = grounds[e.Case]
		switch e.Event {
		case observatory.EventClosure:
			e.Details = e.Details.Set(observatory.DetailSender, pick("", "named", "functional", "none")).
				Set(observatory.DetailReason, pick("", "incomplete", "no_answer", "competence")).Set(observatory.DetailRemedyShown, pick("", "yes", "no"))
		case observatory.EventCertificate:
			e.Rank, e.RightsMention = pick("", "first", "renewal"), observatory.Tri(pick("", "yes", "no"))
		case observatory.EventFiling, observatory.EventRefiling:
			e.Code = pick("", "", "", "r431_5_2", "r431_5_3", "r431_5_4")
		}
	}
	for _, first := range firsts {
		w.addAround(random, pick, observatory.CaseEvent{
			Association: first.Association, Case: first.Case, Person: first.Person, Department: first.Department, Procedure: first.Procedure, Ground: first.Ground,
		}, worldStart+observatory.Date(random.IntN(150)))
	}
}

// addAround adds the events around one case.
func (w *world) addAround(random *rand.Rand, pick func(...string) string, base observatory.CaseEvent, around observatory.Date) {
	within := func(days int) observatory.Date { return around + observatory.Date(random.IntN(days)) }
	add := func(kind observatory.EventKind, most int, change func(*observatory.CaseEvent)) {
		for range random.IntN(most + 1) {
			e := base
			e.Event, e.Date, e.Level = kind, within(120), observatory.EvidenceLevel(pick("document", "document", "told", "screenshot"))
			if random.IntN(9) == 0 {
				e.MonthOnly, e.Date = true, e.Date.Month().First()
			}
			if change != nil {
				change(&e)
			}
			w.fact(e, []int{0, 0, 0, 1, 2, 3}[random.IntN(6)])
		}
	}
	answers := rand.New(rand.NewPCG(uint64(around), uint64(base.Case[15]))) //nolint:gosec // invented; apart, so that the rest of the world stays
	came := func(e *observatory.CaseEvent, outcomes ...string) {
		e.Details = e.Details.Set(observatory.DetailOutcome, outcomes[answers.IntN(len(outcomes))])
	}
	answered := func(e *observatory.CaseEvent) { // a slip now and then: before it was asked
		if answers.IntN(3) > 0 {
			e.Details = e.Details.Set(observatory.DetailAnsweredOn, (e.Date + observatory.Date(answers.IntN(40)-2)).String())
		}
	}
	add(observatory.EventDocumentRequest, 1, nil)
	add(observatory.EventDocumentAnswer, 1, nil)
	add(observatory.EventCertificateRequest, 2, nil)
	add(observatory.EventFailedAttempt, 1, nil)
	add(observatory.EventCCCContact, 2, func(e *observatory.CaseEvent) {
		e.Answer = pick("", "silent", "solved", "unsolved", "stereotyped", "written_statement")
		e.Details = e.Details.Set(observatory.DetailWrittenStatement, pick("", "", "yes", "no"))
		answered(e)
	})
	add(observatory.EventPANContact, 2, func(e *observatory.CaseEvent) {
		e.Answer = pick("", "solved", "unsolved", "refused", "written_statement", "no_slot")
		e.Details = e.Details.Set(observatory.DetailSlotsShown, pick("", "yes", "no"))
		came(e, "", "", "", "solved", "unsolved", "filed", "not_competent", "cancelled")
		answered(e)
		if random.IntN(3) > 0 {
			e.End = e.Date + observatory.Date(random.IntN(75)-2)
		}
	})
	add(observatory.EventSubstitution, 1, func(e *observatory.CaseEvent) {
		e.Answer = pick("", "silent", "refused", "invited", "offered", "accepted", "appointment")
		if random.IntN(3) == 0 {
			e.End = e.Date + observatory.Date(random.IntN(60))
		}
		came(e, "", "", "", "solved", "filed", "cancelled")
		answered(e)
	})
	organisations := []string{"caf", "cpam", "employer"}
	add(observatory.EventCertificatePresented, 2, func(e *observatory.CaseEvent) {
		e.Organisation, e.Answer = pick(organisations...), pick("", "accepted", "refused")
	})
	add(observatory.EventCertificateRefused, 1, func(e *observatory.CaseEvent) { e.Organisation = pick(organisations...) })
	add(observatory.EventAlternativeAsked, 1, func(e *observatory.CaseEvent) { e.Answer = pick("", "offered", "accepted", "refused", "silent") })
	add(observatory.EventDisclosure, 1, nil)
	add(observatory.EventStateAttested, 1, func(e *observatory.CaseEvent) { e.Code = pick("", "first_contact") })
}

// addPages adds what sites say, read several times, some of it withdrawn.
func (w *world) addPages(random *rand.Rand) {
	states := observatory.FactStates()
	items := map[string][]string{
		"anef_named": {""}, "pan_named": {""}, "pan_address": {"1 rue inventée"}, "pan_booking": {"sans rendez-vous", "en ligne", "sans rendez-vous+en ligne"},
		"ccc_phone": {"0100000001", "0100000002"}, "certificate_equivalence": {""}, "substitution": {""}, "certificate_months": {"3", "4"}, "axe:label": {""},
	}
	n := 0
	for d, department := range append(worldDepartments[:], "") {
		for page := range 2 {
			for _, item := range sortedKeys(items) {
				for range 1 + random.IntN(3) {
					at := (worldStart + observatory.Date(random.IntN(300))).Time().Add(time.Duration(random.IntN(24*60)) * time.Minute)
					n++
					f := &observatory.PageFact{
						Envelope:   observatory.Envelope{ID: testID("page fact", n), At: at, RecordedAt: at.Add(time.Minute), Source: "test", SourceVersion: "1"},
						Department: department, Address: fmt.Sprintf("https://site%d.example/%d", d, page), Item: item,
						State: states[random.IntN(len(states))], Value: items[item][random.IntN(len(items[item]))],
					}
					w.pages = append(w.pages, f)
					if random.IntN(10) == 0 {
						again := *f
						again.ID, again.Withdraws, again.RecordedAt = testID("page again", n), f.ID, at.Add(time.Duration(random.IntN(1000))*time.Hour)
						w.pages = append(w.pages, &again)
					}
				}
			}
		}
	}
}
