/* SPDX-License-Identifier: EUPL-1.2
 *
 * fuzz_url.c - addresses: what comes out decoded is safe, what is taken apart
 * can be written again and means the same.
 */
#include <assert.h>

#include "fmt/url.h"
#include "fmt/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
check_path(struct arena *a, struct str s)
{
	struct str path;

	if (!url_decode_path(a, s, &path))
		return;
	assert(path.n > 0 && path.p[0] == '/');
	assert(utf8_valid(path));
	assert(str_find_char(path, '\0') == STR_NOWHERE);
	assert(str_find(path, STR("/../")) == STR_NOWHERE);
	assert(!str_ends(path, STR("/..")));
}

static void
check_url(struct arena *a, struct str s)
{
	struct buf b = { .arena = a };
	struct url u, again;

	if (!url_split(a, s, &u))
		return;
	url_write(&b, &u);
	assert(url_split(a, buf_str(&b), &again));
	assert(url_same_origin(&u, &again));
	assert(str_eq(u.target, again.target));
	if (url_follow(a, &u, s, &again))
		assert(again.host.n > 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct str s = { (const char *)data, n }, out, back;
	struct buf b = { .arena = &a };

	check_path(&a, s);
	check_url(&a, s);
	if (url_decode(&a, s, URL_FORM, &out)) {
		url_encode(&b, out);
		assert(url_decode(&a, buf_str(&b), URL_FORM, &back));
		assert(str_eq(out, back));
	}
	assert(utf8_valid(utf8_repair(&a, s)));
	arena_free(&a);
	return 0;
}
