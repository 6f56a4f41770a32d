package main

import (
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"vigie/collectors"
	"vigie/internal/access"
)

// testFormsHoldEveryField: what can be told of an event by a file can be told by the
// form of one of its kinds, each field and each word of its lists.
func testFormsHoldEveryField(t *testing.T, open *counter) {
	claire := open.as(t, "formulaires", access.Contributor, "asso")
	link := regexp.MustCompile(`href="(/signaler/evenement\?genre=[^"]+)"`)
	named := regexp.MustCompile(`name="([^"]+)"`)
	chosen := regexp.MustCompile(`<option value="([^"]+)"`)
	fields, words, pages := map[string]bool{}, map[string]bool{}, map[string]string{}
	for _, found := range link.FindAllStringSubmatch(claire.page(t, "/signaler/evenement"), -1) {
		address := html.UnescapeString(found[1])
		page := html.UnescapeString(claire.page(t, address))
		kind, err := url.QueryUnescape(strings.TrimPrefix(address, "/signaler/evenement?genre="))
		if err != nil {
			t.Fatal(err)
		}
		pages[kind] = page
		for _, name := range named.FindAllStringSubmatch(page, -1) {
			fields[name[1]] = true
		}
		for _, word := range chosen.FindAllStringSubmatch(page, -1) {
			words[word[1]] = true
		}
	}
	var schema struct {
		Fields []struct {
			Name        string
			Constraints struct{ Enum []string }
		}
	}
	text, err := collectors.SchemaJSON(collectors.ShapeEvents)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &schema); err != nil {
		t.Fatal(err)
	}
	elsewhere := []string{"association", "capture"} // the account's, and the file that is attached
	for _, field := range schema.Fields {
		if !fields[field.Name] && !slices.Contains(elsewhere, field.Name) {
			t.Errorf("no form of an event asks for %q", field.Name)
		}
		for _, word := range field.Constraints.Enum {
			if field.Name == "évènement" {
				if pages[word] == "" {
					t.Errorf("no form for %q", word)
				}
			} else if !words[word] {
				t.Errorf("no form of an event offers %q of %q", word, field.Name)
			}
		}
	}
	for kind, want := range map[string]string{
		"divulgation de données": `name="reçu par"`, "situation": `name="numéro étranger connu"`, "dépôt": `value="délai de l'article R. 431-5, 2°, tenu"`, "recours": `value="référé-liberté"`,
	} {
		if !strings.Contains(pages[kind], want) || strings.Contains(pages[kind], `value="emploi perdu"`) {
			t.Errorf("the form of %q lacks %s, or offers what goes with another kind", kind, want)
		}
	}
}
