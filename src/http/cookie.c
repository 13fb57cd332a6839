/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/cookie.h"

#include <assert.h>

/* RFC 6265 4.1.1 cookie-octet: no controls, space, quote, comma, semicolon,
 * backslash; ASCII only. */
static bool
is_octets(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c <= 0x20 || c >= 0x7f || c == '"' || c == ',' ||
		    c == ';' || c == '\\')
			return false;
	}
	return true;
}

static struct str
unquote(struct str s)
{
	if (s.n >= 2 && s.p[0] == '"' && s.p[s.n - 1] == '"')
		return str_cut(s, 1, s.n - 1);
	return s;
}

enum err
cookie_parse(struct str header, size_t max, struct pairs *out)
{
	while (header.n > 0) {
		struct str piece = str_trim(str_take(&header, ';'));
		size_t eq = str_find_char(piece, '=');
		struct str name = str_cut(piece, 0, eq), value;

		if (eq == STR_NOWHERE || name.n == 0)
			continue;
		value = unquote(str_cut(piece, eq + 1, piece.n));
		if (!is_octets(name) || !is_octets(value))
			continue;
		if (out->n == max)
			return fail(
			    ERR_TOO_LARGE, "more than %zu cookies", max);
		out->v[out->n++] = (struct pair){ name, value };
	}
	return OK;
}

void
cookie_set(struct req *r, struct str name, struct str value, int64_t seconds)
{
	struct buf b = { .arena = r->arena };

	assert(name.n > 0 && is_octets(name) && is_octets(value));
	buf_put(&b, name);
	buf_char(&b, '=');
	if (seconds >= 0)
		buf_put(&b, value);
	buf_lit(&b, "; Path=/; Secure; HttpOnly; SameSite=Lax");
	if (seconds != 0) {
		buf_lit(&b, "; Max-Age=");
		buf_int(&b, seconds < 0 ? 0 : seconds);
	}
	answer_header(r, STR("set-cookie"), buf_str(&b));
}
