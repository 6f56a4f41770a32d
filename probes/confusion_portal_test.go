package probes

import (
	"slices"

	"vigie/internal/testbed"
)

const (
	shellOK   = "met/shell_served"
	homeOK    = "met/home_shown"
	formOK    = "met/form_shown"
	franceOK  = "met/franceconnect_offered"
	accountOK = "met/identifier_asked"
	resetOK   = "met/reset_shown"
	noWay     = "unmet/no_way" // what the letter says, and so the healthy state of these journeys
)

func portalTable() table {
	journeys := []string{"anef.shell", "anef.home", "anef.sign_on", "anef.france_connect", "anef.password_forgotten", "anef.account_creation"}
	row := func(fault testbed.Fault, want ...string) expectation { return expectation{fault, want} }
	const blank, other, down, bad = "down/app_blank", "drift/other_language", "maintenance/maintenance_page", "down/http_502"
	rows := append([]expectation{
		row(testbed.Slots, shellOK, homeOK, formOK, franceOK, resetOK, accountOK),
		row(testbed.Banner, shellOK, homeOK, formOK, franceOK, resetOK, accountOK),
		row(testbed.English, shellOK, homeOK, other, other, other, other),
		{testbed.RedirectLoop, slices.Repeat([]string{"down/redirect_loop"}, len(journeys))},
		{testbed.OldApp, slices.Repeat([]string{"drift/wrong_page"}, len(journeys))},
		row(testbed.AppBlank, shellOK, blank, blank, blank, blank, blank),
		row(testbed.AppMaintenance, shellOK, down, down, down, down, down),
		row(testbed.SignOnDown, shellOK, homeOK, bad, bad, bad, accountOK),
		row(testbed.ResetDown, shellOK, homeOK, formOK, franceOK, bad, accountOK),
		row(testbed.NoFranceConnect, shellOK, homeOK, formOK, "unmet/no_franceconnect", resetOK, accountOK),
		{testbed.WebSocket, slices.Repeat([]string{"fault/request_refused"}, len(journeys))},
	}, common(len(journeys))...)
	return newTable("portal", "Portal (ANEF)", rows, journeys...)
}

// wayTable is of the journeys expected to fail: what the letter says is the
// healthy state. A late page or a failing script does not undo what was read.
func wayTable() table {
	journeys := []string{"anef.way.no_number", "anef.way.former_asylum_parent", "anef.way.adult_child_protected", "anef.way.eu_national"}
	var rows []expectation
	for _, e := range []struct {
		fault testbed.Fault
		want  string
	}{
		{testbed.Slots, noWay},
		{testbed.WaysOffered, "met/way_offered"},
		{testbed.ScriptError, noWay},
		{testbed.English, "drift/other_language"},
		{testbed.AppBlank, "down/app_blank"},
		{testbed.BadGateway, "down/http_502"},
		{testbed.Hung, "down/timeout"},
		{testbed.Maintenance, "maintenance/maintenance_page"},
		{testbed.Wall403, "blocked/wall_403"},
		{testbed.Layout, "drift/landmark_missing"},
		{testbed.Posts, "fault/request_refused"},
	} {
		rows = append(rows, expectation{e.fault, slices.Repeat([]string{e.want}, len(journeys))})
	}
	return newTable("ways", "Letter B: situations without a way", rows, journeys...)
}
