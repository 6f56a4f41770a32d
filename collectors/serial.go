package collectors

import (
	"strconv"
	"time"

	"vigie/internal/observatory"
)

// serialDate gives the day of a spreadsheet's serial number. The system of
// 1900 counts from 1 January 1900 and holds a 29 February 1900 that never was
// (serial 60); that of 1904 counts from 1 January 1904 = 0 (ECMA-376 part 1,
// 18.17.4). The time of the day is dropped.
func serialDate(serial float64, from int) (observatory.Date, bool) {
	const last = 2958465 // 31 December 9999
	if serial < 1 || serial > last {
		return observatory.NoDate, false
	}
	days := observatory.Date(serial)
	switch {
	case from == 1904:
		return observatory.NewDate(1904, time.January, 1) + days, true
	case days == 60:
		return observatory.NoDate, false
	case days < 60:
		return observatory.NewDate(1899, time.December, 31) + days, true
	}
	return observatory.NewDate(1899, time.December, 30) + days, true
}

// parseSerial reads a number that a workbook holds where a date is expected:
// its cell has lost the format of dates. In a CSV file it is refused, as the
// date system is not known.
func parseSerial(b []byte, from int) (day, string) {
	value, err := strconv.ParseFloat(string(b), 64)
	if err != nil {
		return day{}, ProblemDateUnreadable
	}
	d, ok := serialDate(value, from)
	if !ok {
		return day{}, ProblemDateSerial
	}
	return day{date: d}, ""
}
