package probes

import (
	"slices"

	"vigie/internal/testbed"
)

const (
	doorOK  = "met/door_open"
	slotsOK = "met/slots"
	oldOK   = "met/alive"
)

func bookingTable() table {
	return table{
		name:  "booking",
		title: "Booking systems",
		columns: []column{
			{"pan.door, RDV-Prefecture", "pan.door", SystemRDVPrefecture},
			{"pan.slots, RDV-Prefecture (assisted)", "pan.slots", SystemRDVPrefecture},
			{"pan.slots, RDV Service Public", "pan.slots", SystemRDVServicePublic},
			{"pan.old_module", "pan.old_module", SystemOldModule},
		},
		rows: append([]expectation{
			{testbed.Slots, []string{doorOK, slotsOK, slotsOK, oldOK}},
			{testbed.NoSlot, []string{doorOK, "unmet/no_slot", "unmet/no_slot", oldOK}},
			{testbed.Disabled, slices.Repeat([]string{"unmet/disabled"}, 4)},
			{testbed.Moved, []string{doorOK, slotsOK, "drift/wrong_page", "unmet/moved"}},
			{testbed.CaptchaDown, []string{"down/captcha_unavailable", slotsOK, slotsOK, oldOK}},
			{testbed.Banner, []string{doorOK, slotsOK, slotsOK, oldOK}},
			{testbed.WrongPlace, slices.Repeat([]string{"drift/wrong_prefecture"}, 4)},
			{testbed.SlotsLayout, []string{doorOK, "drift/landmark_missing", "drift/landmark_missing", oldOK}},
			{testbed.Contradiction, []string{doorOK, "drift/contradiction", "drift/contradiction", oldOK}},
		}, common(4)...),
	}
}
