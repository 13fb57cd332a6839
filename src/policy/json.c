/* SPDX-License-Identifier: EUPL-1.2 */
#include "policy/json.h"

#include <assert.h>

/* The texts of a kind: with a rule where the rule makes a difference. */
static const struct {
	const char *rule, *kind;
	enum msg message, remedy;
} texts[] = {
#define KIND(rule, kind, id) { rule, kind, MSG_FINDING_##id, MSG_REMEDY_##id },
	KIND("F2", "outside_own_area", F2_AREA) KIND(
	    "F3", "authority", F3) KIND("F4", "authority", F4) KIND("K5",
	    "thanks_missing", K5) KIND("K9", "irony", K9) KIND("K9",
	    "tone_clash", K9_TONE) KIND("K10", "referral_missing",
	    K10) KIND("K11", "opinion_on_matter", K11) KIND("P2", "work_email",
	    P2) KIND("P3", "employer_unfavourable", P3) KIND("P8", "employer",
	    P8_EMPLOYER) KIND("P8", "task_or_project", P8_TASK) KIND("P8",
	    "colleague", P8_COLLEAGUE) KIND("P8", "supplier", P8_SUPPLIER)
	    KIND("P8", "location", P8_LOCATION) KIND("P9", "role_unclear",
		P9) KIND("K7", "signature_missing", K7_MISSING) KIND("K7",
		"signature_surname", K7_SURNAME) KIND("K7", "signature_doubled",
		K7_DOUBLED) KIND("K8", "national_id", K8_NATIONAL_ID) KIND("K8",
		"bank_account", K8_BANK_ACCOUNT) KIND("K8", "passport",
		K8_PASSPORT) KIND("K8", "phone", K8_PHONE) KIND("K8", "email",
		K8_EMAIL) KIND("K8", "address", K8_ADDRESS) KIND("K8",
		"vehicle_plate", K8_VEHICLE_PLATE) KIND("K8", "health",
		K8_HEALTH) KIND("K8", "child_welfare", K8_CHILD_WELFARE)
		KIND("K8", "social_service", K8_SOCIAL_SERVICE) KIND("K8",
		    "school_matter", K8_SCHOOL_MATTER) KIND("P7", "national_id",
		    P7_NATIONAL_ID) KIND("P7", "bank_account", P7_BANK_ACCOUNT)
		    KIND("P7", "passport", P7_PASSPORT) KIND("P7", "phone",
			P7_PHONE) KIND("P7", "email", P7_EMAIL) KIND("P7",
			"address", P7_ADDRESS) KIND("P7", "vehicle_plate",
			P7_VEHICLE_PLATE) KIND("P7", "health", P7_HEALTH)
			KIND("P7", "child_welfare", P7_CHILD_WELFARE)
			    KIND("P7", "social_service", P7_SOCIAL_SERVICE)
				KIND("P7", "school_matter", P7_SCHOOL_MATTER)
#undef KIND
};

static size_t
text_index(const struct finding *f)
{
	size_t i = 0;

	while (strcmp(texts[i].kind, f->kind) != 0 ||
	       strcmp(texts[i].rule, f->rule) != 0) {
		i++;
		/* A rule without texts is a fault of the build. */
		assert(i < sizeof(texts) / sizeof(texts[0]));
	}
	return i;
}

struct str
finding_message(const struct finding *f, enum lang lang)
{
	return texts_get(lang, texts[text_index(f)].message);
}

struct str
finding_remedy(const struct finding *f, enum lang lang)
{
	return texts_get(lang, texts[text_index(f)].remedy);
}

const char *
verdict_name(const struct findings *f)
{
	int worst = policy_verdict(f);

	return worst < 0 ? "ok" : severity_name((enum severity)worst);
}

/* Our own texts, but for quotes, backslashes and lines free of what JSON
 * escapes. */
static void
put_text(struct buf *b, const char *name, struct str s)
{
	buf_printf(b, ",\"%s\":\"", name);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '"' || c == '\\')
			buf_char(b, '\\');
		if ((unsigned char)c < 0x20)
			buf_printf(b, "\\u%04x", (unsigned)c);
		else
			buf_char(b, c);
	}
	buf_char(b, '"');
}

void
findings_json(struct buf *b, const struct findings *f, enum lang lang)
{
	buf_char(b, '[');
	for (size_t i = 0; i < f->n; i++) {
		const struct finding *x = &f->v[i];

		buf_printf(b,
		    "%s{\"rule\":\"%s\",\"kind\":\"%s\",\"severity\":\"%s\","
		    "\"start\":%zu,\"end\":%zu",
		    i ? "," : "", x->rule, x->kind, severity_name(x->severity),
		    x->start, x->end);
		put_text(b, "message", finding_message(x, lang));
		put_text(b, "remedy", finding_remedy(x, lang));
		if (x->synthetic)
			buf_lit(b, ",\"synthetic\":true");
		if (x->third_person)
			buf_lit(b, ",\"third_person\":true");
		buf_printf(b, ",\"lift\":\"%s\"}", lift_name(x->lift));
	}
	buf_char(b, ']');
}
