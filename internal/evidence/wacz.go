package evidence

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"io"
	"path"
	"strings"
	"time"
)

// fileLimit bounds a file read whole into an archive.
const fileLimit = 256 << 20

// resource is a file of a WACZ as its datapackage.json lists it.
type resource struct {
	Name  string `json:"name"`
	Path  string `json:"path"`
	Hash  string `json:"hash"`
	Bytes int    `json:"bytes"`
}

type waczFile struct {
	path    string
	content []byte
}

// WriteWACZ writes the attempt as WACZ 1.1.1: the archive of WriteWARC, its
// index, its pages and the journal, stored without compression. Errors are
// those of WriteWARC.
func (c *Capture) WriteWACZ(w io.Writer) error {
	files, err := c.waczFiles()
	if err != nil {
		return err
	}
	var resources []resource
	for _, f := range files {
		resources = append(resources, resource{Name: strings.ToLower(path.Base(f.path)), Path: f.path, Hash: digest(f.content), Bytes: len(f.content)})
	}
	manifest, err := c.datapackage(resources)
	if err != nil {
		return err
	}
	seal, err := canonicalJSON(struct {
		Path string `json:"path"`
		Hash string `json:"hash"`
	}{"datapackage.json", digest(manifest)})
	if err != nil {
		return err
	}
	files = append(files, waczFile{"datapackage.json", manifest}, waczFile{"datapackage-digest.json", seal})
	out := zip.NewWriter(w)
	for _, f := range files {
		if err := store(out, f); err != nil {
			return fmt.Errorf("écrire l'archive : %w", err)
		}
	}
	if err := out.Close(); err != nil {
		return fmt.Errorf("écrire l'archive : %w", err)
	}
	return nil
}

func (c *Capture) waczFiles() ([]waczFile, error) {
	var archive bytes.Buffer
	lines, err := c.warc(&archive)
	if err != nil {
		return nil, err
	}
	cdx, idx, err := lines.compressed()
	if err != nil {
		return nil, err
	}
	pages, err := c.pages()
	if err != nil {
		return nil, err
	}
	header, err := c.header()
	if err != nil {
		return nil, err
	}
	return []waczFile{
		{"archive/" + warcName, archive.Bytes()},
		{"indexes/" + cdxName, cdx},
		{"indexes/" + idxName, idx},
		{"pages/pages.jsonl", pages},
		{"vigie/entete.json", header},
		{"vigie/journal.json", c.line},
	}, nil
}

// pages lists the main documents in the form json-pages-1.0.
func (c *Capture) pages() ([]byte, error) {
	w := &warcWriter{capture: c}
	var out bytes.Buffer
	add := func(v any) error {
		line, err := canonicalJSON(v)
		if err != nil {
			return err
		}
		out.Write(append(line, '\n'))
		return nil
	}
	err := add(struct {
		Format string `json:"format"`
		ID     string `json:"id"`
		Title  string `json:"title"`
	}{"json-pages-1.0", "pages", "Pages de la tentative " + c.Journal.Attempt.String()})
	for i, page := range c.Journal.Pages {
		if err != nil {
			return nil, err
		}
		err = add(struct {
			ID    string `json:"id"`
			URL   string `json:"url"`
			TS    string `json:"ts"`
			Title string `json:"title"`
		}{w.pageID(i), page.Address, rfc3339(page.At), page.Address})
	}
	return out.Bytes(), err
}

func (c *Capture) datapackage(resources []resource) ([]byte, error) {
	j := c.Journal
	manifest := struct {
		Profile      string     `json:"profile"`
		WACZVersion  string     `json:"wacz_version"`
		Title        string     `json:"title"`
		Description  string     `json:"description"`
		Created      string     `json:"created"`
		Software     string     `json:"software"`
		MainPageURL  string     `json:"mainPageUrl,omitempty"`
		MainPageDate string     `json:"mainPageDate,omitempty"`
		Simulation   bool       `json:"simulation"`
		Resources    []resource `json:"resources"`
	}{
		Profile: "data-package", WACZVersion: "1.1.1", Title: j.Journey + ", " + j.Target, Description: c.notice(),
		Created: rfc3339(j.EndedAt), Software: j.Software, Simulation: j.Simulation, Resources: resources,
	}
	if j.Simulation {
		manifest.Title = "SIMULATION : " + manifest.Title
	}
	if len(j.Pages) > 0 {
		manifest.MainPageURL, manifest.MainPageDate = j.Pages[0].Address, rfc3339(j.Pages[0].At)
	}
	return canonicalJSON(manifest)
}

func rfc3339(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z07:00") }

// store adds a file as it is, its size and sum written before it: readers need
// not look for where it ends.
func store(out *zip.Writer, f waczFile) error {
	size := uint64(len(f.content))
	w, err := out.CreateRaw(&zip.FileHeader{
		Name: f.path, Method: zip.Store, CRC32: crc32.ChecksumIEEE(f.content), CompressedSize64: size, UncompressedSize64: size,
	})
	if err != nil {
		return err
	}
	_, err = w.Write(f.content)
	return err
}
