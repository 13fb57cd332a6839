/* SPDX-License-Identifier: EUPL-1.2 */
#include "policy/entity.h"

#include "base/str.h"

#define ENTITY_MAX 64 /* bytes, all layers of &amp; counted */

size_t
utf8_read(const char *p, size_t n, uint32_t *out)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	unsigned char c = (unsigned char)p[0];
	size_t len = c < 0x80 ? 1 : c < 0xc2 ? 0 : c < 0xe0 ? 2 : 3;
	uint32_t cp;

	if (c >= 0xf0)
		len = c < 0xf5 ? 4 : 0;
	*out = len == 1 ? c : 0xfffd;
	if (len < 2 || len > n)
		return 1;
	cp = c & (0xffU >> (len + 1));
	for (size_t i = 1; i < len; i++) {
		if (((unsigned char)p[i] & 0xc0) != 0x80)
			return 1;
		cp = cp << 6 | ((unsigned char)p[i] & 0x3f);
	}
	if (cp < least[len] || cp > 0x10ffff || (cp >= 0xd800 && cp < 0xe000))
		return 1;
	*out = cp;
	return len;
}

static int
digit_of(char c, unsigned base)
{
	int v = -1;

	if (c >= '0' && c <= '9')
		v = c - '0';
	else if (c >= 'a' && c <= 'f')
		v = c - 'a' + 10;
	else if (c >= 'A' && c <= 'F')
		v = c - 'A' + 10;
	return v >= 0 && (unsigned)v < base ? v : -1;
}

/* After "&#": 48; x30; - the bytes taken, or 0. */
static size_t
numeric(const char *p, size_t n, uint32_t *out)
{
	unsigned base = n > 0 && (p[0] == 'x' || p[0] == 'X') ? 16 : 10;
	size_t start = base == 16, i = start;
	uint32_t cp = 0;

	for (; i < n && digit_of(p[i], base) >= 0; i++)
		if (cp <= 0x10ffff)
			cp = cp * base + (uint32_t)digit_of(p[i], base);
	if (i == start || cp == 0 || cp > 0x10ffff)
		return 0;
	*out = cp;
	return i < n && p[i] == ';' ? i + 1 : i;
}

static size_t
named(const char *p, size_t n, uint32_t *out)
{
	static const struct {
		struct str name;
		uint32_t cp;
	} known[] = {
		{ STR_INIT("AElig"), 0xc6 },
		{ STR_INIT("Aring"), 0xc5 },
		{ STR_INIT("Oslash"), 0xd8 },
		{ STR_INIT("aelig"), 0xe6 },
		{ STR_INIT("apos"), '\'' },
		{ STR_INIT("aring"), 0xe5 },
		{ STR_INIT("colon"), ':' },
		{ STR_INIT("comma"), ',' },
		{ STR_INIT("commat"), '@' },
		{ STR_INIT("dash"), '-' },
		{ STR_INIT("eacute"), 0xe9 },
		{ STR_INIT("emsp"), ' ' },
		{ STR_INIT("ensp"), ' ' },
		{ STR_INIT("gt"), '>' },
		{ STR_INIT("hyphen"), '-' },
		{ STR_INIT("lowbar"), '_' },
		{ STR_INIT("lt"), '<' },
		{ STR_INIT("mdash"), 0x2014 },
		{ STR_INIT("middot"), 0xb7 },
		{ STR_INIT("minus"), '-' },
		{ STR_INIT("nbsp"), 0xa0 },
		{ STR_INIT("ndash"), 0x2013 },
		{ STR_INIT("num"), '#' },
		{ STR_INIT("oslash"), 0xf8 },
		{ STR_INIT("period"), '.' },
		{ STR_INIT("plus"), '+' },
		{ STR_INIT("quot"), '"' },
		{ STR_INIT("shy"), 0xad },
		{ STR_INIT("sol"), '/' },
		{ STR_INIT("thinsp"), ' ' },
		{ STR_INIT("zwj"), 0x200d },
		{ STR_INIT("zwnj"), 0x200c },
	};
	struct str rest = { p, n };

	for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++) {
		size_t len = known[k].name.n;

		if (!str_starts(rest, known[k].name))
			continue;
		if (len < n && p[len] == ';') {
			*out = known[k].cp;
			return len + 1;
		}
	}
	return 0;
}

size_t
entity_read(const char *p, size_t n, uint32_t *out)
{
	size_t i = 1, len;
	struct str amp = STR("amp;");

	n = n < ENTITY_MAX ? n : ENTITY_MAX;
	*out = '&';
	while (str_starts((struct str){ p + i, n - i }, amp))
		i += amp.n;
	if (i < n && p[i] == '#') {
		len = numeric(p + i + 1, n - i - 1, out);
		return len ? i + 1 + len : i;
	}
	len = i < n ? named(p + i, n - i, out) : 0;
	return i + len;
}
