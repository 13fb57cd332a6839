/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_posts.c - our own posts for programs, and what is posted by hand, under
 * the same rules as on screen.  REQ: F2 F3 F4 K6 K12; SPEC 2.2 2.8 SPEC 8
 */
#include <sodium.h>

#include "model/account.h"
#include "model/post_internal.h"
#include "web/api_views.h"
#include "web/pages.h"

static void
put_post(const struct req *r, struct json *j, const struct post *p)
{
	json_open(j, '{');
	json_key_int(j, STR("id"), p->id.v);
	json_key_int(j, STR("account"), p->account.v);
	json_key_str(j, STR("kind"), p->kind);
	json_key_str(j, STR("scope"), p->scope);
	json_key_int(j, STR("area"), p->area.v);
	json_key_str(j, STR("state"), post_shown_state(p));
	json_key_str(j, STR("held_why"), p->held_why);
	api_key_person(r, j, STR("author"), p->author);
	api_key_person(r, j, STR("asked"), p->asked);
	json_key_int(j, STR("version"), p->version);
	json_key_int(j, STR("revision"), p->updated_at);
	json_key_str(j, STR("title"), p->title);
	json_key_str(j, STR("text"), p->text);
	api_key_time(j, STR("planned"), p->planned_at);
	json_key_str(j, STR("native_id"), p->native_id);
	json_key(j, STR("pictures"));
	json_open(j, '[');
	for (size_t i = 0; i < p->pictures.n; i++) {
		json_open(j, '{');
		json_key_int(j, STR("id"), p->pictures.v[i].seq);
		json_key_str(j, STR("alt"), p->pictures.v[i].alt);
		json_close(j, '}');
	}
	json_close(j, ']');
	json_close(j, '}');
}

static enum err
answer(struct req *r, int status, struct post_id id)
{
	struct json j = { .out = { .arena = r->arena } };
	struct post p;

	TRY(post_get(r->db, r->arena, id, &p));
	put_post(r, &j, &p);
	api_answer(r, status, &j);
	return OK;
}

