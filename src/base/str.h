/* SPDX-License-Identifier: EUPL-1.2
 *
 * str.h - borrowed, length-counted text.  A str never owns memory and is
 * not NUL-terminated; whoever made it says how long it lives (mostly: as
 * long as the request's arena).  Bytes are UTF-8 unless a header says other.
 */
#ifndef BASE_STR_H
#define BASE_STR_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"

struct str {
	const char *p;
	size_t n;
};

/* A literal, and only a literal: "" x "" does not compile for a variable. */
#define STR(lit) ((struct str){ "" lit "", sizeof(lit) - 1 })
#define STR_INIT(lit)                                                          \
	{                                                                      \
		"" lit "", sizeof(lit) - 1                                     \
	}
#define STR_NONE ((struct str){ NULL, 0 })
/* For "%.*s" of the printf family. */
#define STR_ARG(s) (int)(s).n, (s).n ? (s).p : ""

static inline struct str
str_from(const char *z)
{
	return (struct str){ z, z ? strlen(z) : 0 };
}

static inline bool
str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool
str_starts(struct str s, struct str head)
{
	return s.n >= head.n &&
	       (head.n == 0 || memcmp(s.p, head.p, head.n) == 0);
}

static inline bool
str_ends(struct str s, struct str tail)
{
	return s.n >= tail.n &&
	       (tail.n == 0 || memcmp(s.p + s.n - tail.n, tail.p, tail.n) == 0);
}

/* The part [from, to); both are clamped to the text. */
static inline struct str
str_cut(struct str s, size_t from, size_t to)
{
	if (to > s.n)
		to = s.n;
	if (from >= to)
		return STR_NONE;
	return (struct str){ s.p + from, to - from };
}

int str_cmp(struct str a, struct str b); /* bytes, as memcmp; shorter first */
bool str_eq_nocase(struct str a, struct str b); /* ASCII letters only */
#define STR_NOWHERE SIZE_MAX
size_t str_find(struct str s, struct str what);	 /* first, or STR_NOWHERE */
size_t str_find_char(struct str s, char c);	 /* first, or STR_NOWHERE */
size_t str_find_last_char(struct str s, char c); /* last, or STR_NOWHERE */
struct str str_trim(struct str s); /* ASCII white space off both ends */
/* Takes the text up to sep off *rest and returns it; at the end the whole
 * remainder, with *rest set to STR_NONE. */
struct str str_take(struct str *rest, char sep);

struct str str_copy(struct arena *a, struct str s);
struct str str_lower_ascii(struct arena *a, struct str s);
/* NUL-terminated copy, for libraries.  A NUL inside the text ends it. */
char *str_z(struct arena *a, struct str s);
struct str str_printf(struct arena *a, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));

/* Decimal, the whole text, within [min, max]; false otherwise. */
bool str_to_int(struct str s, int64_t min, int64_t max, int64_t *out);
/* Lower-case hex, both ways.  str_from_hex is false on anything else. */
struct str str_hex(struct arena *a, const void *bytes, size_t n);
bool str_unhex(struct str hex, void *out, size_t n);
/* Equal in time that does not depend on where they differ: for secrets. */
bool str_eq_secret(struct str a, struct str b);
#endif
