// Draws the charts of a page from the options that the server gives. Without
// this script the tables under the charts say the same.
(function () {
  "use strict";

  var comma = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1 });

  function word(unit) {
    return function (value) {
      return typeof value === "number" ? comma.format(value) + unit : "pas de chiffre";
    };
  }

  function tune(answer, width) {
    var option = answer.option;
    var hidden = option.series.filter(function (s) { return s.stack; });
    hidden.forEach(function (s) {
      s.silent = true;
      if (!s.name) { s.itemStyle.decal = { color: "rgba(0,0,0,0)" }; }
    });
    if (width < 560) { option.grid[0].top = 20 + 22 * option.legend.data.length; }
    option.textStyle = { fontFamily: "system-ui, sans-serif" };
    option.tooltip = {
      show: true, trigger: "axis", renderMode: "richText", confine: true,
      formatter: function (points) {
        var lines = [points[0].axisValueLabel];
        points.forEach(function (p) {
          if (!hidden.some(function (s, i) { return option.series.indexOf(s) === p.seriesIndex; })) {
            lines.push(p.seriesName + "\u00a0: " + word(answer.unit)(p.value));
          }
        });
        return lines.join("\n");
      }
    };
    option.yAxis.forEach(function (axis) {
      axis.axisLabel = { formatter: function (value) { return comma.format(value) + answer.unit; }, hideOverlap: true };
    });
    option.xAxis.forEach(function (axis) { axis.axisLabel = { hideOverlap: true }; });
    return option;
  }

  function draw(place) {
    fetch(place.dataset.chart, { credentials: "same-origin" })
      .then(function (response) {
        if (!response.ok) { throw new Error(String(response.status)); }
        return response.json();
      })
      .then(function (answer) {
        place.classList.add("chart-drawn");
        var chart = echarts.init(place, null, { renderer: "svg" });
        chart.setOption(tune(answer, place.clientWidth));
        new ResizeObserver(function () { chart.resize(); }).observe(place);
      })
      .catch(function (fault) { place.classList.remove("chart-drawn"); console.error(fault); });
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-chart]").forEach(draw);
  });
})();
