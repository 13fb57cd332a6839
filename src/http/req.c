/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/req.h"

#include "base/log.h"

static const struct pair *
find(const struct pairs *p, struct str name)
{
	for (size_t i = 0; i < p->n; i++)
		if (str_eq(p->v[i].name, name))
			return &p->v[i];
	return NULL;
}

struct str
pairs_get(const struct pairs *p, struct str name)
{
	const struct pair *found = find(p, name);

	return found ? found->value : STR_NONE;
}

bool
pairs_has(const struct pairs *p, struct str name)
{
	return find(p, name) != NULL;
}

struct str
req_param(const struct req *r, struct str name)
{
	const struct pair *found = find(&r->form, name);

	return found ? found->value : pairs_get(&r->query, name);
}

int64_t
req_int(const struct req *r, struct str name, int64_t min, int64_t max,
    int64_t dflt)
{
	int64_t v;

	return str_to_int(req_param(r, name), min, max, &v) ? v : dflt;
}

struct str
req_header(const struct req *r, struct str name)
{
	return pairs_get(&r->headers, name);
}

const struct http_file *
req_file(const struct req *r, struct str field)
{
	for (size_t i = 0; i < r->files.n; i++)
		if (str_eq(r->files.v[i].field, field))
			return &r->files.v[i];
	return NULL;
}

static bool
has_control(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return true;
	return false;
}

void
answer_header(struct req *r, struct str name, struct str value)
{
	struct pairs *h = &r->answer.headers;

	if (has_control(value) || has_control(name) || name.n == 0) {
		log_event(
		    LOG_ERROR, "header_left_out", "name_bytes=%zu", name.n);
		return;
	}
	/* Room for 8, then 16, ...: the array is full at each power of two. */
	if (h->n == 0 || (h->n >= 8 && (h->n & (h->n - 1)) == 0)) {
		struct pair *more = ARENA_ARRAY(
		    r->arena, struct pair, h->n ? h->n * 2 : 8);

		if (h->n)
			memcpy(more, h->v, h->n * sizeof(*more));
		h->v = more;
	}
	h->v[h->n++] = (struct pair){ name, value };
}

void
answer_redirect(struct req *r, struct str where)
{
	bool ours = where.n > 0 && where.p[0] == '/' &&
		    (where.n == 1 || (where.p[1] != '/' && where.p[1] != '\\'));

	r->answer.status = 303;
	answer_header(r, STR("location"), ours ? where : STR("/"));
}

static void
answer_whole(struct req *r, int status, const char *type, struct str body)
{
	r->answer.status = status;
	r->answer.type = type;
	r->answer.fixed = body.p;
	r->answer.fixed_n = body.n;
}

void
answer_json(struct req *r, int status, struct str json)
{
	answer_whole(r, status, "application/json", json);
}

void
answer_text(struct req *r, int status, struct str text)
{
	answer_whole(r, status, "text/plain; charset=utf-8", text);
}
