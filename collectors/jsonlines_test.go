package collectors

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"vigie/internal/observatory"
)

// goodLine is a line of NDJSON that says two facts of a case.
func goodLine(reference string) string {
	return fmt.Sprintf(`{"référence":%q,"département":"93","date de dépôt":"2026-01-05","date de clôture":"2026-03-05"}`, reference)
}

// deepObject nests deeper than is read.
func deepObject() string {
	return `{"a":` + strings.Repeat(`{"a":`, maxJSONDepth) + "1" + strings.Repeat("}", maxJSONDepth) + "}"
}

// brokenLines are lines that cannot be read, with the field and the problem told.
func brokenLines() map[string]struct{ line, want string } {
	return map[string]struct{ line, want string }{
		"cut within a text":         {`{"référence":"Essai Kanari","départ`, " line_unreadable"},
		"cut behind a sign":         {`{"référence":"Essai Kanari",`, " line_unreadable"},
		"no JSON":                   {`Essai;Kanari`, " line_unreadable"},
		"two objects":               {goodLine("Essai Kanari") + goodLine("B"), " line_unreadable"},
		"a list":                    {`["Essai Kanari"]`, " line_unreadable"},
		"a number":                  {`12`, " line_unreadable"},
		"zeros":                     {"\x00", " line_unreadable"},
		"too deep":                  {deepObject(), " object_too_deep"},
		"a list in a list":          {`{"référence":["Essai Kanari",["C"]]}`, " list_in_list"},
		"lists of objects":          {`{"a":[{"référence":"Essai Kanari","b":[{"c":1}]}]}`, " list_in_list"},
		"a field twice":             {`{"référence":"Essai Kanari","département":"93","date de dépôt":"2026-01-05","référence":"C"}`, "référence field_twice"},
		"a field twice, by a path":  {`{"référence":"Essai Kanari","API":{"fin":"2026-04-30"},"API/fin":"2026-05-30"}`, "API/fin field_twice"},
		"a field of theirs twice":   {`{"référence":"B","Zorbekanari":"1","Zorbekanari":"2"}`, " field_twice"},
		"no UTF-8":                  {"{\"référence\":\"Essai Kanar\xef\",\"département\":\"93\",\"date de dépôt\":\"2026-01-05\"}", " line_not_utf8"},
		"more than a row may hold":  {`{"référence":"B","commentaire":"` + strings.Repeat("x", maxRowBytes) + `"}`, " line_too_long"},
		"many quotes":               {`{"référence":"B","commentaire":"` + strings.Repeat(`\"`, maxRowBytes*2/3) + `"}`, " line_too_long"},
		"more than an object may":   {`{"référence":"` + strings.Repeat("x", 3*maxJSONRecord) + `"}`, " line_too_long"},
		"a line of quotes, cut off": {strings.Repeat(`"`, maxRowBytes), " line_unreadable"},
	}
}

// TestBrokenLines refuses one line of NDJSON that cannot be read, wherever it stands,
// and takes the others; all or nothing then takes nothing.
func TestBrokenLines(t *testing.T) {
	for name, test := range brokenLines() {
		for place := range 3 {
			if place == 0 && !strings.HasPrefix(test.line, "{") || place == 0 && len(test.line) > headSize || strings.HasSuffix(test.line, ",") && place == 0 {
				continue // what a file is, its first line says
			}
			t.Run(fmt.Sprint(name, " ", place), func(t *testing.T) {
				lines := slices.Insert([]string{goodLine("A-1"), goodLine("A-2")}, place, test.line)
				file := strings.Join(lines, "\n")
				m := &memory{}
				o := options(t, m, testKeys(t))
				s := take(t, o, file)
				if s.Format != formatNDJSON || s.Rows != 3 || s.RefusedRows != 1 || s.Events != 4 || s.Cases != 2 || len(s.Refused) != 1 || len(m.rejects) != 1 {
					t.Fatalf("summary: %+v, %d rejects", s, len(m.rejects))
				}
				f, r := s.Refused[0], m.rejects[0]
				if got := f.Column + " " + f.Problem; got != test.want || f.Row != place+1 || f.Value != "" || f.Remedy == "" {
					t.Errorf("refusal: %+v, want %q in line %d", f, test.want, place+1)
				}
				if r.Row != int64(place+1) || r.Column != f.Column || r.Problem != f.Problem {
					t.Errorf("reject: %+v", r)
				}
				if told := fmt.Sprintf("%+v %+v", s, m.rejects); strings.Contains(strings.ToLower(told), "kanar") {
					t.Errorf("a cell is told: %s", told)
				}
				o = options(t, &memory{}, testKeys(t))
				o.AllOrNothing = true
				if _, err := ImportSource(context.Background(), text(file), o); err == nil || !observatory.IsInput(err) || !strings.Contains(err.Error(), "1 ligne(s) à corriger") {
					t.Errorf("all or nothing: %v", err)
				}
			})
		}
	}
}

