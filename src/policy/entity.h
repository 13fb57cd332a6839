/* SPDX-License-Identifier: EUPL-1.2
 *
 * entity.h - one code point at a time, from UTF-8 and from HTML's character
 * references (HTML Living Standard 13.5).  Used by fold.c.
 */
#ifndef POLICY_ENTITY_H
#define POLICY_ENTITY_H
#include <stddef.h>
#include <stdint.h>

/* Bytes read, 1 to 4; a byte that is no UTF-8 gives 1 and U+FFFD. n >= 1. */
size_t utf8_read(const char *p, size_t n, uint32_t *out);
/* p[0] is '&'.  Bytes read, at most 64; what is no reference gives 1, '&'.
 * &amp;amp;nbsp; is read as what it would be after any number of decodings,
 * for platforms encode more than once. */
size_t entity_read(const char *p, size_t n, uint32_t *out);
#endif
