// Looks at how a page can be used. Called as (function)(element, what): element
// is what the locator of the journey found, or undefined. It changes nothing
// but, for « switch », the language by the page's own control.
(function (target, what) {
  "use strict";
  const roots = [document];
  for (let i = 0; i < roots.length && i < 200; i++) {
    for (const el of roots[i].querySelectorAll("*")) if (el.shadowRoot) roots.push(el.shadowRoot);
  }
  const select = (css) => roots.flatMap((root) => Array.from(root.querySelectorAll(css)));
  const shown = (el) => {
    const box = el.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && (!el.checkVisibility || el.checkVisibility({ visibilityProperty: true }));
  };
  const pressed = "a[href],button,input,select,textarea,summary,[tabindex]";
  if (target) target = target.closest(pressed) || target;

  // The path of an element names it without marking it.
  const pathOf = (el) => {
    const steps = [];
    for (; el && el.parentNode; el = el.parentNode.host || el.parentNode) steps.push(Array.prototype.indexOf.call(el.parentNode.children, el));
    return steps.reverse().join("/");
  };
  const look = (el) => {
    const s = getComputedStyle(el);
    const outline = s.outlineStyle === "none" || parseFloat(s.outlineWidth) === 0 ? "" : s.outlineStyle + s.outlineWidth + s.outlineColor;
    return [outline, s.boxShadow, s.borderTopColor, s.borderTopWidth, s.borderBottomColor, s.borderBottomWidth, s.backgroundColor, s.color, s.textDecorationLine].join("|");
  };
  const styles = (el) => (el ? look(el) + (el.parentElement ? "#" + look(el.parentElement) : "") : "");

  const out = {};
  if (what === "focus") {
    let active = document.activeElement;
    while (active && active.shadowRoot && active.shadowRoot.activeElement) active = active.shadowRoot.activeElement;
    out.nowhere = !active || active === document.body || active === document.documentElement;
    out.path = out.nowhere ? "" : pathOf(active);
    out.frame = !!active && active.tagName === "IFRAME";
    out.reached = !!target && active === target;
    out.styles = styles(target);
    out.presses = !!target && target.matches("a[href],button,summary,input[type=submit],input[type=button],[role=button],[role=link]");
  }
  if (what === "stops") {
    out.stops = select(pressed).filter((el) => shown(el) && !el.disabled && el.tabIndex >= 0 && el.type !== "radio").map(pathOf);
  }
  if (what === "shape") {
    const box = target ? target.getBoundingClientRect() : null;
    out.found = !!target;
    out.left = box ? Math.round(box.left + scrollX) : 0;
    out.right = box ? Math.round(box.right + scrollX) : 0;
    out.scroll = Math.max(document.documentElement.scrollWidth, document.body ? document.body.scrollWidth : 0);
  }
  if (what === "language" || what === "switch") {
    out.language = document.documentElement.lang || "";
    const count = (css) => select(css).filter(shown).length;
    out.landmarks = {
      main: count("main,[role=main]"), heading: count("h1"), form: count("form"), field: count("input:not([type=hidden]),select,textarea"),
      button: count("button,input[type=submit],[role=button]"),
    };
    out.text = document.body ? document.body.innerText.length : 0;
    const names = ["english", "english version", "version anglaise", "anglais", "en", "en - english", "english (en)"];
    const named = select("a,button,[role=button],[role=link]").find((el) => names.includes((el.innerText || el.textContent || "").replace(/\s+/g, " ").trim().toLowerCase()));
    const control = select("a[hreflang^=en],button[lang^=en],a[lang^=en]")[0] || named;
    out.offered = !!control;
    if (what === "switch" && control) {
      control.removeAttribute("target");
      control.click();
    }
  }
  return out;
})
