// Runs axe-core, which the page holds already, and gives its findings by rule:
// no text, no address and no element of the page. Called as (function)(tags).
(function (tags) {
  "use strict";
  const options = { runOnly: { type: "tag", values: tags }, iframes: false, preload: false, resultTypes: ["violations", "incomplete", "passes"], elementRef: false };
  const states = { violations: "broken", incomplete: "to_check", passes: "held", inapplicable: "not_applicable" };
  return window.axe.run(document, options).then((results) => ({
    version: window.axe.version,
    rules: Object.entries(states).flatMap(([key, state]) => results[key].map((r) => ({
      rule: r.id, state: state, impact: r.impact || "", nodes: r.nodes.length,
      tags: r.tags.filter((t) => /^(wcag|RGAA|best-practice)/.test(t)),
    }))),
  }));
})
