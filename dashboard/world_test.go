package dashboard

import (
	"fmt"
	"math/rand/v2"
	"time"

	"vigie/internal/observatory"
)

func targets() []observatory.Target {
	var list []observatory.Target
	for _, t := range [][3]string{
		{"75-pan", "75", "PAN de Paris"},
		{"93-pan", "93", "PAN de Bobigny"},
		{"69-pan", "69", "PAN de Lyon"},
		{"13-pan", "13", "PAN de Marseille"},
		{"2A-pan", "2A", "PAN d’Ajaccio"},
		{"974-pan", "974", "PAN de Saint-Denis de La Réunion"},
		{"38-pan", "38", "PAN de Grenoble"},
	} {
		list = append(list, observatory.Target{
			ID: t[0], Department: t[1], Name: t[2], System: "rdv-service-public", Prefecture: t[2],
			Address: "https://rdv.exemple.invalid/" + t[0], Source: "configuration de test", Status: observatory.Unverified,
		})
	}
	return list
}

// world is a year of made-up facts, the same at each call.
func world() *memory {
	random := rand.New(rand.NewPCG(7, 11))
	m := &memory{rows: map[string][]observatory.CountRow{}}
	today := observatory.DateOf(now(), time.UTC)
	for i, target := range targets() {
		if target.ID == "38-pan" {
			continue
		}
		length := 300
		if i == 4 {
			length = 3
		}
		for day := today - observatory.Date(length); day <= today; day++ {
			m.addDay(random, target, day, 0.15+0.12*float64(i))
		}
	}
	m.addCases(random, today)
	m.addClosures(random, today)
	m.addSupport(random, today)
	m.addAttempts()
	m.addFaces()
	return m
}

func (m *memory) addDay(random *rand.Rand, target observatory.Target, day observatory.Date, chance float64) {
	if random.IntN(40) == 0 {
		return // nothing was run
	}
	run := int64(24 - random.IntN(2))
	down := int64(random.IntN(3))
	good := int64(0)
	for range run - down {
		if random.Float64() < chance {
			good++
		}
	}
	keys := []string{target.ID, target.Department, "unattended", day.String()}
	m.rows["pan.availability"] = append(m.rows["pan.availability"], observatory.CountRow{
		Keys: keys, Values: []int64{24, run, run, good, run - down/2, good + down/2, 4, 0},
	})
	m.addClasses(random, keys)
	m.rows["pan.door"] = append(m.rows["pan.door"], observatory.CountRow{
		Keys: keys, Values: []int64{24, run, run, run - down, run - down/2, run - down, down / 2, 0},
	})
}

// addClasses adds what queries of displayed dates say of a day of a target.
func (m *memory) addClasses(random *rand.Rand, keys []string) {
	level := int64(1 + random.IntN(5))
	delay := []int64{4, 22, 47, 95, -1}[level-1]
	m.rows["pan.level"] = append(m.rows["pan.level"], observatory.CountRow{Keys: keys, Values: []int64{24, 23, 23, level, 23, level, 0}})
	m.rows["pan.first_slot_delay"] = append(m.rows["pan.first_slot_delay"], observatory.CountRow{Keys: keys, Values: []int64{24, 23, 23, delay, 23, delay, 0}})
}

// addSupport adds contacts with the contact centre and the help points.
func (m *memory) addSupport(random *rand.Rand, today observatory.Date) {
	for i := range 500 {
		month := (today - observatory.Date(random.IntN(330))).Month()
		yes := int64(random.IntN(2))
		for _, query := range []string{"ccc.answered", "ccc.solved", "pan.blocking_solved", "certificate.rights_mention"} {
			m.rows[query] = append(m.rows[query], observatory.CountRow{
				Keys:   []string{[]string{"93", "75", "69"}[i%3], month.String(), fmt.Sprintf("asso%d", i%3), fmt.Sprintf("s%d", i), "", "document"},
				Values: []int64{1, yes, 1 - yes},
			})
		}
	}
}

// kindIndex is the number of an event kind in rows of cases.
func kindIndex(kind observatory.EventKind) int64 {
	for i, k := range observatory.EventKinds() {
		if k == kind {
			return int64(i + 1)
		}
	}
	return 0
}

func (m *memory) addCases(random *rand.Rand, today observatory.Date) {
	departments := []string{"75", "93", "93", "93", "69", "13", "974"}
	for i := range 220 {
		ends := today - observatory.Date(20+random.IntN(330))
		row := observatory.CountRow{
			Keys:  []string{departments[i%len(departments)], fmt.Sprintf("asso%d", i%4), fmt.Sprintf("p%d", i*9/10), fmt.Sprintf("c%d", i), "renewal", "", "document"},
			Lists: make([][]int64, 7),
		}
		add := func(kind observatory.EventKind, date, from, to observatory.Date) {
			for j, v := range []int64{kindIndex(kind), int64(date), int64(from), int64(to), 0, 0, 1} {
				row.Lists[j] = append(row.Lists[j], v)
			}
		}
		if i%17 != 0 {
			add(observatory.EventTitleHeld, ends-364, ends-364, ends)
		}
		add(observatory.EventFiling, ends-90, 0, 0)
		start := ends + 1 + observatory.Date(max(0, random.IntN(70)-20))
		if i%5 != 0 && start < today {
			add(observatory.EventCertificate, start, start, start+90)
			add(observatory.EventStateAttested, min(today, start+100), 0, 0)
		} else {
			add(observatory.EventStateAttested, min(today, ends+60), 0, 0)
		}
		m.rows["certificate.gap_days"] = append(m.rows["certificate.gap_days"], row)
	}
}

