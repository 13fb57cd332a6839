/* SPDX-License-Identifier: EUPL-1.2
 *
 * enquiry_pages.c - the page of one enquiry, put together; the answer's own
 * addresses are in composer_pages.c, what else is done in enquiry_acts.c.
 */
#include "channel/channel.h"
#include "model/houserule.h"
#include "web/enquiry.h"
#include "web/pages.h"

/* Deadline ---------------------------------------------------------------- */

static enum err
fill_deadline(struct req *r, const struct enquiry *e, struct enquiry_view *v)
{
	struct deadline_row row;
	enum err err = enquiry_deadline(
	    r->db, r->arena, r->visit->m, e->id, &row);

	v->deadline = deadline_view(r, e);
	if (err == ERR_MISSING)
		return OK;
	TRY(err);
	v->sum = ARENA_ARRAY(r->arena, struct str, row.sum.n + 1);
	for (size_t i = 0; i < row.sum.n; i++)
		v->sum[v->nsum++] = worktime_step_text(
		    r->arena, r->visit->lang, &row.sum.v[i]);
	return OK;
}

/* Who has it, and what one may do ----------------------------------------- */

static void
fill_people(struct req *r, const struct enquiry *e, struct enquiry_view *v)
{
	const struct municipality *m = r->visit->m;
	struct object o = { .unit = e->unit, .account = e->account };

	v->people.v = ARENA_ARRAY(r->arena, struct option, m->npersons);
	for (size_t i = 0; i < m->npersons; i++) {
		const struct person *p = &m->persons[i];

		if (p->active && p->id.v != e->owner.v &&
		    may(m, NULL, p, ACT_CLAIM, &o, r->now).yes)
			v->people.v[v->people.n++] = (struct option){
				str_printf(
				    r->arena, "%lld", (long long)p->id.v),
				who_titled(r, p), false
			};
	}
}

static void
fill_owner(struct req *r, const struct enquiry *e, struct enquiry_view *v)
{
	const struct person *p = person_find(r->visit->m, e->owner);
	struct object o = { .unit = e->unit, .account = e->account };
	bool work = web_may(r, ACT_CLAIM, &o);
	bool open = str_eq(e->state, STR("open"));

	v->free = p == NULL;
	if (p) {
		v->mine = p == r->visit->person;
		v->owner = v->mine ? say(r, MSG_YOU) : person_name(r->arena, p);
		v->owner_initials = who_initials(r->arena, p);
		v->owner_since = say1(
		    r, MSG_SINCE, "when", when_text(r, e->claimed_at));
	}
	v->can_take = work && open && !p;
	v->can_release = work && open && v->mine;
	v->can_hand = work && open && p;
	v->can_sort = work && open;
	v->can_close = work && open;
	v->can_thank = open && (!p || v->mine) &&
		       e->category == CATEGORY_PRAISE &&
		       web_may(r, ACT_WRITE_REPLY, &o);
	v->can_reopen = work && (str_eq(e->state, STR("closed")) ||
				    str_eq(e->state, STR("answered")));
	if (v->can_hand)
		fill_people(r, e, v);
}

/* What led to the suggestion, told afresh from the words.  REQ: K5 */
static void
fill_why(struct req *r, const struct enquiry *e, struct enquiry_view *v)
{
	struct buf b = { .arena = r->arena };
	struct message m;
	struct triage t;
	struct str text;

	if (message_get(r->db, r->arena, e->last_message, &m) != OK ||
	    m.nrevisions == 0 || m.confidential)
		return;
	text = m.revisions[m.nrevisions - 1].text;
	triage(r->arena, text, r->visit->m->triage, r->visit->m->policy.lexicon,
	    &t);
	if (t.category != e->category || t.nwhy == 0)
		return;
	for (size_t i = 0; i < t.nwhy; i++)
		buf_printf(&b, "%s«%.*s»", i ? ", " : "",
		    STR_ARG(str_cut(text, t.why[i].start, t.why[i].end)));
	v->cat_why = texts_fmt(r->arena, v->lang, MSG_WHY_SORTED,
	    TEXT_ARG("n", str_printf(r->arena, "%d", e->confidence)),
	    TEXT_ARG("words", buf_str(&b)));
}

static void
fill_category(struct req *r, const struct enquiry *e, struct enquiry_view *v)
{
	const char *clause = category_clause(e->category);
	enum { N = CATEGORY_FORMAL_MATTER + 1 };

	v->cat_icon = category_icon(e->category);
	v->cat = category_text(v->lang, e->category);
	v->suggested = e->category_by.v == 0;
	if (v->suggested)
		fill_why(r, e, v);
	if (str_eq(e->lang, STR("other")))
		v->flag_note = say(r, MSG_FLAG_OTHER_LANGUAGE);
	if (clause)
		v->cat_hint = say1(
		    r, MSG_MUST_BE_ANSWERED, "clause", str_from(clause));
	v->categories.v = ARENA_ARRAY(r->arena, struct option, N);
	for (int c = 0; c < N; c++)
		v->categories.v[v->categories.n++] = (struct option){
			str_from(category_name((enum category)c)),
			category_text(v->lang, (enum category)c),
			c == (int)e->category
		};
}

/* The grounds for ending without an answer; where a clause demands one, only
 * those that the clause bends to.  REQ: K5 K6 K10 */
