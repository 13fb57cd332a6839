/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_enquiries.c - the inbox and one enquiry, for programs: the same rows,
 * the same masks.  REQ: K1 K8; SPEC 2.2 SPEC 2.4 SPEC 3 SPEC 8
 */
#include "web/api_views.h"
#include "web/enquiry.h"
#include "web/pages.h"

enum { THREAD_LIMIT = 500 };

/* The row ----------------------------------------------------------------- */

static bool
has_word(struct str words, struct str w)
{
	while (words.n)
		if (str_eq(str_take(&words, ' '), w))
			return true;
	return false;
}

static void
put_flags(struct json *j, struct str words)
{
	json_key(j, STR("flags"));
	json_open(j, '[');
	while (words.n) {
		struct str w = str_take(&words, ' ');

		if (w.n)
			json_str(j, w);
	}
	json_close(j, ']');
}

/* Of the suggestion; none where a person has said it. */
static void
put_confidence(const struct req *r, struct json *j, const struct enquiry *e)
{
	json_key(j, STR("confidence"));
	if (e->category_by.v)
		json_none(j);
	else
		json_raw(j, str_printf(r->arena, "%d.%02d", e->confidence / 100,
				e->confidence % 100));
}

static const char *
time_state(const struct req *r, const struct enquiry *e)
{
	static const char *const names[] = { "late", "soon", "on_time",
		"paused", "none", "answered" };

	return names[deadline_state(e, r->now)];
}

/* The members of an enquiry, inside an object that is open. */
static void
put_enquiry(const struct req *r, struct json *j, const struct enquiry *e)
{
	bool masked = has_word(e->flags, STR("confidential"));

	json_key_int(j, STR("id"), e->id.v);
	json_key_int(j, STR("account"), e->account.v);
	json_key_int(j, STR("thread"), e->thread.v);
	json_key_int(j, STR("unit"), e->unit.v);
	json_key_str(j, STR("state"), e->state);
	json_key_str(j, STR("category"), str_from(category_name(e->category)));
	json_key_bool(j, STR("category_suggested"), e->category_by.v == 0);
	put_confidence(r, j, e);
	json_key_str(j, STR("lang"), e->lang);
	put_flags(j, e->flags);
	json_key_bool(j, STR("masked"), masked);
	json_key(j, STR("author"));
	if (masked)
		json_none(j);
	else
		json_str(j, e->author_name);
	json_key_str(j, STR("excerpt"), e->excerpt);
	api_key_person(r, j, STR("owner"), e->owner);
	api_key_time(j, STR("claimed"), e->claimed_at);
	api_key_time(j, STR("opened"), e->opened_at);
	api_key_time(j, STR("due"), e->due);
	json_key_str(j, STR("time"), str_from(time_state(r, e)));
	api_key_time(j, STR("paused_until"), e->paused_until);
	api_key_time(j, STR("answered"), e->answered_at);
	json_key(j, STR("closed_ground"));
	if (e->closed_reason.n)
		json_str(j, e->closed_reason);
	else
		json_none(j);
	json_key_int(j, STR("version"), e->version);
}

enum err
api_answer_enquiry(struct req *r, int status, struct enquiry_id id)
{
	struct json j = { .out = { .arena = r->arena } };
	struct enquiry e;

	TRY(enquiry_get(r->db, r->arena, id, &e));
	json_open(&j, '{');
	put_enquiry(r, &j, &e);
	json_close(&j, '}');
	api_answer(r, status, &j);
	return OK;
}

/* The list ---------------------------------------------------------------- */

static const struct {
	struct str name;
	enum inbox_tab tab;
} views[] = {
	{ STR_INIT("open"), TAB_OPEN },
	{ STR_INIT("mine"), TAB_MINE },
	{ STR_INIT("free"), TAB_FREE },
	{ STR_INIT("approval"), TAB_APPROVAL },
	{ STR_INIT("done"), TAB_DONE },
};

