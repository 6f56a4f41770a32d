package observatory

// sheetBits leaves the row number of any sheet its place below the sheet's.
const sheetBits = 32

// RowOf gives the number that a row of a file is kept under: its sheet, from
// 0, above 32 bits of the row's own number, from 1. A file of one sheet keeps
// its row numbers, and the rows of a file are in its order.
func RowOf(sheet, row int) int { return sheet<<sheetBits | row }

// SheetRow gives the sheet, from 0, and the row that a kept number stands for.
func SheetRow(kept int) (sheet, row int) { return kept >> sheetBits, kept & (1<<sheetBits - 1) }
