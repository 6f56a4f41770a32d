package collectors

import (
	"context"
	"encoding/json"
	"io"
	"strings"
	"testing"
)

// TestNoIdentityLeaves looks for every identity of the samples in all that an
// import hands on, and in its summary.
func TestNoIdentityLeaves(t *testing.T) {
	for _, name := range []string{"exemple_cas", "exemple_evenements"} {
		t.Run(name, func(t *testing.T) {
			m := &memory{}
			o := options(t, m, testKeys(t))
			summary, err := ImportSource(context.Background(), sample(t, name+".csv"), o)
			if err != nil {
				t.Fatal(err)
			}
			sheet, err := json.Marshal([]any{m.events, m.imports, m.rejects, m.leaves, summary})
			if err != nil {
				t.Fatal(err)
			}
			handed := strings.ToLower(string(sheet))
			for _, secret := range identities(t, name) {
				if strings.Contains(handed, strings.ToLower(secret)) {
					t.Errorf("%q left the collector", secret)
				}
			}
		})
	}
}

// identities lists the identity cells of a sample: references, numbers, names,
// mails, phones and comments.
func identities(t *testing.T, name string) []string {
	t.Helper()
	file, err := sample(t, name+".csv")()
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(file)
	if err != nil {
		t.Fatal(err)
	}
	d, err := sniff(data)
	if err != nil {
		t.Fatal(err)
	}
	v := survey{dialect: d, encoding: encodingWindows}
	if d.bom > 0 {
		v.encoding = encodingBOM
	}
	decoded, err := v.decode(data[d.bom:])
	if err != nil {
		t.Fatal(err)
	}
	scan := scanner{separator: d.separator}
	scan.reset(decoded)
	scan.next()
	v.head = data[d.bom:]
	if err := v.readHead(); err != nil {
		t.Fatal(err)
	}
	l, err := findHeader(&v.heads[0], 0)
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for scan.next() {
		for _, id := range []columnID{colReference, colNumber, colName, colFirstName, colMail, colPhone, colComment} {
			if at := l.position[id]; at >= 0 && len(scan.cells[at]) > 2 {
				found = append(found, string(scan.cells[at]))
			}
		}
	}
	if len(found) < 40 {
		t.Fatalf("only %d identities found", len(found))
	}
	return found
}
