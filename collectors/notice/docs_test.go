package notice

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

var update = flag.Bool("update", false, "write docs/notices.md anew")

const docsPath = "../../docs/notices.md"

// TestDocs holds docs/notices.md against what the rules say of the synthetic
// notices today.
func TestDocs(t *testing.T) {
	unraced(t)
	text := docs(synthetic(t))
	if *update {
		if err := os.WriteFile(docsPath, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	kept, err := os.ReadFile(docsPath)
	if err != nil {
		t.Fatal(err)
	}
	if string(kept) != text {
		t.Error("docs/notices.md is out of date: go test ./collectors/notice -run TestDocs -update, then read the difference")
	}
}

func docs(all []labelled) string {
	var out strings.Builder
	out.WriteString(`# Reading the messages of the administration

` + "`vigie notice read FILE|DIR|- --json`" + ` prints one line a message: kind, reason, by what means they were found (below), the seven criteria of ` + "`closure.quality`" + ` (true, false or "cannot_tell") and the words that show each. Rules of ` + "`collectors/notice`" + `, version ` + "`" + Version + "`" + `; the mail intake uses the same. What is stored holds offsets, never words.

What ` + "`means`" + ` says of the kind and of the reason (` + "`" + `"means":{"kind":"rule","reason":"weights"}` + "`" + `; without ` + "`--json`" + `, on the page of messages and in ` + "`vigie notice list`" + `: « lecture du genre », « lecture du motif »):

- **rule**: phrases or families of words found it, and stand: the weights of words say the same, too little, or what they may not say. A favourable end is its own reason, by the means that found the kind.
- **weights**: the points of the words decided, because the rules said otherwise or found nothing. The words quoted may then be those of a rule that found the same and was outweighed, or the sentence with the most points. A weight says that words stood in such messages, not why: who relies on such a reading reads the message.
- **default**: neither decided. The kind is then "other", or the reason "none_given": none was found (a category alone, "motif : autre", is none). That is no proof that the message gives none.
- The reason has no means where none was looked for: in what is neither a closure nor a favourable end, but for an answer of the contact centre that tells of an end (rules alone read its reason).

Messages taken in before this was noted have no means.

What the criteria mean:

- **reason_stated**: a reason about this file. "Dossier incomplet" alone is a category, not a reason; so are "irrecevable" and "ne remplit pas les conditions" alone. A favourable end is its own reason.
- **facts_named**: in the sentences that give the reason, a document, a date that is not that of the application, a datum that does not agree, a place (considérations de fait, L. 211-5 CRPA).
- **missing_documents_named**: a document that the person can find, said to be missing, unusable or to be given (L. 114-5 CRPA, R. 431-11 CESEDA). Only where incompleteness, or an unanswered request, is the matter.
- **earlier_request_mentioned**: an earlier request for documents, a reminder, or the lack of an answer to one. A rule stated for all files does not count.
- **legal_basis_cited**: an article, a decree, an agreement on which the decision rests. A code without an article, the article under which the person applied, those of the remedies and the notices on personal data do not count.
- **remedy_shown**: a remedy and its time limit (R. 421-5 CJA). One without the other does not count; where they stand "au verso" or in a document that is not there, cannot tell.
- **sender_identified**: first name, name, capacity and service of the author (L. 212-1 and L. 212-2 CRPA). "Pour le préfet" is not the capacity of who signs; an initial, a first name alone, the person who handles the file, an address of a service do not count. Behind a mask: cannot tell.

"Cannot tell" also stands for "no" where the text was cut, or where the message says that the decision is in another document.

## How well it reads the synthetic notices

The notices are **synthetic**: written for Vigie, one by one, none of them real (` + "`collectors/notice/testdata/synthetic`" + `). Thirty-three writers made them (the numbers 1001 to 1030 are borne twice, in 4-widest.txt and 9-blind-f.txt):

| numbers | written | by whom | what became of them |
|---|---|---|---|
| 1 to 300, 1001 to 1030 | 27 and 28 November 2026 | who wrote the rules | development: every error was looked at and mended |
| 301 to 450 | 28 November | a stranger who had not seen the rules | read once by the rules of that morning (below), then development |
| 501 to 600 | 28 November | a second stranger, who had seen neither rules nor notices | read once by the new rules (below), then its errors were looked at and mended: development |
| 601 to 700 | 28 November | a third stranger, likewise blind | read once by the rules notice-2026-11-28b (below), then, in the afternoon, its errors were looked at and mended: development |
| 701 to 780 | 28 November | a fourth stranger, likewise blind | read once, after the third's, by the same rules, then likewise development |
| 801 to 900 | 28 November | a fifth stranger, likewise blind, asked for wordings that are not the usual ones | read by -28b and -28c (below), then its errors were looked at and mended: development |
| 901 to 1000 | 28 November | a sixth stranger, likewise blind, asked to write as the real senders do | read by -28b, -28c and -28d (below), then its errors were looked at and mended: development |
| 1001 to 1100 (9-blind-f.txt) | 28 November | a seventh stranger, likewise blind | read once by -28d (below), then likewise development |
| 1101 to 1200 (9-blind-g.txt) | 28 November | an eighth stranger, likewise blind | read by -28d to -29 (below), its texts read by nobody who writes rules; weights are learned from its labels since -29b; once, when -28e was nearly done, a run listed by mistake the labels and readings of some thirty of its errors, without their texts, and no rule was made from them |
| 1201 to 1300 (10-blind-h.txt) | 28 November | a ninth stranger, likewise blind, asked for what agents type into the box of a closure: short, hurried, with mistakes | read once by -28e (below), then development |
| 1301 to 1500 (10-blind-i.txt, -j.txt) | 28 November | two more, asked for a caseworker's inbox and for a fair test | read once by -28e, then development |
| 1501 to 1600 (10-blind-k.txt) | 28 November | a twelfth, asked for half of each | read by -28e and by rules half made (below), then development |
| 1601 to 1700 (10-blind-l.txt) | 29 November | a thirteenth, asked for the same half of each | read by -28e and -28f (below), then development |
| 1701 to 1800 (11-blind-m.txt) | 29 November | a fourteenth, a third of them in the manner of agents | read by -28e and -29 (below), its texts read by nobody who writes rules; weights are learned from its labels since -29b |
| 1801 to 2000 (12-blind-n.txt, -o.txt) | 29 November | two more, the second asked to avoid the expressions that first come to mind | **test half**: nobody who writes rules has read a text of it, no weight is learned from it |
| 2001 to 2600 (13-blind-p.txt to -u.txt) | 29 November | six more, each asked for another manner: ends without the word, agents' lines, plain language, closures that look like something else and the other way round, reasons alone, pairs that are hard to tell apart | weights are learned from their labels, their texts read by nobody who writes rules |
| 2601 to 3200 (14-blind-a.txt to -f.txt) | 29 November | six more: the platform, prefectures' letters, the other kinds, telegraphic lines, each reason in other words, what a lawyer is shown | likewise |
| 3201 to 3360, 3501 to 3660 (15-traps.txt, -b.txt) | 29 November | two more: one to three short sentences, 100 of 160 with the words of a closure that ends nothing | likewise |
| 3701 to 3800 (12-blind-v.txt) | 29 November | a last one, asked for the same, in one to four sentences | **test half**, likewise |
| 3401 to 3432 (16-own.txt) | 29 November | who wrote the rules | what weights alone got wrong of the sentences of the tests of rules, said anew |
| 3801 to 4046 (17-fresh.txt) | 30 November | one more, the first 95 before the rules were looked at, in five parts | each part read once (below), then its errors were looked at and mended: development; no weight is learned from them |
| 4101 to 4131 (18-strange.txt) | 30 November | one more, who had not seen the rules when the first 159 of 358 were written | of the 358, those that were misread and could be mended: development; no weight is learned from them |

What a first reading of a stranger's notices gave, before anything was mended for them:

| notices | rules | kind | reason of closures | reason_stated | facts_named | missing_documents | earlier_request | legal_basis | remedy | sender |
|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|
| 301 to 450 | notice-2026-11-27 | 105 of 150 | 47 of 99 | 95 | 94 | 128 | 142 | 144 | 147 | 147 |
| 301 to 450 | notice-2026-11-28 | 118 of 150 | 54 of 99 | 109 | 109 | 134 | 140 | 144 | 147 | 147 |
| 501 to 600 | notice-2026-11-28 | 86 of 100 | 36 of 62 | 75 | 72 | 90 | 96 | 99 | 97 | 95 |
| 501 to 600 | notice-2026-11-28b, half made | 85 of 100 | 42 of 62 | 79 | 79 | 90 | 96 | 99 | 97 | 95 |
| 601 to 700 | notice-2026-11-28 | 89 of 100 | 40 of 63 | 73 | 71 | 95 | 96 | 96 | 97 | 98 |
| 601 to 700 | notice-2026-11-28b | 92 of 100 | 48 of 63 | 84 | 80 | 95 | 95 | 97 | 97 | 98 |
| 701 to 780 | notice-2026-11-28b | 78 of 80 | 46 of 51 | 77 | 75 | 78 | 76 | 79 | 79 | 79 |
| 801 to 900 | notice-2026-11-28b | 73 of 100 | 38 of 64 | 74 | 72 | 90 | 98 | 98 | 99 | 98 |
| 801 to 900 | notice-2026-11-28c | 74 of 100 | 39 of 64 | 75 | 73 | 89 | 98 | 98 | 99 | 98 |
| 901 to 1000 | notice-2026-11-28b | 90 of 100 | 41 of 63 | 80 | 81 | 90 | 90 | 97 | 98 | 97 |
| 901 to 1000 | notice-2026-11-28c | 89 of 100 | 42 of 63 | 81 | 83 | 91 | 90 | 97 | 98 | 97 |
| 901 to 1000 | notice-2026-11-28d | 93 of 100 | 45 of 63 | 82 | 85 | 91 | 90 | 97 | 98 | 97 |
| 1001 to 1100 | notice-2026-11-28d | 95 of 100 | 51 of 62 | 80 | 70 | 93 | 91 | 99 | 100 | 99 |
| 1101 to 1200 | notice-2026-11-28d | 89 of 100 | 49 of 62 | 85 | 75 | 92 | 94 | 99 | 100 | 99 |
| 1101 to 1200 | notice-2026-11-28e | 89 of 100 | 51 of 62 | 84 | 73 | 92 | 95 | 99 | 100 | 99 |
| 1101 to 1200 | notice-2026-11-28f | 91 of 100 | 51 of 62 | 85 | 74 | 94 | 94 | 99 | 100 | 99 |
| 1201 to 1300 | notice-2026-11-28e | 66 of 100 | 29 of 65 | 64 | 72 | 85 | 92 | 99 | 99 | 100 |
| 1301 to 1400 | notice-2026-11-28e | 89 of 100 | 45 of 67 | 85 | 87 | 87 | 88 | 96 | 98 | 99 |
| 1401 to 1500 | notice-2026-11-28e | 83 of 100 | 44 of 64 | 86 | 81 | 82 | 96 | 99 | 98 | 99 |
| 1501 to 1600 | notice-2026-11-28e | 74 of 100 | 30 of 64 | 71 | 77 | 91 | 94 | 97 | 100 | 100 |
| 1501 to 1600 | notice-2026-11-28f, half made | 75 of 100 | 33 of 64 | 73 | 78 | 91 | 93 | 97 | 100 | 100 |
| 1601 to 1700 | notice-2026-11-28e | 83 of 100 | 47 of 66 | 79 | 87 | 87 | 94 | 97 | 97 | 99 |
| 1601 to 1700 | notice-2026-11-28f | 88 of 100 | 56 of 66 | 84 | 88 | 88 | 95 | 97 | 97 | 99 |
| 1701 to 1800 | notice-2026-11-28e | 80 of 100 | 46 of 66 | 83 | 88 | 86 | 94 | 98 | 99 | 100 |
| 1701 to 1800 | notice-2026-11-29 | 85 of 100 | 53 of 66 | 88 | 90 | 86 | 94 | 98 | 99 | 100 |
| 1801 to 1900 | notice-2026-11-29 | 68 of 100 | 35 of 63 | 76 | 80 | 86 | 97 | 99 | 96 | 98 |
| 1901 to 2000 | notice-2026-11-29 | 68 of 100 | 35 of 63 | 76 | 75 | 89 | 94 | 100 | 94 | 97 |
| 2001 to 2600 | notice-2026-11-29 | 446 of 600 | 230 of 355 | 489 | 493 | 543 | 570 | 594 | 576 | 585 |
| 2001 to 2600 | with weights of 1 to 1800 | 504 of 600 | 287 of 355 | 533 | 515 | 557 | 569 | 594 | 576 | 585 |
| 2601 to 3200 | notice-2026-11-29 | 458 of 600 | 240 of 350 | 493 | 507 | 544 | 566 | 588 | 567 | 584 |
| 2601 to 3200 | with weights of 1 to 1800 and 2001 to 2600 | 528 of 600 | 298 of 350 | 536 | 533 | 557 | 563 | 588 | 567 | 584 |
| 3501 to 3660 | notice-2026-11-29 | 85 of 160 | 39 of 60 | 121 | 142 | 147 | 157 | 160 | 159 | 160 |
| 3501 to 3660 | with weights of all before | 109 of 160 | 54 of 60 | 127 | 143 | 150 | 157 | 160 | 159 | 160 |
| 3701 to 3800 | notice-2026-11-29 | 54 of 100 | 28 of 45 | 72 | 83 | 84 | 93 | 98 | 97 | 98 |
| 3701 to 3800 | with weights, before 3501 to 3660 | 78 of 100 | 42 of 45 | 84 | 87 | 90 | 95 | 98 | 97 | 98 |

The fourth line is what the new means gave when only 301 to 450 had been mended; between it and the lines of 601 to 780 by -28b, the errors of 501 to 600 and some 250 sentences that are not kept were looked at. So those rules read three reasons in four to nine in ten right of a stranger's closures, 94 of 114 together: the fourth writer's texts are plainer. Since then 601 to 780 are development too, and the rules notice-2026-11-28c mend their errors: on the next two strangers' this changed next to nothing (81 reasons of 127 read right, 79 before). To mend what one stranger's texts show no longer helps with the next one's. The kind was then the worst: 22 closures in 127 were not seen to end the file. The rules notice-2026-11-28d look for the structure of an end; 801 to 900 became development for them; of the 63 closures of 901 to 1000, then read by nobody, they saw 61.

The rules notice-2026-11-28e widen families of words from the errors of 901 to 1100, and settle three questions on which the strangers agree among themselves: a document that was sent and could not be used makes incomplete_disputed, where nothing else is missing; an application too early or too late is other_ground unless the message calls it inadmissible; "ne remplit pas les conditions" and "motif : autre" alone are no reason. On 901 to 1100 the reasons read right rise from 96 to 124 of 125; on the test half from 49 to 51 of 62, the kind not at all, reason_stated and facts_named fall by one and two. What is mended on one stranger's texts helps little with the next one's: four in five reasons right is what to expect. Six labels of one's own (019, 045, 179, 180, 234, 290) say otherwise on the second and third question; they stand in the tables as errors.

The rules -28e had been made on messages and letters. On what agents type into the box in which the platform asks for the reason of a closure, they read two kinds in three and fewer than half of the reasons right (1201 to 1300, and half of 1501 to 1600). The rules notice-2026-11-28f know the agents' abbreviations (` + "`abbreviations.go`" + `), ends said without naming the file (` + "`terse.go`" + `), and that a message of a few words which gives a reason, and neither asks nor promises anything, is one of a closure, whose end stands on the screen and not in the text (` + "`elimination.go`" + `). To mend the words of 1201 to 1500 helped little with 1501 to 1600 (30 reasons of 64 right before, 33 after), what follows from the length of a message much: on 1601 to 1700, then read by nobody, 47 reasons of 66 before and 56 after. The rules notice-2026-11-29 mend what that stranger's texts showed: on 1701 to 1800, read by nobody, 53 reasons of 66, where the rules of the day before read 46. So four in five reasons right is still what to expect, now of agents' texts too; before, it was fewer than half of those. A list of all the reasons there may be gives none; a survey, a request that has ended and an acknowledgement that "ne préjuge pas de la suite" end no file.

The rules are in two layers. Phrases (` + "`reasons.go`" + `, ` + "`reasons_crossed.go`" + `, ` + "`words.go`" + `) speak strongly and first. Where none does, or where one is a bare category or stands alone against plain evidence, word families decide: ` + "`concepts_words.go`" + ` lists for each idea (a document, a lack, silence, a place, ...) the words in which messages put it, and ` + "`evidence.go`" + ` which ideas, said together in a sentence or in two neighbouring ones, speak for which reason, with a weight of one to three. The weight counts four times in the sentence that ends the file, three times beside it or where a cause is announced, twice elsewhere, not at all in rules stated for all files, in advice and in what is said of remedies; six decide. What ends the file is found in the same way (` + "`endings.go`" + `): a verb or a noun of stopping, removing, refusing, returning, or a denied one of dealing with, of which the file is subject or object or is taken up by a pronoun, and which is neither to come nor only possible. Where nothing says so, a message is still an end when it gives a cause that weighs enough and has the person begin again, go elsewhere or go to court, and neither asks for anything, nor keeps the file open, nor grants or acknowledges (` + "`elimination.go`" + `). A ground that no table names, but which a label ("motif : ...") or a conclusion ("je classe donc") announces, is read as other_ground (` + "`unnamed.go`" + `).

Two strangers more, asked for less usual wordings, showed that the rules were not done: 136 kinds of 200 and 70 reasons of 126. Since -29b **the words of a message are weighed too** (` + "`weights.go`" + `, docs/decisions/2026-11-29-weights-of-words.md): points for each word and each pair of neighbours, learned from the labels of the development half, in two open tables. They stand against the rules for the kind and for the reason; they make a closure only from a large share where the rules found what else a message does, and none where something says that the file goes on. The criteria are answered by rules, but in the light of the kind and of the reason, whoever found these: where words alone found the reason, the sentence that speaks most for it is taken for the one that states it. On the test half (1801 to 2000, 3701 to 3800), which had no part in it but for the choice of the shares from which words count, 190 kinds of 300 by rules alone became 266, and 98 reasons of 171 became 153. So nine in ten right is what to expect of strangers such as these; of sentences written as traps, six kinds in seven.

The notices 3801 to 4046 are five parts of 95, 41, 56, 40 and 36 texts, mails in HTML among them, less 22 of which either the label is open to doubt or the reading is still wrong. The first was written before the rules were looked at: -29c read 86 of 95 kinds and 89 of 95 reasons (none counted as one), 332 of 350 criteria. The second, written after the rules had been seen, it read 39, 38 and 128 of 140; the rules that mend the first 39, 38 and 131. The third was read by rules that mend two (50 and 48 of 56, 199 of 210), the fourth by rules that mend three (34 and 34 of 40, 143 of 154; many traps), the fifth, about the criteria, by rules that mend four (34 and 30 of 36, 189 of 196). So nine in ten is still what to expect. What they taught: whose end is told (a bank's, a court's, a subscription's is not ours), that a service's newest message counts and not the earlier one that it quotes, that a letter in an attachment is there. Learned from too, their words would move the kinds of the test half from 266 to 264, so none is.

The notices 4101 to 4131 are what was mended of the errors in 358 texts of one more writer, mails among them. Of 159 written before any rule was seen, -30 read 155 kinds and 104 of 114 reasons of ends; of 83 harder ones, 76 and 49 of 57. Of 60 written when those were mended, 58 and 41 of 42; of 38 and 18 more, 35 and 21 of 24, 17 and 11 of 12: there, the rules of before and the mended ones read equally many. So what is mended on one text still seldom meets the next one; these notices are plainer than those of the test half. What they taught: an end that is itself undone ends nothing; the name of a bureau is no ground; who is only sent to the contact centre was not written to by it; a counter that closes is no file.

The development half says little: the rules were made on it. What to expect of messages by strangers is what the first readings and the test half say.

Labels of one's own that were wrong by the definitions above and were corrected: 004 (facts_named: a document is named), 240, 270, 290; on 28 November also 010, 038, 086, 111, 171, 172, 228, 230, 1008 (facts_named: the name of a procedure is neither document nor date nor datum nor place), 278 (facts_named: the date on which the title was handed over) and 028 (earlier_request_mentioned cannot be told: the decision is in another document). The strangers of 1201 to 1600 had been asked, by mistake, to label otherwise than those before them in three cases, and these labels were set right once a first count had shown it; the tables count with them: a bare "dossier incomplet" is incomplete and a bare "irrecevable" inadmissible, their reason not stated (1201, 1228, 1324, 1472, 1518); that a certificate was made available is "other" (1204, 1284, 1331, 1421); so is a prefect's decree of refusal (1234, 1312, 1414, 1462, 1513). No other label of the strangers was corrected; where theirs differ among themselves (the third stranger holds that a request for documents states its reason and names its facts, the others do not), the difference stands in the tables as an error.

`)
	for _, half := range []struct {
		title string
		test  bool
	}{{"Development half, the strangers' first notices included", false}, {"Test half, by strangers whose notices nobody read while the rules were written", true}} {
		var part []labelled
		for _, l := range all {
			if l.test == half.test {
				part = append(part, l)
			}
		}
		if len(part) == 0 {
			continue
		}
		fmt.Fprintf(&out, "### %s: %d notices\n\n", half.title, len(part))
		tables(&out, part)
	}
	return strings.TrimRight(out.String(), "\n") + "\n"
}

func tables(out *strings.Builder, part []labelled) {
	kinds, reasons := map[[2]string]int{}, map[[2]string]int{}
	type tally struct{ right, wrong, missed, unsure int }
	criteria := map[observatory.Criterion]*tally{}
	for _, c := range observatory.Criteria() {
		criteria[c] = &tally{}
	}
	for _, l := range part {
		r := reading(l.text)
		kinds[[2]string{string(l.kind), string(r.Kind)}]++
		if l.kind == observatory.NoticeClosure {
			reasons[[2]string{string(l.reason), string(r.Reason)}]++
		}
		for c, t := range criteria {
			switch got, want := r.Criteria[c], l.criteria[c]; {
			case got == want:
				t.right++
			case got == observatory.Yes:
				t.wrong++
			case want == observatory.Yes:
				t.missed++
			default:
				t.unsure++
			}
		}
	}
	confusion(out, "Kind (rows: label, columns: read as)", names(observatory.NoticeKinds()), kinds)
	confusion(out, "Reason of closures", names(observatory.NoticeReasons()), reasons)
	out.WriteString("| criterion | right | said true wrongly | true, missed | false and cannot tell mixed up |\n|---|--:|--:|--:|--:|\n")
	for _, c := range observatory.Criteria() {
		fmt.Fprintf(out, "| %s | %d | %d | %d | %d |\n", c, criteria[c].right, criteria[c].wrong, criteria[c].missed, criteria[c].unsure)
	}
	out.WriteString("\n")
}

func names[S ~string](all []S) []string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = string(s)
	}
	return out
}

