/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/web/visit.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "fmt/url.h"
#include "model/account.h"
#include "model/intake.h"
#include "model/session.h"

/* 2026-11-17T10:12:00+01:00 */
static const usec_t tuesday = (usec_t)1794906720 * SECOND;

static struct unit_id
add_unit(struct town *t, const char *name, struct unit_id parent)
{
	struct unit u = { .name = str_from(name),
		.parent = parent,
		.contact = STR("postmottak@kommune.example"), .active = true };
	struct unit_id id = { 0 };

	CHECK_OK(unit_add(t->t.db, &t->t.a, &u, (struct person_id){ 0 }, &id));
	return id;
}

static void
add_person(struct town *t, enum role role)
{
	struct person p = { .login = str_from(role_name(role)),
		.first_name = STR("Kari"),
		    .last_name = str_from(role_name(role)),
		    .title = STR("Prøve"), .unit = t->culture, .lang = LANG_NB,
			.scheme = STR("auto"), .active = true };
	struct grant g = {
		.role = role, .unit = t->culture, .from = 0, .to = INT64_MAX
	};
	int64_t seq;

	if (role == ROLE_ADMINISTRATOR || role == ROLE_AUDITOR)
		g.unit.v = 0;
	CHECK_OK(person_add(t->t.db, &t->t.a, &p,
	    STR("-"), (struct person_id){ 0 }, &t->who[role]));
	if (role != ROLE_EMPLOYEE)
		CHECK_OK(role_give(t->t.db, &t->t.a, t->who[role], &g, &seq));
}

void
town_log_in(struct town *t, enum role role)
{
	struct login_try l = { .login = str_from(role_name(role)),
		.person = t->who[role] };
	struct session s;
	int64_t version;
	bool touch;

	CHECK_OK(
	    login_tell(t->t.db, &t->t.a, &l, true, t->now, &t->cookie[role]));
	CHECK_OK(session_find(
	    t->t.db, &t->t.a, t->cookie[role], t->now, &s, &version, &touch));
	t->csrf[role] = str_copy(&t->t.a, s.csrf);
}

/* Invariant 6: an account is active only on an approved plan. */
static void
add_account(struct town *t)
{
	static const struct str ids[] = {
#define X(name, id) STR_INIT(id),
		PLAN_QUESTIONS(X)
#undef X
	};
	enum { N = sizeof(ids) / sizeof(ids[0]) };
	struct plan_answer answers[N];
	struct account acct = {
		.channel = STR("byhand"),
		    .name = STR("Prøve kommune"), .unit = t->culture,
			.editor = t->who[ROLE_EDITOR],
			.leader = t->who[ROLE_UNIT_LEADER],
			.state = STR("planned"), .dialogue = STR("open"),
						     .config = STR("{}") };
	struct plan_id plan;

	for (size_t i = 0; i < N; i++)
		answers[i] = (struct plan_answer){ ids[i], STR("Svar.") };
	CHECK_OK(account_add(
	    t->t.db, &t->t.a, &acct, t->who[ROLE_EDITOR], &t->account));
	CHECK_OK(plan_submit(t->t.db, &t->t.a, t->account,
	    STR("existing"), answers, N, t->who[ROLE_EDITOR], t->now, &plan));
	CHECK_OK(plan_decide(t->t.db, &t->t.a, plan, 1,
	    STR("approve"), STR(""), INT64_MAX, t->who[ROLE_TEAM_MEMBER],
				t->now));
	CHECK_OK(account_set_state(t->t.db, &t->t.a, t->account,
	    STR("active"), STR("prøve"), t->who[ROLE_EDITOR], t->now));
}

static void
add_messages(struct town *t)
{
	static const struct str texts[TOWN_ENQUIRIES] = {
		STR_INIT("Når åpner skiløypa rundt Skeikampen?"),
		STR_INIT("Så utrolig fin konsert i går! Tusen takk."),
		STR_INIT("Nummeret mitt er 10915596784, kan dere ringe meg?"),
		STR_INIT("Dette er jo galskap! Elendig brøyting, som vanlig."),
		STR_INIT("Jeg vil søke om dispensasjon for et anneks."),
		STR_INIT("Hvor mange elever gjelder <det> & når?"),
	};
	static const enum category kinds[TOWN_ENQUIRIES] = { CATEGORY_QUESTION,
		CATEGORY_PRAISE, CATEGORY_QUESTION, CATEGORY_NEGATIVE,
		CATEGORY_FORMAL_MATTER, CATEGORY_QUESTION };
	struct municipality *m;
	struct intake in = { .now = t->now - HOUR };

	CHECK_OK(municipality_load(t->t.db, &m));
	in.m = m;
	for (size_t i = 0; i < TOWN_ENQUIRIES; i++) {
		struct str n = str_printf(&t->t.a, "m%zu", i);
		struct incoming msg = { .native_id = n,
			.thread_native = STR("p1"),
			    .thread_title = STR("Et innlegg"), .author_key = n,
				.author_name = str_printf(
				    &t->t.a, "Innbygger %zu", i + 1),
				.text = texts[i],
				.kind = STR("comment"),
				    .published_at = t->now -
						    (usec_t)(8 - i) * HOUR,
				    .state = MESSAGE_VISIBLE };
		struct taken_item item;

		CHECK_OK(message_take(
		    t->t.db, &t->t.a, &in, t->account, &msg, 1, &item));
		t->enquiry[i] = item.enquiry;
		CHECK(item.enquiry.v != 0);
		CHECK_OK(enquiry_set_category(t->t.db, &t->t.a, m, item.enquiry,
		    kinds[i], t->who[ROLE_EDITOR], t->now));
	}
	municipality_free(m);
}

