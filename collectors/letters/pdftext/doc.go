// Package pdftext takes the text out of PDFs that anybody may have made. A file
// can make its reader walk in a circle, call itself until the stack is full, or
// ask for more memory than there is, and Go ends the whole process for the last
// two: so a PDF is read by a process of its own, which is this same program,
// with bounded memory and time. What ends it is a fault of that file alone.
package pdftext
