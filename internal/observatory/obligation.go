package observatory

// Obligation is a duty of the State that Vigie holds the facts against.
type Obligation struct {
	ID         string   `json:"id"`
	Title      string   `json:"title"` // French, in our words
	Text       string   `json:"text"`  // French, in our words
	Source     string   `json:"source"`
	Date       Date     `json:"date"`     // date of the text
	Deadline   Date     `json:"deadline"` // unknown when none
	Status     Status   `json:"status"`
	Scope      string   `json:"scope"` // national, prefecture, person
	Proof      string   `json:"proof"` // probe, page, case
	Indicators []string `json:"indicators"`
}
