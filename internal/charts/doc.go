// Package charts draws tables of figures: time series as options for Apache
// ECharts (drawn by a script of the page) and the map of departments as inline
// SVG (drawn here, without any script). It computes nothing and words nothing:
// labels come from the caller, and every chart stands above a table that says
// the same.
package charts
