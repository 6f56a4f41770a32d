package privacy

import (
	"archive/tar"
	"bytes"
	"strings"
	"testing"
)

// TestAppendMember: byte for byte what archive/tar writes.
func TestAppendMember(t *testing.T) {
	for _, name := range []string{erasedName, "a", strings.Repeat("0f", 16) + ".0123456789abcdef.age", strings.Repeat("n", headerNameEnd-1)} {
		for _, size := range []int{0, 1, 7, 8, tarBlock - 1, tarBlock, tarBlock + 1, 70_001, 20 << 20} {
			data := bytes.Repeat([]byte{0xe9}, size)
			var want bytes.Buffer
			writer := tar.NewWriter(&want)
			header := tar.Header{Typeflag: tar.TypeReg, Name: name, Mode: keysMode, Size: int64(size), Format: tar.FormatUSTAR}
			if err := writer.WriteHeader(&header); err != nil {
				t.Fatal(err)
			}
			if _, err := writer.Write(data); err != nil {
				t.Fatal(err)
			}
			if err := writer.Flush(); err != nil {
				t.Fatal(err)
			}
			got := appendMember([]byte("avant"), name, data)
			if !bytes.Equal(got, append([]byte("avant"), want.Bytes()...)) {
				t.Errorf("%s, %d bytes: not what archive/tar writes", name, size)
			}
		}
	}
	var want bytes.Buffer
	largest := tar.Header{Typeflag: tar.TypeReg, Name: "a", Mode: keysMode, Size: 1<<33 - 1, Format: tar.FormatUSTAR}
	if err := tar.NewWriter(&want).WriteHeader(&largest); err != nil {
		t.Fatal(err)
	}
	if got := appendHeader(nil, "a", largest.Size); !bytes.Equal(got, want.Bytes()) {
		t.Error("the largest member that the format knows")
	}
}
