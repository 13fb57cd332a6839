/* SPDX-License-Identifier: EUPL-1.2
 *
 * fuzz_form.c - urlencoded forms: valid text or refused; written again they
 * read the same.
 */
#include <assert.h>

#include "fmt/url.h"
#include "fmt/utf8.h"
#include "http/form.h"

enum { FIELDS_MAX = 50 };
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct buf b = { .arena = &a };
	struct pairs got, again;

	if (form_parse_pairs(&a, (struct str){ (const char *)data, n },
		FIELDS_MAX, &got) != OK)
		goto done;
	assert(got.n <= FIELDS_MAX);
	for (size_t i = 0; i < got.n; i++) {
		assert(utf8_valid(got.v[i].name) && utf8_valid(got.v[i].value));
		url_add_pair(&b, got.v[i].name, got.v[i].value);
	}
	assert(form_parse_pairs(&a, buf_str(&b), FIELDS_MAX, &again) == OK);
	assert(again.n == got.n);
	for (size_t i = 0; i < got.n; i++)
		assert(str_eq(again.v[i].name, got.v[i].name) &&
		       str_eq(again.v[i].value, got.v[i].value));
done:
	arena_free(&a);
	return 0;
}
