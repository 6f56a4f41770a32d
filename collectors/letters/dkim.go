package letters

import (
	"bytes"
	"errors"
	"net"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-msgauth/dkim"

	"vigie/internal/observatory"
)

// maxSignatures bounds how many signatures of one mail are checked.
const maxSignatures = 8

// Signature is what the DKIM signatures of a mail prove (RFC 6376), with the
// DNS answers that show it: domains change their keys, and the answer of the
// day is the proof. A mail that was forwarded in its body has none of its own.
type Signature struct {
	State   observatory.MailSignature `json:"state"`
	Domain  string                    `json:"domain,omitempty"` // whose signature holds, the first
	Checks  []SignatureCheck          `json:"checks,omitempty"`
	Answers []KeyAnswer               `json:"answers,omitempty"`
}

// SignatureCheck is one signature of a mail.
type SignatureCheck struct {
	Domain string    `json:"domain"`
	Signed time.Time `json:"signed,omitzero"`
	Fault  string    `json:"fault,omitempty"`
}

// KeyAnswer is what the DNS said of one key.
type KeyAnswer struct {
	Name    string    `json:"name"`
	Records []string  `json:"records,omitempty"`
	Fault   string    `json:"fault,omitempty"`
	At      time.Time `json:"at"` // UTC
}

// Lookup asks the DNS for the TXT records of a name.
type Lookup func(name string) ([]string, error)

// CheckSignature checks the signatures of a mail as it came.
func CheckSignature(raw []byte, lookup Lookup, now func() time.Time) Signature {
	if raw == nil {
		return Signature{State: observatory.SignatureNone}
	}
	var s Signature
	var unanswered []string
	asked := func(name string) ([]string, error) {
		answer := KeyAnswer{Name: name, At: now().UTC().Truncate(time.Second)}
		records, err := lookup(name)
		if answer.Records = records; err != nil {
			answer.Fault = lookupFault(err)
			if at, ok := errors.AsType[*net.DNSError](err); !ok || !at.IsNotFound {
				unanswered = append(unanswered, name)
			}
		}
		s.Answers = append(s.Answers, answer)
		return records, err
	}
	checks, err := dkim.VerifyWithOptions(bytes.NewReader(crlf(raw)), &dkim.VerifyOptions{LookupTXT: asked, MaxVerifications: maxSignatures})
	if err != nil && !errors.Is(err, dkim.ErrTooManySignatures) {
		s.State = observatory.SignatureUnknown
		return s
	}
	s.State = observatory.SignatureNone
	for _, check := range checks {
		out := SignatureCheck{Domain: strings.ToLower(check.Domain), Signed: check.Time.UTC()}
		state := observatory.SignatureHolds
		if check.Err != nil {
			out.Fault, state = check.Err.Error(), observatory.SignatureFails
			unasked := func(name string) bool { return strings.HasSuffix(strings.ToLower(name), "._domainkey."+out.Domain) }
			if dkim.IsTempFail(check.Err) || slices.ContainsFunc(unanswered, unasked) {
				state = observatory.SignatureUnknown
			}
		}
		if better(state, s.State) {
			s.State = state
			if state == observatory.SignatureHolds {
				s.Domain = out.Domain
			}
		}
		s.Checks = append(s.Checks, out)
	}
	return s
}

// better orders what signatures prove: one that holds is enough.
func better(a, b observatory.MailSignature) bool {
	rank := map[observatory.MailSignature]int{observatory.SignatureNone: 0, observatory.SignatureFails: 1, observatory.SignatureUnknown: 2, observatory.SignatureHolds: 3}
	return rank[a] > rank[b]
}

func lookupFault(err error) string {
	if at, ok := errors.AsType[*net.DNSError](err); ok {
		return at.Err
	}
	return "no answer"
}

// crlf gives a mail the line ends of RFC 5322, which signatures cover; files
// saved by mail programs often have others.
func crlf(raw []byte) []byte {
	if bytes.Contains(raw, []byte("\r\n")) {
		return raw
	}
	return bytes.ReplaceAll(raw, []byte("\n"), []byte("\r\n"))
}
