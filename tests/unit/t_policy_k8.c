/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_policy_k8.c - REQ: K8 REQ: P7.  Everything but the numbers' arithmetic,
 * by table; severities; context; JSON; masking; hostile input.
 */
#include "policy/context.h"
#include "policy/json.h"
#include "tests/test.h"

static const char context_json
    [] = "{\"municipality\":{\"names\":[\"Gausdal kommune\",\"Gausdal\"],"
	 "\"domains\":[\"gausdal.kommune.no\"],\"units\":[\"Fjerdum skole\"],"
	 "\"places\":[\"Follebu\",\"Svatsum\"],\"published\":[\"61 22 44 00\","
	 "\"postmottak@gausdal.kommune.no\","
	 "\"Vestringsvegen 8, 2651 Østre Gausdal\"]},"
	 "\"staff\":[\"Siri Aamodt\"]}";

static const struct {
	enum policy_as as;
	const char *text;
	const char *want; /* "kind:words" of each K8 or P7 finding */
} table[] = {
	/* Whose: an official's own, the asker's child's, the writer's. */
	{ AS_POST, "Trener Rolf Dahl er gravid.", "health:gravid;" },
	{ AS_POST, "Trener Rolf Dahl svarer på spørsmål om diabetes.", "" },
	{ AS_REPLY, "Vi har hatt møte om mobbingen av datteren din.",
	    "school_matter:mobbingen;" },
	{ AS_REPLY, "Du får svar på blodprøver på nett.", "" },
	{ AS_INBOUND, "Har diabetes og mistet sensoren min.",
	    "health:diabetes;" },
	{ AS_INBOUND, "Kor mange barn er i fosterheim i kommunen?", "" },
	{ AS_REPLY, "Moren din har svulst i hodet.", "health:svulst;" },
	{ AS_INBOUND, "Han Per Lien er syk i hodet.", "" },
	{ AS_INBOUND, "Har barnevernet telefontid i jula?", "" },
	{ AS_INBOUND, "Har diabetes blitt vanligere?", "" },
	{ AS_REPLY, "Hold deg hjemme med covid til du er frisk.", "" },
	{ AS_INBOUND, "Barnevernet har opnet sak mot oss.",
	    "child_welfare:Barnevernet;" },
	{ AS_INBOUND, "Kona mi ligger på sykehuset med slag.",
	    "health:ligger på sykehuset med slag;" },
	/* Telephones. */
	{ AS_POST, "Ring Nils på 68 05 11 22.", "phone:68 05 11 22;" },
	{ AS_POST, "Ring +47 680 51 122", "phone:+47 680 51 122;" },
	{ AS_POST, "tlf. 0047 68051122", "phone:0047 68051122;" },
	{ AS_POST, "nr 68.05.11.22", "phone:68.05.11.22;" },
	{ AS_POST, "Ring 61 22 44 00 eller +47 61224400", "" },
	{ AS_POST, "Det kostet 25 000 000 kr, eller 45 00 00 00 kroner", "" },
	{ AS_POST, "Datoene er 20260517 og 24122026.", "" },
	{ AS_POST, "Faktura 68051122 er sendt", "" },
	{ AS_POST, "ISBN 978-82-000-1234-5", "" },
	{ AS_POST, "Sak 24/1183, gnr. 59 bnr. 2, H0101, kl. 10.30-12.00", "" },
	/* Mail. */
	{ AS_POST, "Skriv til ola.nes@post.example!",
	    "email:ola.nes@post.example;" },
	{ AS_POST, "ola (at) post.example", "email:ola (at) post.example;" },
	{ AS_POST, "ola[at]post[dot]example",
	    "email:ola[at]post[dot]example;" },
	{ AS_POST, "ola＠post.example", "email:ola＠post.example;" },
	{ AS_POST, "postmottak@gausdal.kommune.no", "" },
	{ AS_PRIVATE, "per@gausdal.kommune.no og per@post.example",
	    "work_email:per@gausdal.kommune.no;email:per@post.example;" },
	{ AS_INBOUND, "@Torgeir skal vi gå?", "" },
	/* Addresses. */
	{ AS_POST, "Hos Per, Lægdavegen 12 B, 2656 Follebu.",
	    "address:Lægdavegen 12 B, 2656 Follebu;" },
	{ AS_POST, "Kom til storgata 3, 2651 østre gausdal",
	    "address:storgata 3, 2651 østre;" },
	{ AS_POST, "Vestringsvegen 8, 2651 Østre Gausdal", "" },
	{ AS_POST, "Møte i 2656 Follebu, og May 3, 2026 Follebu", "" },
	/* Plates and passports. */
	{ AS_POST, "Flytt DX 12345 før kl. 7", "vehicle_plate:DX 12345;" },
	{ AS_POST, "bilen ek12345", "vehicle_plate:ek12345;" },
	{ AS_POST, "KR 25000, RV 15, NS 9415, HR-2019-1234", "" },
	{ AS_POST, "Norsk pass, nr. 29876543, er funnet",
	    "passport:29876543;" },
	{ AS_POST, "Passport FHC 234567", "passport:FHC 234567;" },
	{ AS_POST, "Pass på, ring 68 05 11 22", "phone:68 05 11 22;" },
	{ AS_POST, "Ring 0047 6805 1122.", "phone:0047 6805 1122;" },
	{ AS_POST, "Tilbud nr 68051122 og kode 68 05 11 22", "" },
	{ AS_INBOUND, "ring seks åtte null fem en en to to da",
	    "phone:seks åtte null fem en en to to;" },
	{ AS_INBOUND, "Call six, eight, zero, five, 1, 1, 2, 2!",
	    "phone:six, eight, zero, five, 1, 1, 2, 2;" },
	{ AS_INBOUND, "en to tre fire fem seks sju åtte, nå kommer vi", "" },
	{ AS_INBOUND, "åtte sju seks fem fire tre to en null", "" },
	{ AS_INBOUND, "fra seks til åtte, to og to, fem på fire", "" },
	/* Whose case it is. */
	{ AS_INBOUND, "Jeg har et spørsmål om demens.", "" },
	{ AS_INBOUND, "Hei Kari, når er kurset for barn med ADHD?", "" },
	{ AS_INBOUND, "Jeg er redd barnevernet har for mye makt.", "" },
	{ AS_INBOUND, "Tanta mi jobber i barnevernet.", "" },
	{ AS_INBOUND, "Vi fikk avslag på spesialundervisning.",
	    "school_matter:spesialundervisning;" },
	{ AS_INBOUND, "Kona har fått brystkreft.", "health:brystkreft;" },
	{ AS_INBOUND, "Datteren til rektor Moe er i fosterhjem.",
	    "child_welfare:fosterhjem;" },
	{ AS_INBOUND, "Takk til Harald Eide. Han er dement.",
	    "health:dement;" },
	{ AS_INBOUND, "Kan dere hjelpe Nils Lie? Hun er suicidal.",
	    "health:suicidal;" },
	{ AS_INBOUND, "Sonen min vert utestengd av dei andre.",
	    "school_matter:utestengd;" },
	{ AS_POST, "Møte om mobbesaken rundt Linnea Strand er flyttet.",
	    "school_matter:mobbesaken;" },
	{ AS_INBOUND, "Jeg skal levere klær til krisesenteret.", "" },
	/* Who is called to, who is named for another, and where one works. */
	{ AS_INBOUND, "Stian, du er sjuk i hodet", "" },
	{ AS_INBOUND, "Legen sa til meg, Mona Dahl, at det er kreft.",
	    "health:kreft;" },
	{ AS_POST, "Nina Lie leder pårørendegruppa for demens.", "" },
	{ AS_POST, "Per Lund (Sp) fremmet forslag om sosialhjelp.", "" },
	{ AS_REPLY, "Bostøtte søker du hos Husbanken.", "" },
	{ AS_REPLY, "Du har rett til innsyn i journalen din.", "" },
	/* Ailments by their ends. */
	{ AS_POST, "Nils Lien har urinvegsinfeksjon.",
	    "health:urinvegsinfeksjon;" },
	{ AS_POST, "Nils Lien fikk astmaanfall.", "health:astmaanfall;" },
	{ AS_POST, "Nils Lien er uavhengig og har vannskade.", "" },
	/* Where capitals say nothing. */
	{ AS_INBOUND, "naboen kjetil aune har fått kreft", "health:kreft;" },
	{ AS_INBOUND, "SØSTERA TIL KJETIL AUNE HAR FÅTT KREFT",
	    "health:KREFT;" },
	{ AS_INBOUND, "det er jo en dag per år om kreft i helga", "" },
	{ AS_INBOUND, "Brev fra barnevernet om Ola Lien",
	    "child_welfare:barnevernet;" },
	{ AS_INBOUND, "Hvorfor får ikke mamma plass? Hun har alzheimer!",
	    "health:alzheimer;" },
	{ AS_INBOUND, "Hunden vår Bella har kreft.", "" },
	{ AS_INBOUND, "Gjør noe med mobbingen, Erna Solberg!", "" },
	{ AS_INBOUND, "Hva gjør dere for naboen, Nils Lie? Ho er dement.",
	    "health:dement;" },
	{ AS_POST, "Kurs for Nils Lien, som har leukemi.", "health:leukemi;" },
	{ AS_REPLY, "Opplever barnet ditt mobbing, kan du ringe oss.", "" },
	{ AS_REPLY, "Your wife has MS.", "health:MS;" },
	{ AS_REPLY, "Your wife told me. Ms Lie has your file.", "" },
	{ AS_POST, "Leder for kafeen, Bente Lie, inviterer til prat om demens.",
	    "" },
	{ AS_POST, "Nils Lien støtter Kreftforeningen og kreftsaken.", "" },
	{ AS_POST, "Bekreft plassen til Nils Lien.", "" },
	{ AS_POST, "Nils Lien er innlagt på psykiatrisk avdeling.",
	    "health:innlagt på psykiatrisk;" },
	/* Matters of a person. */
	{ AS_REPLY, "Sønnen din har fått ADHD-medisin.", "health:ADHD;" },
	{ AS_REPLY, "Saka di om sosialhjelp er ferdig.",
	    "social_service:sosialhjelp;" },
	{ AS_REPLY, "Vil du søke om sosialhjelp, bruk nav.no.", "" },
	{ AS_POST, "Dagsenteret for folk med demens er åpent.", "" },
	{ AS_POST, "Lege Nils Lien snakker om demens på tirsdag.", "" },
	{ AS_POST, "Siri Aamodt snakker om kreft på Fjerdum skole.", "" },
	{ AS_POST, "Foredrag med Nils Lien om angst kl. 19.", "" },
	{ AS_POST, "Thanks to Principal Hansen for the special needs day.",
	    "" },
	{ AS_POST, "tlf, kort 4925 0000 0000 0004", "" },
	{ AS_POST, "Bekreft påmeldinga til Nils.", "" },
	{ AS_POST, "Nils Lien har kr&shy;eft.", "health:kr&shy;eft;" },
	{ AS_INBOUND, "Per Lien har b4rnevern og h0spits.",
	    "child_welfare:b4rnevern;social_service:h0spits;" },
	{ AS_INBOUND, "Jeg har fått diabetes.", "health:diabetes;" },
	{ AS_INBOUND, "Kunne dere ha et tilbud mot rusproblem?", "" },
	{ AS_PRIVATE, "Eva Lien fikk avslag på okonomisk sosialhjelp.",
	    "social_service:okonomisk sosialhjelp;" },
	{ AS_POST, "Little Emil has special education.",
	    "school_matter:special education;" },
};

