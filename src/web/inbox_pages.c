/* SPDX-License-Identifier: EUPL-1.2
 *
 * inbox_pages.c - the inbox: what is waited for, nearest deadline first.
 * One query for the rows, one for the counts; all else is looked up in the
 * municipality's snapshot.  REQ: K1, K5; SPEC 2.4, 7
 */
#include "web/inbox.h"

#include "fmt/url.h"
#include "model/account.h"
#include "model/reply.h"
#include "web/pages.h"

enum { PAGE_ROWS = 50 };

static const struct tab {
	struct str name; /* in ?vis= */
	enum inbox_tab tab;
	enum msg text;
} tabs[] = {
	{ STR_INIT("apne"), TAB_OPEN, MSG_INBOX_TAB_OPEN },
	{ STR_INIT("mine"), TAB_MINE, MSG_INBOX_TAB_MINE },
	{ STR_INIT("ledige"), TAB_FREE, MSG_INBOX_TAB_FREE },
	{ STR_INIT("godkjenning"), TAB_APPROVAL, MSG_INBOX_TAB_APPROVAL },
	{ STR_INIT("avsluttet"), TAB_DONE, MSG_INBOX_TAB_DONE },
};
enum { NTABS = sizeof(tabs) / sizeof(tabs[0]) };

static const struct tab *
tab_of(const struct req *r)
{
	struct str name = pairs_get(&r->query, STR("vis"));

	for (size_t i = 0; i < NTABS; i++)
		if (str_eq(tabs[i].name, name))
			return &tabs[i];
	return &tabs[0];
}

/* What the address asks for: every list can be linked to. */
static struct inbox_filter
filter_of(const struct req *r)
{
	const struct visit *v = r->visit;
	struct str owner = pairs_get(&r->query, STR("ansvarlig"));
	enum category c;
	struct inbox_filter f = { .tab = tab_of(r)->tab,
		.person = v->person->id,
		.account.v = req_int(r, STR("konto"), 1, INT64_MAX, 0),
		    .category = -1,
		    .words = str_trim(pairs_get(&r->query, STR("tekst"))),
			.see_masked = web_may(r, ACT_READ_MASKED, NULL),
			.after_due = req_int(
			    r, STR("etter"), INT64_MIN, INT64_MAX, 0),
			    .after_id = req_int(r, STR("id"), 0, INT64_MAX, 0),
				.limit = PAGE_ROWS };

	if (category_parse(pairs_get(&r->query, STR("kategori")), &c))
		f.category = (int)c;
	if (str_eq(owner, STR("meg")))
		f.owner = v->person->id;
	else if (str_eq(owner, STR("ingen")) && f.tab == TAB_OPEN)
		f.tab = TAB_FREE;
	else
		(void)str_to_int(owner, 1, INT64_MAX, &f.owner.v);
	return f;
}

static bool
is_filtered(const struct inbox_filter *f)
{
	return f->account.v || f->category >= 0 || f->owner.v || f->words.n;
}

/* The address of this list with another tab or another place in it. */
static struct str
address(
    const struct req *r, struct str tab, bool keep, const struct enquiry *after)
{
	static const struct str names[] = { STR_INIT("konto"),
		STR_INIT("kategori"), STR_INIT("ansvarlig"),
		STR_INIT("tekst") };
	struct buf b = { .arena = r->arena };

	buf_lit(&b, "/?vis=");
	buf_put(&b, tab);
	for (size_t i = 0; keep && i < sizeof(names) / sizeof(names[0]); i++) {
		struct str v = pairs_get(&r->query, names[i]);

		if (v.n == 0)
			continue;
		buf_char(&b, '&');
		buf_put(&b, names[i]);
		buf_char(&b, '=');
		url_encode(&b, v);
	}
	if (after) {
		bool done = after->state.n && after->answered_at;

		buf_printf(&b, "&etter=%lld&id=%lld",
		    (long long)(done ? after->answered_at : after->due),
		    (long long)after->id.v);
	}
	return buf_str(&b);
}

/* Rows -------------------------------------------------------------------- */

static void
fill_owner(const struct req *r, const struct enquiry *e, struct inbox_row *row)
{
	const struct visit *v = r->visit;
	const struct person *p = person_find(v->m, e->owner);
	struct object o = { .unit = e->unit, .account = e->account };
	bool open = str_eq(e->state, STR("open"));

	if (p) {
		row->mine = p == v->person;
		row->initials = who_initials(r->arena, p);
		row->owner = row->mine ? texts_get(v->lang, MSG_YOU)
				       : person_name(r->arena, p);
		if (str_eq(e->state, STR("waiting")))
			row->note = texts_get(v->lang, MSG_INBOX_WAITING);
		return;
	}
	row->can_take = open && web_may(r, ACT_CLAIM, &o);
	row->can_thank = row->can_take && e->category == CATEGORY_PRAISE &&
			 web_may(r, ACT_PUBLISH_FACT, &o);
}

