/* SPDX-License-Identifier: EUPL-1.2
 *
 * fuzz_cookie.c - whatever the header says, what comes out can be set again.
 */
#include <assert.h>

#include "http/cookie.h"

enum { COOKIES_MAX = 10 };
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct req r = { .arena = &a };
	struct pair room[COOKIES_MAX];
	struct pairs got = { room, 0 };
	enum err e = cookie_parse(
	    (struct str){ (const char *)data, n }, COOKIES_MAX, &got);

	assert(e == OK || e == ERR_TOO_LARGE);
	assert(got.n <= COOKIES_MAX);
	for (size_t i = 0; i < got.n; i++)
		cookie_set(&r, got.v[i].name, got.v[i].value, 1);
	assert(r.answer.headers.n == got.n);
	arena_free(&a);
	return 0;
}