static void
fill_grounds(struct req *r, const struct enquiry *e, struct enquiry_view *v)
{
	static const struct {
		struct str ground;
		enum msg text;
		bool strong;
	} grounds[] = {
		{ STR_INIT("hidden"), MSG_GROUND_HIDDEN, true },
		{ STR_INIT("taken_back"), MSG_GROUND_TAKEN_BACK, true },
		{ STR_INIT("duplicate"), MSG_GROUND_DUPLICATE, true },
		{ STR_INIT("elsewhere"), MSG_GROUND_ELSEWHERE, true },
		{ STR_INIT("ended"), MSG_GROUND_ENDED, true },
		{ STR_INIT("not_to_us"), MSG_GROUND_NOT_TO_US, false },
		{ STR_INIT("no_answer_needed"), MSG_GROUND_NO_ANSWER, false },
	};
	const size_t n = sizeof(grounds) / sizeof(grounds[0]);

	v->grounds.v = ARENA_ARRAY(r->arena, struct option, n);
	for (size_t i = 0; i < n; i++)
		if (grounds[i].strong || !category_clause(e->category))
			v->grounds.v[v->grounds.n++] = (struct option){
				grounds[i].ground, say(r, grounds[i].text),
				false
			};
}

/* The house rules are data; the ground is kept with the act. */
static enum err
fill_hide_grounds(struct req *r, struct enquiry_view *v)
{
	struct house_rule *rules;
	size_t n;

	TRY(house_rules(r->db, r->arena, &rules, &n));
	v->hide_grounds.v = ARENA_ARRAY(r->arena, struct option, n + 1);
	for (size_t i = 0; i < n; i++)
		v->hide_grounds.v[v->hide_grounds.n++] = (struct option){
			rules[i].id, rules[i].text, false
		};
	return OK;
}

/* Head -------------------------------------------------------------------- */

static void
fill_head(struct req *r, const struct enquiry *e, const struct thread *t,
    struct enquiry_view *v)
{
	const struct account *acct = account_find(r->visit->m, e->account);
	const struct channel *c = acct ? channel_find(acct->channel) : NULL;
	struct object o = { .unit = e->unit, .account = e->account };
	struct str from = e->author_name.n ? e->author_name
					   : say(r, MSG_SOMEBODY_MASKED);
	bool moderate = web_may(r, ACT_MODERATE, &o) && c &&
			c->close == CLOSE_NATIVE;

	v->title = say1(r, MSG_ENQUIRY_FROM, "who", from);
	v->channel_icon = acct ? channel_icon(acct->channel) : STR("pencil");
	v->lead = texts_fmt(r->arena, v->lang, MSG_ENQUIRY_LEAD,
	    TEXT_ARG(
		"channel", acct ? channel_title(r, acct->channel) : STR_NONE),
	    TEXT_ARG("account", acct ? acct->name : STR_NONE),
	    TEXT_ARG("thread", t->title.n ? t->title : say(r, MSG_NO_TITLE)),
	    TEXT_ARG(
		"number", str_printf(r->arena, "%lld", (long long)e->id.v)));
	v->thread_url = t->url;
	v->thread_title = t->title;
	v->can_close_thread = moderate && t->comments_open;
	v->can_open_thread = moderate && !t->comments_open;
}

static void
fill_state(struct req *r, const struct enquiry *e, struct enquiry_view *v)
{
	if (pairs_has(&r->query, STR("bedt")))
		v->told = say(r, MSG_ASKED_PLATFORM);
	if (str_eq(e->state, STR("waiting")))
		v->state_note = say(r, MSG_STATE_WAITING);
	else if (str_eq(e->state, STR("answered")))
		v->state_note = say1(r, MSG_STATE_ANSWERED, "when",
		    when_text(r, e->answered_at));
	else if (str_eq(e->state, STR("closed")))
		v->state_note = say1(
		    r, MSG_STATE_CLOSED, "when", when_text(r, e->answered_at));
}

enum err
enquiry_page(
    struct req *r, struct enquiry_id id, const struct enquiry_show *show)
{
	struct enquiry_view v = { .lang = r->visit->lang,
		.csrf = r->visit->csrf,
		.id = id.v,
		.error = show->form ? STR_NONE : show->error };
	struct enquiry_id before, after;
	struct enquiry e;
	struct thread t;

	TRY(enquiry_get(r->db, r->arena, id, &e));
	TRY(thread_get(r->db, r->arena, e.thread, &t));
	TRY(enquiry_neighbours(r->db, r->arena, &e, &before, &after));
	v.before = before.v;
	v.after = after.v;
	fill_head(r, &e, &t, &v);
	fill_owner(r, &e, &v);
	fill_category(r, &e, &v);
	flags_view_fill(r, &e, show->flags, &v.flags);
	fill_grounds(r, &e, &v);
	TRY(fill_hide_grounds(r, &v));
	fill_state(r, &e, &v);
	TRY(fill_deadline(r, &e, &v));
	TRY(thread_view_fill(r,
	    &(struct thread_ask){ &e, &t, show->unmask, show->read_at },
	    &v.thread));
	TRY(fact_offer_fill(r, &e, enquiry_said(r, &e, &t), &v.facts));
	TRY(escalation_view_fill(r, &e, &v.escalation));
	TRY(matter_view_fill(r, &e, &t, &v.matter));
	TRY(composer_fill(r, &e, &t, show, &v.composer));
	TRY(sent_view_fill(r, id, &v.sent));
	TRY(history_view_fill(r, id, &v));
	TRY(web_page_begin(r, v.title, NAV_INBOX));
	tpl_enquiry(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

static enum err
mark_read(struct db *db, const void *arg)
{
	const struct enquiry_id *id = arg;

	return enquiry_read(db, *id, clock_now());
}

enum err
page_enquiry(struct req *r)
{
	struct enquiry_id id = { r->id };
	struct enquiry_show show = { .read_at = 0 };
	struct enquiry e;

	TRY(enquiry_get(r->db, r->arena, id, &e));
	if (e.read_at == 0 && (r->visit->roles & ACCESS_WORK))
		web_later(r, mark_read, &id, sizeof(id));
	return enquiry_page(r, id, &show);
}