static bool
has_word(struct str words, struct str w)
{
	while (words.n)
		if (str_eq(str_take(&words, ' '), w))
			return true;
	return false;
}

static struct inbox_row
make_row(const struct req *r, const struct enquiry *e)
{
	const struct visit *v = r->visit;
	const struct account *acct = account_find(v->m, e->account);
	struct inbox_row row = { .id = e->id.v,
		.excerpt = e->excerpt,
		.unread = e->read_at == 0,
		.masked = has_word(e->flags, STR("confidential")),
		    .reputation = has_word(e->flags, STR("reputation")),
			.cat_icon = category_icon(e->category),
			.cat = category_text(v->lang, e->category),
			.deadline = deadline_view(r, e) };
	struct buf b = { .arena = r->arena };

	/* What is masked has neither name nor text in the list.  REQ: K8 */
	row.from = e->author_name.n ? e->author_name : say(r, MSG_MASKED_NAME);
	if (row.masked && row.excerpt.n == 0)
		row.excerpt = say(r, MSG_MASKED_TEXT);
	buf_put(&b, when_text(r, e->opened_at));
	if (acct) {
		buf_lit(&b, " · ");
		buf_put(&b, channel_title(r, acct->channel));
		buf_lit(&b, " · ");
		buf_put(&b, acct->name);
		row.icon = channel_icon(acct->channel);
	}
	row.meta = buf_str(&b);
	fill_owner(r, e, &row);
	return row;
}

static struct str
group_title(enum lang lang, enum deadline_state s)
{
	switch (s) {
	case DEADLINE_LATE: return texts_get(lang, MSG_INBOX_LATE);
	case DEADLINE_SOON: return texts_get(lang, MSG_INBOX_SOON);
	case DEADLINE_ONTIME: return texts_get(lang, MSG_INBOX_ONTIME);
	case DEADLINE_PAUSED: return texts_get(lang, MSG_INBOX_PAUSED);
	case DEADLINE_NONE: return texts_get(lang, MSG_INBOX_NO_DEADLINE);
	case DEADLINE_ANSWERED: return texts_get(lang, MSG_INBOX_DONE);
	case DEADLINE_STATES: break;
	}
	return STR_NONE;
}

static void
fill_groups(
    const struct req *r, const struct inbox_page *page, struct inbox_view *v)
{
	enum deadline_state s;

	for (size_t i = 0; i < page->n; i++) {
		struct inbox_group *g;

		s = deadline_state(&page->rows[i], r->now);
		g = &v->groups[s];
		if (!g->rows)
			g->rows = ARENA_ARRAY(
			    r->arena, struct inbox_row, page->n);
		g->rows[g->n] = make_row(r, &page->rows[i]);
		if (g->n++ == 0) {
			g->state = g->rows[0].deadline.state;
			g->color = g->rows[0].deadline.color;
			g->icon = g->rows[0].deadline.icon;
			g->title = group_title(v->lang, s);
		}
	}
	v->nrows = page->n;
}

/* Filter ------------------------------------------------------------------ */

static void
add_option(struct options *o, struct str value, struct str text, bool chosen)
{
	o->v[o->n++] = (struct option){ value, text, chosen };
}

static void
fill_filter(
    const struct req *r, const struct inbox_filter *f, struct inbox_view *v)
{
	const struct municipality *m = r->visit->m;
	enum lang l = v->lang;
	struct str owner = pairs_get(&r->query, STR("ansvarlig"));

	v->accounts.v = ARENA_ARRAY(r->arena, struct option, m->naccounts + 1);
	add_option(
	    &v->accounts, STR(""), texts_get(l, MSG_INBOX_ALL_ACCOUNTS), false);
	for (size_t i = 0; i < m->naccounts; i++)
		add_option(&v->accounts,
		    str_printf(
			r->arena, "%lld", (long long)m->accounts[i].id.v),
		    m->accounts[i].name, m->accounts[i].id.v == f->account.v);
	v->categories.v = ARENA_ARRAY(r->arena, struct option, 16);
	add_option(&v->categories,
	    STR(""), texts_get(l, MSG_INBOX_ALL_CATEGORIES), false);
	for (int c = 0; c <= (int)CATEGORY_FORMAL_MATTER; c++)
		add_option(&v->categories,
		    str_from(category_name((enum category)c)),
		    category_text(l, (enum category)c), c == f->category);
	v->owners.v = ARENA_ARRAY(r->arena, struct option, 3);
	add_option(
	    &v->owners, STR(""), texts_get(l, MSG_INBOX_ANY_OWNER), false);
	add_option(&v->owners, STR("meg"), texts_get(l, MSG_INBOX_ME),
				   str_eq(owner, STR("meg")));
	add_option(&v->owners, STR("ingen"), texts_get(l, MSG_INBOX_NOBODY),
				   str_eq(owner, STR("ingen")));
	v->words = f->words;
	v->filtered = is_filtered(f);
}

