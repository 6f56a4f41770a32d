package probes

import (
	"slices"
	"strings"

	"vigie/internal/testbed"
)

// accessTable is of the journeys walked in other ways: languages, keyboard,
// phone, zoom, slow link, rules of axe-core.
func accessTable() table {
	all := []struct{ id, system string }{{"anef.home", SystemANEF}, {"ccc.form", SystemCCCForm}, {"pan.door", SystemRDVPrefecture}, {"site.foreigners", SystemPrefectureSite}}
	words := wayWords()
	var columns []column
	var healthy []string
	for _, j := range all {
		for _, way := range Ways() {
			if j.id == "pan.door" && (way == WayLanguages || way == WaySlowLink) {
				continue
			}
			id := j.id + "." + way
			columns = append(columns, column{id, id, j.system})
			healthy = append(healthy, "met/"+words[way].cause)
		}
	}
	// also changes what the journeys of some ways find.
	also := func(row expectation, want string, ways ...string) expectation {
		for i, c := range columns {
			if slices.ContainsFunc(ways, func(way string) bool { return strings.HasSuffix(c.id, "."+way) }) {
				row.want[i] = want
			}
		}
		return row
	}
	but := func(fault testbed.Fault, want string, ways ...string) expectation {
		return also(expectation{fault, slices.Clone(healthy)}, want, ways...)
	}
	rows := []expectation{
		but(testbed.Slots, ""),
		but(testbed.Banner, ""),
		but(testbed.NoEnglish, "unmet/no_english", WayLanguages),
		also(but(testbed.LangNone, "unmet/lang_missing", WayLanguages), "unmet/axe_rules_broken", "home.axe", "form.axe", "foreigners.axe"), // html-has-lang
		but(testbed.LangWrong, "unmet/lang_wrong", WayLanguages),
		but(testbed.EnglishPoor, "unmet/english_poor", WayLanguages),
		but(testbed.English, "drift/other_language", "home.languages"),
		but(testbed.NoKeyboard, "unmet/keyboard_unreachable", WayKeyboard),
		but(testbed.KeyboardDead, "unmet/keyboard_dead", "home.keyboard"),
		but(testbed.KeyboardTrap, "unmet/keyboard_trap", WayKeyboard),
		but(testbed.NoFocus, "unmet/focus_invisible", WayKeyboard),
		but(testbed.Sideways, "unmet/sideways_scroll", WayPhone, WayZoom),
		but(testbed.NarrowHidden, "unmet/narrow_hidden", WayPhone, WayZoom),
		but(testbed.Heavy, "degraded/over_budget", WaySlowLink),
		but(testbed.Inaccessible, "unmet/axe_rules_broken", WayAxe),
	}
	return table{
		name: "access", title: "Language and access (journeys walked in other ways)", columns: columns,
		rows: append(rows, common(len(columns))...),
	}
}