static struct str
told(struct arena *a, enum policy_as as, const char *text)
{
	struct policy_context c;
	struct policy_input in = { str_from(text), as, &c };
	struct findings f;
	struct str s = STR("");

	CHECK(context_parse(a, str_from(context_json), &c) == OK);
	policy_check(a, &in, &f);
	for (size_t k = 0; k < f.n; k++)
		if (strcmp(f.v[k].rule, "K7") != 0)
			s = str_printf(a, "%.*s%s:%.*s;", STR_ARG(s),
			    f.v[k].kind,
			    STR_ARG(
				str_cut(in.text, f.v[k].start, f.v[k].end)));
	return s;
}

TEST(k8_kinds)
{
	struct arena a = { 0 };

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct str s = told(&a, table[i].as, table[i].text);

		if (!str_eq(s, str_from(table[i].want))) {
			printf("%s\n  gives %.*s\n", table[i].text, STR_ARG(s));
			test_failures++;
		}
	}
	arena_free(&a);
}

static struct finding
first(struct arena *a, enum policy_as as, const char *text)
{
	static const struct policy_context none;
	struct policy_input in = { str_from(text), as, &none };
	struct findings f;

	policy_check(a, &in, &f);
	CHECK(f.n > 0);
	return f.n ? f.v[0] : (struct finding){ .rule = "", .kind = "" };
}