static void
fill_tabs(
    const struct req *r, const struct inbox_counts *n, struct inbox_view *v)
{
	const int64_t counts[NTABS] = { n->open, n->mine, n->free, n->approval,
		-1 };
	const struct tab *here = tab_of(r);

	for (size_t i = 0; i < NTABS; i++)
		v->tabs[i] = (struct inbox_tab_view){ .text = texts_get(v->lang,
							  tabs[i].text),
			.href = address(r, tabs[i].name, true, NULL),
			.count = counts[i],
			.here = here == &tabs[i] };
	v->tab = here->name;
}

static struct str
lead(const struct req *r, const struct inbox_view *v, int64_t open)
{
	struct buf b = { .arena = r->arena };

	buf_put(&b, say_count(r, MSG_INBOX_LEAD_OPEN, open));
	if (tab_of(r)->tab == TAB_DONE || v->filtered)
		return buf_str(&b);
	if (v->groups[DEADLINE_LATE].n) {
		buf_char(&b, ' ');
		buf_put(&b, say_count(r, MSG_INBOX_LEAD_LATE,
				(int64_t)v->groups[DEADLINE_LATE].n));
	}
	if (v->groups[DEADLINE_SOON].n) {
		buf_char(&b, ' ');
		buf_put(&b, say_count(r, MSG_INBOX_LEAD_SOON,
				(int64_t)v->groups[DEADLINE_SOON].n));
	}
	return buf_str(&b);
}

/* An empty list proves itself --------------------------------------------- */

static struct contact_row
contact_row(
    const struct req *r, const struct connection *c, const struct account *acct)
{
	return (struct contact_row){ .icon = channel_icon(acct->channel),
		.name = str_printf(r->arena, "%.*s, %.*s", STR_ARG(acct->name),
		    STR_ARG(channel_title(r, acct->channel))),
		.fetched = c->last_ok_at ? when_text(r, c->last_ok_at)
					 : say(r, MSG_NEVER),
		.state = connection_view(r, c->state) };
}

static enum err
fill_empty(struct req *r, const struct inbox_filter *f, struct inbox_view *v)
{
	enum lang l = v->lang;
	struct connection *c;
	size_t n;

	if (v->filtered) {
		v->empty_title = texts_get(l, MSG_INBOX_NO_HITS);
		v->empty_text = texts_get(l, MSG_INBOX_NO_HITS_TEXT);
		return OK;
	}
	v->empty_title = f->tab == TAB_OPEN ? texts_get(l, MSG_INBOX_EMPTY)
					    : texts_get(l, MSG_INBOX_EMPTY_TAB);
	v->empty_text = f->tab == TAB_OPEN
			    ? texts_get(l, MSG_INBOX_EMPTY_TEXT)
			    : texts_get(l, MSG_INBOX_EMPTY_TAB_TEXT);
	if (f->tab != TAB_OPEN)
		return OK;
	TRY(connection_list(r->db, r->arena, &c, &n));
	v->contacts = ARENA_ARRAY(r->arena, struct contact_row, n);
	for (size_t i = 0; i < n; i++) {
		const struct account *acct = account_find(
		    r->visit->m, c[i].account);

		if (acct && str_eq(acct->state, STR("active")))
			v->contacts[v->ncontacts++] = contact_row(
			    r, &c[i], acct);
	}
	return OK;
}