static enum err
fill(struct db *db, void *arg)
{
	struct town *t = arg;

	(void)db;
	t->root = add_unit(t, "Prøve kommune", (struct unit_id){ 0 });
	t->culture = add_unit(t, "Kultur", t->root);
	t->works = add_unit(t, "Teknisk drift", t->root);
	for (int role = 0; role < ROLE_COUNT; role++)
		add_person(t, (enum role)role);
	add_account(t);
	add_messages(t);
	for (int role = 0; role < ROLE_COUNT; role++)
		town_log_in(t, (enum role)role);
	return OK;
}

void
town_open(struct town *t)
{
	struct web_config c = { 0 };

	*t = (struct town){ .now = tuesday };
	clock_set(tuesday);
	test_db_open(&t->t, DB_SQLITE);
	CHECK_OK(db_tx(t->t.db, fill, t));
	c.db = t->t.db;
	CHECK_OK(web_open(&t->t.a, &c, &t->web));
	t->key.name = STR("prove.example");
	t->key.can_sign = crypto_sign_keypair(t->key.public, t->key.secret) ==
			  0;
	web_set_verifier(t->web, &t->key);
}

void
town_close(struct town *t)
{
	test_db_close(&t->t);
	clock_set(0);
}

static void
add_pair(struct arena *a, struct pairs *p, struct str name, struct str value)
{
	struct pair *v = ARENA_ARRAY(a, struct pair, p->n + 1);

	if (p->n)
		memcpy(v, p->v, p->n * sizeof(*v));
	v[p->n] = (struct pair){ name, value };
	p->v = v;
	p->n++;
}

static struct req *
new_req(struct town *t, enum method m, const char *path, int role)
{
	struct arena *a = &t->t.a;
	struct req *r = ARENA_NEW(a, struct req);
	struct str rest = str_from(path);
	struct str name, value;

	*r = (struct req){ .arena = a,
		.method = m,
		.now = t->now,
		.fragment = t->fragment,
		.https = t->https,
		.peer = STR("127.0.0.1") };
	r->answer.body.out.arena = a;
	r->path = str_copy(a, str_take(&rest, '?'));
	while (rest.n && url_next_pair(a, &rest, &name, &value))
		add_pair(a, &r->query, name, value);
	if (role != NOBODY)
		add_pair(a, &r->cookies,
		    t->https ? STR(SESSION_COOKIE)
			     : STR("ordstyrer"), t->cookie[role]);
	if (role == NOBODY && t->guest_cookie)
		add_pair(a, &r->cookies,
		    STR("ordstyrer-inn"), str_from(t->guest_cookie));
	return r;
}

struct req *
visit(struct town *t, enum method m, const char *path, int role)
{
	struct req *r = new_req(t, m, path, role);

	if (m != GET && role != NOBODY && !t->without_csrf)
		add_pair(&t->t.a, &r->form, STR("csrf"), t->csrf[role]);
	web_handle(t->web, r);
	return r;
}

struct req *
visit_form(struct town *t, const char *path, int role, ...)
{
	struct req *r = new_req(t, POST, path, role);
	const char *name;
	va_list ap;

	va_start(ap, role);
	while ((name = va_arg(ap, const char *)))
		add_pair(&t->t.a, &r->form, str_from(name),
		    str_from(va_arg(ap, const char *)));
	va_end(ap);
	if (role != NOBODY && !t->without_csrf)
		add_pair(&t->t.a, &r->form, STR("csrf"), t->csrf[role]);
	web_handle(t->web, r);
	return r;
}

bool
visit_has(const struct req *r, const char *text)
{
	return str_find(buf_str(&r->answer.body.out), str_from(text)) !=
	       STR_NOWHERE;
}

struct str
visit_header(const struct req *r, const char *name)
{
	return pairs_get(&r->answer.headers, str_from(name));
}

const char *
town_path(const char *fmt, ...)
{
	static char paths[8][200];
	static unsigned next;
	char *path = paths[next++ % 8];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(path, sizeof(paths[0]), fmt, ap);
	va_end(ap);
	return path;
}

struct enquiry
town_enquiry(struct town *t, size_t i)
{
	struct enquiry e = { 0 };

	CHECK_OK(enquiry_get(t->t.db, &t->t.a, t->enquiry[i], &e));
	return e;
}

const char *
town_enquiry_path(struct town *t, size_t i, const char *rest)
{
	return town_path("/henvendelse/%" PRId64 "%s", t->enquiry[i].v, rest);
}

const char *
visit_hidden(const struct req *r, const char *name)
{
	static char values[4][80];
	static unsigned next;
	char *value = values[next++ % 4];
	char mark[80];
	struct str page = buf_str(&r->answer.body.out);
	size_t at, end;

	snprintf(mark, sizeof(mark), "name=\"%s\" value=\"", name);
	at = str_find(page, str_from(mark));
	CHECK(at != STR_NOWHERE);
	if (at == STR_NOWHERE)
		return "";
	page = str_cut(page, at + strlen(mark), page.n);
	end = str_find_char(page, '"');
	snprintf(value, 80, "%.*s", STR_ARG(str_cut(page, 0, end)));
	return value;
}
