package collectors

import (
	"embed"
	"fmt"
	"path"
	"strings"

	"vigie/internal/observatory"
)

// mappingFiles are the mappings that Vigie ships, for the exports of survey
// tools whose forms ask the questions of the published format.
//
//go:embed mappings/*.yaml
var mappingFiles embed.FS

// ShippedMapping gives the text of a mapping that Vigie ships, or
// observatory.ErrNotFound.
func ShippedMapping(name string) ([]byte, error) {
	data, err := mappingFiles.ReadFile("mappings/" + name + ".yaml")
	if err != nil || strings.Contains(name, "/") {
		return nil, fmt.Errorf("correspondance %s : %w", name, observatory.ErrNotFound)
	}
	return data, nil
}

// ShippedMappings lists the mappings that Vigie ships.
func ShippedMappings() []string {
	entries, err := mappingFiles.ReadDir("mappings")
	if err != nil {
		return nil // the folder is in the program
	}
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), path.Ext(e.Name())))
	}
	return names
}
