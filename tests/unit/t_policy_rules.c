/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_policy_rules.c - the rules that read a reply, a post or a private text, by
 * table: what is checked, in which circumstances, and the kinds expected.
 * REQ: F2 F3 F4 K5 K9 K10 K11 P2 P3 P8 P9
 */
#include "policy/policy.h"
#include "tests/test.h"

static const struct str names[] = { STR_INIT("Lia kommune"), STR_INIT("Lia"),
	STR_INIT("kommunen") };
static const struct str domains[] = { STR_INIT("lia.kommune.example") };
static const struct str units[] = { STR_INIT("Åsen skole"), STR_INIT("Kultur"),
	STR_INIT("Legesenteret"), STR_INIT("Teknisk drift") };
static const struct str projects[] = { STR_INIT("Elveparken") };
static const struct str suppliers[] = { STR_INIT("Grus og Grøft AS") };
static const struct str places[] = { STR_INIT("Åsbygda"), STR_INIT("Lisetra") };
static const struct str staff[] = { STR_INIT("Kari Nordli"),
	STR_INIT("Åse Bjørgum") };

/* how: category, reply kind or role that the text is checked under */
static const struct row {
	enum policy_as as;
	const char *how, *text, *want; /* want: "kind;" of each, in order */
} table[] = {
	/* K5 */
	{ AS_REPLY, "praise", "Så hyggelig at dere likte det! Hilsen Kari",
	    "thanks_missing;" },
	{ AS_REPLY, "praise", "Takk for det, det varmer! Hilsen Kari", "" },
	{ AS_REPLY, "praise", "Tusen takk skal du ha. Hilsen Kari", "" },
	{ AS_REPLY, "praise", "Thank you, that is kind. Regards Kari", "" },
	{ AS_REPLY, "praise", "Me set pris på det! Helsing Kari", "" },
	{ AS_REPLY, "question", "Vi åpner klokka ni. Hilsen Kari", "" },
	/* K10 */
	{ AS_REPLY, "formal_matter", "Det ordner vi. Hilsen Kari",
	    "referral_missing;" },
	{ AS_REPLY, "formal_matter",
	    "Du må sende en søknad på skjemaet på nettsida. Hilsen Kari", "" },
	{ AS_REPLY, "formal_matter",
	    "Ta kontakt på telefon 61 00 00 00. Hilsen Kari",
	    "referral_missing;phone;" },
	{ AS_REPLY, "formal_matter",
	    "Du trenger ikke sende noe skjema. Hilsen Kari",
	    "referral_missing;" },
	{ AS_REPLY, "formal_matter",
	    "Dette må vi ha som formell henvendelse. Hilsen Kari", "" },
	{ AS_REPLY, "formal_matter",
	    "Skriv til postmottaket, så får du svar. Hilsen Kari", "" },
	{ AS_REPLY, "formal_matter",
	    "Please apply through the form on our website. Regards Kari", "" },
	{ AS_REPLY, "formal_matter",
	    "Send klagen skriftleg til kommunen. Helsing Kari", "" },
	{ AS_REPLY, "formal_matter", "You do not need to apply. Regards Kari",
	    "referral_missing;" },
	/* K11: with the matter "Skulestruktur" */
	{ AS_REPLY, "matter", "Vi mener skolen må bestå. Hilsen Kari",
	    "opinion_on_matter;" },
	{ AS_REPLY, "matter",
	    "Kommunedirektøren tilrår at skolen bør bestå. Hilsen Kari", "" },
	{ AS_REPLY, "matter",
	    "Innstillingen er at skolen legges ned. Hilsen Kari", "" },
	{ AS_REPLY, "matter",
	    "Dessverre går innstillingen ut på nedlegging. Hilsen Kari",
	    "opinion_on_matter;" },
	{ AS_REPLY, "matter", "Eg trur det er rett. Helsing Kari",
	    "opinion_on_matter;" },
	{ AS_REPLY, "matter",
	    "In our view the school should stay. Regards Kari",
	    "opinion_on_matter;" },
	{ AS_REPLY, "matter", "Nedlegging ville vært helt galt. Hilsen Kari",
	    "opinion_on_matter;" },
	{ AS_REPLY, "matter", "Vi på skolen er helt enige. Hilsen Kari",
	    "opinion_on_matter;" },
	{ AS_REPLY, "matter", "Vi på skolen frykter det verste. Hilsen Kari",
	    "opinion_on_matter;" },
	{ AS_REPLY, "matter", "Vi håper å legge ut papirene i dag. Hilsen Kari",
	    "" },
	{ AS_REPLY, "matter", "180 av dem mener at det er feil. Hilsen Kari",
	    "" },
	{ AS_REPLY, "matter", "Forslaget er urimelig. Hilsen Kari",
	    "opinion_on_matter;" },
	{ AS_REPLY, "matter", "Beklager at lenka er feil. Hilsen Kari", "" },
	{ AS_REPLY, "matter",
	    "Dessverre kan vi ikke svare på hva vedtaket blir. Hilsen Kari",
	    "" },
	{ AS_REPLY, "matter",
	    "Unfortunately we do not know that yet. Regards Kari", "" },
	{ AS_REPLY, "matter", "Kartet er dessverre ikke klart. Hilsen Kari",
	    "" },
	{ AS_REPLY, "matter",
	    "Forslaget er tolv prosent, og det er urimelig. Hilsen Kari",
	    "opinion_on_matter;" },
	{ AS_REPLY, "matter", "Jeg synes løypa hører heime her. Hilsen Kari",
	    "opinion_on_matter;" },
	{ AS_REPLY, "matter", "Det er lurt å melde seg på. Hilsen Kari", "" },
	{ AS_REPLY, "matter", "Er gebyret ditt feil? Klag! Hilsen Kari", "" },
	{ AS_REPLY, "matter", "Det er leitt at du ser det slik. Hilsen Kari",
	    "" },
	{ AS_REPLY, "matter", "Det er leitt at skulen må ned. Hilsen Kari",
	    "opinion_on_matter;" },
	{ AS_REPLY, "matter", "Det er lurt å vente. Hilsen Kari",
	    "opinion_on_matter;" },
	{ AS_REPLY, "matter", "Forslaget om skolen er altfor dyrt. Hilsen Kari",
	    "opinion_on_matter;" },
	{ AS_REPLY, "matter",
	    "Forslaget sier at gebyret er altfor lavt. Hilsen Kari", "" },
	{ AS_REPLY, "formal_matter",
	    "You apply for a place online with BankID. Regards Kari", "" },
	{ AS_REPLY, "matter", "Vi kan ikke si hva vi mener. Hilsen Kari", "" },
	{ AS_REPLY, "formal_matter", "No need to apply. Regards Kari",
	    "referral_missing;" },
	{ AS_REPLY, "matter", "Partiene er ikke enige. Hilsen Kari", "" },
	{ AS_REPLY, "matter",
	    "Jeg synes du skal komme tidlig, det blir fullt. Hilsen Kari", "" },
	{ AS_REPLY, "negative", "Så bra at du alltid vet best. Hilsen Kari",
	    "irony;" },
	{ AS_REPLY, "negative", "Så bra at du sier fra. Hilsen Kari", "" },
	{ AS_REPLY, "praise", "Takk! Så bra at du likte den. Hilsen Kari", "" },
	{ AS_REPLY, "negative",
	    "Bare til sola slukner. Neida, i uke 12. Hilsen Kari", "irony;" },
	{ AS_REPLY, "formal_matter",
	    "Då må du senda inn ein søknad i foreldreportalen. Helsing Kari",
	    "" },
	{ AS_REPLY, "matter", "Saken avgjøres i møtet torsdag. Hilsen Kari",
	    "" },
	{ AS_REPLY, "matter",
	    "Leserbrevet heter «Vi mener skolen må bestå». Hilsen Kari", "" },
	{ AS_REPLY, "question", "Vi mener skolen må bestå. Hilsen Kari", "" },
	/* K9 */
	{ AS_REPLY, "question",
	    "Så leit at du måtte vente i hele to minutter. Hilsen Kari",
	    "irony;" },
	{ AS_REPLY, "question", "Ja, hvem skulle trodd det. Hilsen Kari",
	    "irony;" },
	{ AS_REPLY, "question", "Det fikser seg sikkert 🙄\nHilsen Kari",
	    "irony;" },
	{ AS_REPLY, "question", "Vi beklager at du måtte vente. Hilsen Kari",
	    "" },
	{ AS_REPLY, "question", "Gratulerer med dagen! 🎉 Hilsen Kari", "" },
	/* F: of whom the text speaks, by one who leads nothing */
	{ AS_REPLY, "statement", "Åsen skole beklager hendelsen. Hilsen Kari",
	    "authority;" },
	{ AS_REPLY, "statement", "Lia kommune beklager. Hilsen Kari",
	    "authority;" },
	/* Private */
	{ AS_PRIVATE, "", "Skriv til kari@lia.kommune.example", "work_email;" },
	{ AS_PRIVATE, "", "Fin tur på fjellet i dag med hunden!", "" },
	{ AS_PRIVATE, "", "Lang dag på Elveparken med Grus og Grøft.",
	    "task_or_project;supplier;" },
	{ AS_PRIVATE, "professional",
	    "Lang dag på Elveparken med Grus og Grøft.", "supplier;" },
	{ AS_PRIVATE, "", "Vi er på ferie på Kreta i to uker!", "location;" },
	{ AS_PRIVATE, "", "Kaffe med Åse Bjørgum i går.", "colleague;" },
	{ AS_PRIVATE, "", "Legesenterets åpningstider er et mysterium.",
	    "employer;" },
	{ AS_PRIVATE, "",
	    "Ledelsen i Lia kommune er udugelig, det er bare sånn.",
	    "employer_unfavourable;employer;" },
	{ AS_PRIVATE, "", "Ledelsen i denne klubben er udugelig.", "" },
	{ AS_PRIVATE, "",
	    "Vi på Teknisk drift kommer til å stenge vegen i natt.",
	    "role_unclear;employer;" },
	{ AS_PRIVATE, "",
	    "Jeg jobber i Lia kommune, men som privatperson mener jeg at vegen "
	    "skal stenges.",
	    "employer;" },
	{ AS_PRIVATE, "", "Det er fint i Lia om høsten.", "" },
	{ AS_PRIVATE, "", "Elveparken-festivalen var gøy.", "" },
};

