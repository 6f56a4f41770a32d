package probes

import (
	"fmt"
	"strconv"
	"strings"

	"vigie/internal/lazyregexp"
)

// English versions of pages are read with the same rules as French ones; what is
// written in another way, hours and dates, is here.

const infoEnglishMonths = `(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*`

// infoEnglishUpdated finds "Updated on 3 March 2026", at the head of its line.
var infoEnglishUpdated = lazyregexp.New(`(?m)^[ *_•(-]*(?:(?:this )?page )?(?:last |was )*(?:updated?|modified|reviewed)(?: on)? ?:? ?(?:the )?` +
	`(?:(\d{4})-(\d{2})-(\d{2})|(\d{1,2})[/.](\d{1,2})[/.](\d{4})|(\d{1,2})(?:st|nd|rd|th)? (?:of )?(` + infoEnglishMonths + `),? (\d{4})|(` + infoEnglishMonths + `) (\d{1,2})(?:st|nd|rd|th)?,? (\d{4}))\b`)

// infoFindEnglishUpdated finds the date of the last update of a page in English.
func infoFindEnglishUpdated(text infoText) (*infoSpan, string) {
	found := infoEnglishUpdated.FindStringSubmatchIndex(text.text)
	if found == nil {
		return nil, ""
	}
	part := func(i int) string {
		if found[2*i] < 0 {
			return ""
		}
		return text.text[found[2*i]:found[2*i+1]]
	}
	year, month, day := part(1)+part(6)+part(9)+part(12), part(2)+part(5), part(3)+part(4)+part(7)+part(11)
	if name := part(8) + part(10); name != "" {
		const names = "janfebmaraprmayjunjulaugsepoctnovdec"
		month = strconv.Itoa(strings.Index(names, name[:3])/3 + 1)
	}
	date, ok := infoCivilDate(year, month, day)
	if !ok {
		return nil, ""
	}
	start := found[0] + len(text.text[found[0]:found[1]]) - len(strings.TrimLeft(text.text[found[0]:found[1]], " *_•(-"))
	at := text.span(start, found[1])
	return &at, date.String()
}

var (
	infoEnglishHour = lazyregexp.New(`\b(?:from |between )?(\d{1,2})(?:[:.]([0-5]\d))? ?(am|pm|a\.m\.|p\.m\.)? ?(?:to|-|and|until) ?(\d{1,2})(?:[:.]([0-5]\d))? ?(am|pm|a\.m\.|p\.m\.|noon)`)
	infoEnglishDays = strings.NewReplacer("mondays", "lundis", "monday", "lundi", "tuesdays", "mardis", "tuesday", "mardi", "wednesdays", "mercredis", "wednesday", "mercredi",
		"thursdays", "jeudis", "thursday", "jeudi", "fridays", "vendredis", "friday", "vendredi", "saturdays", "samedis", "saturday", "samedi")
	infoEnglishSpan = lazyregexp.New(`(lundi|mardi|mercredi|jeudi|vendredi|samedi)(s?) to (lundi|mardi|mercredi|jeudi|vendredi|samedi)`)
	infoEnglishDay  = lazyregexp.New(`\b(?:mon|tues|wednes|thurs|fri|satur)days?\b`)
)

// infoHoursInFrench writes English days and hours as a French page does: "Monday
// from 9 am to 4:30 pm" is "lundi 9h00 à 16h30".
func infoHoursInFrench(passage string) string {
	if !infoEnglishDay.MatchString(passage) && !infoEnglishHour.MatchString(passage) {
		return passage
	}
	passage = infoEnglishSpan.ReplaceAllString(infoEnglishDays.Replace(passage), "$1$2 au $3")
	return infoEnglishHour.ReplaceAllStringFunc(passage, func(told string) string {
		part := infoEnglishHour.FindStringSubmatch(told)
		half := part[3]
		if half == "" {
			half = "am"
			if from, _ := strconv.Atoi(part[1]); from < 7 { // "from 2 to 4 pm"
				half = part[6]
			}
		}
		return infoClock(part[1], part[2], half) + " a " + infoClock(part[4], part[5], part[6])
	})
}

func infoClock(hour, minutes, half string) string {
	h, _ := strconv.Atoi(hour)
	if strings.HasPrefix(half, "p") && h < 12 {
		h += 12
	}
	return fmt.Sprintf("%02dh%s", h, infoMinutes(minutes))
}
