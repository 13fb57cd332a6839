/* SPDX-License-Identifier: EUPL-1.2
 *
 * fuzz_picture.c - pictures: what comes out is of the same kind, no longer than
 * what went in by more than the note of how to turn it, and clean already.
 */
#include <assert.h>
#include <string.h>

#include "fmt/picture.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

enum { TURNED = 36 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct str in = { (const char *)data, n };
	struct str out = picture_clean(&a, in);

	if (out.n) {
		assert(out.n <= n + TURNED);
		assert(strcmp(picture_type(in), picture_type(out)) == 0);
		assert(str_eq(picture_clean(&a, out), out));
	}
	arena_free(&a);
	return 0;
}
