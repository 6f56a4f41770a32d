// Draws the charts of a page from the options that the server gives. Without
// this script the tables under the charts say the same.
(function () {
  "use strict";

  var comma = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1 });

  function word(unit) {
    return function (value) {
      return typeof value === "number" ? number(value, unit) : "pas de chiffre";
    };
  }

  function number(value, unit) {
    return comma.format(value) + (Math.abs(value) < 2 ? unit.replace("jours", "jour") : unit);
  }

  function tune(answer, width) {
    var option = answer.option;
    var hidden = option.series.filter(function (s) { return s.stack; });
    hidden.forEach(function (s) {
      s.silent = true;
      if (!s.name) { s.itemStyle.decal = { color: "rgba(0,0,0,0)" }; }
    });
    if (width < 560) { fold(option, width - 60); }
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
      axis.axisLabel = { formatter: function (value) { return number(value, answer.unit); }, hideOverlap: true };
    });
    option.xAxis.forEach(function (axis) { axis.axisLabel = { hideOverlap: true, alignMinLabel: width < 560 ? "left" : null }; });
    return option;
  }

  // Folds the names of the lines to a narrow screen, and makes room for them
  // above the chart: one may be longer than the screen is wide.
  function fold(option, width) {
    var letters = Math.floor(width / 6), line = 14, gap = 8;
    function folded(name) {
      return name.split(" ").reduce(function (lines, word) {
        var last = lines[lines.length - 1];
        return last && last.length + word.length < letters ? lines.slice(0, -1).concat(last + " " + word) : lines.concat(word);
      }, []);
    }
    option.legend.formatter = function (name) { return folded(name).join("\n"); };
    option.legend.textStyle = { lineHeight: line };
    option.grid[0].top = option.legend.data.reduce(function (top, entry) {
      return top + gap + line * folded(entry.name || entry).length;
    }, 20);
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
