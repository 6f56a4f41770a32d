// The application of the double: fills the shell by the fragment of the
// address. double de test — simulation
(function () {
  "use strict";
  const root = document.querySelector("app-root");
  const fault = root.dataset.faute;
  let english = fault === "english";
  const say = (fr, en) => (english ? en : fr);

  const make = (tag, attributes, ...children) => {
    const el = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) el.setAttribute(name, value);
    el.append(...children);
    return el;
  };
  const button = (label, act) => {
    const inner = make("button", { class: "fr-btn", type: "button" }, label);
    // A click that the keyboard makes has no detail.
    inner.addEventListener("click", (event) => { if (fault !== "keyboard_dead" || event.detail > 0) act(); });
    if (fault === "no_keyboard") inner.tabIndex = -1;
    return make("dsfr-button", {}, inner);
  };
  const link = (label, to) => make("a", { href: "#" + to }, label);
  const account = () => make("p", {}, link(say("Première visite ? Créer votre compte", "First visit? Create your account"), "/espace-personnel/creation-compte"));

  // What the home page says to everyone: another language, the support, the way out.
  const publicInformation = () => {
    const parts = [];
    if (fault !== "no_english") {
      const other = make("a", { href: "#", hreflang: english ? "fr" : "en" }, english ? "Français" : "English");
      other.addEventListener("click", (event) => {
        event.preventDefault();
        english = !english;
        document.documentElement.lang = english && fault !== "lang_wrong" ? "en" : "fr";
        show();
      });
      parts.push(make("p", {}, other));
    }
    if (fault !== "no_phone") parts.push(make("p", {}, say("Centre de contact citoyens : 0 806 001 620", "Contact centre: 0 806 001 620")));
    if (fault !== "no_substitution") parts.push(make("p", {}, link(say("Vous ne parvenez pas à déposer votre demande", "You cannot file your application"), "/aide/substitution")));
    return parts;
  };
  const substitution = () => (fault === "substitution_dead" ? [make("h1", {}, "Page introuvable")] : [
    make("h1", {}, fault === "says_otherwise" ? "Vous ne parvenez pas à déposer votre demande" : "Solution de substitution"),
    fault === "says_otherwise" ? make("p", {}, "Pour un titre de séjour, il n'y a pas de solution de substitution au dépôt en ligne.") :
    fault === "old_address" ? make("p", {}, "Pour un titre de séjour, la solution de substitution se demande, en cas d'impossibilité constatée, sur ",
      make("a", { href: "https://administration-etrangers-en-france.interieur.gouv.fr/particuliers/#/contact" }, "le formulaire de l'ANEF"), ".") :
    make("p", {}, "Pour un titre de séjour, si le téléservice vous oppose une impossibilité technique constatée par le centre de contact citoyens, la solution de substitution est un accueil physique au guichet, sur rendez-vous."),
  ]);

  const home = () => [
    make("h1", {}, say("Étrangers en France", "Foreigners in France")),
    make("p", {}, say("Vos démarches en ligne : titre de séjour, nationalité, voyage.", "Your procedures online.")),
    ...(english && fault === "english_poor" ? [] : [button(say("Se connecter", "Sign in"), () => { location.hash = "/espace-personnel/connexion-inscription"; })]),
    account(),
    ...publicInformation(),
  ];
  const signOn = () => [
    make("h1", {}, say("Espace personnel", "Personal space")),
    button(say("Se connecter", "Sign in"), () => { location.href = root.dataset.connexion + "/protocol/openid-connect/auth?client_id=anef-usagers&response_type=code"; }),
    account(),
  ];
  const creation = () => {
    const situations = ["J'ai un numéro étranger", "J'ai validé un visa de long séjour"];
    if (fault === "ways_offered") {
      situations.push("Je n'ai pas de numéro étranger", "Je suis parent d'un enfant français et j'ai eu un numéro de demandeur d'asile",
        "Je suis l'enfant majeur d'une personne protégée", "Je suis ressortissant de l'Union européenne");
    }
    const list = make("select", { id: "situation" }, ...situations.map((text) => make("option", {}, text)));
    const next = make("p", { id: "suite" });
    list.addEventListener("change", () => { next.textContent = "Situation retenue : " + list.value; });
    return [
      make("h1", {}, say("Créer votre compte", "Create your account")),
      make("label", { for: "situation" }, say("Votre situation", "Your situation")), list,
      make("label", { for: "numero" }, say("Numéro étranger", "Foreigner number")), make("input", { id: "numero", type: "text" }), next,
    ];
  };
  const down = () => [make("h1", {}, "Étrangers en France"), make("p", {}, "Le service est momentanément indisponible.")];

  const pages = Object.assign({ "/espace-personnel/connexion-inscription": signOn, "/espace-personnel/creation-compte": creation, "/aide/substitution": substitution },
    window.espace({ root, fault, make, button, link, down }));
  const show = async () => {
    const page = pages[location.hash.replace(/^#/, "").split("?")[0]] || home;
    const children = await (fault === "app_maintenance" ? down : page)();
    root.replaceChildren(make("main", {}, ...children));
  };
  addEventListener("hashchange", show);
  show();
})();
