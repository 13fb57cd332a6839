/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_common.c - who may use the API, what a body must be, and the members
 * that answers have in common.
 */
#include "fmt/date.h"
#include "web/api.h"
#include "web/layout.h"

enum err
api_begin(struct req *r, struct str scope)
{
	if (!r->session || !r->session->api)
		return fail(ERR_LOGIN, "the API takes a bearer token");
	if (!web_scope(r, scope))
		return fail(ERR_DENIED, "the token lacks the scope \"%.*s\"",
		    STR_ARG(scope));
	return OK;
}

enum err
api_may(struct req *r, enum action action, const struct object *o)
{
	const struct visit *v = r->visit;
	struct ruling ruling = may(v->m, NULL, v->person, action, o, r->now);

	if (ruling.yes)
		return OK;
	return fail(ERR_DENIED,
	    "this needs a role for the unit it is about (%s)", ruling.clause);
}

void
api_answer(struct req *r, int status, const struct json *j)
{
	answer_json(r, status, json_done(j));
}

struct json
api_problem(struct req *r, enum err e)
{
	struct json j = { .out = { .arena = r->arena } };

	json_open(&j, '{');
	json_key_str(&j, STR("title"), str_from(err_text(e)));
	json_key_int(&j, STR("status"), err_http_status(e));
	json_key_str(&j, STR("detail"), str_from(err_sentence(e)));
	return j;
}

/* Into the body, where run_finish lets it stand. */
enum err
api_problem_end(struct req *r, struct json *j, enum err e)
{
	json_close(j, '}');
	buf_put(&r->answer.body.out, json_done(j));
	r->answer.type = "application/problem+json";
	r->answer.status = err_http_status(e);
	return e;
}

/* The body ---------------------------------------------------------------- */

/* Past the string that begins at i; the end of the text where it has none. */
static size_t
skip_string(struct str s, size_t i)
{
	for (i++; i < s.n && s.p[i] != '"'; i++)
		if (s.p[i] == '\\')
			i++;
	return i < s.n ? i + 1 : s.n;
}

static enum err
check_depth(struct str s)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '"')
			i = skip_string(s, i) - 1;
		else if (s.p[i] == '{' || s.p[i] == '[')
			depth++;
		else if ((s.p[i] == '}' || s.p[i] == ']') && depth > 0)
			depth--;
		if (depth > API_DEPTH)
			return fail(ERR_INVALID,
			    "the body is nested deeper than %d", API_DEPTH);
	}
	return OK;
}

enum err
api_body_check(const struct req *r)
{
	struct str type = req_header(r, STR("content-type"));
	struct str word = str_trim(str_take(&type, ';'));

	if (word.n && !str_eq_nocase(word, STR("application/json")))
		return fail(
		    ERR_INVALID, "the body must be sent as application/json");
	return check_depth(r->body);
}

enum err
api_split(struct str json, struct str *out, size_t max, size_t *n)
{
	struct str s = str_trim(json), part;
	size_t depth = 0, from = 1;

	*n = 0;
	if (s.n < 2 || s.p[0] != '[' || s.p[s.n - 1] != ']')
		return fail(ERR_INVALID, "the body must be a JSON array");
	for (size_t i = 1; i < s.n; i++) {
		char c = s.p[i];

		if (c == '"')
			i = skip_string(s, i) - 1;
		else if (c == '{' || c == '[')
			depth++;
		else if (depth > 0 && (c == '}' || c == ']'))
			depth--;
		else if (depth == 0 && (c == ',' || i == s.n - 1)) {
			part = str_trim(str_cut(s, from, i));
			if (part.n == 0 && *n == 0 && i == s.n - 1)
				return OK; /* [] */
			if (*n == max)
				return fail(ERR_TOO_LARGE,
				    "more than %zu at once", max);
			out[(*n)++] = part;
			from = i + 1;
		}
	}
	if (from != s.n) /* the last bracket was not the array's own */
		return fail(ERR_INVALID, "the body is not whole JSON");
	return OK;
}

static const char *const type_names[] = { "a text", "a number", "true or false",
	"an array", "an object" };

