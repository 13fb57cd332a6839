/* SPDX-License-Identifier: EUPL-1.2
 *
 * finding_text.c - findings in words: what, why, and the ways to mend it, best
 * first.  REQ: SPEC 2.5, 4
 */
#include "web/finding_text.h"

#include "web/layout.h"

static const struct kind_text {
	struct str kind;
	enum msg title, why;
	struct str fix; /* empty: by hand */
	enum msg fix_text;
} kinds[] = {
#define X(kind, KIND, fix, FIX)                                                \
	{ STR_INIT(kind), MSG_FIND_##KIND, MSG_FIND_##KIND##_WHY,              \
		STR_INIT(fix), MSG_FIX_##FIX },
#include "web/finding_text.def"
#undef X
};

static const struct kind_text *
text_of(struct str kind)
{
	const size_t n = sizeof(kinds) / sizeof(kinds[0]);

	for (size_t i = 0; i + 1 < n; i++)
		if (str_eq(kinds[i].kind, kind))
			return &kinds[i];
	return &kinds[n - 1];
}

struct str
finding_title(const struct req *r, struct str kind)
{
	const struct kind_text *k = text_of(kind);

	return k->kind.n ? say(r, k->title) : STR_NONE;
}

static const struct {
	const char *color;
	struct str icon;
	enum msg text;
} severities[] = {
	[ADVISE] = { "neutral", STR_INIT("advice"), MSG_SEV_ADVISE },
	[WARN] = { "warning", STR_INIT("warning"), MSG_SEV_WARN },
	[APPROVE] = { "info", STR_INIT("approve"), MSG_SEV_APPROVE },
	[BLOCK] = { "danger", STR_INIT("stop"), MSG_SEV_BLOCK },
};

static void
add_fix(const struct req *r, const struct kind_text *k, const struct finding *f,
    struct finding_view *v)
{
	if (k->fix.n == 0)
		return;
	v->fixes[v->nfixes++] = (struct fix_view){
		.value = str_printf(r->arena, "%.*s:%s:%s:%zu:%zu",
		    STR_ARG(k->fix), f->rule, f->kind, f->start, f->end),
		.text = say(r, k->fix_text),
		.strong = f->severity == BLOCK
	};
}

struct finding_view
finding_view(
    const struct req *r, struct str text, const struct finding *f, int number)
{
	const struct kind_text *k = text_of(str_from(f->kind));
	struct finding_view v = { .number = f->end > f->start ? number : 0,
		.severity = severity_name(f->severity),
		.color = severities[f->severity].color,
		.icon = severities[f->severity].icon,
		.severity_text = say(r, severities[f->severity].text),
		.title = say(r, k->title),
		.clause = str_from(f->rule),
		.quote = str_cut(text, f->start, f->end),
		.why = say(r, k->why),
		.may_keep = (f->severity == WARN && f->lift == LIFT_SELF) ||
			    (f->lift == LIFT_F4 &&
				web_may(r, ACT_LIFT_F4, NULL)) };

	v.keep_name = str_printf(
	    r->arena, "grunn:%s:%s:%.*s", f->rule, f->kind, STR_ARG(v.quote));
	v.reason = pairs_get(&r->form, v.keep_name);
	add_fix(r, k, f, &v);
	return v;
}
