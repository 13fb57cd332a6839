/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/web/api_client.h"

#include "fmt/url.h"
#include "model/session.h"

struct making {
	struct town *t;
	enum role role;
	const char *scopes;
	struct str token;
};

static enum err
make(struct db *db, void *arg)
{
	struct making *m = arg;
	struct town *t = m->t;

	return token_add(db, &t->t.a,
	    STR("prøve"), t->who[m->role], str_from(m->scopes), 0,
		t->who[ROLE_ADMINISTRATOR], &m->token);
}

struct str
town_token(struct town *t, enum role role, const char *scopes)
{
	struct making m = { t, role, scopes, STR_NONE };

	CHECK_OK(db_tx(t->t.db, make, &m));
	return m.token;
}

struct req *
api_visit(struct town *t, enum method m, const char *path,
    const struct pair *headers, size_t n, struct str body)
{
	struct arena *a = &t->t.a;
	struct req *r = ARENA_NEW(a, struct req);
	struct pair *h = ARENA_ARRAY(a, struct pair, n + 1);
	struct pair *q = ARENA_ARRAY(a, struct pair, 16);
	struct str rest = str_from(path);

	if (n)
		memcpy(h, headers, n * sizeof(*h));
	*r = (struct req){ .arena = a,
		.method = m,
		.now = t->now,
		.headers = { h, n },
		.query = { q, 0 },
		.body = str_copy(a, body),
		.peer = STR("192.0.2.7") };
	r->answer.body.out.arena = a;
	r->path = str_copy(a, str_take(&rest, '?'));
	while (
	    rest.n && r->query.n < 16 &&
	    url_next_pair(a, &rest, &q[r->query.n].name, &q[r->query.n].value))
		r->query.n++;
	web_handle(t->web, r);
	return r;
}

struct req *
api_call(struct town *t, enum method m, const char *path, struct str token,
    const char *body, const char *key)
{
	struct pair h[3] = {
		{ STR("content-type"), STR("application/json") },
		    { STR("authorization"),
			  str_printf(&t->t.a, "Bearer %.*s", STR_ARG(token)) },
			{ STR("idempotency-key"), str_from(key) },
		    };

	return api_visit(
	    t, m, path, h, key ? 3 : 2, body ? str_from(body) : STR_NONE);
}

struct str
api_text(const struct req *r)
{
	if (r->answer.fixed)
		return (struct str){ r->answer.fixed, r->answer.fixed_n };
	return buf_str(&r->answer.body.out);
}

static void
free_json(void *o)
{
	json_decref(o);
}

json_t *
api_read(struct town *t, const struct req *r)
{
	struct str s = api_text(r);
	json_t *o = json_loadb(
	    s.n ? s.p : "", s.n, JSON_REJECT_DUPLICATES, NULL);

	if (o)
		arena_defer(&t->t.a, free_json, o);
	return o;
}

bool
api_refused(struct town *t, const struct req *r, int status, const char *words)
{
	json_t *o = api_read(t, r);
	const char *detail = json_string_value(json_object_get(o, "detail"));
	bool good = r->answer.status == status && detail &&
		    strstr(detail, words) && r->answer.type &&
		    strcmp(r->answer.type, "application/problem+json") == 0 &&
		    json_integer_value(json_object_get(o, "status")) == status;

	if (!good)
		printf("status %d: %.*s\n", r->answer.status,
		    STR_ARG(api_text(r)));
	return good;
}
