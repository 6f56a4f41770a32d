package reports

import (
	"path"
	"strings"

	"vigie/internal/evidence"
	"vigie/internal/observatory"
)

// nameStamped names the stamped copy of the picture of each attempt. It is a
// copy to read, beside the picture itself, which alone is evidence.
func (d Dossier) nameStamped(c *content) error {
	for i := range c.entries {
		for j := range c.entries[i].Captures {
			capture := &c.entries[i].Captures[j]
			if capture.Role != "screenshot" {
				continue
			}
			content, err := d.Files.Read(capture.Hash)
			if err != nil {
				return err
			}
			if evidence.Stampable(content) {
				capture.Stamped = strings.TrimSuffix(capture.Name, path.Ext(capture.Name)) + "-tamponnee.png"
			}
		}
	}
	return nil
}

// addStamped adds the stamped copy of a picture, if it has one.
func (d Dossier) addStamped(b *bag, a *observatory.Attempt, capture capture) error {
	if capture.Stamped == "" {
		return nil
	}
	picture, err := d.Files.Read(capture.Hash)
	if err != nil {
		return err
	}
	copied, err := evidence.StampOf(a, capture.Hash).Draw(picture)
	if err != nil {
		return err
	}
	return b.add(capture.Stamped, copied)
}
