package testbed

import (
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"slices"
)

// FormFile is a file that a form sends.
type FormFile struct {
	Field, Name string
	Data        []byte
}

// WriteForm writes a form of multipart/form-data as a browser does, with a file
// when it has one, and gives its media type.
func WriteForm(to io.Writer, values map[string]string, file *FormFile) (media string, err error) {
	w := multipart.NewWriter(to)
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if err := w.WriteField(name, values[name]); err != nil {
			return "", fmt.Errorf("form field %s: %w", name, err)
		}
	}
	if file != nil {
		part, err := w.CreateFormFile(file.Field, file.Name)
		if err == nil {
			_, err = part.Write(file.Data)
		}
		if err != nil {
			return "", fmt.Errorf("form file %s: %w", file.Field, err)
		}
	}
	return w.FormDataContentType(), w.Close()
}
