/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>

int
str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	if (c != 0)
		return c;
	return (a.n > b.n) - (a.n < b.n);
}

static char
lower(char c)
{
	return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

bool
str_eq_nocase(struct str a, struct str b)
{
	if (a.n != b.n)
		return false;
	for (size_t i = 0; i < a.n; i++)
		if (lower(a.p[i]) != lower(b.p[i]))
			return false;
	return true;
}

size_t
str_find(struct str s, struct str what)
{
	const char *at;

	if (what.n == 0)
		return 0;
	if (s.n < what.n)
		return STR_NOWHERE;
	at = memmem(s.p, s.n, what.p, what.n);
	return at ? (size_t)(at - s.p) : STR_NOWHERE;
}

size_t
str_find_char(struct str s, char c)
{
	const char *at = s.n ? memchr(s.p, c, s.n) : NULL;

	return at ? (size_t)(at - s.p) : STR_NOWHERE;
}

size_t
str_find_last_char(struct str s, char c)
{
	for (size_t i = s.n; i > 0; i--)
		if (s.p[i - 1] == c)
			return i - 1;
	return STR_NOWHERE;
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str
str_trim(struct str s)
{
	while (s.n > 0 && is_space(s.p[0]))
		s.p++, s.n--;
	while (s.n > 0 && is_space(s.p[s.n - 1]))
		s.n--;
	return s;
}

struct str
str_take(struct str *rest, char sep)
{
	size_t at = str_find_char(*rest, sep);
	struct str head = *rest;

	if (at == STR_NOWHERE) {
		*rest = STR_NONE;
		return head;
	}
	head.n = at;
	rest->p += at + 1;
	rest->n -= at + 1;
	return head;
}

struct str
str_copy(struct arena *a, struct str s)
{
	char *p;

	if (s.n == 0)
		return STR_NONE;
	p = ARENA_ARRAY(a, char, s.n);
	memcpy(p, s.p, s.n);
	return (struct str){ p, s.n };
}

struct str
str_lower_ascii(struct arena *a, struct str s)
{
	char *p;

	if (s.n == 0)
		return STR_NONE;
	p = ARENA_ARRAY(a, char, s.n);
	for (size_t i = 0; i < s.n; i++)
		p[i] = lower(s.p[i]);
	return (struct str){ p, s.n };
}

char *
str_z(struct arena *a, struct str s)
{
	char *p = ARENA_ARRAY(a, char, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

struct str
str_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap, again;
	char *p;
	int n;

	va_start(ap, fmt);
	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, ap);
	va_end(ap);
	p = ARENA_ARRAY(a, char, (size_t)n + 1);
	vsnprintf(p, (size_t)n + 1, fmt, again);
	va_end(again);
	return (struct str){ p, (size_t)n };
}

bool
str_to_int(struct str s, int64_t min, int64_t max, int64_t *out)
{
	bool minus = s.n > 0 && s.p[0] == '-';
	int64_t v = 0;

	if (minus)
		s.p++, s.n--;
	if (s.n == 0 || s.n > 19)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
		if (__builtin_mul_overflow(v, 10, &v) ||
		    __builtin_add_overflow(v, s.p[i] - '0', &v))
			return false;
	}
	if (minus)
		v = -v;
	if (v < min || v > max)
		return false;
	*out = v;
	return true;
}

struct str
str_hex(struct arena *a, const void *bytes, size_t n)
{
	static const char digit[] = "0123456789abcdef";
	const unsigned char *b = bytes;
	char *p = ARENA_ARRAY(a, char, 2 * n + 1);

	for (size_t i = 0; i < n; i++) {
		p[2 * i] = digit[b[i] >> 4];
		p[2 * i + 1] = digit[b[i] & 15];
	}
	p[2 * n] = '\0';
	return (struct str){ p, 2 * n };
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return -1;
}

bool
str_unhex(struct str hex, void *out, size_t n)
{
	unsigned char *b = out;

	if (hex.n != 2 * n)
		return false;
	for (size_t i = 0; i < n; i++) {
		int hi = hex_value(hex.p[2 * i]);
		int lo = hex_value(hex.p[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		b[i] = (unsigned char)(hi << 4 | lo);
	}
	return true;
}

bool
str_eq_secret(struct str a, struct str b)
{
	volatile unsigned char differ = a.n != b.n;

	if (differ)
		return false;
	for (size_t i = 0; i < a.n; i++)
		differ = (unsigned char)(differ | (a.p[i] ^ b.p[i]));
	return !differ;
}