static bool
has_type(const json_t *v, enum api_type type)
{
	switch (type) {
	case API_STRING: return json_is_string(v);
	case API_INT: return json_is_integer(v);
	case API_BOOL: return json_is_boolean(v);
	case API_ARRAY: return json_is_array(v);
	case API_OBJECT: return json_is_object(v);
	}
	return false;
}

enum err
api_members(json_t *o, const struct api_member *m, size_t n)
{
	const char *key;
	json_t *v;

	if (!json_is_object(o))
		return fail(ERR_INVALID, "want a JSON object");
	json_object_foreach(o, key, v)
	{
		size_t i = 0;

		while (i < n && strcmp(key, m[i].name) != 0)
			i++;
		if (i == n)
			return fail(
			    ERR_INVALID, "no member is called \"%.40s\"", key);
		if (!has_type(v, m[i].type))
			return fail(ERR_INVALID, "\"%s\" must be %s", m[i].name,
			    type_names[m[i].type]);
	}
	for (size_t i = 0; i < n; i++)
		if (m[i].must && !json_object_get(o, m[i].name))
			return fail(
			    ERR_INVALID, "\"%s\" is missing", m[i].name);
	return OK;
}

static void
free_json(void *o)
{
	json_decref(o);
}

enum err
api_object(struct req *r, const struct api_member *m, size_t n, json_t **out)
{
	struct str body = str_trim(r->body);
	json_error_t why;

	TRY(api_body_check(r));
	if (body.n == 0)
		body = STR("{}");
	*out = json_loadb(body.p, body.n, JSON_REJECT_DUPLICATES, &why);
	if (!*out)
		return fail(ERR_INVALID, "not JSON: %s", why.text);
	arena_defer(r->arena, free_json, *out);
	return api_members(*out, m, n);
}

struct str
api_str(const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	return (struct str){ json_string_value(v), json_string_length(v) };
}

int64_t
api_int(const json_t *o, const char *name, int64_t dflt)
{
	const json_t *v = json_object_get(o, name);

	return json_is_integer(v) ? (int64_t)json_integer_value(v) : dflt;
}

/* Writing ----------------------------------------------------------------- */

enum err
api_write(struct req *r, const struct api_member *m, size_t n,
    enum err (*act)(struct req *r, const json_t *body))
{
	int64_t token;
	struct idem k;
	json_t *body;

	TRY(api_begin(r, STR("write")));
	token = r->session->token;
	TRY(idem_read(r, &k));
	TRY(idem_find(r->db, r->arena, token, &k));
	if (k.known) {
		answer_json(r, k.status, k.answer);
		return OK;
	}
	TRY(api_object(r, m, n, &body));
	TRY(act(r, body));
	return idem_keep(r->db, token, &k, r->answer.status,
	    (struct str){ r->answer.fixed, r->answer.fixed_n }, r->now);
}

/* Members in common ------------------------------------------------------- */

void
api_key_time(struct json *j, struct str name, usec_t t)
{
	struct buf b = { .arena = j->out.arena };

	json_key(j, name);
	if (t == 0 || t == INT64_MAX) {
		json_none(j);
		return;
	}
	date_put_rfc3339_utc(&b, t);
	json_str(j, buf_str(&b));
}

void
api_key_ref(struct json *j, struct str name, int64_t id)
{
	json_key(j, name);
	if (id)
		json_int(j, id);
	else
		json_none(j);
}

void
api_key_person(
    const struct req *r, struct json *j, struct str name, struct person_id id)
{
	json_key(j, name);
	if (id.v == 0) {
		json_none(j);
		return;
	}
	json_open(j, '{');
	json_key_int(j, STR("id"), id.v);
	json_key_str(j, STR("name"), who_name(r, id));
	json_close(j, '}');
}

struct str
api_cursor(struct arena *a, int64_t x, int64_t y)
{
	int64_t v[2] = { x, y };

	return str_hex(a, v, sizeof(v));
}

enum err
api_cursor_read(const struct req *r, int64_t *x, int64_t *y)
{
	struct str text = pairs_get(&r->query, STR("cursor"));
	int64_t v[2] = { 0, 0 };

	if (text.n &&
	    (text.n != 2 * sizeof(v) || !str_unhex(text, v, sizeof(v))))
		return fail(ERR_INVALID, "the cursor is not one of ours");
	*x = v[0];
	*y = v[1];
	return OK;
}
