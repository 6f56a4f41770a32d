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
    if (width < 560 || long(option.legend.data) > 1.6 * width) { fold(option, width - 60); }
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
    option.xAxis.forEach(function (axis) { axis.axisLabel = { hideOverlap: true, alignMinLabel: "left" }; });
    return option;
  }

  // About how wide the names of the lines are, side by side with their signs.
  function long(names) {
    return names.reduce(function (sum, entry) { return sum + 45 + 6.5 * (entry.name || entry).length; }, 0);
  }

  // Folds the names of the lines to a narrow screen, and makes room for them
  // above the lines: one may be longer than the screen is wide.
  function fold(option, width) {
    var letters = Math.floor(width / 6), line = 14;
    function folded(name) {
      return name.split(" ").reduce(function (lines, word) {
        var last = lines[lines.length - 1];
        return last && last.length + word.length < letters ? lines.slice(0, -1).concat(last + " " + word) : lines.concat(word);
      }, []);
    }
    var heights = option.legend.data.map(function (entry) { return folded(entry.name || entry).length; });
    option.legend.formatter = function (name) { return folded(name).join("\n"); };
    option.legend.textStyle = { lineHeight: line };
    option.legend.itemGap = 4 + line / 2 * Math.max.apply(null, heights); // a name stands around the middle of its sign
    option.grid[0].top = heights.reduce(function (top, lines) { return top + option.legend.itemGap + line * lines; }, 20);
  }

  function draw(place) {
    fetch(place.dataset.chart, { credentials: "same-origin" })
      .then(function (response) {
        if (!response.ok) { throw new Error(String(response.status)); }
        return response.json();
      })
      .then(function (answer) {
        place.classList.add("chart-drawn");
        var option = tune(answer, place.clientWidth);
        place.style.minHeight = Number(option.grid[0].top) + 200 + "px"; // however much the names take
        var chart = echarts.init(place, null, { renderer: "svg" });
        chart.setOption(option);
        new ResizeObserver(function () { chart.resize(); }).observe(place);
      })
      .catch(function (fault) { place.classList.remove("chart-drawn"); console.error(fault); });
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-chart]").forEach(draw);
  });
})();
