package collectors

import (
	"testing"

	"vigie/internal/observatory"
)

// TestKnownByItsEnd takes a certificate of which only the last day is known for
// what it is: without a date, and apart from the next one, that of a later file
// or one that begins on that day.
func TestKnownByItsEnd(t *testing.T) {
	t.Parallel()
	m, keys := &memory{}, testKeys(t)
	head := "référence;département;date de dépôt;API début;API jusqu'au;API 2 début;API 2 fin\n"
	take(t, options(t, m, keys), head+"A;93;01/02/2026;;12/03/2026;12/03/2026;11/06/2026\n")
	s := take(t, options(t, m, keys), head+"A;93;01/02/2026;;12/09/2026;;\n")
	if s.Corrections != 0 || s.Events != 1 {
		t.Errorf("next certificate: %+v", s)
	}
	if s = take(t, options(t, m, keys), head+"A;93;01/02/2026;;jusqu’au 12 septembre 2026;;\n"); s.Events != 0 {
		t.Errorf("the same again: %+v", s)
	}
	undated, dated := 0, 0
	for _, e := range m.events {
		switch {
		case e.Event != observatory.EventCertificate:
		case e.Date.Known():
			dated++
		case !e.Start.Known() && e.End.Known() && e.At.Equal(e.End.Time()):
			undated++
		}
	}
	if undated != 2 || dated != 1 {
		t.Errorf("%d without a date, %d with one", undated, dated)
	}
}

// TestCertificateMadeAvailable dates a certificate by the day on which it was made
// available, when its first day is not told.
func TestCertificateMadeAvailable(t *testing.T) {
	t.Parallel()
	m := &memory{}
	s := take(t, options(t, m, testKeys(t)), "référence;département;date de dépôt;API fin;API mise à disposition\nA;93;01/02/2026;12/05/2026;14/02/2026\n")
	if len(m.events) != 2 || m.events[1].Date.String() != "2026-02-14" || m.events[1].Start.Known() || len(s.Warnings) != 0 {
		t.Errorf("%+v, %+v", m.events, s.Warnings)
	}
}

// TestCertificateOverThreeMonths counts from the date of a certificate whose first
// day is not told, and from the last day of a month.
func TestCertificateOverThreeMonths(t *testing.T) {
	t.Parallel()
	for cells, long := range map[string]bool{
		"01/03/2026;;01/06/2026":           false,
		"01/03/2026;;02/06/2026":           true,
		"15/02/2026;01/03/2026;02/06/2026": true,
		"15/02/2026;01/03/2026;01/06/2026": false,
		"03/2026;;30/06/2026":              false,
		"03/2026;;01/07/2026":              true,
	} {
		m := &memory{}
		s := take(t, options(t, m, testKeys(t)), "référence;département;évènement;date;début;fin\nA;93;dépôt;01/02/2026;;\nA;93;API;"+cells+"\n")
		told := len(s.Warnings) == 1 && s.Warnings[0].Problem == WarningCertificateLong
		if len(m.events) != 2 || told != long || !long && len(s.Warnings) != 0 {
			t.Errorf("%s: %d events, %+v", cells, len(m.events), s.Warnings)
		}
	}
}

// TestAppointmentAlone keeps the appointment of which nobody noted when it was
// asked for, in either shape, without giving the request its date.
func TestAppointmentAlone(t *testing.T) {
	t.Parallel()
	for _, file := range []string{
		"référence;département;date de dépôt;Date RDV PAN\nA;93;01/02/2026;15/04/2026\n",
		"référence;département;évènement;date;fin\nA;93;dépôt;01/02/2026;\nA;93;contact PAN;;15/04/2026\n",
	} {
		m := &memory{}
		s := take(t, options(t, m, testKeys(t)), file)
		if len(m.events) != 2 || s.RefusedRows != 0 || len(s.Warnings) != 1 || s.Warnings[0].Problem != WarningAppointment {
			t.Errorf("%s: %+v", file, s)
			continue
		}
		if e := m.events[1]; e.Event != observatory.EventPANContact || e.Date.Known() || e.End.String() != "2026-04-15" {
			t.Errorf("%s: %+v", file, e)
		}
	}
}

// TestUntilIsNoBeginning reads « jusqu'au » in a column of last days alone.
func TestUntilIsNoBeginning(t *testing.T) {
	t.Parallel()
	s, err := check(t, "référence;département;date de dépôt;API début\nA;93;01/02/2026;jusqu'au 12/05/2026\n")
	if err != nil || len(s.Refused) != 1 || s.Refused[0].Problem != ProblemDateUnreadable {
		t.Errorf("%+v, %v", s, err)
	}
}
