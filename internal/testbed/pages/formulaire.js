// The form of a new application on the double: choices, refusal, documents and
// the last button, which sends. double de test — simulation
"use strict";
window.formulaire = function ({ fault, make, button, warning, go, send }) {
  const few = fault === "few_choices";
  const option = (kind, name, label) => make("label", {}, make("input", { type: kind, name: name }), " " + label);
  const group = (id, legend, ...children) => make("fieldset", { id: id }, make("legend", {}, legend), ...children);

  const renewal = () => [
    group("titre", "Titre demandé", option("radio", "titre", "Carte de séjour temporaire"),
      ...(few ? [] : [option("radio", "titre", "Carte de séjour pluriannuelle"), option("radio", "titre", "Carte de résident")])),
    group("motifs", few ? "Motif de la demande" : "Motifs de la demande (plusieurs choix possibles)",
      ...["Vie privée et familiale", "Salarié", "Étudiant"].map((label) => option(few ? "radio" : "checkbox", "motif", label))),
    button("Continuer", go(fault.startsWith("title_not_returned") ? "/demande/refus" : "/demande/pieces")),
  ];
  const choices = () => {
    const next = make("div", { id: "suite" });
    const kinds = ["Première demande de titre de séjour", "Renouvellement de titre de séjour"];
    if (!few) kinds.push("Demande d'asile en cours : demande d'un titre à un autre motif (article L. 431-2)");
    const list = group("objet", "Objet de la demande", ...kinds.map((label) => option("radio", "objet", label)));
    list.addEventListener("change", (event) => {
      next.replaceChildren(...(event.target.parentElement.textContent.includes("Renouvellement") ? renewal() : [button("Continuer", go("/demande/pieces"))]));
    });
    return [make("h1", {}, "Nouvelle demande"), list, next];
  };

  const refused = () => [
    make("h1", {}, "Nouvelle demande"),
    warning(make("p", {}, "Dépôt impossible : votre précédent titre de séjour n'est pas enregistré comme remis."),
      ...(fault === "title_not_returned_help" ? [make("p", {}, "Si votre difficulté n'est pas résolue, une solution de substitution vous est proposée : un rendez-vous en préfecture pour déposer votre demande.")] : [])),
  ];

  const most = { upload_low_limit: 5e6, upload_no_limit: 1e9 }[fault] || 1e7;
  const check = (files) => {
    if (files.length > 1 && fault !== "upload_no_limit") return [false, "Un seul document par champ."];
    for (const file of files) if (file.size > most) return [false, "Le fichier dépasse la taille maximale de " + most / 1e6 + " Mo."];
    return [true, Array.from(files, (file) => file.name).join(", ") + " : prêt à être envoyé."];
  };
  const upload = (id, label) => {
    const said = make("p", { class: "depot" });
    const input = make("input", { id: id, name: id, type: "file" });
    input.multiple = fault === "upload_no_limit";
    input.addEventListener("change", () => {
      const [taken, text] = check(input.files);
      said.className = "depot " + (taken ? "fr-valid-text" : "fr-error-text");
      said.textContent = text;
      if (taken && fault === "upload_sends") send("/api/sejour/usager/document", { nom: input.files[0].name }).catch(() => {});
    });
    return make("div", { class: "fr-upload-group" }, make("label", { for: id }, label), make("p", {}, "Taille maximale : " + most / 1e6 + " Mo. " + (input.multiple ? "Plusieurs documents possibles." : "Un seul document.")), input, said);
  };
  const papers = () => [
    make("h1", {}, "Vos pièces justificatives"), upload("passeport", "Passeport"), upload("domicile", "Justificatif de domicile"),
    button("Envoyer ma demande", () => send("/api/sejour/usager/demande_sejour", { objet: "simulation" }).then(go("/espace-personnel/demande"))),
  ];

  return { "/demande/choix": choices, "/demande/refus": refused, "/demande/pieces": papers };
};
