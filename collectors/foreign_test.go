package collectors

import (
	"context"
	"strings"
	"testing"

	"vigie/internal/observatory"
)

// TestFilesOfOtherPrograms: each is called what it is, with what its owner can do; to
// unpack a document of Numbers would help nobody.
func TestFilesOfOtherPrograms(t *testing.T) {
	office := func(part string) []byte {
		return zipped(t, map[string]string{"_rels/.rels": "<Relationships/>", "[Content_Types].xml": "<Types/>", part: "x"})
	}
	open := func(kind string) []byte {
		return zipped(t, map[string]string{"META-INF/manifest.xml": "<manifest/>", "content.xml": "<d/>", "mimetype": "application/vnd.oasis.opendocument." + kind})
	}
	for _, test := range []struct {
		name string
		data []byte
		want string
	}{
		{"Numbers", zipped(t, map[string]string{"Index/Document.iwa": "x"}), "« Exporter vers »"},
		{"old Numbers", zipped(t, map[string]string{"Index.zip": "x"}), "« Exporter vers »"},
		{"XLSB", office("xl/workbook.bin"), "binaire (XLSB)"},
		{"Word", office("word/document.xml"), "copiez-en le tableau"},
		{"Writer", open("text"), "copiez-en le tableau"},
		{"PowerPoint", office("ppt/presentation.xml"), "une présentation"},
		{"Impress", open("presentation"), "une présentation"},
		{"a photo", []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00;\n"), "« capture »"},
		{"a picture", []byte("\x89PNG\r\n\x1a\n\x00;\n"), "« capture »"},
		{"RAR", []byte("Rar!\x1a\x07\x00;\n"), "décompressez-la"},
		{"7z", []byte("7z\xbc\xaf\x27\x1c\x00;\n"), "décompressez-la"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := CheckSource(context.Background(), bytesSource(test.data), options(t, &memory{}, testKeys(t)))
			if err == nil || !observatory.IsInput(err) || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error: got %v, want an input error that says %q", err, test.want)
			}
		})
	}
}
