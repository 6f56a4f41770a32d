package notice

import "strings"

// abbreviations are those in which agents type, and the words they stand for.
var abbreviations = func() map[string]string {
	all := map[string]string{}
	for pair := range strings.SplitSeq(
		`dde=demande dmde=demande ddes=demandes demde=demande doss=dossier pref=prefecture prefect=prefecture pr=pour ds=dans pls=plusieurs plrs=plusieurs plusrs=plusieurs `+
			`tjs=toujours tjrs=toujours tjours=toujours tt=tout tte=toute ttes=toutes qd=quand pdt=pendant ss=sans `+
			`justif=justificatif justifs=justificatifs justificat=justificatif attest=attestation attests=attestations chgt=changement chgmt=changement chgement=changement `+
			`renouv=renouvellement renouvt=renouvellement renouvelt=renouvellement rnvt=renouvellement rvlt=renouvellement docs=documents doc=document pb=probleme pbs=problemes `+
			`compl=complement compls=complements complts=complements complt=complement info=information infos=informations dept=departement dpt=departement `+
			`adr=adresse cert=certificat certif=certificat nais=naissance naiss=naissance ns=nous vs=vous vtre=votre nvelle=nouvelle nvlle=nouvelle nlle=nouvelle nveau=nouveau nvau=nouveau `+
			`rep=reponse repse=reponse bcp=beaucoup passpt=passeport passep=passeport pssport=passeport psport=passeport ppt=passeport trad=traduction trads=traductions `+
			`irrecev=irrecevable incompl=incomplet css=classement_sans_suite `+
			`resp=responsable sce=service svce=service serv=service qq=quelque qqs=quelques mtn=maintenant aujourdhui=aujourd'hui ajd=aujourd'hui auj=aujourd'hui `+
			`recep=recepisse recip=recepisse recipisse=recepisse recepise=recepisse `, " ") {
		if short, long, found := strings.Cut(pair, "="); found {
			all[short] = strings.ReplaceAll(long, "_", " ")
		}
	}
	return all
}()

// written gives the word for which an abbreviation stands, empty for another
// word and within an address.
func written(text string, start, end int) string {
	long := abbreviations[text[start:end]]
	if long == "" || start > 0 && strings.IndexByte("@.-/_", text[start-1]) >= 0 || end+1 < len(text) && strings.IndexByte("@-/_", text[end]) >= 0 ||
		end+1 < len(text) && text[end] == '.' && text[end+1] != ' ' && text[end+1] != '\n' {
		return ""
	}
	return long
}