// TestBrokenLineOfManyRows refuses a line once, however many rows are in it.
func TestBrokenLineOfManyRows(t *testing.T) {
	line := `{"référence":"B","département":"93","référence":"C","évènements":[` + strings.Repeat(`{"évènement":"contact CCC","date":"2026-01-05"},`, 9) + `{"évènement":"contact CCC","date":"2026-01-05"}]}`
	file := goodLine("A-1") + "\n" + line + "\n" + goodLine("A-2")
	if s := take(t, options(t, &memory{}, testKeys(t)), file); s.Rows != 3 || s.RefusedRows != 1 || s.Events != 4 {
		t.Errorf("%d rows, %d refused, %d events", s.Rows, s.RefusedRows, s.Events)
	}
	var out bytes.Buffer
	must(t, ProblemSheet(t.Context(), text(file), options(t, &memory{}, testKeys(t)), &out))
	if told := strings.Count(out.String(), explain(ProblemFieldTwice).message); told != 1 {
		t.Errorf("the sheet gives the line back %d times", told)
	}
}

// TestFieldsSpread refuses a small object that would come to a large memory: the
// fields around a list go into each row of it.
func TestFieldsSpread(t *testing.T) {
	fields, rows := strings.Repeat(`"a":1,`, 3000), strings.Repeat(`{"b":1},`, 2400)
	file := "{" + fields + `"c":[` + rows + `{"b":1}]}`
	if _, err := flatten([]byte(file)); !errors.Is(err, objectFault{problem: ProblemSpread}) {
		t.Errorf("%d bytes: %v", len(file), err)
	}
	if rows, err := flatten([]byte(`{"référence":"A","commentaire":"` + strings.Repeat("x", 20<<10) + `","c":[` + rows + `{"b":1}]}`)); err != nil || len(rows) != 2401 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

// TestBrokenLinesInTheSheet gives back what a refused line holds, behind its problem.
func TestBrokenLinesInTheSheet(t *testing.T) {
	cut := `{"référence":"Essai; ""Kanari","départ`
	file := goodLine("A-1") + "\n" + cut + "\n\n" + `{"référence":"B","référence":"C"}` + "\n" + strings.Repeat("é", maxJSONLine) + "\n" + goodLine("A-2")
	var out bytes.Buffer
	must(t, ProblemSheet(context.Background(), text(file), options(t, &memory{}, testKeys(t)), &out))
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(out.String(), "\ufeff")))
	r.Comma, r.FieldsPerRecord = ';', -1
	rows, err := r.ReadAll()
	must(t, err)
	if len(rows) != 6 {
		t.Fatalf("%d rows: %q", len(rows), rows)
	}
	long := rows[4]
	rows[4] = long[:5]
	want := [][]string{
		{"référence", "département", "date de dépôt", "date de clôture", "problème"},
		{"A-1", "93", "2026-01-05", "2026-03-05", ""},
		{"", "", "", "", "la ligne n'est pas un objet JSON (" + remedyText(remedyLine) + ")", cut},
		{"", "", "", "", "référence : le champ est donné deux fois, avec deux valeurs (" + remedyText(remedyFieldTwice) + ")", `{"référence":"B","référence":"C"}`},
		{"", "", "", "", "la ligne dépasse un mégaoctet (" + remedyText(remedyLineLong) + ")"},
		{"A-2", "93", "2026-01-05", "2026-03-05", ""},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Errorf("sheet (-want +got):\n%s", diff)
	}
	if len(long) != 6 || len(long[5]) < keptOfLine/2 || strings.Trim(long[5], "é") != "" {
		t.Errorf("of the long line: %d cells", len(long))
	}
}

