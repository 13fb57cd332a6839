/* SPDX-License-Identifier: EUPL-1.2
 *
 * fuzz_multipart.c - the first line is the Content-Type, the rest the body.
 */
#include <assert.h>

#include "fmt/utf8.h"
#include "http/form.h"

enum { FIELDS_MAX = 20 };
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct req r = { .arena = &a };
	struct str body = { (const char *)data, n };
	struct str type = str_take(&body, '\n');

	if (form_parse_multipart(&r, type, body, FIELDS_MAX) == OK) {
		assert(r.form.n + r.files.n <= FIELDS_MAX);
		for (size_t i = 0; i < r.form.n; i++)
			assert(utf8_valid(r.form.v[i].name) &&
			       utf8_valid(r.form.v[i].value));
		for (size_t i = 0; i < r.files.n; i++) {
			struct str name = r.files.v[i].name;

			assert(utf8_valid(name));
			assert(str_find_char(name, '/') == STR_NOWHERE);
			assert(str_find_char(name, '\\') == STR_NOWHERE);
		}
	}
	arena_free(&a);
	return 0;
}