TEST(k8_severities)
{
	struct arena a = { 0 };
	struct finding f = first(&a, AS_POST, "fnr 10829132090");

	CHECK(f.severity == BLOCK && f.lift == LIFT_NONE && f.synthetic);
	f = first(&a, AS_INBOUND, "Fnr mitt er 10829132090");
	CHECK(f.severity == BLOCK && !f.third_person);
	f = first(&a, AS_INBOUND, "Nils Lien har fnr 10829132090");
	CHECK(f.severity == BLOCK && f.third_person);
	f = first(&a, AS_INBOUND, "Nils Lien har fått demens");
	CHECK(f.severity == BLOCK && f.third_person);
	f = first(&a, AS_INBOUND, "Mor mi har fått demens");
	CHECK(f.severity == WARN && !f.third_person);
	f = first(&a, AS_PRIVATE, "fnr 10829132090");
	CHECK(f.severity == WARN && strcmp(f.rule, "P7") == 0);
	f = first(&a, AS_POST, "Ring Nils på 68 05 11 22");
	CHECK(f.severity == WARN && f.lift == LIFT_SELF);
	arena_free(&a);
}

TEST(policy_masks_numbers)
{
	struct arena a = { 0 };
	struct policy_context none = { 0 };
	struct policy_input in = { STR("Æ: fnr １0829132090, ja"), AS_INBOUND,
	    &none };
	struct findings f;

	policy_check(&a, &in, &f);
	CHECK(str_eq(
	    policy_mask(&a, in.text, &f), STR("Æ: fnr ███████████, ja")));
	arena_free(&a);
}

