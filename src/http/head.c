/* SPDX-License-Identifier: EUPL-1.2
 *
 * head.c - from the library's view of a request head to struct req.  What
 * two readers (a proxy and we) could read in two ways is refused here:
 * RFC 9112 section 11.2, request smuggling.
 */
#include "fmt/url.h"
#include "http/cookie.h"
#include "http/exchange.h"
#include "http/form.h"

struct head {
	struct exchange *x;
	unsigned lengths, codings, hosts, cookies;
	bool bad;
};

static const struct {
	struct str name;
	enum method method;
} methods[] = {
	{ STR_INIT("GET"), GET },
	{ STR_INIT("HEAD"), GET }, /* the library leaves the body out */
	{ STR_INIT("POST"), POST },
	{ STR_INIT("PUT"), PUT },
	{ STR_INIT("PATCH"), PATCH },
	{ STR_INIT("DELETE"), DELETE },
};

static enum method
method_of(struct str name)
{
	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (str_eq(methods[i].name, name))
			return methods[i].method;
	return METHOD_OTHER;
}

static bool
has_control(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if ((c < 0x20 && c != '\t') || c == 0x7f)
			return true;
	}
	return false;
}

static void
count_special(struct head *h, struct str name, struct str value)
{
	int64_t n;

	if (str_eq(name, STR("content-length"))) {
		h->lengths++;
		if (!str_to_int(value, 0, INT64_MAX, &n))
			h->bad = true;
		else
			h->x->length = (uint64_t)n;
	} else if (str_eq(name, STR("transfer-encoding"))) {
		h->codings++;
		if (!str_eq_nocase(value, STR("chunked")))
			h->bad = true;
	} else if (str_eq(name, STR("host"))) {
		h->hosts++;
	} else if (str_eq(name, STR("cookie"))) {
		h->cookies++;
	}
}

static enum MHD_Result
on_header(void *arg, enum MHD_ValueKind kind, const char *name, size_t name_n,
    const char *value, size_t value_n)
{
	struct head *h = arg;
	struct req *r = &h->x->req;
	struct pair p = { .name = { name, name_n },
		.value = { value, value_n } };

	(void)kind;
	if (name_n == 0 || has_control(p.name) || has_control(p.value) ||
	    str_find_char(p.name, ' ') != STR_NOWHERE)
		h->bad = true;
	p.name = str_lower_ascii(r->arena, p.name);
	p.value = str_trim(str_copy(r->arena, p.value));
	count_special(h, p.name, p.value);
	r->headers.v[r->headers.n++] = p;
	return MHD_YES;
}

static enum err
read_headers(struct head *h)
{
	struct exchange *x = h->x;
	int n = MHD_get_connection_values(x->mhd, MHD_HEADER_KIND, NULL, NULL);

	x->req.headers.v = ARENA_ARRAY(&x->arena, struct pair, (size_t)n + 1);
	MHD_get_connection_values_n(x->mhd, MHD_HEADER_KIND, on_header, h);
	if (!h->bad && h->lengths + h->codings <= 1 && h->hosts == 1)
		return OK;
	x->close = true;
	return fail(ERR_INVALID,
	    "head: %u hosts, %u lengths, %u codings, or a broken one", h->hosts,
	    h->lengths, h->codings);
}

static enum err
read_cookies(struct head *h)
{
	struct req *r = &h->x->req;
	size_t max = h->x->server->options.fields_max;
	size_t room = 0;

	for (size_t i = 0; h->cookies && i < r->headers.n; i++)
		if (str_eq(r->headers.v[i].name, STR("cookie")))
			room += r->headers.v[i].value.n / 2 + 1;
	if (room > max)
		room = max;
	if (room == 0)
		return OK;
	r->cookies.v = ARENA_ARRAY(r->arena, struct pair, room);
	for (size_t i = 0; i < r->headers.n; i++)
		if (str_eq(r->headers.v[i].name, STR("cookie")))
			TRY(cookie_parse(
			    r->headers.v[i].value, room, &r->cookies));
	return OK;
}

/* Letters, digits and what an address is made of: enough to look a tenant up
 * by, and nothing that could be mistaken in a page or a log. */
static enum err
read_host(struct req *r)
{
	struct str host = req_header(r, STR("host"));
	size_t colon = str_find_last_char(host, ':');
	size_t bracket = str_find_last_char(host, ']');

	for (size_t i = 0; i < host.n; i++) {
		char c = host.p[i];
		bool fine = (c >= '0' && c <= '9') ||
			    ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
			    c == '.' || c == '-' || c == ':' || c == '[' ||
			    c == ']' || c == '_';

		if (!fine)
			return fail(ERR_INVALID, "head: no host name");
	}
	if (colon != STR_NOWHERE && (bracket == STR_NOWHERE || colon > bracket))
		host = str_cut(host, 0, colon);
	r->host = str_lower_ascii(r->arena, host);
	return OK;
}

/* The last of the list is what the trusted proxy itself has added. */
static struct str
last_of(struct str list)
{
	size_t comma = str_find_last_char(list, ',');

	return comma == STR_NOWHERE
		   ? str_trim(list)
		   : str_trim(str_cut(list, comma + 1, list.n));
}

static void
read_peer(struct exchange *x)
{
	struct req *r = &x->req;
	struct str from = STR_NONE, proto = STR_NONE;

	r->peer = str_copy(r->arena, str_from(x->conn->peer));
	if (!x->conn->proxy)
		return;
	for (size_t i = 0; i < r->headers.n; i++) {
		const struct pair *h = &r->headers.v[i];

		if (str_eq(h->name, STR("x-forwarded-for")))
			from = last_of(h->value);
		else if (str_eq(h->name, STR("x-forwarded-proto")))
			proto = last_of(h->value);
	}
	if (from.n > 0 && from.n < INET6_ADDRSTRLEN)
		r->peer = from;
	r->https = str_eq(proto, STR("https"));
}

static enum err
read_uri(struct exchange *x, size_t max)
{
	struct req *r = &x->req;
	struct str uri = str_from(x->uri);
	struct str path = str_take(&uri, '?');

	if (!url_decode_path(r->arena, path, &r->path))
		return fail(ERR_INVALID, "head: the path is not valid");
	return form_parse_pairs(r->arena, uri, max, &r->query);
}

enum err
head_read(struct exchange *x, const char *method)
{
	struct req *r = &x->req;
	struct head h = { .x = x };

	r->method = method_of(str_from(method));
	r->fragment = false;
	TRY(read_headers(&h));
	TRY(read_host(r));
	read_peer(x);
	TRY(read_uri(x, x->server->options.fields_max));
	TRY(read_cookies(&h));
	r->fragment = str_eq(req_header(r, STR("hx-request")), STR("true"));
	return OK;
}
