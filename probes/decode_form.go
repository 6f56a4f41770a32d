package probes

import (
	"maps"

	"go.yaml.in/yaml/v4"
)

func (d *decoder) fillFields(f *Fill) map[string]field {
	fields := d.locatorFields(&f.Locator)
	fields["value"] = d.text(&f.Value)
	return fields
}

func (d *decoder) fill(into **Fill) field {
	return field{schema: ref("fill"), read: func(node *yaml.Node, path string) {
		*into = new(Fill)
		if d.whole(node, path, d.fillFields(*into)) && ((*into).empty() || (*into).Value == "") {
			d.problem(node, path, "saisie incomplète", "Donnez role et text, ou css, et value (le texte à saisir).")
		}
	}}
}

func (d *decoder) chooseFields(c *Choose) map[string]field {
	fields := d.locatorFields(&c.Locator)
	fields["option"] = d.text(&c.Option)
	return fields
}

func (d *decoder) choose(into **Choose) field {
	return field{schema: ref("choose"), read: func(node *yaml.Node, path string) {
		*into = new(Choose)
		if d.whole(node, path, d.chooseFields(*into)) && (*into).empty() {
			d.problem(node, path, "rien à choisir", "Donnez role et text, ou css, et pour une liste option (le texte du choix).")
		}
	}}
}

func (d *decoder) uploadFields(u *Upload) map[string]field {
	fields := d.locatorFields(&u.Locator)
	maps.Copy(fields, map[string]field{"name": d.text(&u.Name), "bytes": d.number(&u.Bytes, 1, maxUpload), "files": d.number(&u.Files, 1, maxFiles)})
	return fields
}

func (d *decoder) upload(into **Upload) field {
	return field{schema: ref("upload"), read: func(node *yaml.Node, path string) {
		u := new(Upload)
		*into = u
		if d.whole(node, path, d.uploadFields(u)) && (u.empty() || !fileName.MatchString(u.Name) || u.Bytes == 0) {
			d.problem(node, path, "dépôt incomplet", "Donnez css, name (tel que piece.pdf) et bytes (la taille en octets).")
		}
	}}
}