TEST(policy_context_names_what_is_wrong)
{
	static const struct {
		const char *json, *names;
	} bad[] = {
		{ "{\"staff\":\"Kari\"}", "staff" },
		{ "{\"staff\":[1]}", "staff[0]" },
		{ "{\"municipality\":{\"units\":{}}}", "municipality.units" },
		{ "{\"municipality\":[]}", "municipality" },
		{ "{\"responder\":{\"first_name\":3}}",
		    "responder.first_name" },
		{ "{\"scope\":\"all\"}", "scope" },
		{ "[]", "object" },
		{ "{\"role\":", "line 1" },
	};
	struct arena a = { 0 };
	struct policy_context c;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(context_parse(&a, str_from(bad[i].json), &c) ==
		      ERR_INVALID);
		CHECK(strstr(err_sentence(ERR_INVALID), bad[i].names));
	}
	CHECK(context_parse(
	    &a, STR("{\"role\":null,\"scope\":{\"unit\":\"Kultur\"},"
		      "\"matter\":{\"title\":\"T\",\"words\":[\"a\"]}}"),
		    &c) == OK);
	CHECK(str_eq(c.scope_unit, STR("Kultur")) && c.role.n == 0 &&
	    c.matter.words.n == 1);
	arena_free(&a);
}

TEST(policy_findings_as_json)
{
	struct arena a = { 0 };
	struct policy_context none = { 0 };
	struct policy_input in = { STR("fnr 10829132090"), AS_POST, &none };
	struct findings f;

	policy_check(&a, &in, &f);
	for (enum lang l = LANG_NB; l < LANG_COUNT; l++) {
		struct buf b = { .arena = &a };

		findings_json(&b, &f, l);
		CHECK(str_find(buf_str(&b),
		    STR("\"kind\":\"national_id\",\"severity\":\"block\","
			      "\"start\":4,\"end\":15")) != STR_NOWHERE);
		CHECK(str_find(buf_str(&b), STR("\"synthetic\":true,"
						"\"lift\":\"none\"}]")) !=
		    STR_NOWHERE);
		CHECK(finding_message(&f.v[0], l).n > 0);
	}
	CHECK(strcmp(verdict_name(&f), "block") == 0);
	arena_free(&a);
}

/* Offsets stay inside, whatever the bytes. */
TEST(policy_survives_hostile_text)
{
	static const struct str piece[] = { STR_INIT("&#"), STR_INIT("&amp;"),
		STR_INIT("\xff"), STR_INIT("\xf0\x9f"), STR_INIT("@"),
		STR_INIT("1"), STR_INIT("1 "), STR_INIT("Per Lien adhd "),
		STR_INIT("du har kreft"), STR_INIT("pass "), STR_INIT("a@b.no"),
		STR_INIT("\xe2\x80\x8b"), STR_INIT("no1"), STR_INIT("\n") };
	struct arena a = { 0 };
	struct policy_context none = { 0 };
	size_t kinds = sizeof(piece) / sizeof(piece[0]);

	for (size_t i = 0; i < kinds * kinds; i++) {
		struct buf b = { .arena = &a };
		struct policy_input in = { .context = &none };
		struct findings f;

		for (int k = 0; k < 100; k++) {
			buf_put(&b, piece[i / kinds]);
			buf_put(&b, piece[i % kinds]);
		}
		in.text = buf_str(&b);
		policy_check(&a, &in, &f);
		for (size_t k = 0; k < f.n; k++)
			CHECK(f.v[k].start <= f.v[k].end &&
			      f.v[k].end <= in.text.n);
		arena_reset(&a);
	}
	arena_free(&a);
}
