package privacy

import (
	"archive/tar"
	"bytes"
)

// tarBlock is the unit of a tar file, in bytes.
const tarBlock = 512

// Where a header of a tar file (POSIX.1-1988, "ustar") has what differs between two
// members; sizes and sums are octal.
const (
	headerName    = 0
	headerNameEnd = 100
	headerSize    = 124
	headerSizeEnd = 135
	headerSum     = 148
	headerSumEnd  = 154
)

// blankHeader is the header of a member without a name and without a byte: what
// archive/tar writes, once, as an import writes a hundred thousand that differ in a
// name and a size. Its sum counts blanks in its own place.
var blankHeader = func() (header [tarBlock]byte) { //nolint:gochecknoglobals // a constant
	var written bytes.Buffer
	member := tar.Header{Typeflag: tar.TypeReg, Name: "-", Mode: keysMode, Format: tar.FormatUSTAR}
	if err := tar.NewWriter(&written).WriteHeader(&member); err != nil {
		panic(err)
	}
	copy(header[:], written.Bytes())
	header[headerName] = 0
	return header
}()

// appendMember adds a member to a tar file.
func appendMember(archive []byte, name string, data []byte) []byte {
	archive = append(appendHeader(archive, name, int64(len(data))), data...)
	return append(archive, make([]byte, -len(data)&(tarBlock-1))...)
}

// appendHeader adds the header of a member, whose name is one of ours: short and
// ASCII.
func appendHeader(archive []byte, name string, size int64) []byte {
	header := blankHeader
	copy(header[headerName:headerNameEnd], name)
	octal(header[headerSize:headerSizeEnd], size)
	for i := headerSum; i < headerSumEnd+2; i++ {
		header[i] = ' '
	}
	var sum int64
	for _, b := range header {
		sum += int64(b)
	}
	octal(header[headerSum:headerSumEnd], sum)
	header[headerSumEnd] = 0
	return append(archive, header[:]...)
}

// octal fills a field with a number.
func octal(field []byte, n int64) {
	for i := len(field) - 1; i >= 0; i-- {
		field[i] = '0' + byte(n&7)
		n >>= 3
	}
}
