// Measures the page for a masked picture. Called as (function)(landmarks, hit)
// once the page's scripts are stopped. keep holds the places of the words that
// the journey itself writes, and of nothing else; bars, where other text
// stands; boxes, where a field, a picture or a frame stands.
(function (landmarks, hit) {
  "use strict";
  const limit = 4000;
  const fold = (c) => c.normalize("NFC").replace(/[\u2018\u2019]/g, "'").toLowerCase();
  const words = landmarks.map((text) => fold(text).replace(/[\s\u00a0\u202f]+/g, " ").trim()).filter((text) => text);
  const media = "input,textarea,select,img,svg,canvas,video,iframe,object,embed,[role=img],[contenteditable]";

  const roots = [document];
  for (let i = 0; i < roots.length && i < 200; i++) {
    for (const el of roots[i].querySelectorAll("*")) if (el.shadowRoot) roots.push(el.shadowRoot);
  }
  const place = (box) => ({ x: box.left + scrollX, y: box.top + scrollY, w: box.width, h: box.height });
  const shown = (box) => box.width > 0 && box.height > 0;
  const parent = (el) => el.parentElement || (el.getRootNode().host || null);

  if (hit) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("*, *::before, *::after { pointer-events: auto !important; }");
    for (const root of roots) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  }
  const top = (x, y) => {
    let el = document.elementFromPoint(x, y);
    while (el && el.shadowRoot) {
      const inner = el.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === el) break;
      el = inner;
    }
    return el;
  };
  // alone tells that nothing lies over the words, and no picture behind them.
  const alone = (range, el) => {
    for (let up = el; up; up = parent(up)) {
      if (getComputedStyle(up).backgroundImage.includes("url(") || up.matches(media)) return false;
    }
    if (!hit) return true;
    el.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
    return Array.from(range.getClientRects()).every((box) => {
      const [dx, dy] = [Math.min(2, box.width / 2), Math.min(2, box.height / 2)];
      const points = [[box.left + dx, box.top + dy], [box.right - dx, box.top + dy], [box.left + dx, box.bottom - dy],
        [box.right - dx, box.bottom - dy], [box.left + box.width / 2, box.top + box.height / 2]];
      return points.every(([x, y]) => top(x, y) === el);
    });
  };
  // spans gives where a text folded as the journey's words begins and ends in
  // the raw one.
  const spans = (raw) => {
    let text = "";
    const at = [];
    for (let i = 0; i < raw.length; i++) {
      let c = /[\s\u00a0\u202f]/.test(raw[i]) ? " " : fold(raw[i]);
      if (c === " " && text.endsWith(" ")) c = "";
      for (let k = 0; k < c.length; k++) at.push(i);
      text += c;
    }
    const found = [];
    for (const word of words) {
      for (let i = text.indexOf(word); i >= 0; i = text.indexOf(word, i + 1)) found.push([at[i], at[i + word.length - 1] + 1]);
    }
    return found;
  };

  const out = { scale: devicePixelRatio, keep: [], bars: [], boxes: [] };
  for (const root of roots) {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node && out.bars.length < limit; node = walker.nextNode()) {
      const el = node.parentElement || (root.host || null);
      if (!el || !node.data.trim() || /^(SCRIPT|STYLE|NOSCRIPT|TEMPLATE)$/.test(el.tagName)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) if (shown(box)) out.bars.push(place(box));
      for (const [from, to] of spans(node.data)) {
        range.setStart(node, from);
        range.setEnd(node, to);
        if (alone(range, el)) for (const box of range.getClientRects()) if (shown(box)) out.keep.push(place(box));
      }
    }
    for (const el of root.querySelectorAll(media)) {
      const box = el.getBoundingClientRect();
      if (shown(box) && out.boxes.length < limit) out.boxes.push(place(box));
    }
  }
  return out;
})
