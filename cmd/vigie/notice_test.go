package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// noticeFolder is a folder of synthetic messages: two that say the same to two
// persons, one that says something else, one that cannot be read.
func noticeFolder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	closure := func(who, number string) string {
		return "Bonjour " + who + ",\n\nVotre demande n° " + number + " a été clôturée par la préfecture du Rhône car le dossier est incomplet. Vous pouvez déposer une nouvelle demande complète.\n"
	}
	for name, text := range map[string]string{
		"1.txt": closure("Madame Awa DIOP", "6900000000000000017"),
		"2.eml": "From: ANEF <ne-pas-repondre@interieur.exemple>\nSubject: x\nContent-Type: text/plain; charset=utf-8\n\n" + closure("Monsieur Ali BENALI", "6900000000000000044"),
		"3.txt": "Merci de nous transmettre votre acte de naissance sous quinze jours.\n",
		"4.txt": "a\x00b",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func jsonLines(t *testing.T, out string) []map[string]any {
	t.Helper()
	var all []map[string]any
	for line := range strings.Lines(out) {
		var object map[string]any
		if err := json.Unmarshal([]byte(line), &object); err != nil {
			t.Fatalf("%v in %q", err, line)
		}
		all = append(all, object)
	}
	return all
}

// TestNoticeRead: one line a message, the unreadable one told in its place,
// the spans to the letter, and a failure at the end.
func TestNoticeRead(t *testing.T) {
	t.Parallel()
	dir := noticeFolder(t)
	out, _, code := vigie(t, "notice", "read", dir, "--json")
	lines := jsonLines(t, out)
	if code != exitInput || len(lines) != 4 || lines[3]["error"] == nil {
		t.Fatalf("code %d, %d lines: %s", code, len(lines), out)
	}
	for i, want := range []string{"closure", "closure", "document_request"} {
		if lines[i]["kind"] != want || lines[i]["rules"] == "" {
			t.Errorf("line %d: %v, want %s", i, lines[i]["kind"], want)
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, "1.txt"))
	if err != nil {
		t.Fatal(err)
	}
	spans, _ := lines[0]["spans"].([]any)
	if len(spans) == 0 {
		t.Fatal("no span")
	}
	for _, s := range spans {
		span, _ := s.(map[string]any)
		start, end := int(span["start"].(float64)), int(span["end"].(float64))
		if string(raw[start:end]) != span["text"] {
			t.Errorf("span %v is not the text at %d to %d", span["text"], start, end)
		}
	}
	criteria, _ := lines[0]["criteria"].(map[string]any)
	if len(criteria) != 7 || criteria["reason_stated"] != false {
		t.Errorf("criteria %v", criteria)
	}
	out, _, _ = vigie(t, "notice", "clusters", dir, "--json")
	lines = jsonLines(t, out)
	if len(lines) != 4 || lines[0]["cluster"] == nil || lines[0]["cluster"] != lines[1]["cluster"] || lines[2]["cluster"] != nil || lines[0]["others"] != 1.0 {
		t.Errorf("clusters: %s", out)
	}
	if where, _ := lines[0]["where"].(map[string]any); where["69"] != 2.0 {
		t.Errorf("where: %v", where)
	}
}

// TestNoticeReadTellsItsMeans: whether a rule or the weights of words decided, in
// plain words and on the JSON line; of a message that ends nothing, of its kind alone.
func TestNoticeReadTellsItsMeans(t *testing.T) {
	t.Parallel()
	for _, message := range []struct {
		text  string
		words []string
		kind  string
		of    any
	}{
		{
			"irrecevable : vous avez coché mineur représenté mais la signataire est votre tante et elle n'a aucune délégation d'autorité parentale. Dossier clos.",
			[]string{"clôture, motif : irrecevable", "lecture du genre par une règle", "lecture du motif par le poids des mots"},
			"rule", "weights",
		},
		{
			"La date de naissance saisie (02/03/1994) ne correspond pas à celle du passeport (03/02/1994). Merci de refaire une demande.",
			[]string{"lecture du genre par le poids des mots", "lecture du motif par une règle"},
			"weights", "rule",
		},
		{
			"Votre demande a été clôturée par l'administration.",
			[]string{"motif : aucun motif", "lecture du motif par défaut, faute d’une règle ou de mots qui en décident"},
			"rule", "default",
		},
		{"Merci de nous transmettre votre acte de naissance sous quinze jours.", []string{"demande de pièces", "lecture du genre par une règle"}, "rule", nil},
	} {
		file := write(t, "message.txt", message.text)
		out, errOut, code := vigie(t, "notice", "read", file)
		if code != 0 {
			t.Fatal(errOut)
		}
		out = strings.Join(strings.Fields(out), " ")
		for _, want := range message.words {
			if !strings.Contains(out, want) {
				t.Errorf("%q is lacking: %s", want, out)
			}
		}
		if message.of == nil && strings.Contains(out, "lecture du motif") {
			t.Errorf("a reason that nobody looks for: %s", out)
		}
		out, _, _ = vigie(t, "notice", "read", file, "--json")
		if means, _ := jsonLines(t, out)[0]["means"].(map[string]any); means["kind"] != message.kind || means["reason"] != message.of {
			t.Errorf("means %v, want %s and %v", means, message.kind, message.of)
		}
	}
}

// TestCollectMail: messages are taken once, told apart from those already
// known, and nothing of their text lies outside the vault's seals.
func TestCollectMail(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	keepEngine(t, config)
	if _, errOut, code := vigie(t, "migrate", "--config", config); code != 0 {
		t.Fatal(errOut)
	}
	dir := noticeFolder(t)
	if err := os.Remove(filepath.Join(dir, "4.txt")); err != nil {
		t.Fatal(err)
	}
	taken := func() (messages, taken, same, known float64) {
		out, errOut, code := vigie(t, "collect", "mail", dir, "--config", config, "--json")
		if code != 0 {
			t.Fatal(errOut)
		}
		for _, line := range jsonLines(t, out) {
			messages, taken = messages+line["messages"].(float64), taken+line["taken"].(float64)
			same, known = same+line["same"].(float64), known+line["duplicates"].(float64)
		}
		return messages, taken, same, known
	}
	if messages, took, same, known := taken(); messages != 3 || took != 3 || same != 1 || known != 0 {
		t.Errorf("first time: %v messages, %v taken, %v the same as one before, %v known", messages, took, same, known)
	}
	if messages, took, _, known := taken(); messages != 3 || took != 0 || known != 3 {
		t.Errorf("second time: %v messages, %v taken, %v known", messages, took, known)
	}
}

// TestMessageOfTwoWays: a message is there once, whether it came as a file, with
// other ends of lines, or in a mailbox among others.
func TestMessageOfTwoWays(t *testing.T) {
	t.Parallel()
	config := prepare(t)
	keepEngine(t, config)
	if _, errOut, code := vigie(t, "migrate", "--config", config); code != 0 {
		t.Fatal(errOut)
	}
	mail := func(id string) string {
		head := "From: ANEF <ne-pas-repondre@interieur.exemple>\nTo: a@exemple.org\nDate: Mon, 03 Mar 2025 08:00:00 +0100\nSubject: x\n"
		if id != "" {
			head += "Message-ID: <" + id + "@interieur.exemple>\n"
		}
		return head + "Content-Type: text/plain; charset=utf-8\n\nVotre demande a été clôturée, votre dossier est incomplet.\n"
	}
	crlf := func(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }
	dir := t.TempDir()
	for name, text := range map[string]string{
		"1.eml": mail("un"), "2.eml": crlf(mail("un")), "3.mbox": "From a\n" + mail("un") + "\nFrom a\nX-Mozilla-Status: 0001\n" + mail("un") + "\nFrom a\n" + mail("deux") + "\n",
		"4.eml": mail(""), "5.eml": crlf(mail("")), "6.mbox": "From a\n" + mail("") + "\nFrom a\n" + mail("trois"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	out, errOut, code := vigie(t, "collect", "mail", dir, "--config", config, "--json")
	if code != 0 {
		t.Fatal(errOut)
	}
	messages, taken := 0.0, 0.0
	for _, line := range jsonLines(t, out) {
		messages, taken = messages+line["messages"].(float64), taken+line["taken"].(float64)
	}
	if messages != 9 || taken != 4 {
		t.Errorf("%v messages, %v taken, want 9 and the 4 that differ:\n%s", messages, taken, out)
	}
}
