package dashboard

import (
	"time"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

// journeys are those of the tests: one with figures, one planned nowhere.
func journeys() []Journey {
	door := Journey{
		ID: "pan.door", System: "rdv-service-public", Title: "Porte d’entrée du module", Met: "La porte est ouverte.", Family: "E",
		Needs: "nothing", Mode: observatory.Unattended, Status: observatory.Verified, Expected: observatory.Met, File: "pan.door.yaml",
		Version: string(hash("f")), Steps: []JourneyStep{{"calendrier", "expect", "texte « Choisissez »"}},
	}
	for _, t := range targets() {
		door.Targets = append(door.Targets, JourneyTarget{t.ID, time.Hour})
	}
	return []Journey{
		{
			ID: "anef.home", System: "anef", Title: "Accueil de l’ANEF : affiché", Met: "L’accueil s’affiche.", Family: "access", Needs: "nothing",
			Mode: observatory.Unattended, Status: observatory.Unverified, Expected: observatory.Unmet, File: "anef.home.yaml", Version: string(hash("f")),
		},
		door,
		{
			ID: "x.y", System: "ccc", Title: "Formulaire du CCC", Family: "ailleurs", Needs: "account", Testbed: true,
			Mode: observatory.Assisted, Status: observatory.Deduced, Expected: observatory.Met, File: "x.y.yaml",
		},
	}
}

// sealedJournal is a journal with an item that was had, one that was not, a
// refusal with Retry-After and a line of the console.
func sealedJournal() []byte {
	seconds := 0.8
	sealed, err := evidence.SealJournal(&observatory.Journal{
		Version: observatory.JournalVersion, Attempt: attemptID(5), StartedAt: now(), EndedAt: now(),
		Environment: []observatory.Item{
			{Name: "browser", State: observatory.Obtained, Values: []string{"Chrome/149.0.1"}},
			{Name: "public_address", State: observatory.NotObtained, Reason: "aucun tiers n'est interrogé pendant un relevé"},
			{Name: "captures", State: observatory.Obtained, Values: []string{"screenshot " + string(hash("a")), "html " + string(hash("b"))}},
			{Name: "certificate_chain", State: observatory.Obtained, Values: []string{string(hash("1")), string(hash("2"))}},
		},
		Pages: []observatory.Visit{{Address: "https://rdv.exemple.invalid/", At: now(), Vitals: observatory.Vitals{TTFB: &seconds, Reason: "le navigateur ne l'a pas dit"}}},
		Exchanges: []observatory.Exchange{
			{Address: "https://rdv.exemple.invalid/", Type: "Document", Main: true, Page: -1, Status: 429, Transferred: 12_345, Response: []observatory.Header{{Name: "Retry-After", Value: "120"}}},
			{Address: "https://rdv.exemple.invalid/x.js", Type: "Script", Error: "net::ERR_FAILED"},
		},
		Console: []observatory.Entry{{At: now(), Source: "console", Level: "error", Text: "<b>raté : 1 %</b>"}},
	})
	if err != nil {
		panic(err)
	}
	return sealed
}

// blockedDay is the address of the page of a host's day in the world.
func blockedDay() string {
	return "/blocages/rdv.exemple.invalid/2026-11-23"
}

// addFaces adds what queries say of the attempts of the world.
func (m *memory) addFaces() {
	for _, row := range m.rows["pan.door"] {
		k := row.Keys
		m.rows["portal.availability"] = append(m.rows["portal.availability"], observatory.CountRow{
			Keys: []string{k[0], k[1], k[2], k[3], "pan.door", "rdv-service-public"}, Values: row.Values,
		})
	}
	for _, day := range []string{"2026-11-20", "2026-11-23"} {
		m.rows["blocked.hosts"] = append(m.rows["blocked.hosts"],
			observatory.CountRow{Keys: []string{"rdv.exemple.invalid", day, "blocked", "rate_429"}, Values: []int64{1}},
			observatory.CountRow{Keys: []string{"rdv.exemple.invalid", day, "blocked", "wall_403"}, Values: []int64{2}},
			observatory.CountRow{Keys: []string{"rdv.exemple.invalid", day, "met", ""}, Values: []int64{7}})
	}
	m.rows["blocked.hosts"] = append(m.rows["blocked.hosts"],
		observatory.CountRow{Keys: []string{"seul.exemple.invalid", "2026-11-21", "blocked", "captcha_wall"}, Values: []int64{1}})
	at := func(i int) int64 { return m.list[i].At.UnixMilli() }
	task := func(opened, good, closed int) {
		row := observatory.CountRow{
			Keys:   []string{"pan.door", m.list[opened].Target, "rdv-service-public", m.list[opened].Department, "landmark_missing", "calendrier", attemptID(opened).String(), "", attemptID(opened).String(), ""},
			Values: []int64{at(opened), 0, at(opened), 0, 2, 5},
		}
		if good > 0 {
			row.Keys[7], row.Values[1] = attemptID(good).String(), at(good)
		}
		if closed > 0 {
			row.Keys[9], row.Values[3] = attemptID(closed).String(), at(closed)
		}
		m.rows["drift.tasks"] = append(m.rows["drift.tasks"], row)
	}
	task(6, 24, 0)
	task(118, 0, 0)
	task(62, 80, 56)
	for i := range 6 {
		a := m.list[i]
		m.rows["attempts.latest"] = append(m.rows["attempts.latest"], observatory.CountRow{
			Keys: []string{a.Journey, a.System, a.Target, string(a.Outcome), a.Cause, a.ID.String()}, Values: []int64{a.At.UnixMilli(), 20},
		})
	}
	for _, accounting := range []string{"confirmed", "strict"} {
		keys := []string{"pan.door", "rdv-service-public", "93-pan", "93", "unattended", accounting, attemptID(13).String(), attemptID(7).String()}
		m.rows["portal.incidents"] = append(m.rows["portal.incidents"], observatory.CountRow{Keys: keys, Values: []int64{at(19), at(13), at(7), at(1), 2}})
	}
}
