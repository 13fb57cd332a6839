/* SPDX-License-Identifier: EUPL-1.2 */
#include "fmt/utf8.h"

#include <assert.h>

/* How many bytes follow a first byte, and the bounds of the second one:
 * the bounds alone keep out overlong forms and surrogates. */
struct lead {
	unsigned more, low, high;
};

static struct lead
lead_of(unsigned c)
{
	if (c >= 0xc2 && c <= 0xdf)
		return (struct lead){ 1, 0x80, 0xbf };
	if (c >= 0xe0 && c <= 0xef)
		return (struct lead){ 2, c == 0xe0 ? 0xa0 : 0x80,
			c == 0xed ? 0x9f : 0xbf };
	if (c >= 0xf0 && c <= 0xf4)
		return (struct lead){ 3, c == 0xf0 ? 0x90 : 0x80,
			c == 0xf4 ? 0x8f : 0xbf };
	return (struct lead){ 0, 1, 0 };
}

int32_t
utf8_next(struct str *rest)
{
	const unsigned char *p = (const unsigned char *)rest->p;
	struct lead l;
	uint32_t cp;

	assert(rest->n > 0);
	if (p[0] < 0x80) {
		*rest = (struct str){ rest->p + 1, rest->n - 1 };
		return p[0];
	}
	l = lead_of(p[0]);
	if (l.more == 0 || rest->n <= l.more || p[1] < l.low || p[1] > l.high)
		goto bad;
	cp = p[0] & (0x3fu >> l.more);
	for (unsigned i = 1; i <= l.more; i++) {
		if ((p[i] & 0xc0) != 0x80)
			goto bad;
		cp = cp << 6 | (p[i] & 0x3f);
	}
	*rest = (struct str){ rest->p + 1 + l.more, rest->n - 1 - l.more };
	return (int32_t)cp;
bad:
	*rest = (struct str){ rest->p + 1, rest->n - 1 };
	return UTF8_BAD;
}

/* Steps over ASCII, eight bytes at a time: most of any text. */
static struct str
skip_ascii(struct str s)
{
	while (s.n >= 8) {
		uint64_t word;

		memcpy(&word, s.p, sizeof(word));
		if (word & UINT64_C(0x8080808080808080))
			break;
		s = (struct str){ s.p + 8, s.n - 8 };
	}
	return s;
}

bool
utf8_valid(struct str s)
{
	for (s = skip_ascii(s); s.n > 0;) {
		if (utf8_next(&s) == UTF8_BAD)
			return false;
		if (s.n >= 8)
			s = skip_ascii(s);
	}
	return true;
}

void
utf8_put(struct buf *b, int32_t cp)
{
	uint32_t c = (uint32_t)cp;

	assert(cp >= 0 && cp <= UTF8_MAX && (cp < 0xd800 || cp > 0xdfff));
	if (c < 0x80) {
		buf_char(b, (char)c);
		return;
	}
	if (c < 0x800) {
		buf_char(b, (char)(0xc0 | c >> 6));
	} else {
		if (c < 0x10000) {
			buf_char(b, (char)(0xe0 | c >> 12));
		} else {
			buf_char(b, (char)(0xf0 | c >> 18));
			buf_char(b, (char)(0x80 | (c >> 12 & 0x3f)));
		}
		buf_char(b, (char)(0x80 | (c >> 6 & 0x3f)));
	}
	buf_char(b, (char)(0x80 | (c & 0x3f)));
}

size_t
utf8_count(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
	return n;
}

struct str
utf8_head(struct str s, size_t max)
{
	if (s.n <= max)
		return s;
	while (max > 0 && ((unsigned char)s.p[max] & 0xc0) == 0x80)
		max--;
	return str_cut(s, 0, max);
}

struct str
utf8_repair(struct arena *a, struct str s)
{
	struct buf b = { .arena = a };

	if (utf8_valid(s))
		return s;
	while (s.n > 0) {
		int32_t cp = utf8_next(&s);

		utf8_put(&b, cp == UTF8_BAD ? 0xfffd : cp);
	}
	return buf_str(&b);
}