static enum err
read_view(const struct req *r, struct inbox_filter *f)
{
	struct str name = pairs_get(&r->query, STR("view"));

	if (name.n == 0)
		return OK;
	for (size_t i = 0; i < sizeof(views) / sizeof(views[0]); i++)
		if (str_eq(views[i].name, name)) {
			f->tab = views[i].tab;
			return OK;
		}
	return fail(ERR_INVALID, "view: open mine free approval done");
}

/* A parameter that must be a number from 1, where it is there. */
static enum err
read_number(const struct req *r, struct str name, int64_t max, int64_t *out)
{
	struct str v = pairs_get(&r->query, name);

	if (v.n && !str_to_int(v, 1, max, out))
		return fail(ERR_INVALID, "\"%.*s\" must be a number from 1",
		    STR_ARG(name));
	return OK;
}

static enum err
known_parameters(const struct req *r)
{
	static const struct str names[] = { STR_INIT("view"),
		STR_INIT("account"), STR_INIT("category"), STR_INIT("owner"),
		STR_INIT("q"), STR_INIT("limit"), STR_INIT("cursor") };

	for (size_t i = 0; i < r->query.n; i++) {
		bool known = false;

		for (size_t k = 0; k < sizeof(names) / sizeof(names[0]); k++)
			known |= str_eq(r->query.v[i].name, names[k]);
		if (!known)
			return fail(ERR_INVALID,
			    "no parameter is called \"%.*s\"",
			    STR_ARG(str_cut(r->query.v[i].name, 0, 40)));
	}
	return OK;
}

static enum err
read_filter(const struct req *r, struct inbox_filter *f)
{
	struct str cat = pairs_get(&r->query, STR("category"));
	int64_t limit = API_PAGE;
	enum category c;

	*f = (struct inbox_filter){ .tab = TAB_OPEN,
		.person = r->visit->person->id,
		.category = -1,
		.words = str_trim(pairs_get(&r->query, STR("q"))),
		    .see_masked = web_may(r, ACT_READ_MASKED, NULL) };
	TRY(known_parameters(r));
	TRY(read_view(r, f));
	TRY(read_number(r, STR("account"), INT64_MAX, &f->account.v));
	TRY(read_number(r, STR("owner"), INT64_MAX, &f->owner.v));
	TRY(read_number(r, STR("limit"), API_PAGE_MAX, &limit));
	f->limit = (size_t)limit;
	if (cat.n && !category_parse(cat, &c))
		return fail(ERR_INVALID, "no such category");
	if (cat.n)
		f->category = (int)c;
	return api_cursor_read(r, &f->after_due, &f->after_id);
}

