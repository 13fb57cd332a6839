/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_policy_p.c - an employee's own text, by table: names as they are bent and
 * shortened, whose work it is, what a hard word is said of, where one is.
 * REQ: P2 P3 P4 P8 P9
 */
#include <string.h>

#include "policy/policy.h"
#include "tests/test.h"

static const struct str names[] = { STR_INIT("Lia kommune"), STR_INIT("Lia"),
	STR_INIT("kommunen") };
static const struct str domains[] = { STR_INIT("lia.kommune.example") };
static const struct str units[] = { STR_INIT("Åsen skole"), STR_INIT("Kultur"),
	STR_INIT("Legesenteret") };
static const struct str projects[] = { STR_INIT("Elveparken"),
	STR_INIT("Ny svømmehall") };
static const struct str suppliers[] = { STR_INIT("Grus og Grøft AS") };
static const struct str places[] = { STR_INIT("Åsbygda") };
static const struct str staff[] = { STR_INIT("Kari Nordli"),
	STR_INIT("Åse Bjørgum"), STR_INIT("Per Bakken"), STR_INIT("Per Lien") };
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const struct row {
	const char *text, *want; /* "kind «what»;" of each, in order */
} table[] = {
	/* P3: in the same sentence, or in one that goes on from it */
	{ "Lia kommune er elendig.",
	    "employer_unfavourable «Lia kommune er elendig»; employer «Lia "
	    "kommune»;" },
	{ "Tilbake på Legesenteret. Kaos!",
	    "employer «Legesenteret»; employer_unfavourable «Kaos»;" },
	{ "Fin dag på Legesenteret. Brødet fra bakeriet var derimot elendig.",
	    "employer «Legesenteret»;" },
	{ "Trives på Legesenteret tross elendig vær.",
	    "employer «Legesenteret»;" },
	{ "Elendig film. Spiste pizza etterpå. Så jobbet jeg på Kultur.",
	    "employer «Kultur»;" },
	{ "Elendig film. Hver onsdag ser vi en. Ledelsen på Kultur er idioter.",
	    "employer_unfavourable «Ledelsen på Kultur er idioter»; employer "
	    "«Kultur»;" },
	/* with an apostrophe of either sort */
	{ "Lia kommune doesn't care.",
	    "employer_unfavourable «Lia kommune doesn't care»; employer «Lia "
	    "kommune»;" },
	{ "Lia kommune doesn’t care.",
	    "employer_unfavourable «Lia kommune doesn’t care»; employer «Lia "
	    "kommune»;" },
	/* P8: people */
	{ "Lunsj med Åse på kontoret.", "colleague «Åse»;" },
	{ "Tur med Åse i skogen.", "" },
	{ "Tante Åse kom innom kontoret.", "" },
	{ "Møte med Åse Lunde i dag.", "" }, /* another Åse */
	{ "Møte med Per i dag.", "" },	     /* two are called that */
	{ "kari nordli er flink", "colleague «kari nordli»;" },
	{ "Åse Bjørgums kake", "colleague «Åse Bjørgum»;" },
	{ "Jeg, Per Lien, baker brød.", "" }, /* the writer */
	/* P8: projects, as they are spoken of */
	{ "Elveparkens budsjett er klart.", "task_or_project «Elveparken»;" },
	{ "Skriver Elveparken-notatet ferdig.",
	    "task_or_project «Elveparken»;" },
	{ "Elveparken-festivalen var fin.", "" },
	{ "Ny svømmehallen blir dyr.", "task_or_project «Ny svømmehallen»;" },
	/* P8: where one is; every place is tried */
	{ "Åsbygda er fin. Nå er jeg på Åsbygda.", "location «på Åsbygda»;" },
	{ "Vi er i Spania ut uka.", "location «er i Spania»;" },
	{ "Butikken er i Spania nå.", "" },
	{ "Vi er i Spania hver vinter.", "" },
	{ "Var på ferie i fjor og savner det.", "" },
	/* P8: a firm by its other names */
	{ "Grus & Grøft AS kom i går.", "supplier «Grus & Grøft AS»;" },
	/* P9: what is decided, by the one who works there, not their sister */
	{ "Jeg jobber på Legesenteret, og det blir ikke flere timer.",
	    "role_unclear «»; employer «Legesenteret»;" },
	{ "Søstera mi jobber på Legesenteret. Butikken min åpner lørdag.",
	    "employer «Legesenteret»;" },
	{ "Jeg jobber på Legesenteret. Er lei av snø. Fin tur i går. "
	  "Butikken stenger kl. 20.",
	    "employer «Legesenteret»;" },
	{ "Jeg jobber på Legesenteret, men dette er min private mening: vi "
	  "kommer til å trenge flere.",
	    "employer «Legesenteret»;" },
	{ "Jeg er rektor på Legesenteret, og timene blir stengt.",
	    "role_unclear «»; employer «Legesenteret»;" },
	{ "Jeg er pasient på Legesenteret, og timene blir stengt.",
	    "employer «Legesenteret»;" },
	/* P2 */
	{ "Skriv til kari@lia.kommune.example",
	    "work_email «kari@lia.kommune.example»;" },
};

static const char *
found(struct arena *a, const char *text, const char *role)
{
	struct policy_context c = {
		.municipality = {
		    .name = STR("Lia kommune"),
			.names = { names, COUNT(names) },
			.domains = { domains, COUNT(domains) },
			.units = { units, COUNT(units) },
			.projects = { projects, COUNT(projects) },
			.suppliers = { suppliers, COUNT(suppliers) },
			.places = { places, COUNT(places) } },
		    .staff = { staff, COUNT(staff) },
		    .responder = {
			.first_name = STR("Per"), .last_name = STR("Lien") },
			.role = str_from(role),
		    };
	struct policy_input in = { str_from(text), AS_PRIVATE, &c };
	struct str got = STR("");
	struct findings f;

	policy_check(a, &in, &f);
	for (size_t i = 0; i < f.n; i++)
		got = str_printf(a, "%.*s%s%s «%.*s»;", STR_ARG(got),
		    i ? " " : "", f.v[i].kind,
		    STR_ARG(str_cut(in.text, f.v[i].start, f.v[i].end)));
	return str_z(a, got);
}

TEST(policy_private_by_table)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct arena a = { 0 };
		const char *got = found(&a, table[i].text, "private");

		CHECK(strcmp(got, table[i].want) == 0);
		if (strcmp(got, table[i].want) != 0)
			printf("  %s\n  gives %s\n  not   %s\n", table[i].text,
			    got, table[i].want);
		arena_free(&a);
	}
}

/* REQ: P4 */
TEST(policy_professional_names_employer_and_project)
{
	struct arena a = { 0 };

	CHECK(strcmp(found(&a, "Jeg er lærer på Åsen skole.", "professional"),
		  "") == 0);
	CHECK(
	    strcmp(found(&a, "Elveparkens budsjett", "professional"), "") == 0);
	CHECK(strcmp(found(&a, "Kari Nordli hos Grus og Grøft", "professional"),
		  "colleague «Kari Nordli»; supplier «Grus og Grøft»;") == 0);
	arena_free(&a);
}
