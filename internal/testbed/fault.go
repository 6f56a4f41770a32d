package testbed

import "slices"

// Fault is a way in which the double behaves.
type Fault string

// The faults. Slots is the healthy state.
const (
	Slots          Fault = "slots"            // appointments are shown
	NoSlot         Fault = "no_slot"          // the page says that there is none
	Disabled       Fault = "disabled"         // the page says that the service is closed
	Moved          Fault = "moved"            // the address sends to another site
	Captcha        Fault = "captcha"          // a captcha before the first page, that visitors do not get
	CaptchaDown    Fault = "captcha_down"     // the State's captcha service fails
	Wall403        Fault = "wall_403"         // the robot is refused
	WallPage       Fault = "wall_page"        // the robot is refused by a page with status 200
	Rate429        Fault = "rate_429"         // too many visits
	BadGateway     Fault = "http_502"         // server error
	NotFound       Fault = "http_404"         // the address does not exist
	Slow           Fault = "slow"             // the answer comes late
	Hung           Fault = "hung"             // the answer never comes
	Maintenance    Fault = "maintenance"      // a maintenance page, status 200
	Maintenance503 Fault = "maintenance_503"  // a maintenance page, status 503
	Banner         Fault = "banner"           // a healthy page with a banner announcing a maintenance
	LayoutBanner   Fault = "layout_banner"    // a changed page with such a banner
	WrongPlace     Fault = "wrong_prefecture" // another prefecture's page
	Layout         Fault = "layout"           // the landmarks are gone
	SlotsLayout    Fault = "slots_layout"     // those of the slot page are gone, the no-slot text too
	Contradiction  Fault = "contradiction"    // both signs at once
	ScriptError    Fault = "js_error"         // an uncaught error of a script
	Posts          Fault = "posts"            // the page sends something by itself
	TLSError       Fault = "tls_error"        // a certificate that is not valid
)

// The faults that only the double of the portal has.
const (
	English         Fault = "english"          // the interface is in English
	RedirectLoop    Fault = "redirect_loop"    // the address sends back to itself without end
	AppBlank        Fault = "app_blank"        // the shell is served, the application never shows
	AppMaintenance  Fault = "app_maintenance"  // the application says that its service is down
	OldApp          Fault = "old_app"          // the application of before June 2026, at its address
	SignOnDown      Fault = "sign_on_down"     // the sign-on page fails
	ResetDown       Fault = "reset_down"       // the page of the forgotten password fails
	NoFranceConnect Fault = "no_franceconnect" // the sign-on page has no FranceConnect button
	WaysOffered     Fault = "ways_offered"     // account creation has a way for every situation of letter B
	WebSocket       Fault = "websocket"        // the page opens a WebSocket by itself
)

// The faults of the signed-in space of the portal, which in its healthy state
// offers everything that the letter asks for.
const (
	NoCorrection    Fault = "no_correction"           // a personal datum cannot be corrected
	NoAddressChange Fault = "no_address_change"       // nor the address while an application is open
	NoDocumentAdded Fault = "no_document_added"       // no document can be added after filing
	NoErrorReport   Fault = "no_error_report"         // no error can be reported
	NoRenewal       Fault = "no_certificate_renewal"  // the certificate cannot be renewed there
	FewChoices      Fault = "few_choices"             // the form has none of the choices of measure 3
	TitleKept       Fault = "title_not_returned"      // filing is refused: the earlier title is not recorded as handed over
	TitleKeptHelp   Fault = "title_not_returned_help" // the same screen offers the substitution
	OneAtATime      Fault = "one_at_a_time"           // a second application is refused
	LowLimit        Fault = "upload_low_limit"        // a file of 9.9 MB is too big
	NoLimit         Fault = "upload_no_limit"         // big files, and several in a field, are taken
	UploadSends     Fault = "upload_sends"            // a chosen file is sent at once
	SpaceDown       Fault = "space_down"              // the portal fails behind the application
	SpaceLayout     Fault = "space_layout"            // the landmarks of the signed-in space are gone
)

// Faults lists every fault, healthy state first.
func Faults() []Fault {
	return append([]Fault{
		Slots, NoSlot, Disabled, Moved, Captcha, CaptchaDown, Wall403, WallPage, Rate429, BadGateway, NotFound,
		Slow, Hung, Maintenance, Maintenance503, Banner, LayoutBanner, WrongPlace, Layout, SlotsLayout,
		Contradiction, ScriptError, Posts, TLSError, English, RedirectLoop, AppBlank, AppMaintenance, OldApp,
		SignOnDown, ResetDown, NoFranceConnect, WaysOffered, WebSocket, NoCorrection, NoAddressChange, NoDocumentAdded, NoErrorReport, NoRenewal, FewChoices,
		TitleKept, TitleKeptHelp, OneAtATime, LowLimit, NoLimit, UploadSends, SpaceDown, SpaceLayout,
	}, append(PublicFaults(), AccessFaults()...)...)
}

// Valid reports whether f is a known fault.
func (f Fault) Valid() bool { return slices.Contains(Faults(), f) }
