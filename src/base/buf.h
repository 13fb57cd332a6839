/* SPDX-License-Identifier: EUPL-1.2
 *
 * buf.h - text under construction, growing in an arena.  Start it with
 * { .arena = a }.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H
#include "base/arena.h"
#include "base/str.h"

struct buf {
	struct arena *arena;
	char *p;
	size_t n, cap;
};

/* Makes room for n more bytes. */
void buf_reserve(struct buf *b, size_t n);
static inline void
buf_put(struct buf *b, struct str s)
{
	if (s.n == 0)
		return;
	if (s.n > b->cap - b->n)
		buf_reserve(b, s.n);
	memcpy(b->p + b->n, s.p, s.n);
	b->n += s.n;
}
static inline void
buf_char(struct buf *b, char c)
{
	if (b->n == b->cap)
		buf_reserve(b, 1);
	b->p[b->n++] = c;
}
#define buf_lit(b, lit) buf_put((b), STR(lit))
void buf_int(struct buf *b, int64_t v); /* decimal */
void buf_printf(struct buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
static inline struct str
buf_str(const struct buf *b)
{
	return (struct str){ b->p, b->n };
}
#endif