enum err
page_api_posts(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	struct post *p;
	size_t n;

	TRY(api_begin(r, STR("read")));
	TRY(api_may(r, ACT_READ_DESK, NULL));
	TRY(post_list(r->db, r->arena, &p, &n));
	json_open(&j, '{');
	json_key(&j, STR("posts"));
	json_open(&j, '[');
	for (size_t i = 0; i < n; i++)
		put_post(r, &j, &p[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

enum err
page_api_post(struct req *r)
{
	TRY(api_begin(r, STR("read")));
	TRY(api_may(r, ACT_READ_DESK, NULL));
	return answer(r, 200, (struct post_id){ r->id });
}

/* Writing ------------------------------------------------------------------ */

static struct str
or_else(struct str s, struct str dflt)
{
	return s.n ? s : dflt;
}

/* Pictures that are kept, with what is said of them; not given: as they are. */
static enum err
read_pictures(const json_t *body, struct post_pictures *out)
{
	static const struct api_member members[] = {
		{ "id", API_INT, true },
		{ "alt", API_STRING, true },
	};
	const json_t *list = json_object_get(body, "pictures");

	if (!list)
		return OK;
	if (json_array_size(list) > POST_PICTURES)
		return fail(
		    ERR_TOO_LARGE, "\"pictures\": more than %d", POST_PICTURES);
	out->n = json_array_size(list);
	for (size_t i = 0; i < out->n; i++) {
		json_t *o = json_array_get(list, i);

		TRY(api_members(o, API_MEMBERS(members)));
		out->v[i] = (struct post_picture){ api_int(o, "id", 0),
			str_trim(api_str(o, "alt")) };
	}
	return OK;
}

static enum err
read_form(struct req *r, const json_t *body, struct post_form *f)
{
	struct str planned = api_str(body, "planned");

	f->account.v = api_int(body, "account", f->account.v);
	f->kind = or_else(api_str(body, "kind"), or_else(f->kind, STR("fact")));
	f->scope = or_else(
	    api_str(body, "scope"), or_else(f->scope, STR("unit")));
	f->area.v = api_int(
	    body, "area", f->area.v ? f->area.v : r->visit->person->unit.v);
	f->title = str_trim(api_str(body, "title"));
	f->text = api_str(body, "text");
	f->correction = str_trim(api_str(body, "correction"));
	f->planned_at = 0;
	if (planned.n && !date_parse_rfc3339(planned, &f->planned_at))
		return fail(ERR_INVALID, "\"planned\": a time in RFC 3339");
	TRY(read_pictures(body, &f->pictures));
	return api_read_overrules(r, body, &f->overrules, &f->noverrules);
}

/* The findings that stop it. */
static enum err
blocked(struct req *r, const struct post_form *f, enum err e)
{
	struct json j = api_problem(r, e);
	struct reply_ruling ruling;

	TRY(post_judge(r->db, r->arena, r->visit->m, r->visit->person, f,
	    r->now, &ruling));
	api_put_findings(r, &j, &ruling.findings);
	json_key_bool(&j, STR("needs_approval"), ruling.needs_approval);
	return api_problem_end(r, &j, e);
}

static enum err
write_post(struct req *r, const json_t *body)
{
	struct str act = or_else(api_str(body, "act"), STR("save"));
	struct post_form f = { .scope = STR_NONE };
	const struct visit *v = r->visit;
	struct post_id id = { r->id };
	usec_t revision = api_int(body, "revision", 0);
	struct object o;
	struct post p;
	enum err e;

	if (id.v) {
		TRY(post_get(r->db, r->arena, id, &p));
		f = post_form_of(&p);
	}
	TRY(read_form(r, body, &f));
	o = post_account_object(v->m, f.account);
	TRY(api_may(r, ACT_POST, &o));
	if (str_eq(act, STR("save"))) {
		e = post_save(r->db, r->arena, v->m, v->person, id, revision,
		    &f, r->now, &p);
	} else if (str_eq(act, STR("publish")) ||
		       str_eq(act, STR("ask_approval"))) {
		e = post_submit(r->db, r->arena, v->m, v->person, id, revision,
		    &f, str_eq(act, STR("ask_approval")), r->now, &p);
	} else {
		return fail(
		    ERR_INVALID, "\"act\": save, publish or ask_approval");
	}
	if (e == ERR_BLOCKED)
		return blocked(r, &f, e);
	TRY(e);
	return answer(r, id.v ? 200 : 201, p.id);
}

enum err
page_api_post_write(struct req *r)
{
	static const struct api_member members[] = {
		{ "account", API_INT, false },
		{ "act", API_STRING, false },
		{ "revision", API_INT, false },
		{ "kind", API_STRING, false },
		{ "scope", API_STRING, false },
		{ "area", API_INT, false },
		{ "title", API_STRING, true },
		{ "text", API_STRING, true },
		{ "correction", API_STRING, false },
		{ "planned", API_STRING, false },
		{ "pictures", API_ARRAY, false },
		{ "overrules", API_ARRAY, false },
	};

	return api_write(r, API_MEMBERS(members), write_post);
}

static enum err
add_picture(struct req *r, const json_t *body)
{
	struct str alt = str_trim(api_str(body, "alt"));
	struct str text = api_str(body, "content");
	unsigned char *raw = ARENA_ARRAY(r->arena, unsigned char, text.n + 1);
	const struct visit *v = r->visit;
	struct post_form f;
	struct object o;
	struct post p;
	int64_t seq;
	size_t n;

	TRY(post_get(r->db, r->arena, (struct post_id){ r->id }, &p));
	o = post_account_object(v->m, p.account);
	TRY(api_may(r, ACT_POST, &o));
	if (alt.n == 0)
		return fail(ERR_INVALID, "\"alt\": say what it shows");
	if (p.pictures.n == POST_PICTURES)
		return fail(ERR_TOO_LARGE, "the post has %d pictures already",
		    POST_PICTURES);
	if (sodium_base642bin(raw, text.n, text.p, text.n, NULL, &n, NULL,
		sodium_base64_VARIANT_ORIGINAL) != 0)
		return fail(ERR_INVALID, "\"content\": not base64 (RFC 4648)");
	TRY(post_add_picture(r->db, r->arena, p.id,
	    or_else(api_str(body, "name"), STR("bilde")),
		(struct str){ (const char *)raw, n }, v->person->id, r->now,
		&seq));
	f = post_form_of(&p);
	f.pictures.v[f.pictures.n++] = (struct post_picture){ seq, alt };
	TRY(post_save(r->db, r->arena, v->m, v->person, p.id, p.updated_at, &f,
	    r->now, &p));
	return answer(r, 201, p.id);
}

enum err
page_api_post_picture(struct req *r)
{
	static const struct api_member members[] = {
		{ "name", API_STRING, false },
		{ "content", API_STRING, true },
		{ "alt", API_STRING, true },
	};

	return api_write(r, API_MEMBERS(members), add_picture);
}

static enum err
decide(struct req *r, const json_t *body)
{
	struct str decision = api_str(body, "decision");
	struct post_id id = { r->id };
	const struct visit *v = r->visit;
	struct post p;

	if (str_eq(decision, STR("withdraw"))) {
		TRY(post_withdraw(
		    r->db, r->arena, v->m, v->person, id, r->now));
	} else if (str_eq(decision, STR("drop"))) {
		TRY(post_drop(r->db, r->arena, v->m, v->person, id, r->now));
	} else {
		TRY(post_decide(r->db, r->arena, v->m, v->person, id,
		    api_int(body, "version", 0), decision,
		    api_str(body, "text"), str_trim(api_str(body, "remark")),
		    r->now, &p));
	}
	return answer(r, 200, id);
}

enum err
page_api_post_decide(struct req *r)
{
	static const struct api_member members[] = {
		{ "decision", API_STRING, true },
		{ "version", API_INT, false },
		{ "text", API_STRING, false },
		{ "remark", API_STRING, false },
	};

	return api_write(r, API_MEMBERS(members), decide);
}

/* By hand ------------------------------------------------------------------ */

static void
put_item(struct json *j, const struct outbox_item *it)
{
	json_open(j, '{');
	json_key_int(j, STR("id"), it->id.v);
	json_key_int(j, STR("account"), it->account.v);
	json_key_str(j, STR("act"), it->act);
	api_key_ref(j, STR("reply"), it->reply.v);
	api_key_ref(j, STR("post"), it->post);
	json_key_str(j, STR("state"), it->state);
	json_key_str(j, STR("held_why"), it->held_why);
	json_key_str(j, STR("text"), it->text);
	json_close(j, '}');
}

enum err
page_api_by_hand(struct req *r)
{
	struct json j = { .out = { .arena = r->arena } };
	struct outbox_item *it;
	size_t n;

	TRY(api_begin(r, STR("read")));
	TRY(api_may(r, ACT_READ_DESK, NULL));
	TRY(outbox_hand_list(r->db, r->arena, r->now, &it, &n));
	json_open(&j, '{');
	json_key(&j, STR("items"));
	json_open(&j, '[');
	for (size_t i = 0; i < n; i++)
		put_item(&j, &it[i]);
	json_close(&j, ']');
	json_close(&j, '}');
	api_answer(r, 200, &j);
	return OK;
}

static enum err
by_hand(struct req *r, const json_t *body)
{
	struct json j = { .out = { .arena = r->arena } };
	struct str act = api_str(body, "act");
	struct outbox_id id = { r->id };
	const struct visit *v = r->visit;
	struct outbox_item it;
	struct object o;

	TRY(outbox_find(r->db, r->arena, id, &it));
	o = post_account_object(v->m, it.account);
	TRY(api_may(r,
	    it.reply.v ? ACT_WRITE_REPLY
	    : it.post  ? ACT_POST
		       : ACT_MODERATE,
	    &o));
	if (str_eq(act, STR("take")))
		TRY(outbox_hand_take(
		    r->db, r->arena, v->m, id, v->person->id, r->now, &it));
	else if (str_eq(act, STR("done")) || str_eq(act, STR("back")))
		TRY(outbox_hand_done(r->db, r->arena, v->m, id,
		    str_eq(act, STR("done")), str_trim(api_str(body, "link")),
			v->person->id, r->now));
	else
		return fail(ERR_INVALID, "\"act\": take, done or back");
	TRY(outbox_find(r->db, r->arena, id, &it));
	put_item(&j, &it);
	api_answer(r, 200, &j);
	return OK;
}

enum err
page_api_by_hand_act(struct req *r)
{
	static const struct api_member members[] = {
		{ "act", API_STRING, true },
		{ "link", API_STRING, false },
	};

	return api_write(r, API_MEMBERS(members), by_hand);
}
