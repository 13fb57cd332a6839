/* SPDX-License-Identifier: EUPL-1.2 */
#include "fmt/url.h"

#include "fmt/utf8.h"

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/* The escape at s.p[at], or -1. */
static int
escape_at(struct str s, size_t at)
{
	int high, low;

	if (s.n - at < 3)
		return -1;
	high = hex_value(s.p[at + 1]);
	low = hex_value(s.p[at + 2]);
	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

static bool
has_escape(struct str s, enum url_place place)
{
	return str_find_char(s, '%') != STR_NOWHERE ||
	       (place == URL_FORM && str_find_char(s, '+') != STR_NOWHERE);
}

bool
url_decode(struct arena *a, struct str s, enum url_place place, struct str *out)
{
	char *to;
	size_t n = 0;

	*out = s;
	if (!has_escape(s, place))
		return str_find_char(s, '\0') == STR_NOWHERE && utf8_valid(s);
	to = ARENA_ARRAY(a, char, s.n);
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];

		if (c == '%') {
			int v = escape_at(s, i);

			if (v < 0)
				return false;
			c = (char)v;
			i += 2;
		} else if (c == '+' && place == URL_FORM) {
			c = ' ';
		}
		if (c == '\0')
			return false;
		to[n++] = c;
	}
	*out = (struct str){ to, n };
	return utf8_valid(*out);
}

static bool
segments_safe(struct str path)
{
	while (path.n > 0) {
		struct str segment = str_take(&path, '/');

		if (str_eq(segment, STR(".")) || str_eq(segment, STR("..")))
			return false;
	}
	return true;
}

static bool
has_control(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return true;
	return false;
}

bool
url_decode_path(struct arena *a, struct str raw, struct str *out)
{
	if (!str_starts(raw, STR("/")) ||
		str_find(raw, STR("%2f")) != STR_NOWHERE ||
		    str_find(raw, STR("%2F")) != STR_NOWHERE)
		return false;
	return url_decode(a, raw, URL_PATH, out) && !has_control(*out) &&
	       str_find_char(*out, '\\') == STR_NOWHERE && segments_safe(*out);
}

bool
url_next_pair(
    struct arena *a, struct str *rest, struct str *name, struct str *value)
{
	struct str after = *rest, piece = str_take(&after, '&');
	struct str left = str_take(&piece, '=');

	if (!url_decode(a, left, URL_FORM, name) ||
	    !url_decode(a, piece, URL_FORM, value))
		return false;
	*rest = after;
	return true;
}

void
url_encode(struct buf *b, struct str s)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';

		if (letter || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
		    c == '_' || c == '~') {
			buf_char(b, (char)c);
			continue;
		}
		buf_char(b, '%');
		buf_char(b, digits[c >> 4]);
		buf_char(b, digits[c & 15]);
	}
}

void
url_add_pair(struct buf *b, struct str name, struct str value)
{
	if (b->n > 0 && b->p[b->n - 1] != '?')
		buf_char(b, '&');
	url_encode(b, name);
	buf_char(b, '=');
	url_encode(b, value);
}

/* RFC 3986 3.2.2, without escapes: a registered name or an address. */
static bool
is_host(struct str s, bool v6)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		bool fine = v6 ? hex_value(c) >= 0 || c == ':' || c == '.'
			       : (c >= '0' && c <= '9') ||
				     ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') ||
				     c == '-' || c == '.' || c == '_';

		if (!fine)
			return false;
	}
	return s.n > 0 && (!v6 || str_find_char(s, ':') != STR_NOWHERE);
}

/* host, host:port, [v6] or [v6]:port */
static bool
split_authority(struct arena *a, struct str s, struct url *u)
{
	struct str port = STR_NONE;
	int64_t number = str_eq(u->scheme, STR("https")) ? 443 : 80;
	bool v6 = str_starts(s, STR("["));
	size_t colon;

	if (v6) {
		size_t end = str_find_char(s, ']');

		if (end == STR_NOWHERE)
			return false;
		u->host = str_cut(s, 1, end);
		port = str_cut(s, end + 1, s.n);
		if (port.n > 0 && port.p[0] != ':')
			return false;
		port = str_cut(port, 1, port.n);
	} else {
		colon = str_find_char(s, ':');
		u->host = str_cut(s, 0, colon);
		if (colon != STR_NOWHERE)
			port = str_cut(s, colon + 1, s.n);
	}
	if (port.n > 0 && !str_to_int(port, 1, 65535, &number))
		return false;
	u->host = str_lower_ascii(a, u->host);
	u->port = (int)number;
	return is_host(u->host, v6);
}

static bool
plain_ascii(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= 0x20 ||
		    (unsigned char)s.p[i] >= 0x7f)
			return false;
	return true;
}

bool
url_split(struct arena *a, struct str s, struct url *out)
{
	size_t colon = str_find(s, STR("://")), end = 0;
	struct str target;

	*out = (struct url){ 0 };
	if (colon == STR_NOWHERE || !plain_ascii(s))
		return false;
	out->scheme = str_lower_ascii(a, str_cut(s, 0, colon));
	if (!str_eq(out->scheme, STR("http")) &&
		!str_eq(out->scheme, STR("https")))
		return false;
	s = str_cut(s, colon + 3, s.n);
	s = str_cut(s, 0, str_find_char(s, '#'));
	while (
	    end < s.n && s.p[end] != '/' && s.p[end] != '?' && s.p[end] != '\\')
		end++;
	target = str_cut(s, end, s.n);
	if (target.n > 0 && target.p[0] == '\\')
		return false;
	if (target.n == 0)
		target = STR("/");
	else if (target.p[0] == '?')
		target = str_printf(a, "/%.*s", STR_ARG(target));
	out->target = target;
	return split_authority(a, str_cut(s, 0, end), out);
}

bool
url_same_origin(const struct url *a, const struct url *b)
{
	return str_eq(a->scheme, b->scheme) && str_eq(a->host, b->host) &&
	       a->port == b->port;
}

bool
url_follow(
    struct arena *a, const struct url *base, struct str where, struct url *out)
{
	if (str_starts(where, STR("//")))
		return url_split(a,
		    str_printf(
			a, "%.*s:%.*s", STR_ARG(base->scheme), STR_ARG(where)),
		    out);
	if (!str_starts(where, STR("/")))
		return url_split(a, where, out);
	if (!plain_ascii(where) || str_starts(where, STR("/\\")))
		return false;
	*out = *base;
	out->target = str_cut(where, 0, str_find_char(where, '#'));
	return true;
}

void
url_write(struct buf *b, const struct url *u)
{
	bool v6 = str_find_char(u->host, ':') != STR_NOWHERE;
	bool own = u->port == (str_eq(u->scheme, STR("https")) ? 443 : 80);

	buf_put(b, u->scheme);
	buf_lit(b, "://");
	if (v6)
		buf_char(b, '[');
	buf_put(b, u->host);
	if (v6)
		buf_char(b, ']');
	if (!own) {
		buf_char(b, ':');
		buf_int(b, u->port);
	}
	buf_put(b, u->target);
}
