/* SPDX-License-Identifier: EUPL-1.2
 *
 * utf8.h - is it UTF-8, and which letter comes next.  Strict as RFC 3629
 * section 3 and Unicode table 3-7: no overlong forms, no surrogates, nothing
 * above U+10FFFF.  Used where text comes in (http, channels) and by those
 * that look at letters (policy, search).
 */
#ifndef FMT_UTF8_H
#define FMT_UTF8_H
#include "base/buf.h"

enum { UTF8_BAD = -1, UTF8_MAX = 0x10ffff };

bool utf8_valid(struct str s);
/* Takes the next code point off *rest, which must not be empty.  UTF8_BAD
 * for a byte that begins no valid sequence: that one byte is taken. */
int32_t utf8_next(struct str *rest);
/* cp must be a Unicode scalar value. */
void utf8_put(struct buf *b, int32_t cp);
/* Code points of a valid text (what a reader would roughly call letters). */
size_t utf8_count(struct str s);
/* The longest head of at most max bytes that does not cut a code point. */
struct str utf8_head(struct str s, size_t max);
/* The text with each bad byte as U+FFFD, for what other services send. */
struct str utf8_repair(struct arena *a, struct str s);
#endif
