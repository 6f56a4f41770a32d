package probes

import (
	"slices"
	"strings"

	"vigie/internal/testbed"
)

// publicTable is of what surrounds the portal: support, captcha service, online
// procedures, sites of prefectures, and the substitution procedure.
func publicTable() table {
	columns := []column{
		{"ccc.form", "ccc.form", SystemCCCForm},
		{"ccc.phone, ANEF", "ccc.phone", SystemANEF},
		{"ccc.phone, CCC", "ccc.phone", SystemCCCForm},
		{"captcha.service", "captcha.service", SystemCaptcha},
		{"demarche.open", "demarche.open", SystemProcedures},
		{"demarche.delays", "demarche.delays", SystemProcedures},
		{"api.explained", "api.explained", SystemPrefectureSite},
		{"substitution.described, site", "substitution.described", SystemPrefectureSite},
		{"substitution.described, ANEF", "substitution.described", SystemANEF},
		{"site.foreigners", "site.foreigners", SystemPrefectureSite},
	}
	healthy := []string{
		"met/form_complete", "met/phone_shown", "met/phone_shown", "met/captcha_shown", "met/procedure_open", "met/delays_shown",
		"met/said", "met/said", "met/said", "met/page_reached",
	}
	but := func(fault testbed.Fault, pairs ...any) expectation {
		want := slices.Clone(healthy)
		for i := 0; i < len(pairs); i += 2 {
			want[pairs[i].(int)] = pairs[i+1].(string)
		}
		return expectation{fault, want}
	}
	const form, phone, phoneCCC, captcha, procedure, delays, api, site, portal, foreigners = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
	rows := []expectation{
		but(testbed.Slots),
		but(testbed.Banner),
		but(testbed.FormIncomplete, form, "unmet/fields_missing"),
		but(testbed.NoPhone, phone, "unmet/no_phone", phoneCCC, "unmet/no_phone"),
		but(testbed.CaptchaDown, captcha, "down/captcha_unavailable"),
		but(testbed.CaptchaHung, captcha, "down/captcha_unavailable"),
		but(testbed.DemarcheClosed, procedure, "unmet/closed", delays, "unmet/closed"),
		but(testbed.NoDelay, delays, "unmet/no_delays"),
		but(testbed.APINotSaid, api, "unmet/not_said"),
		but(testbed.APIDoubt, api, "drift/said_unclear"),
		but(testbed.NoSubstitution, site, "unmet/not_said", portal, "unmet/not_said"),
		but(testbed.SubstitutionDead, site, "unmet/not_said", portal, "unmet/not_said"),
		but(testbed.SaysOtherwise, site, "unmet/said_wrong", portal, "unmet/said_wrong"),
		but(testbed.OldAddress, api, "unmet/said_obsolete", site, "unmet/said_obsolete", portal, "unmet/said_obsolete"),
		but(testbed.KeptFromRobots, api, "drift/site_unread", site, "drift/site_unread"),
		but(testbed.Disabled, captcha, "drift/carrier_disabled"),
		but(testbed.WrongPlace, captcha, "drift/wrong_prefecture", procedure, "drift/wrong_prefecture", delays, "drift/wrong_prefecture",
			api, "drift/wrong_prefecture", site, "drift/wrong_prefecture", foreigners, "drift/wrong_prefecture"),
	}
	for _, row := range common(len(columns)) {
		// The page that shows the captcha service is the booking system's.
		switch outcome, _, _ := strings.Cut(row.want[captcha], "/"); outcome {
		case "down":
			row.want[captcha] = "down/" + CauseCarrier
		case "maintenance":
			row.want[captcha] = "maintenance/" + CauseCarrierClosed
		}
		rows = append(rows, row)
	}
	return table{name: "public", title: "Support, captcha, procedures, sites, substitution", columns: columns, rows: rows}
}
