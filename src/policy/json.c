/* SPDX-License-Identifier: EUPL-1.2 */
#include "policy/json.h"

#include <assert.h>

/* The texts of a kind: with a rule where the rule makes a difference. */
static const struct {
	const char *rule, *kind;
	enum msg message, remedy;
} texts[] = {
#define KIND(rule, kind, id) { rule, kind, MSG_FINDING_##id, MSG_REMEDY_##id },
#include "policy/kinds.def"
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
