/* SPDX-License-Identifier: EUPL-1.2 */
#include "fmt/html.h"

/* What a byte is written as; NULL: as it is. */
static const char *const escape[256] = {
	['&'] = "&amp;",
	['<'] = "&lt;",
	['>'] = "&gt;",
	['"'] = "&quot;",
	['\''] = "&#39;",
};

void
html_text_str(struct html *h, struct str s)
{
	size_t from = 0;

	for (size_t i = 0; i < s.n; i++) {
		const char *e = escape[(unsigned char)s.p[i]];

		if (!e)
			continue;
		buf_put(&h->out, str_cut(s, from, i));
		buf_put(&h->out, str_from(e));
		from = i + 1;
	}
	buf_put(&h->out, str_cut(s, from, s.n));
}

void
html_text_int(struct html *h, int64_t v)
{
	buf_int(&h->out, v);
}

void
html_text_safe(struct html *h, struct html_safe s)
{
	buf_put(&h->out, s.s);
}

/* A scheme is what stands before the first ":", if no "/", "?" or "#" comes
 * earlier (RFC 3986 section 3.1). */
static bool
url_scheme_ok(struct str s)
{
	static const struct str ok[] = { STR_INIT("http"), STR_INIT("https"),
		STR_INIT("mailto"), STR_INIT("tel") };

	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '/' || s.p[i] == '?' || s.p[i] == '#')
			return true;
		if (s.p[i] != ':')
			continue;
		for (size_t k = 0; k < sizeof(ok) / sizeof(ok[0]); k++)
			if (str_eq_nocase(ok[k], str_cut(s, 0, i)))
				return true;
		return false;
	}
	return true;
}

void
html_url_str(struct html *h, struct str s)
{
	html_text_str(h, url_scheme_ok(s) ? s : STR("#"));
}

static bool
unreserved(unsigned char c) /* RFC 3986 section 2.3 */
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.' ||
	       c == '~';
}

void
html_urlpart_str(struct html *h, struct str s)
{
	static const char hex[] = "0123456789ABCDEF";

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];
		char pct[3] = { '%', hex[c >> 4], hex[c & 15] };

		if (unreserved(c))
			buf_char(&h->out, (char)c);
		else
			buf_put(&h->out, (struct str){ pct, 3 });
	}
}

void
html_urlpart_int(struct html *h, int64_t v)
{
	buf_int(&h->out, v);
}

struct html_safe
html_lines(struct arena *a, struct str text)
{
	struct html h = { .out = { .arena = a } };

	while (text.n > 0) {
		html_text_str(&h, str_take(&text, '\n'));
		if (text.n > 0)
			html_lit(&h, "<br>");
	}
	return (struct html_safe){ buf_str(&h.out) };
}