func (m *memory) addClosures(random *rand.Rand, today observatory.Date) {
	for i := range 600 {
		month := (today - observatory.Date(random.IntN(330))).Month()
		level := "document"
		if i%4 == 0 {
			level = "told"
		}
		values := []int64{1, 0, 1, 0}
		switch random.IntN(5) {
		case 0, 1:
			values = []int64{1, 1, 0, 0}
		case 2:
			values = []int64{1, 0, 0, 1}
		}
		m.rows["closure.reason_stated"] = append(m.rows["closure.reason_stated"], observatory.CountRow{
			Keys:   []string{[]string{"93", "75", "69"}[i%3], month.String(), fmt.Sprintf("asso%d", i%3), fmt.Sprintf("q%d", i), "declared", level},
			Values: values,
		})
	}
}

// attemptID is the id of the i-th attempt.
func attemptID(i int) observatory.ID {
	return observatory.DeriveID([]byte("attempt"), []byte{byte(i), byte(i >> 8)})
}

func (m *memory) addAttempts() {
	outcomes := observatory.Outcomes()
	causes := []string{"slots", "over_budget", "no_slot", "http_502", "maintenance_page", "wall_403", "landmark_missing", "browser_crash"}
	for i := range 130 {
		target := targets()[i%6]
		a := observatory.Attempt{
			Envelope: observatory.Envelope{
				ID: attemptID(i), At: now().Add(-time.Duration(i) * 31 * time.Minute), RecordedAt: now(), Source: "probe", Place: "paris-1", Simulation: true,
				Evidence: []observatory.Piece{
					{Role: "screenshot", Hash: hash("a"), Media: "image/png"}, {Role: "html", Hash: hash("b"), Media: "text/html"},
				},
			},
			Journey: "pan.door", JourneyVersion: "3f1c9a", Target: target.ID, Department: target.Department, System: target.System,
			Mode: observatory.Unattended, Outcome: outcomes[i%8], Cause: causes[i%8],
			Detail:  "La page des rendez-vous a répondu, puis le parcours s’est arrêté à l’étape « calendrier ».",
			Message: "Il n’existe plus de plage horaire libre pour votre demande.\nVeuillez recommencer ultérieurement.",
			Address: target.Address, FinalAddress: target.Address + "/creneaux?motif=titre-de-sejour&lieu=accueil-numerique", Status: 200, Slots: -1,
			StepReached: "calendrier", Duration: 4200 * time.Millisecond, Control: observatory.ControlOK, PlannedPerDay: 24,
			Hops: []observatory.Hop{
				{Address: target.Address, Status: 302, Location: target.Address + "/accueil"}, {Address: target.Address + "/accueil", Status: 200},
			},
			Steps: []observatory.Step{
				{Index: 0, Name: "ouvrir l’accueil", Action: "open", Duration: 900 * time.Millisecond, OK: true},
				{Index: 1, Name: "reconnaître la préfecture", Action: "identify", Duration: 40 * time.Millisecond, OK: true},
				{Index: 2, Name: "calendrier", Action: "expect", Duration: 3 * time.Second, Message: "aucun créneau n’est affiché", Screenshot: hash("a")},
			},
		}
		if i%8 == 3 || i%8 == 5 {
			a.Evidence = append(a.Evidence, observatory.Piece{Role: observatory.RoleJournal, Hash: hash("e"), Media: "application/gzip"})
		}
		switch i {
		case 2: // a screen of an account, opened with a person's agreement, that shows no other way
			a.Substitution = observatory.SubstitutionAbsent
			a.Consent = observatory.Consent{Purpose: "anef.application.add_document", On: observatory.NewDate(2026, 11, 3), Version: "3fa91c20b7de"}
		case 4:
			a.Announced = "bandeau de l’accueil, lu le 20 novembre"
		}
		if i%6 == 0 {
			a.FirstDate = observatory.NewDate(2026, 12, 14)
		}
		m.list = append(m.list, a)
	}
	again := m.list[3] // down: confirmed by another
	again.ID, again.Confirms, again.Outcome, again.Cause = attemptID(999), m.list[3].ID, observatory.Met, ""
	again.At = again.At.Add(75 * time.Second)
	m.list = append(m.list, again)
	for i, item := range []string{"anef_named", "pan_named", "ccc_phone", "pan_booking", "last_updated", "online_procedures"} {
		state := []observatory.FactState{observatory.Present, observatory.Present, observatory.CannotTell, observatory.Absent}[i%4]
		fact := observatory.PageFact{
			Envelope: observatory.Envelope{At: now()}, Department: "93", Address: "https://www.seine-saint-denis.exemple.invalid/Demarches/Etrangers",
			Item: item, State: state, Cut: state == observatory.CannotTell,
		}
		if state == observatory.Present {
			fact.Quote = "Les demandes se déposent en ligne sur le site de l’Administration numérique pour les étrangers en France."
			fact.Value = "oui"
		}
		m.facts = append(m.facts, fact)
	}
}
