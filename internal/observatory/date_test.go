package observatory

import (
	"testing"
	"time"
)

func TestMonthsAndWeeksAreThoseOfTheCalendar(t *testing.T) {
	first, last := NewDate(-401, 1, 1), NewDate(2805, 12, 31)
	for d := first; d <= last; d++ {
		at := d.Time()
		if got, want := d.Month(), Month(at.Year()*12+int(at.Month())-1); got != want {
			t.Fatalf("month of %v is %d, want %d", at, got, want)
		}
		if got, want := d.Month().First(), NewDate(at.Year(), at.Month(), 1); got != want {
			t.Fatalf("first day of the month of %v is %d, want %d", at, got, want)
		}
		if got, want := d.Month().Last(), NewDate(at.Year(), at.Month()+1, 0); got != want {
			t.Fatalf("last day of the month of %v is %d, want %d", at, got, want)
		}
		same := time.Monday != at.Weekday() // as the day before
		if got := d.Week() == (d - 1).Week(); got != same {
			t.Fatalf("%v is in the week of the day before: %t, want %t", at, got, same)
		}
	}
}
