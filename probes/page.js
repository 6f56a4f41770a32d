// Looks at the page for conditions. Called as (function)(conditions, options)
// through the DevTools protocol; it changes nothing on the page but the scroll
// position and the target of a link about to be clicked, and, in journeys that
// run on the double alone, what is chosen in a form.
(function (wanted, options) {
  "use strict";
  const norm = (s) => (s || "").normalize("NFC").replace(/[\s\u00a0\u202f]+/g, " ").replace(/[\u2018\u2019]/g, "'").trim().toLowerCase();
  const roles = {
    link: "a[href],area[href],[role=link]",
    button: "button,input[type=submit],input[type=button],input[type=image],[role=button]",
    heading: "h1,h2,h3,h4,h5,h6,[role=heading]",
    image: "img,svg,canvas,[role=img]",
    textbox: "input:not([type]),input[type=text],input[type=email],input[type=search],textarea,[role=textbox]",
    list: "select,[role=listbox],[role=combobox]",
    main: "main,[role=main]",
    alert: "[role=alert],[role=alertdialog]",
  };
  roles.action = roles.link + "," + roles.button;

  const roots = [document];
  for (let i = 0; i < roots.length && i < 200; i++) {
    for (const el of roots[i].querySelectorAll("*")) if (el.shadowRoot) roots.push(el.shadowRoot);
  }
  const select = (css) => roots.flatMap((root) => Array.from(root.querySelectorAll(css)));
  const visible = (el) => {
    const box = el.getBoundingClientRect();
    return box.width > 0 && box.height > 0 && (!el.checkVisibility || el.checkVisibility({ visibilityProperty: true }));
  };
  const nameOf = (el) => {
    const label = el.getAttribute("aria-labelledby");
    const named = label ? label.split(/\s+/).map((id) => (document.getElementById(id) || {}).innerText || "").join(" ") : "";
    const labels = el.labels ? Array.from(el.labels, (l) => l.innerText).join(" ") : "";
    return norm([el.getAttribute("aria-label"), named, labels, el.innerText, el.value, el.alt, el.title].filter((s) => typeof s === "string").join(" "));
  };
  const drawn = (el) => el.tagName !== "IMG" || (el.complete && el.naturalWidth > 0);
  const textOf = (el) => typeof el.innerText === "string" ? el.innerText : (el.textContent || "");
  const pageText = () => {
    let text = document.body ? textOf(document.body) : "";
    for (const root of roots.slice(1)) for (const el of root.children) text += "\n" + textOf(el);
    return text;
  };
  let cached = null;
  const pageNorm = () => (cached === null ? (cached = norm(pageText())) : cached);

  const find = (l) => {
    let list = select(l.css || roles[l.role] || "body *");
    if (!l.hidden) list = list.filter(visible);
    if (l.css && l.role) list = list.filter((el) => el.matches(roles[l.role]));
    if (l.text) list = list.filter((el) => nameOf(el).includes(norm(l.text)));
    if (l.rendered) list = list.filter(drawn);
    return list;
  };
  const holds = (c) => {
    if (c.path && !new RegExp(c.path).test(location.pathname)) return false;
    if (c.whole && !new RegExp(c.whole).test(location.href)) return false;
    if (c.status && !c.status.includes(options.status)) return false;
    if (c.host && (location.host === c.expectedHost) !== (c.host === "target")) return false;
    if (c.role || c.css) {
      const found = find(c).length;
      if (found < (c.count ? c.count.min : 1) || (c.count && c.count.max && found > c.count.max)) return false;
    }
    else if (c.text && !pageNorm().includes(norm(c.text))) return false;
    if (c.not && holds(c.not)) return false;
    if (c.all && !c.all.every(holds)) return false;
    return !(c.any && c.any.length) || c.any.some(holds);
  };

  // Acts of the journeys that run on the double alone.
  const choose = (el) => {
    if (el.tagName !== "SELECT") {
      if (!el.checked) el.click();
      return el.checked !== false;
    }
    const option = Array.from(el.options).find((o) => norm(o.text).includes(norm(options.option)));
    if (!option || !options.option) return false;
    el.value = option.value;
    for (const name of ["input", "change"]) el.dispatchEvent(new Event(name, { bubbles: true }));
    return true;
  };
  const focus = (el) => {
    el.focus();
    if (el.select) el.select();
    return (el.getRootNode().activeElement || document.activeElement) === el;
  };
  // How a field is named and of what kind it is; what stands in it is left alone.
  const fieldOf = (el) => {
    const by = el.getAttribute("aria-labelledby");
    const named = by ? by.split(/\s+/).map((id) => (document.getElementById(id) || {}).innerText || "").join(" ") : "";
    const labels = el.labels ? Array.from(el.labels, (l) => l.innerText).join(" ") : "";
    return {
      name: [el.getAttribute("aria-label"), named, labels, el.placeholder, el.title, el.name].find((s) => typeof s === "string" && s.trim() !== "") || "",
      kind: el.type || "", needed: !!el.required || el.getAttribute("aria-required") === "true",
    };
  };
  if (options.element) return find(options.locator)[0];

  const out = {
    ready: document.readyState, host: location.host, path: location.pathname, address: location.href,
    holds: location.href !== "about:blank" && document.readyState !== "loading" && wanted.findIndex(holds),
  };
  if (out.holds === false) out.holds = -1;
  if (options.locator) {
    const found = find(options.locator);
    out.texts = found.slice(0, 500).map(textOf);
    if (options.fields) out.fields = found.slice(0, 100).map(fieldOf);
    const el = wanted.length > 0 && out.holds < 0 ? undefined : found[0];
    if (options.choose && el) out.done = choose(el);
    if (options.focus && el) out.done = focus(el);
    if (options.click && el) {
      el.removeAttribute("target");
      el.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      const box = el.getBoundingClientRect();
      out.x = box.left + box.width / 2;
      out.y = box.top + box.height / 2;
    }
  }
  if (options.describe) {
    const main = document.querySelector(roles.main);
    out.title = document.title;
    out.language = document.documentElement.lang || "";
    out.headings = select("h1").filter(visible).slice(0, 10).map(textOf);
    out.text = pageText().slice(0, 200000);
    out.main = main ? textOf(main).slice(0, 20000) : "";
    out.captcha = select("iframe[src*='recaptcha'],iframe[src*='hcaptcha'],iframe[src*='challenges.cloudflare'],.g-recaptcha,.h-captcha,.cf-turnstile,#challenge-form,#challenge-running").length > 0;
    out.maintenance = select("main.maintenance,.maintenance-page,main .maintenance").filter(visible).length > 0;
  }
  return out;
})