// TestBrokenLineTwice takes a file with such a line twice: once, and its facts under
// any other line number are the same.
func TestBrokenLineTwice(t *testing.T) {
	m := &memory{}
	o := options(t, m, testKeys(t))
	file := goodLine("A-1") + "\n" + `{"référence":` + "\n" + goodLine("A-2") + "\n"
	first := take(t, o, file)
	if first.Events != 4 || m.events[3].Row != 3 || m.events[3].Source != formatNDJSON {
		t.Fatalf("first: %+v", first)
	}
	o.Now = func() time.Time { return testNow.Add(time.Hour) }
	if again := take(t, o, file); !again.AlreadyImported || again.RefusedRows != 1 || len(m.events) != 4 || len(m.rejects) != 1 {
		t.Errorf("again: %+v", again)
	}
	mended := take(t, o, goodLine("A-1")+"\n"+goodLine("A-3")+"\n"+goodLine("A-2")+"\n")
	if mended.Events != 2 || mended.DuplicateEvents != 4 || mended.RefusedRows != 0 || mended.Corrections != 0 {
		t.Errorf("mended: %+v", mended)
	}
}

// TestNoLineReadable refuses a file whole of which no line can be read, and one
// document that is broken.
func TestNoLineReadable(t *testing.T) {
	tests := []struct{ name, file, want string }{
		{"too deep", deepObject() + "\n" + deepObject() + "\n", "fichier NDJSON sans aucune ligne lisible. Ligne 1\u00a0: des objets s'emboîtent"},
		{"cut", `{"référence":"A` + "\n" + `{"référence":"B` + "\n", "illisible"},
		{"an envelope over lines", "{\"lignes\":[\n" + goodLine("A-1") + "\n" + goodLine("A-2") + "\n]}", "illisible après l'objet 1"},
		{"an envelope over more lines", "{\n\"lignes\":\n[\n" + goodLine("A-1") + "\n" + goodLine("A-2") + "\n]}", "illisible après l'objet 1"},
		{"a list over lines", "[\n" + goodLine("A-1") + "\n" + goodLine("A-2") + "\n]", "illisible après l'objet 1"},
		{"two lists", "[" + goodLine("A-1") + "][" + goodLine("A-2") + "]", "après la liste"},
		{"an envelope without its end", `{"lignes":[` + goodLine("A-1") + "]", "tronqué"},
		{"a list behind an envelope", `{"lignes":[` + goodLine("A-1") + "]}[" + goodLine("A-2") + "]", "après la liste"},
		{"two objects over lines", strings.ReplaceAll(goodLine("A-1")+"\n"+goodLine("A-2"), ",", ",\n"), "il reste quelque chose après l'objet"},
		{"no UTF-8", "[" + strings.Replace(goodLine("A-1"), "A-1", "\xe9", 1) + "]", "objet 1 : les textes ne sont pas en UTF-8"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			_, err := CheckSource(context.Background(), text(test.file), options(t, &memory{}, testKeys(t)))
			if err == nil || !observatory.IsInput(err) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error: got %v, want an input error that says %q", err, test.want)
			}
		})
	}
}

// TestLongFirstLine takes the lines below one that is longer than what tells formats.
func TestLongFirstLine(t *testing.T) {
	long := strings.Replace(goodLine("A-1"), "}", `,"commentaire":"`+strings.Repeat("x", headSize)+`"}`, 1)
	s, err := CheckSource(context.Background(), text(long+"\n"+goodLine("A-2")+"\n"), options(t, &memory{}, testKeys(t)))
	if err != nil || s.Format != formatNDJSON || s.Cases != 2 {
		t.Errorf("%v, %+v", err, s)
	}
}

// longLine gives a line that is as long as wanted, in little memory.
type longLine struct{ left int }

func (l *longLine) Read(p []byte) (int, error) {
	n := min(len(p), l.left)
	if l.left -= n; n == 0 {
		return 0, io.EOF
	}
	for i := range p[:n] {
		p[i] = 'x'
	}
	return n, nil
}

// TestLineWithoutEnd holds little of a line, however long.
func TestLineWithoutEnd(t *testing.T) {
	o, err := openObjects(func() (io.ReadCloser, error) {
		return io.NopCloser(io.MultiReader(strings.NewReader(goodLine("A-1")+"\n"), &longLine{left: 128 << 20}, strings.NewReader("\n"+goodLine("A-2")))), nil
	}, formatNDJSON)
	must(t, err)
	for at := 1; at <= 3; at++ {
		_, _, err := o.next()
		if fault, _ := errors.AsType[objectFault](err); (fault.problem == ProblemLineLong) != (at == 2) || at != 2 && err != nil || o.at != at {
			t.Errorf("line %d, told as %d: %v", at, o.at, err)
		}
	}
	if cap(o.text) > 3*maxJSONLine {
		t.Errorf("%d bytes held", cap(o.text))
	}
}
