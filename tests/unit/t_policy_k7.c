/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_policy_k7.c - REQ: K7.  Signatures by table: the reply, what is expected
 * and the words it points at.
 */
#include "policy/policy.h"
#include "tests/test.h"

static const struct str units[] = { STR_INIT("Legesenteret"),
	STR_INIT("Kultur"), STR_INIT("Teknisk drift") };

static const struct {
	const char *text, *first, *last, *kind;
	const char *want; /* "kind:words" of each K7 finding, with ; between */
} table[] = {
	{ "Vi åpner kl. 9.\nHilsen Kari", "Kari", "Nordli", "", "" },
	{ "Vi åpner kl. 9. Hilsen Kari", "Kari", "Nordli", "", "" },
	{ "Vi åpner kl. 9.\n\n– Kari 😊", "Kari", "Nordli", "", "" },
	{ "Vi åpner kl. 9. Kari", "Kari", "Nordli", "", "" },
	{ "Me opnar kl. 9.\nHelsing Anne Mette", "Anne Mette", "Solhaug", "",
	    "" },
	{ "Me opnar kl. 9.\nHelsing Anne Mette Solhaug", "Anne Mette",
	    "Solhaug", "", "signature_surname:Anne Mette Solhaug;" },
	{ "We open at 9.\nKind regards, Kari", "Kari", "Nordli", "", "" },
	{ "We open at 9.\nRegards\nKari Nordli", "Kari", "Nordli", "",
	    "signature_surname:Kari Nordli;" },
	{ "Vi åpner kl. 9.\nMed vennlig hilsen\nLegesenteret", "Kari", "Nordli",
	    "", "signature_missing:;" },
	{ "Vi åpner kl. 9.\nHilsen oss på Kultur", "Kari", "Nordli", "",
	    "signature_missing:;" },
	{ "Vi åpner kl. 9.\nHilsen Kari\nKultur", "Kari", "Nordli", "", "" },
	{ "Vi åpner kl. 9.\nMvh Kari i Kultur", "Kari", "Nordli", "", "" },
	{ "Vi åpner kl. 9. Hilsen Øyvind\nØyvind på Kultur", "Øyvind",
	    "Strande", "", "signature_doubled:Øyvind på Kultur;" },
	{ "Vi åpner kl. 9.\nK. Nordli", "Kari", "Nordli", "",
	    "signature_surname:K. Nordli;" },
	{ "Vi åpner kl. 9.\nKari Nordli, ordfører", "Kari", "Nordli",
	    "statement", "" },
	{ "Det står vi ved.", "Kari", "Nordli", "statement",
	    "signature_missing:;" },
	{ "We open at 9.\nBest regards,\nKari Nordli\nCulture department",
	    "Kari", "Nordli", "", "signature_surname:Kari Nordli;" },
	{ "Takk!\nKari", "", "", "thanks", "" },
	{ "Kari fra Kultur kommer på fredag.", "Per", "Bakken", "",
	    "signature_missing:;" },
	{ "Hei Kari!\nVi åpner kl. 9.", "Per", "Bakken", "",
	    "signature_missing:;" },
	/* Signs, roles and the like before or after the name. */
	{ "Vi åpner kl. 9.\n/Kari", "Kari", "Nordli", "", "" },
	{ "Vi åpner kl. 9.\n^Kari", "Kari", "Nordli", "", "" },
	{ "Vi åpner kl. 9.\n- Kari -", "Kari", "Nordli", "", "" },
	{ "Vi åpner kl. 9.\nKari :)", "Kari", "Nordli", "", "" },
	{ "Vi åpner kl. 9.\nAlt godt fra Kari", "Kari", "Nordli", "", "" },
	{ "Vi åpner kl. 9. Klem fra oss på Kultur v/ Kari", "Kari", "Nordli",
	    "", "" },
	{ "Vi åpner kl. 9.\nHilsen bibliotekar Kari Nordli", "Kari", "Nordli",
	    "", "signature_surname:Kari Nordli;" },
	{ "Vi åpner kl. 9.\nHilsen Nordli", "Kari", "Nordli", "",
	    "signature_surname:Nordli;" },
	{ "Vi åpner kl. 9.\nHilsen Kari\n--\nKultur\nTlf 61 22 44 00", "Kari",
	    "Nordli", "", "" },
	{ "Vi åpner kl. 9.\nKultur\nTlf 61 22 44 00", "Kari", "Nordli", "",
	    "signature_missing:;" },
	{ "We open at 9.\nBest regards, Building Department", "Kari", "Nordli",
	    "", "signature_missing:;" },
	{ "Vi åpner kl. 9. Sommerhilsen fra Kari", "Kari", "Nordli", "", "" },
	{ "We open at 9.\nMusical regards, Kari", "Kari", "Nordli", "", "" },
	{ "vi åpner kl. 9.\nkari nordli", "Kari", "Nordli", "",
	    "signature_surname:kari nordli;" },
	/* A hyphen in the name, a unit between two, a title above a number. */
	{ "Vi åpner kl. 9.\nAnne-Mette", "Anne Mette", "Solhaug", "", "" },
	{ "Vi åpner kl. 9.\nMvh Kari\nKultur\nVennlig hilsen Kari", "Kari",
	    "Nordli", "", "signature_doubled:Vennlig hilsen Kari;" },
	{ "Vi åpner kl. 9.\nHilsen\nKari\nEnhetsleder Kultur\nTlf. 61 22 44 00",
	    "Kari", "Nordli", "", "" },
	{ "Så hyggelig!\nTakk fra oss alle, Kari", "Kari", "Nordli", "", "" },
	{ "Vi åpner kl. 9.\nHilsen Kari\nPS: Kafeen er åpen fra kl. 11 til 15 "
	  "hver dag.",
	    "Kari", "Nordli", "", "" },
	{ "Velkommen!\nHilsen Kari\nKultur\nÅpent 8–15.30", "Kari", "Nordli",
	    "", "" },
	{ "Vi åpner kl. 9.\nPS: Kafeen er åpen fra kl. 11.", "Kari", "Nordli",
	    "", "signature_missing:;" },
	/* The ends of lines of other systems. */
	{ "Vi åpner kl. 9.\r\nHilsen Kari\r\nHilsen Kari\r\n", "Kari", "Nordli",
	    "", "signature_doubled:Hilsen Kari;" },
	{ "Vi åpner kl. 9.\rHilsen Kari\r", "Kari", "Nordli", "", "" },
};

