/* SPDX-License-Identifier: EUPL-1.2
 *
 * fold.c - see fold.h.  ASCII goes by a table; the rest asks ICU for the
 * digit value and the compatibility decomposition (UAX 15), and a short table
 * for the look-alikes that no decomposition knows (UTS 39, the letters in
 * use in Europe).
 */
#include "policy/fold.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>

#include "policy/entity.h"

struct sink {
	char *p;
	unsigned char *flag, *len;
	uint32_t *at;
	size_t n;
};

/* Look-alikes: code point, the Latin letter it is taken for. */
static const struct {
	uint16_t from;
	char to;
} alike[] = {
	{ 0x00a1, 'i' },
	{ 0x00b4, '\'' },
	{ 0x00b7, '.' },
	{ 0x00c6, 'a' },
	{ 0x00d0, 'd' },
	{ 0x00d7, 'x' },
	{ 0x00d8, 'o' },
	{ 0x00df, 's' },
	{ 0x00e6, 'a' },
	{ 0x00f0, 'd' },
	{ 0x00f8, 'o' },
	{ 0x0110, 'd' },
	{ 0x0111, 'd' },
	{ 0x0131, 'i' },
	{ 0x0138, 'k' },
	{ 0x0141, 'l' },
	{ 0x0142, 'l' },
	{ 0x014a, 'n' },
	{ 0x014b, 'n' },
	{ 0x0152, 'o' },
	{ 0x0153, 'o' },
	{ 0x0251, 'a' },
	{ 0x0261, 'g' },
	{ 0x0269, 'i' },
	{ 0x026a, 'i' },
	{ 0x02bc, '\'' },
	{ 0x0391, 'a' },
	{ 0x0392, 'b' },
	{ 0x0395, 'e' },
	{ 0x0396, 'z' },
	{ 0x0397, 'h' },
	{ 0x0399, 'i' },
	{ 0x039a, 'k' },
	{ 0x039c, 'm' },
	{ 0x039d, 'n' },
	{ 0x039f, 'o' },
	{ 0x03a1, 'p' },
	{ 0x03a4, 't' },
	{ 0x03a5, 'y' },
	{ 0x03a7, 'x' },
	{ 0x03b1, 'a' },
	{ 0x03b5, 'e' },
	{ 0x03b9, 'i' },
	{ 0x03ba, 'k' },
	{ 0x03bd, 'v' },
	{ 0x03bf, 'o' },
	{ 0x03c1, 'p' },
	{ 0x03c4, 't' },
	{ 0x03c5, 'u' },
	{ 0x03c7, 'x' },
	{ 0x0405, 's' },
	{ 0x0406, 'i' },
	{ 0x0408, 'j' },
	{ 0x0410, 'a' },
	{ 0x0412, 'b' },
	{ 0x0415, 'e' },
	{ 0x041a, 'k' },
	{ 0x041c, 'm' },
	{ 0x041d, 'h' },
	{ 0x041e, 'o' },
	{ 0x0420, 'p' },
	{ 0x0421, 'c' },
	{ 0x0422, 't' },
	{ 0x0423, 'y' },
	{ 0x0425, 'x' },
	{ 0x0430, 'a' },
	{ 0x0432, 'b' },
	{ 0x0435, 'e' },
	{ 0x043a, 'k' },
	{ 0x043c, 'm' },
	{ 0x043d, 'h' },
	{ 0x043e, 'o' },
	{ 0x0440, 'p' },
	{ 0x0441, 'c' },
	{ 0x0442, 't' },
	{ 0x0443, 'y' },
	{ 0x0445, 'x' },
	{ 0x0455, 's' },
	{ 0x0456, 'i' },
	{ 0x0458, 'j' },
	{ 0x04ae, 'y' },
	{ 0x04af, 'y' },
	{ 0x04ba, 'h' },
	{ 0x04bb, 'h' },
	{ 0x04c0, 'l' },
	{ 0x04cf, 'l' },
	{ 0x0501, 'd' },
	{ 0x051b, 'q' },
	{ 0x051d, 'w' },
	{ 0x0578, 'n' },
	{ 0x057d, 'u' },
	{ 0x0585, 'o' },
	{ 0x2018, '\'' },
	{ 0x2019, '\'' },
	{ 0x2022, '.' },
	{ 0x2024, '.' },
	{ 0x2027, '.' },
	{ 0x2044, '/' },
	{ 0x2212, '-' },
	{ 0x2215, '/' },
	{ 0x22c5, '.' },
	{ 0x3002, '.' },
	{ 0x30fb, '.' },
};

static char
alike_of(uint32_t c)
{
	size_t lo = 0, hi = sizeof(alike) / sizeof(alike[0]);

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (alike[mid].from == c)
			return alike[mid].to;
		if (alike[mid].from < c)
			lo = mid + 1;
		else
			hi = mid;
	}
	return 0;
}

/* The first code point of what c is composed of: é gives e, full-width A
 * gives A. */
