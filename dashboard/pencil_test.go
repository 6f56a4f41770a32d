package dashboard

import (
	"os"
	"strings"
	"testing"
)

// The small world can be read from the method page, with its answers, and each
// of its files fetched.
func TestThePencilWorldIsPublished(t *testing.T) {
	server, _ := start(t, world(), nil)
	if _, body, _ := get(t, server, "/methodologie"); !strings.Contains(body, `href="`+pencilPath+`"`) {
		t.Error("the method page does not lead to the small world")
	}
	status, body, _ := get(t, server, pencilPath)
	root := parse(t, body)
	if shown := text(root); status != 200 || !strings.Contains(shown, "equality.spread") || strings.Contains(shown, "|---") || len(all(root, "table")) < 5 {
		t.Errorf("status %d, %d tables:\n%s", status, len(all(root, "table")), shown)
	}
	files := 0
	for _, a := range all(root, "a") {
		href, _ := attribute(a, "href")
		name, ok := strings.CutPrefix(href, pencilPath+"/")
		if !ok {
			continue
		}
		files++
		want, err := os.ReadFile("../" + pencilFiles + "/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if status, got, header := get(t, server, href); status != 200 || got != string(want) || !strings.Contains(header.Get("Content-Disposition"), name) {
			t.Errorf("%s: status %d, %d bytes of %d", href, status, len(got), len(want))
		}
	}
	if files < 5 {
		t.Errorf("%d files", files)
	}
	if status, _, _ := get(t, server, pencilPath+"/nulle-part.csv"); status != 404 {
		t.Errorf("a file that is not there: status %d", status)
	}
}
