package probes

import (
	"context"

	cdpbrowser "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
)

// denyReports keeps the browser from sending, on a page's word, reports of its own
// (Reporting API, network errors): no tab can pause those. Chromium sends them where
// a site may send in the background; chromium-headless-shell lets none, a full one all.
func denyReports(tab context.Context) error {
	_, err := chromedp.CallBrowser(tab, cdpbrowser.SetPermission, cdpbrowser.SetPermissionParams{
		Permission:       &cdpbrowser.PermissionDescriptor{Name: "background-sync"},
		Setting:          cdpbrowser.PermissionSettingDenied,
		BrowserContextID: chromedp.FromContext(tab).BrowserContextID,
	})
	return err
}