static struct str
told(struct arena *a, size_t i)
{
	struct policy_context c = { 0 };
	struct policy_input in = {
		.text = str_from(table[i].text), .as = AS_REPLY, .context = &c
	};
	struct findings f;
	struct str s = STR("");

	c.municipality.units = (struct str_list){ units, 3 };
	c.responder.first_name = str_from(table[i].first);
	c.responder.last_name = str_from(table[i].last);
	c.reply_kind = str_from(table[i].kind);
	policy_check(a, &in, &f);
	for (size_t k = 0; k < f.n; k++)
		if (strcmp(f.v[k].rule, "K7") == 0)
			s = str_printf(a, "%.*s%s:%.*s;", STR_ARG(s),
			    f.v[k].kind,
			    STR_ARG(
				str_cut(in.text, f.v[k].start, f.v[k].end)));
	return s;
}

TEST(k7_signatures)
{
	struct arena a = { 0 };

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct str s = told(&a, i);

		if (!str_eq(s, str_from(table[i].want))) {
			printf("%s\n  gives %.*s\n", table[i].text, STR_ARG(s));
			test_failures++;
		}
	}
	arena_free(&a);
}

TEST(k7_is_for_replies_only)
{
	struct arena a = { 0 };
	struct policy_context c = { 0 };
	struct findings f;

	for (enum policy_as as = AS_REPLY; as <= AS_PRIVATE; as++) {
		struct policy_input in = { STR("Vi åpner kl. 9."), as, &c };

		policy_check(&a, &in, &f);
		CHECK(f.n == (as == AS_REPLY ? 1U : 0U));
	}
	arena_free(&a);
}