enum err
page_inbox(struct req *r)
{
	struct inbox_filter f = filter_of(r);
	struct inbox_view v = { .lang = r->visit->lang,
		.csrf = r->visit->csrf,
		.can_enter = (r->visit->roles & ACCESS_WORK) != 0 };
	struct inbox_page page;
	const struct inbox_counts *counts;

	TRY(inbox_list(r->db, r->arena, &f, &page));
	TRY(web_counts(r, &counts));
	fill_filter(r, &f, &v);
	fill_tabs(r, counts, &v);
	fill_groups(r, &page, &v);
	v.lead = lead(r, &v, counts->open);
	v.shown = say_count(r,
	    f.tab == TAB_DONE || f.words.n ? MSG_INBOX_SHOWN_NEWEST
					   : MSG_INBOX_SHOWN,
	    (int64_t)page.n);
	if (page.more)
		v.more = address(r, v.tab, true, &page.rows[page.n - 1]);
	if (page.n == 0 && f.after_id == 0)
		TRY(fill_empty(r, &f, &v));
	v.since = str_printf(r->arena, "%lld", (long long)r->now);
	TRY(web_page_begin(r, texts_get(v.lang, MSG_INBOX_TITLE), NAV_INBOX));
	tpl_inbox(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

/* Everything at once, open and done, by words.  REQ: SPEC 7 */
enum err
page_search(struct req *r)
{
	struct str words = str_trim(pairs_get(&r->query, STR("q")));
	struct inbox_filter f = { .tab = TAB_OPEN,
		.person = r->visit->person->id,
		.category = -1,
		.words = words,
		.see_masked = web_may(r, ACT_READ_MASKED, NULL),
		.after_id = req_int(r, STR("id"), 0, INT64_MAX, 0),
		    .limit = PAGE_ROWS };
	struct search_view v = { .words = words };
	struct inbox_page page = { 0 };

	if (words.n)
		TRY(inbox_list(r->db, r->arena, &f, &page));
	v.rows = ARENA_ARRAY(r->arena, struct inbox_row, page.n + 1);
	for (size_t i = 0; i < page.n; i++)
		v.rows[v.n++] = make_row(r, &page.rows[i]);
	v.title = say1(
	    r, page.n ? MSG_SEARCH_HITS : MSG_SEARCH_NONE, "words", words);
	if (page.more) {
		struct buf b = { .arena = r->arena };

		buf_lit(&b, "/sok?q=");
		url_encode(&b, words);
		buf_printf(
		    &b, "&id=%lld", (long long)page.rows[page.n - 1].id.v);
		v.more = buf_str(&b);
	}
	TRY(web_page_begin(r, say(r, MSG_SEARCH_TITLE), NAV_NONE));
	tpl_search(&r->answer.body, &v);
	web_page_end(r);
	return OK;
}

/* The live line, fetched when the stream says that something happened: how
 * many came since the page was made.  Empty while there are none, so that the
 * line is not there. */
enum err
page_inbox_new(struct req *r)
{
	usec_t since = req_int(r, STR("siden"), 0, INT64_MAX, r->now);
	int64_t n;

	r->answer.body.lang = r->visit->lang;
	TRY(inbox_new_since(r->db, r->arena, since, &n));
	if (n > 0)
		tpl_inbox_new(&r->answer.body, say_count(r, MSG_INBOX_NEW, n),
		    say1(r, MSG_INBOX_SINCE, "time", clock_text(r, since)));
	return OK;
}

/* Acts from the list ------------------------------------------------------ */

static enum err
object_of(struct req *r, int64_t id, struct enquiry *e, struct object *o)
{
	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ id }, e));
	*o = (struct object){ .unit = e->unit, .account = e->account };
	return OK;
}

/* «Jeg tar den»: claimed, and opened. */
enum err
page_inbox_take(struct req *r)
{
	int64_t id = req_int(r, STR("id"), 1, INT64_MAX, 0);
	struct enquiry e;
	struct object o;

	TRY(object_of(r, id, &e, &o));
	if (!web_may(r, ACT_CLAIM, &o))
		return fail(
		    ERR_DENIED, "taking this needs a role for its unit");
	TRY(enquiry_claim(r->db, r->arena, e.id, r->visit->person->id, r->now));
	return web_go(
	    r, str_printf(r->arena, "/henvendelse/%lld", (long long)id));
}

/* «Si takk»: thanks for praise in one click.  REQ: K5 */
enum err
page_inbox_thank(struct req *r)
{
	struct enquiry_id id = { req_int(r, STR("id"), 1, INT64_MAX, 0) };
	const struct visit *v = r->visit;
	struct reply reply;

	TRY(reply_thanks(r->db, r->arena, v->m, v->person, id, r->now, &reply));
	return web_go(
	    r, str_printf(r->arena, "/henvendelse/%lld", (long long)id.v));
}
