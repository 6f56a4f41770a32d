package probes

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestBrokenSelectors(t *testing.T) {
	for css, broken := range map[string]bool{
		"": false, "a": false, "#captcha, input[name='a]b']": false, `a[href*="/login/"] > b:not(.x, :has(c))`: false, `.a\.b`: false, ".été-1": false, "rdv-captchetat img": false,
		"a[": true, "###": true, "p:nope(": true, "a)": true, "a[b='c]": true, ".": true, "a, , b": true, "a,": true, "a . b": true, "(]": true,
	} {
		if brokenSelector(css) != broken {
			t.Errorf("%q: broken is %t", css, !broken)
		}
	}
	problems, err := CheckFiles([]File{{"essai.yaml", []byte(strings.Replace(trapJourney, `"#suite"`, `"a["`, 1))}})
	if err != nil || len(problems) != 1 || problems[0].Line != 18 || !strings.Contains(problems[0].Message, "a[") {
		t.Errorf("got %v, %v", problems, err)
	}
}

func TestDoublesAreToldOfCheckedFiles(t *testing.T) {
	shipped, err := embedded.ReadFile("journeys/anef.shell.yaml")
	if err != nil {
		t.Fatal(err)
	}
	group, err := embedded.ReadFile("journeys/group.anef.yaml")
	if err != nil {
		t.Fatal(err)
	}
	changed := append([]byte(nil), shipped...)
	tests := map[string]struct {
		files []File
		want  int
	}{
		"the shipped files":         {[]File{{"a/anef.shell.yaml", shipped}, {"a/group.anef.yaml", group}}, 0},
		"a shipped one, changed":    {[]File{{"a/anef.shell.yaml", append(changed, "\n# autre\n"...)}}, 1},
		"a shipped one, elsewhere":  {[]File{{"a/mien.yaml", shipped}}, 1},
		"one twice":                 {[]File{{"un.yaml", []byte(trapJourney)}, {"deux.yaml", []byte(trapJourney)}}, 1},
		"one of its own, well made": {[]File{{"un.yaml", []byte(trapJourney)}}, 0},
	}
	for name, test := range tests {
		problems, err := CheckFiles(test.files)
		if err != nil || len(problems) != test.want {
			t.Errorf("%s: got %v, %v", name, problems, err)
		}
	}
}

func TestFilesWithAShortEndingAreRead(t *testing.T) {
	journeys, err := LoadJourneys(fstest.MapFS{"essai.yml": {Data: []byte(trapJourney)}})
	if err != nil || len(journeys) != 1 {
		t.Errorf("got %d journeys, %v", len(journeys), err)
	}
}