static uint32_t
base_of(uint32_t c)
{
	UErrorCode e = U_ZERO_ERROR;
	const UNormalizer2 *nfkd = unorm2_getNFKDInstance(&e);
	UChar out[32];
	int32_t n;

	if (U_FAILURE(e))
		return c;
	n = unorm2_getDecomposition(nfkd, (UChar32)c, out, 32, &e);
	if (U_FAILURE(e) || n <= 0)
		return c;
	if (U16_IS_LEAD(out[0]) && n > 1)
		return (uint32_t)U16_GET_SUPPLEMENTARY(out[0], out[1]);
	return out[0];
}

static char
ascii_lower(uint32_t c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* What the reader sees no trace of. */
static bool
has_no_width(uint32_t c)
{
	if (c == 0xad || c == 0x34f || c == 0x180e || c == 0x115f ||
	    c == 0x1160 || c == 0x3164)
		return true;
	switch (u_charType((UChar32)c)) {
	case U_FORMAT_CHAR:
	case U_NON_SPACING_MARK:
	case U_ENCLOSING_MARK: return true;
	default: return false;
	}
}

static char
fold_sign(uint32_t c)
{
	int type = u_charType((UChar32)c);

	if (u_isUWhiteSpace((UChar32)c))
		return c == 0x2028 || c == 0x2029 || c == 0x85 ? '\n' : ' ';
	if (type == U_DASH_PUNCTUATION)
		return '-';
	if (u_isalpha((UChar32)c))
		return FOLD_LETTER;
	return FOLD_OTHER;
}

/* One code point beyond ASCII; 0: leave it out. */
static char
fold_wide(uint32_t c, bool *upper)
{
	int digit = u_charDigitValue((UChar32)c);
	uint32_t base;
	char to;

	*upper = false;
	if (digit >= 0 && digit <= 9)
		return (char)('0' + digit);
	if (has_no_width(c))
		return 0;
	*upper = u_isupper((UChar32)c) || u_istitle((UChar32)c);
	to = alike_of(c);
	if (to)
		return to;
	base = base_of(c);
	if (base > 0x20 && base < 0x7f) {
		*upper = *upper || (base >= 'A' && base <= 'Z');
		return ascii_lower(base);
	}
	if (base != c)
		to = alike_of(base);
	if (to == 0)
		to = fold_sign(c);
	return to;
}

static void
sink_put(struct sink *s, char c, bool upper, size_t at, size_t len)
{
	s->p[s->n] = c;
	s->flag[s->n] = upper ? FOLD_UPPER : 0;
	s->at[s->n] = (uint32_t)at;
	s->len[s->n] = (unsigned char)len;
	s->n++;
}

static void
sink_code_point(struct sink *s, uint32_t c, size_t at, size_t len)
{
	bool upper = c >= 'A' && c <= 'Z';
	char to;

	if (c == '\t' || c == '\r' || c == '\v' || c == '\f')
		to = ' ';
	else if (c < 0x80)
		to = ascii_lower(c < 0x20 && c != '\n' ? FOLD_OTHER : c);
	else
		to = fold_wide(c, &upper);
	if (to)
		sink_put(s, to, upper, at, len);
}

static bool
is_ascii_alpha(char c)
{
	return c >= 'a' && c <= 'z';
}

/* Digits that stand for a letter inside a word: spisef0rstyrrelse. */
static void
make_words(const struct fold *f, char *w)
{
	static const char letter[] = "oi_eas____"; /* of 0 1 3 4 5 */

	memcpy(w, f->p, f->n);
	for (size_t i = 1; i + 1 < f->n; i++) {
		char to;

		if (!fold_is_digit(f->p[i]) || !is_ascii_alpha(w[i - 1]) ||
		    !is_ascii_alpha(f->p[i + 1]))
			continue;
		to = letter[f->p[i] - '0'];
		if (to != '_')
			w[i] = to;
	}
}

struct fold
fold_text(struct arena *a, struct str text)
{
	size_t n = text.n < UINT32_MAX ? text.n : UINT32_MAX;
	struct sink s = { .p = ARENA_ARRAY(a, char, n + 1),
		.flag = ARENA_ARRAY(a, unsigned char, n + 1),
		.len = ARENA_ARRAY(a, unsigned char, n + 1),
		.at = ARENA_ARRAY(a, uint32_t, n + 1) };
	struct fold f;
	char *w = ARENA_ARRAY(a, char, n + 1);

	for (size_t i = 0; i < n;) {
		unsigned char c = (unsigned char)text.p[i];
		size_t len = 1;
		uint32_t cp = c;

		if (c >= 0x80)
			len = utf8_read(text.p + i, n - i, &cp);
		else if (c == '&')
			len = entity_read(text.p + i, n - i, &cp);
		else if (c == '\r') /* \r\n is one end of a line, as \r is */
			cp = '\n', len += i + 1 < n && text.p[i + 1] == '\n';
		sink_code_point(&s, cp, i, len);
		i += len;
	}
	f = (struct fold){ s.p, w, s.flag, s.at, s.len, s.n };
	if (f.n)
		make_words(&f, w);
	return f;
}
