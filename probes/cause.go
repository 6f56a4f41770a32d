package probes

// Codes of the causes that the runner itself finds. A journey adds its own in
// its endings, such as no_slot, disabled or door_open. An HTTP status gives
// http_NNN, except the walls.
const (
	CauseOverBudget       = "over_budget"       // degraded: a step took longer than its budget
	CauseScriptError      = "js_error"          // degraded: an uncaught error of the page's own scripts
	CauseWall403          = "wall_403"          // blocked
	CauseRate429          = "rate_429"          // blocked
	CauseWallPage         = "wall_page"         // blocked: a page that says so, whatever its status
	CauseCaptchaWall      = "captcha_wall"      // blocked: a captcha that the journey does not know
	CauseTimeout          = "timeout"           // down
	CauseTLS              = "tls_error"         // down
	CauseDNS              = "dns_error"         // down
	CauseConnection       = "connection_failed" // down: refused, reset, unreachable, empty answer
	CauseRedirectLoop     = "redirect_loop"     // down
	CauseMaintenance      = "maintenance_page"  // maintenance
	CauseLandmark         = "landmark_missing"  // drift
	CauseWrongPage        = "wrong_page"        // drift: another host or path
	CauseWrongPrefecture  = "wrong_prefecture"  // drift: another prefecture is named
	CauseLanguage         = "other_language"    // drift: the page is in another language
	CauseUnreadable       = "unreadable"        // drift: what had to be read has another form
	CauseUnclear          = "said_unclear"      // drift: named, and a person must say whether it is enough
	CauseSiteUnread       = "site_unread"       // drift: not found, and parts of the site were not read
	CauseSaidWrong        = "said_wrong"        // unmet: the site says it, against the catalogue
	CauseSaidObsolete     = "said_obsolete"     // unmet: the site says it, and sends to an address no longer in use
	CauseCarrier          = "carrier_down"      // down: the page that shows the service did not come
	CauseCarrierClosed    = "carrier_closed"    // maintenance: of the site whose page shows the service
	CauseBoundary         = "request_refused"   // fault: the journey would have sent something
	CauseRobots           = "robots_disallowed" // fault: robots.txt forbids the path
	CauseRobotsUnknown    = "robots_unknown"    // fault: robots.txt cannot be had, only the first page is opened
	CauseHostStopped      = "host_stopped"      // fault: a person has stopped the visits of the host
	CauseBrowserCrash     = "browser_crash"     // fault
	CauseBrowserHung      = "browser_hung"      // fault: the browser no longer answered
	CauseBrowserMemory    = "browser_memory"    // fault: the browser took more memory than it may
	CauseBrowserStart     = "browser_start"     // fault: no browser could be started
	CauseNoNetwork        = "no_network"        // fault: this machine has no network
	CauseStarved          = "cpu_starved"       // fault: this machine gave the browser no processor time
	CauseClock            = "clock_stepped"     // fault: the clock jumped during the attempt
	CauseDiskFull         = "disk_full"         // fault: no room for the evidence
	CauseNetworkOurs      = "network_ours"      // fault: the control site failed too
	CauseEvidence         = "evidence_not_kept" // fault: the capture could not be written
	CauseUnexpectedFailed = "probe_error"       // fault: the probe itself failed
)