// confusion writes a table of labels against readings; a label without a
// notice has no row.
func confusion(out *strings.Builder, title string, labels []string, counts map[[2]string]int) {
	fmt.Fprintf(out, "| %s | %s |\n|---|%s\n", title, strings.Join(labels, " | "), strings.Repeat("--:|", len(labels)))
	for _, want := range labels {
		row, sum := "", 0
		for _, got := range labels {
			n := counts[[2]string{want, got}]
			sum += n
			if n == 0 {
				row += "  |"
				continue
			}
			row += fmt.Sprintf(" %d |", n)
		}
		if sum > 0 {
			fmt.Fprintf(out, "| %s |%s\n", want, row)
		}
	}
	out.WriteString("\n")
}

func BenchmarkRead(b *testing.B) {
	all := synthetic(b)
	bytes := 0
	for _, l := range all {
		bytes += len(l.text)
	}
	b.SetBytes(int64(bytes / len(all)))
	for i := 0; b.Loop(); i++ {
		Read(all[i%len(all)].text)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "notices/s")
}

// TestReadingsAreSound: of every notice, as FuzzRead of some.
func TestReadingsAreSound(t *testing.T) {
	unraced(t)
	for _, l := range synthetic(t) {
		sound(t, l.text, reading(l.text))
		Shingles(l.text)
	}
}

// FuzzRead begins with one notice in twenty: with all of them, their own coverage
// took most of its time. Under the race detector a few are enough for one goroutine.
func FuzzRead(f *testing.F) {
	step := 20
	if testing.Short() {
		step = 100
	}
	for i, l := range synthetic(f) {
		if i%step == 0 {
			f.Add(l.text)
		}
	}
	f.Add("De : a\nObjet : b\n\n> > Votre dossier\n> est clos\ncl\xffturé &eacute; Ã©")
	f.Fuzz(func(t *testing.T, text string) {
		sound(t, text, Read(text))
		Shingles(text)
	})
}

// sound holds a reading against what is true of every one.
func sound(t *testing.T, text string, r Reading) {
	t.Helper()
	for _, s := range r.Spans {
		if s.Start < 0 || s.End > len(text) || s.Start >= s.End || text[s.Start:s.End] != s.Text {
			t.Fatalf("span %+v is not the text to the letter", s)
		}
	}
	if len(r.Criteria) != len(observatory.Criteria()) || r.Kind == "" || r.Reason == "" {
		t.Fatalf("%+v", r)
	}
	soundMeans(t, r)
}
