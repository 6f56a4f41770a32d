package probes

import (
	"slices"

	"vigie/internal/testbed"
)

// accountJourneys are the journeys of the signed-in space, with what each finds
// on the healthy double, which offers all that the letter asks for and keeps
// the limits on documents that it names.
func accountJourneys() (ids, healthy []string) {
	for _, j := range [][2]string{
		{"anef.personal_data.correct", "met/correction_offered"},
		{"anef.personal_data.address_while_open", "met/address_change_offered"},
		{"anef.application.add_document", "met/document_offered"},
		{"anef.application.report_error", "met/report_offered"},
		{"anef.certificate.renewal", "met/renewal_offered"},
		{"anef.second.change_of_situation", "met/second_offered"},
		{"anef.second.travel_document", "met/second_offered"},
		{"anef.filing.during_asylum", "met/way_offered"},
		{"anef.filing.multi_year_card", "met/way_offered"},
		{"anef.filing.resident_card", "met/way_offered"},
		{"anef.filing.several_grounds", "met/several_grounds"},
		{"anef.filing.title_not_returned", "met/filing_goes_on"},
		{"anef.upload.9_9_mb", "met/file_taken"},
		{"anef.upload.10_0_mb", "met/file_taken"},
		{"anef.upload.10_1_mb", "unmet/too_big"},
		{"anef.upload.two_files", "unmet/one_file"},
	} {
		ids, healthy = append(ids, j[0]), append(healthy, j[1])
	}
	return ids, healthy
}

// accountTable is of the journeys in the personal space of an account, and
// filingTable of those in the form of a new application. The account is the
// double's own.
func accountTable() table {
	return signedIn("account", "Signed-in space of the portal (with the account of the double)", 0, 7)
}

func filingTable() table {
	return signedIn("filing", "New application in the signed-in space (with the account of the double)", 7, 16)
}

// signedIn is the table of some of the journeys that need an account.
func signedIn(name, title string, from, to int) table {
	ids, healthy := accountJourneys()
	changed := func(fault testbed.Fault, changes map[string]string) expectation {
		want := slices.Clone(healthy)
		for id, outcome := range changes {
			want[slices.Index(ids, id)] = outcome
		}
		return expectation{fault, want}
	}
	all := func(fault testbed.Fault, outcome string) expectation {
		return expectation{fault, slices.Repeat([]string{outcome}, len(ids))}
	}
	// Those past the form's choices meet what stands in the way there.
	papers := func(outcome string) map[string]string {
		return map[string]string{
			"anef.upload.9_9_mb": outcome, "anef.upload.10_0_mb": outcome, "anef.upload.10_1_mb": outcome, "anef.upload.two_files": outcome,
		}
	}
	kept := papers("drift/landmark_missing")
	kept["anef.filing.title_not_returned"] = "unmet/title_not_returned"
	rows := []expectation{
		{testbed.Slots, healthy},
		{testbed.Banner, healthy},
		changed(testbed.NoCorrection, map[string]string{"anef.personal_data.correct": "unmet/no_correction"}),
		changed(testbed.NoAddressChange, map[string]string{"anef.personal_data.address_while_open": "unmet/no_address_change"}),
		changed(testbed.NoDocumentAdded, map[string]string{"anef.application.add_document": "unmet/no_document_added"}),
		changed(testbed.NoErrorReport, map[string]string{"anef.application.report_error": "unmet/no_error_report"}),
		changed(testbed.NoRenewal, map[string]string{"anef.certificate.renewal": "unmet/no_renewal"}),
		changed(testbed.FewChoices, map[string]string{
			"anef.filing.during_asylum": "unmet/no_way", "anef.filing.multi_year_card": "unmet/no_way",
			"anef.filing.resident_card": "unmet/no_way", "anef.filing.several_grounds": "unmet/one_ground",
		}),
		changed(testbed.TitleKept, kept),
		changed(testbed.TitleKeptHelp, kept),
		changed(testbed.OneAtATime, map[string]string{
			"anef.second.change_of_situation": "unmet/one_at_a_time", "anef.second.travel_document": "unmet/one_at_a_time",
		}),
		changed(testbed.LowLimit, map[string]string{"anef.upload.9_9_mb": "unmet/too_big", "anef.upload.10_0_mb": "unmet/too_big"}),
		changed(testbed.NoLimit, map[string]string{"anef.upload.10_1_mb": "met/file_taken", "anef.upload.two_files": "met/files_taken"}),
		changed(testbed.UploadSends, map[string]string{"anef.upload.9_9_mb": "fault/request_refused", "anef.upload.10_0_mb": "fault/request_refused"}),
		all(testbed.SpaceDown, "maintenance/maintenance_page"),
		all(testbed.SpaceLayout, "drift/landmark_missing"),
		all(testbed.English, "drift/other_language"),
		all(testbed.OldApp, "drift/wrong_page"),
		all(testbed.AppBlank, "down/app_blank"),
		all(testbed.AppMaintenance, "maintenance/maintenance_page"),
		all(testbed.SignOnDown, "down/http_502"),
	}
	for _, row := range common(len(ids)) {
		if row.fault == testbed.Slow || row.fault == testbed.ScriptError {
			// A late page or a failing script does not undo what was read.
			row = changed(row.fault, map[string]string{})
			for i, outcome := range healthy {
				if outcome != "unmet/too_big" && outcome != "unmet/one_file" {
					row.want[i] = map[testbed.Fault]string{testbed.Slow: "degraded/over_budget", testbed.ScriptError: "degraded/js_error"}[row.fault]
				}
			}
		}
		rows = append(rows, row)
	}
	for i := range rows {
		rows[i].want = rows[i].want[from:to]
	}
	return newTable(name, title, rows, ids[from:to]...)
}