enum err
page_api_enquiries(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	struct inbox_filter f;
	struct inbox_page page;

	TRY(api_begin(r, STR("read")));
	TRY(api_may(r, ACT_READ_DESK, NULL));
	TRY(read_filter(r, &f));
	TRY(inbox_list(r->db, r->arena, &f, &page));
	json_open(&j, '{');
	json_key(&j, STR("enquiries"));
	json_open(&j, '[');
	for (size_t i = 0; i < page.n; i++) {
		json_open(&j, '{');
		put_enquiry(r, &j, &page.rows[i]);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_key(&j, STR("next"));
	if (page.more)
		json_str(&j, api_cursor(r->arena, page.rows[page.n - 1].due,
				 page.rows[page.n - 1].id.v));
	else
		json_none(&j);
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

/* The thread -------------------------------------------------------------- */

static void
put_revisions(const struct req *r, struct json *j, const struct message *m)
{
	json_key(j, STR("revisions"));
	json_open(j, '[');
	for (size_t i = 0; i < m->nrevisions; i++) {
		const struct revision *v = &m->revisions[i];

		json_open(j, '{');
		json_key_int(j, STR("number"), v->number);
		json_key_int(j, STR("entry"), v->seq);
		json_key_str(
		    j, STR("text"), m->confidential
			   ? masked_text(r, v->text, STR("█████")) : v->text);
		api_key_time(j, STR("seen"), v->seen_at);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static const char *
direction_name(enum message_direction d)
{
	switch (d) {
	case DIRECTION_IN: return "in";
	case DIRECTION_OUT: return "out";
	case DIRECTION_OWN: return "own";
	}
	return "in";
}

static void
put_message(const struct req *r, struct json *j, const struct message *m)
{
	json_open(j, '{');
	json_key_int(j, STR("id"), m->id.v);
	json_key_str(j, STR("native_id"), m->native_id);
	json_key_str(j, STR("parent"), m->parent_native);
	json_key_str(j, STR("kind"), m->kind);
	json_key_str(
	    j, STR("direction"), str_from(direction_name(m->direction)));
	json_key_str(j, STR("state"), str_from(message_state_name(m->state)));
	json_key_bool(j, STR("masked"), m->confidential);
	json_key(j, STR("author"));
	if (m->confidential)
		json_none(j);
	else
		json_str(j, m->author_name);
	json_key_str(j, STR("url"), m->url);
	api_key_time(j, STR("published"), m->published_at);
	api_key_time(j, STR("captured"), m->captured_at);
	api_key_ref(j, STR("enquiry"), m->enquiry.v);
	put_revisions(r, j, m);
	json_close(j, '}');
}

static enum err
put_thread(struct req *r, struct json *j, const struct enquiry *e)
{
	struct thread t;
	struct message *m;
	size_t n;

	TRY(thread_get(r->db, r->arena, e->thread, &t));
	TRY(thread_messages(r->db, r->arena, e->thread, THREAD_LIMIT, &m, &n));
	json_key(j, STR("thread_detail"));
	json_open(j, '{');
	json_key_int(j, STR("id"), t.id.v);
	json_key_str(j, STR("native_id"), t.native_id);
	json_key_str(j, STR("title"), t.title);
	json_key_str(j, STR("url"), t.url);
	json_key_bool(j, STR("comments_open"), t.comments_open);
	json_key_int(j, STR("version"), t.version);
	json_key(j, STR("they_say"));
	if (t.they_say < 0)
		json_none(j);
	else
		json_int(j, t.they_say);
	json_key_int(j, STR("visible"), t.visible);
	json_key_int(j, STR("hidden"), t.hidden);
	json_key_int(j, STR("deleted"), t.deleted);
	json_key(j, STR("messages"));
	json_open(j, '[');
	for (size_t i = 0; i < n; i++)
		put_message(r, j, &m[i]);
	json_close(j, ']');
	json_close(j, '}');
	return OK;
}

/* The deadline and the sum it comes from.  REQ: SPEC 3 */
static enum err
put_deadline(struct req *r, struct json *j, const struct enquiry *e)
{
	struct deadline_row row;
	enum err err = enquiry_deadline(
	    r->db, r->arena, r->visit->m, e->id, &row);

	json_key(j, STR("deadline"));
	if (err == ERR_MISSING) {
		json_none(j);
		return OK;
	}
	TRY(err);
	json_open(j, '{');
	json_key_int(j, STR("entry"), row.seq);
	json_key_str(j, STR("why"), row.why);
	api_key_time(j, STR("start"), row.d.start);
	api_key_time(j, STR("half"), row.d.half);
	api_key_time(j, STR("soon"), row.d.soon);
	api_key_time(j, STR("due"), row.d.due);
	json_key(j, STR("sum"));
	json_open(j, '[');
	for (size_t i = 0; i < row.sum.n; i++)
		json_str(j, worktime_step_text(
				r->arena, r->visit->lang, &row.sum.v[i]));
	json_close(j, ']');
	json_close(j, '}');
	return OK;
}

enum err
page_api_enquiry(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	struct enquiry e;
	struct reply *replies;
	size_t n;

	TRY(api_begin(r, STR("read")));
	TRY(api_may(r, ACT_READ_DESK, NULL));
	TRY(enquiry_get(r->db, r->arena, (struct enquiry_id){ r->id }, &e));
	TRY(reply_of_enquiry(r->db, r->arena, e.id, &replies, &n));
	json_open(&j, '{');
	put_enquiry(r, &j, &e);
	TRY(put_deadline(r, &j, &e));
	TRY(put_thread(r, &j, &e));
	json_key(&j, STR("replies"));
	json_open(&j, '[');
	for (size_t i = 0; i < n; i++) {
		json_open(&j, '{');
		api_put_reply(r, &j, &replies[i]);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}