#define LIST(x)                                                                \
	{                                                                      \
		x, sizeof(x) / sizeof(x[0])                                    \
	}
static struct policy_context
context_of(const struct row *r)
{
	static const struct str matter_words[] = { STR_INIT("skolestruktur") };
	struct policy_context c = {
		.municipality = { .name = STR_INIT("Lia kommune"),
		    .names = LIST(names),
		    .domains = LIST(domains),
		    .units = LIST(units),
		    .projects = LIST(projects),
		    .suppliers = LIST(suppliers),
		    .places = LIST(places) },
		.staff = LIST(staff),
		.responder = { .first_name = STR_INIT("Kari"),
		    .last_name = STR_INIT("Nordli"),
		    .unit = STR_INIT("Kultur") },
	};

	if (strcmp(r->how, "matter") == 0) {
		c.matter.title = STR("Skolestruktur");
		c.matter.words = (struct str_list)LIST(matter_words);
	} else if (strcmp(r->how, "statement") == 0) {
		c.reply_kind = STR("statement");
	} else if (r->as == AS_PRIVATE) {
		c.role = str_from(r->how);
	} else {
		c.enquiry.category = str_from(r->how);
	}
	return c;
}

static struct str
told(struct arena *a, const struct row *r)
{
	struct policy_context c = context_of(r);
	struct policy_input in = { str_from(r->text), r->as, &c };
	struct findings f;
	struct str s = STR_NONE;

	policy_check(a, &in, &f);
	for (size_t i = 0; i < f.n; i++) {
		CHECK(f.v[i].start <= f.v[i].end && f.v[i].end <= in.text.n);
		s = str_printf(a, "%.*s%s;", STR_ARG(s), f.v[i].kind);
	}
	return s;
}

