/* SPDX-License-Identifier: EUPL-1.2 */
#include "web/trial_view.h"

#include <inttypes.h>

#include "policy/triage.h"
#include "web/finding_text.h"
#include "web/layout.h"

/* What neither the composer nor the inbox has a title for. */
static const struct {
	struct str name;
	enum msg text;
} others[] = {
	{ STR_INIT("work_email"), MSG_TRIAL_WORK_EMAIL },
	{ STR_INIT("employer_unfavourable"), MSG_TRIAL_EMPLOYER_UNFAVOURABLE },
	{ STR_INIT("employer"), MSG_TRIAL_EMPLOYER },
	{ STR_INIT("task_or_project"), MSG_TRIAL_TASK },
	{ STR_INIT("colleague"), MSG_TRIAL_COLLEAGUE },
	{ STR_INIT("supplier"), MSG_TRIAL_SUPPLIER },
	{ STR_INIT("location"), MSG_TRIAL_LOCATION },
	{ STR_INIT("role_unclear"), MSG_TRIAL_ROLE },
	{ STR_INIT("confidential"), MSG_TRIAL_CONFIDENTIAL },
	{ STR_INIT("reputation"), MSG_REPUTATION },
	{ STR_INIT("threat"), MSG_FLAG_THREAT },
	{ STR_INIT("spam"), MSG_FLAG_SPAM },
};

static struct str
word_text(const struct req *r, struct str word)
{
	struct str title = finding_title(r, word);
	enum category c;

	if (title.n)
		return title;
	if (category_parse(word, &c))
		return category_text(r->visit->lang, c);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (str_eq(others[i].name, word))
			return say(r, others[i].text);
	return word;
}

static struct str
words_text(const struct req *r, const struct str_list *l)
{
	struct buf b = { .arena = r->arena };

	for (size_t i = 0; i < l->n; i++) {
		if (i)
			buf_lit(&b, "; ");
		buf_put(&b, word_text(r, l->v[i]));
	}
	return buf_str(&b);
}

static struct trial_row
row_of(const struct req *r, const struct trial_change *c)
{
	struct trial_row row = { .come = words_text(r, &c->come),
		.go = words_text(r, &c->go) };

	if (c->enquiry.v) {
		row.href = str_printf(
		    r->arena, "/henvendelse/%" PRId64, c->enquiry.v);
		row.label = say(r, MSG_SEE_ENQUIRY);
	} else if (c->post.v) {
		row.href = str_printf(r->arena, "/innlegg/%" PRId64, c->post.v);
		row.label = say(r, MSG_TRIAL_POST);
	}
	return row;
}

static struct str
typed_text(const struct req *r, const struct trial *t)
{
	struct trial_row x = row_of(r, &t->typed);

	if (!t->typed_changed)
		return say(r, MSG_TRIAL_TYPED_SAME);
	return texts_fmt(r->arena, r->visit->lang, MSG_TRIAL_TYPED_SAYS,
	    TEXT_ARG("come", x.come.n ? x.come : STR("–")),
		TEXT_ARG("go", x.go.n ? x.go : STR("–")));
}

struct trial_of
trial_of(const struct req *r, struct str typed)
{
	return (struct trial_of){ typed, web_may(r, ACT_READ_DESK, NULL),
		web_may(r, ACT_READ_MASKED, NULL) };
}

struct trial_view
trial_view(const struct req *r, const struct trial *t, bool typed)
{
	struct trial_view v = { .tried = true };

	v.sum = texts_fmt(r->arena, r->visit->lang, MSG_TRIAL_SUM,
	    TEXT_ARG("n", str_printf(r->arena, "%zu", t->changed)),
	    TEXT_ARG("of", str_printf(r->arena, "%zu", t->texts)));
	if (typed)
		v.typed_says = typed_text(r, t);
	v.rows = ARENA_ARRAY(r->arena, struct trial_row, t->n + 1);
	for (size_t i = 0; i < t->n; i++)
		v.rows[v.n++] = row_of(r, &t->v[i]);
	return v;
}
