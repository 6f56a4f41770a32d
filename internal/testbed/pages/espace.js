// The signed-in space of the double: account, personal data, application under
// way, certificates. double de test — simulation
"use strict";
window.espace = function ({ root, fault, make, button, link, down }) {
  const home = "/espace-personnel/mon-compte";

  // begin exchanges the code of the sign-on service for a token.
  const begin = async () => {
    const code = new URLSearchParams(location.hash.split("?")[1] || "").get("code");
    if (!code) return;
    const answer = await fetch(root.dataset.connexion + "/protocol/openid-connect/token", { method: "POST", body: new URLSearchParams({ code }) });
    sessionStorage.setItem("jeton", (await answer.json()).access_token);
    history.replaceState(null, "", "#" + home);
  };
  const ask = async (path, options) => {
    const answer = await fetch(root.dataset.racine + path, Object.assign({ headers: { Authorization: "Token " + sessionStorage.getItem("jeton") } }, options));
    if (!answer.ok) throw new Error("le portail répond " + answer.status);
    return answer.json();
  };
  const send = (path, body) => ask(path, { method: "POST", body: JSON.stringify(body) });

  // signedIn shows a page to who has a token, the sign-on to others.
  const signedIn = (page) => async () => {
    try {
      await begin();
      if (!sessionStorage.getItem("jeton")) {
        location.hash = "/espace-personnel/connexion-inscription";
        return [];
      }
      return await page();
    } catch (error) {
      return down();
    }
  };
  const go = (to) => () => { location.hash = to; };
  const row = (name, value) => make("p", { class: "donnee" }, name + " : ", make("strong", {}, value));
  const field = (name, label, value) => make("p", {}, make("label", { for: name }, label), make("input", { id: name, name: name, type: "text", value: value }));
  const warning = (...children) => make("div", { class: "fr-alert fr-alert--error", role: "alert" }, ...children);
  const portrait = () => make("img", { alt: "", width: "90", height: "110", src: "data:image/svg+xml," + encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="110"><rect width="90" height="110" fill="#6a9"/><circle cx="45" cy="40" r="20" fill="#fc9"/><rect x="15" y="66" width="60" height="44" fill="#339"/></svg>') });

  const account = async () => {
    const [person, told, applications] = await Promise.all([ask("/api/usager/moi"), ask("/api/notifications"), ask("/api/sejour/usager/demande_sejour")]);
    if (fault === "space_layout") return [make("h1", {}, "Bienvenue"), make("p", {}, "Cette page a une autre forme que celle que le parcours connaît.")];
    return [
      make("h1", {}, "Mon espace personnel"),
      make("p", {}, "Bonjour " + person.prenom + " " + person.nom + ", numéro étranger " + person.numero_etranger + "."), portrait(),
      make("h2", {}, "Mes demandes en cours"),
      ...applications._items.map((a) => make("div", { class: "fr-card" }, make("h3", {}, a.objet), row("Numéro", a.numero_demande), row("Statut", a.statut), link("Voir ma demande", "/espace-personnel/demande"))),
      make("h2", {}, "Mes notifications"), ...told._items.map((n) => make("p", {}, n.date + " : " + n.texte)),
      make("h2", {}, "Mes démarches"),
      button("Je demande ou renouvelle un titre de séjour", go("/demande/choix")),
      make("nav", {}, link("Mes informations personnelles", "/espace-personnel/informations"), link("Mes attestations", "/espace-personnel/attestations"),
        link("Déclarer un changement de situation", "/demande/changement"), link("Demander un titre de voyage", "/demande/voyage")),
    ];
  };

  const personal = async () => {
    const person = await ask("/api/usager/moi");
    const form = make("div", { id: "formulaire" });
    const offer = (label, inputs) => button(label, () => form.replaceChildren(...inputs(), button("Enregistrer", () => send("/api/usager/moi", person))));
    return [
      make("h1", {}, "Mes informations personnelles"), portrait(),
      row("Nom", person.nom), row("Prénom", person.prenom), row("Né(e) le", person.naissance), row("Adresse", person.adresse), row("Courriel", person.courriel), row("Téléphone", person.telephone),
      fault === "no_correction" ? make("p", {}, "Ces informations ne peuvent pas être modifiées en ligne.") : offer("Corriger une donnée", () => [field("nom", "Nom", person.nom), field("naissance", "Date de naissance", person.naissance)]),
      fault === "no_address_change" ? make("p", {}, "L'adresse ne peut pas être modifiée tant qu'une demande est en cours.") : offer("Modifier mon adresse", () => [field("adresse", "Nouvelle adresse", person.adresse)]),
      form,
    ];
  };

  const application = async () => {
    const a = (await ask("/api/sejour/usager/demande_sejour"))._items[0];
    const form = make("div", { id: "formulaire" });
    const children = [
      make("h1", {}, "Ma demande"), row("Objet", a.objet), row("Numéro", a.numero_demande), row("Déposée le", a.deposee), row("Statut", a.statut),
      make("h2", {}, "Documents demandés"), ...a.demandes.map((text) => make("p", {}, text)),
    ];
    if (fault !== "no_document_added") {
      children.push(button("Ajouter un document", () => form.replaceChildren(make("label", { for: "ajout" }, "Document à ajouter"), make("input", { id: "ajout", type: "file", name: "ajout" }), button("Envoyer le document", () => send("/api/sejour/usager/document", a)))));
    }
    if (fault !== "no_error_report") {
      children.push(button("Signaler une erreur", () => form.replaceChildren(make("label", { for: "erreur" }, "Erreur constatée"), make("textarea", { id: "erreur", name: "erreur" }), button("Envoyer le signalement", () => send("/api/sejour/usager/erreur", a)))));
    }
    return children.concat(form);
  };

  const certificates = async () => {
    const a = (await ask("/api/sejour/usager/demande_sejour"))._items[0];
    const children = [
      make("h1", {}, "Mes attestations"), make("h2", {}, "Attestation de prolongation d'instruction"),
      row("Valable du", a.attestation.du), row("au", a.attestation.au), make("p", {}, make("a", { href: "#/espace-personnel/attestations" }, "Télécharger")),
    ];
    if (fault === "no_certificate_renewal") children.push(make("p", {}, "Pour la prolonger, adressez-vous à votre préfecture."));
    else children.push(button("Renouveler mon attestation", () => send("/api/sejour/usager/attestation", a)));
    return children;
  };

  // second opens a further procedure while an application is under way.
  const second = (title) => async () => {
    if (fault !== "one_at_a_time") return [make("h1", {}, title), make("p", {}, "Choisissez ce que vous voulez déclarer ou demander."), field("objet", "Objet", "")];
    return [make("h1", {}, title), warning(make("p", {}, "Une demande est déjà en cours : vous ne pouvez pas en déposer une autre."))];
  };

  const pages = {
    [home]: account, "/espace-personnel/informations": personal, "/espace-personnel/demande": application, "/espace-personnel/attestations": certificates,
    "/demande/changement": second("Changement de situation"), "/demande/voyage": second("Titre de voyage"),
  };
  Object.assign(pages, window.formulaire({ fault, make, button, warning, go, send }));
  for (const [route, page] of Object.entries(pages)) pages[route] = signedIn(page);
  return pages;
};