TEST(policy_rules_by_table)
{
	struct arena a = { 0 };

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct str s = told(&a, &table[i]);

		if (!str_eq(s, str_from(table[i].want))) {
			printf("%s (%s)\n  gives %.*s, not %s\n", table[i].text,
			    table[i].how, STR_ARG(s), table[i].want);
			test_failures++;
		}
	}
	arena_free(&a);
}

/* F: the role counts, and whose unit it is. */
TEST(policy_authority_by_names_and_roles)
{
	static const struct {
		const char *role, *text, *rule;
	} rows[] = {
		{ "responder", "Kultur beklager. Hilsen Kari", "F3" },
		{ "unit_leader", "Kultur beklager. Hilsen Kari", NULL },
		{ "unit_leader", "Åsen skole beklager. Hilsen Kari", "F3" },
		{ "sector_head", "Åsen skole beklager. Hilsen Kari", NULL },
		{ "sector_head", "Kommunen beklager. Hilsen Kari", "F4" },
		{ "mayor", "Kommunen beklager. Hilsen Kari", NULL },
	};
	struct row r = { AS_REPLY, "statement", NULL, NULL };
	struct arena a = { 0 };

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct str role = str_from(rows[i].role);
		struct policy_context c = context_of(&r);
		struct policy_input in = { str_from(rows[i].text), AS_REPLY,
			&c };
		struct findings f;
		const char *rule = NULL;

		c.responder.roles = (struct str_list){ &role, 1 };
		policy_check(&a, &in, &f);
		for (size_t k = 0; k < f.n; k++)
			if (strcmp(f.v[k].kind, "authority") == 0)
				rule = f.v[k].rule;
		CHECK(rule ? rows[i].rule && strcmp(rule, rows[i].rule) == 0
			   : !rows[i].rule);
		/* Whoever has asked may() is believed. */
		c.authority = AUTHORITY_YES;
		policy_check(&a, &in, &f);
		for (size_t k = 0; k < f.n; k++)
			CHECK(strcmp(f.v[k].kind, "authority") != 0);
	}
	arena_free(&a);
}
