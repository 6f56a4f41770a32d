package observatory

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// DetailName names a value that only some kinds of event have (domain.md
// section 7). Most events of most files have none: they are kept apart from the
// fields that every event has, so that they cost nothing where they are absent.
type DetailName string

// The details. Unless said otherwise the value is a code of the published
// format; yes and no are those of Tri.
const (
	DetailPrefecture       DetailName = "prefecture"        // situation: id of the competent prefecture or sub-prefecture in the catalogue
	DetailHasNumber        DetailName = "has_number"        // situation: the person has a foreigner number, yes or no
	DetailAsylumPast       DetailName = "asylum_past"       // situation: former asylum seeker, yes or no
	DetailProtectedChild   DetailName = "protected_child"   // situation: child of a protected person, yes or no
	DetailVulnerability    DetailName = "vulnerability"     // situation: codes, joined by JoinCodes
	DetailConstrained      DetailName = "constrained"       // situation: kept from moving by a measure of constraint, yes; see Details.MarshalJSON
	DetailPrescribedBy     DetailName = "prescribed_by"     // filing: who prescribed the channel
	DetailDepositHeld      DetailName = "deposit_held"      // filing: the deposit confirmation is held, yes or no
	DetailDocuments        DetailName = "documents"         // document request: what was asked, codes joined by JoinCodes
	DetailAddressee        DetailName = "addressee"         // certificate request: to whom
	DetailSender           DetailName = "sender"            // closure: agent named, or functional address
	DetailReason           DetailName = "reason"            // closure: reason given (issue 4 section 4)
	DetailRemedyShown      DetailName = "remedy_shown"      // closure: yes or no
	DetailTicket           DetailName = "ticket"            // CCC contact: keyed pseudonym of the ticket, a UUID
	DetailWrittenStatement DetailName = "written_statement" // CCC contact: it wrote that it cannot solve, yes or no
	DetailSlotsShown       DetailName = "slots_shown"       // PAN contact: slots were displayed, yes or no
	DetailOutcome          DetailName = "outcome"           // PAN contact, substitution: what came of the appointment
	DetailAnsweredOn       DetailName = "answered_on"       // day of the answer, ISO 8601
	DetailHour             DetailName = "hour"              // failed attempt: local time, 15:04; Envelope.At is then that instant
	DetailPage             DetailName = "page"              // failed attempt: where
	DetailMessage          DetailName = "message"           // failed attempt: what the screen said
	DetailCourt            DetailName = "court"             // proceedings
	DetailDocket           DetailName = "docket"            // proceedings: keyed pseudonym of the number, a UUID
	DetailExecution        DetailName = "execution"         // proceedings: what was done of what was ordered
	DetailBy               DetailName = "by"                // state attested, alternative asked, disclosure: by whom
	DetailTo               DetailName = "to"                // disclosure: to whom
)

// Detail is one of them.
type Detail struct {
	Name  DetailName
	Value string
}

// Details are those of one event, each name at most once, in the order in which
// the names stand above.
type Details []Detail

// Get gives the value of a name, empty when there is none.
func (d Details) Get(name DetailName) string {
	for _, detail := range d {
		if detail.Name == name {
			return detail.Value
		}
	}
	return ""
}

// Set gives the details with one more; an empty value adds nothing.
func (d Details) Set(name DetailName, value string) Details {
	if value == "" {
		return d
	}
	return append(d, Detail{Name: name, Value: value})
}

// Without gives the details without those of some names.
func (d Details) Without(names ...DetailName) Details {
	return slices.DeleteFunc(slices.Clone(d), func(detail Detail) bool { return slices.Contains(names, detail.Name) })
}

// MarshalJSON writes an object of names and values. It leaves out that a person
// is kept from moving by a measure of constraint: that code never stands in a
// row-level export or a public cut.
func (d Details) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for _, detail := range d.Without(DetailConstrained) {
		if out.Len() > 1 {
			out.WriteByte(',')
		}
		for i, text := range []string{string(detail.Name), detail.Value} {
			quoted, err := json.Marshal(text)
			if err != nil {
				return nil, err
			}
			if i > 0 {
				out.WriteByte(':')
			}
			out.Write(quoted)
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// UnmarshalJSON reads what MarshalJSON writes; the names come in their own
// order.
func (d *Details) UnmarshalJSON(data []byte) error {
	values := map[DetailName]string{}
	if err := json.Unmarshal(data, &values); err != nil {
		return err
	}
	*d = nil
	for _, name := range DetailNames() {
		*d = d.Set(name, values[name])
	}
	return nil
}

// DetailNames lists every name, in order.
func DetailNames() []DetailName {
	return []DetailName{
		DetailPrefecture, DetailHasNumber, DetailAsylumPast, DetailProtectedChild, DetailVulnerability, DetailConstrained,
		DetailPrescribedBy, DetailDepositHeld, DetailDocuments, DetailAddressee, DetailSender, DetailReason,
		DetailRemedyShown, DetailTicket, DetailWrittenStatement, DetailSlotsShown, DetailOutcome, DetailAnsweredOn,
		DetailHour, DetailPage, DetailMessage, DetailCourt, DetailDocket, DetailExecution, DetailBy, DetailTo,
	}
}

const codeSeparator = "+"

// JoinCodes makes one value of several codes: sorted, each once.
func JoinCodes(codes []string) string {
	codes = slices.Clone(codes)
	slices.Sort(codes)
	return strings.Join(slices.Compact(codes), codeSeparator)
}

// SplitCodes gives the codes that JoinCodes made one value of.
func SplitCodes(joined string) []string {
	if joined == "" {
		return nil
	}
	return strings.Split(joined, codeSeparator)
}
