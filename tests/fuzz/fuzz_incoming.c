/* SPDX-License-Identifier: EUPL-1.2
 *
 * fuzz_incoming.c - any bytes as the body of the intake: an array is cut into
 * the texts that a JSON parser finds in it, and a message is read whole or
 * refused with a sentence.
 */
#include <assert.h>
#include <jansson.h>

#include "fmt/utf8.h"
#include "model/incoming_json.h"
#include "web/api.h"

enum { ITEMS_MAX = 100 };
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
read_message(struct arena *a, struct str text)
{
	struct incoming in;

	if (incoming_parse(a, text, &in) != OK) {
		assert(err_sentence(ERR_INVALID)[0] != '\0');
		return;
	}
	assert(str_eq(in.raw, text));
	assert(utf8_valid(in.text) && utf8_valid(in.author_name));
	assert(in.state <= MESSAGE_DELETED);
	if (message_check(&in, 1) != OK)
		return;
	assert(in.native_id.n > 0 && in.native_id.n <= 500);
	assert(in.text.n <= MESSAGE_TEXT_MAX && in.published_at > 0);
}

/* Where the whole is a JSON array, the cut gives its elements. */
static void
compare(struct str body, const struct str *v, size_t n)
{
	json_t *whole = json_loadb(body.p, body.n, 0, NULL);

	for (size_t i = 0; whole && i < n; i++) {
		json_t *part = json_loadb(
		    v[i].p, v[i].n, JSON_DECODE_ANY, NULL);

		assert(json_equal(part, json_array_get(whole, i)));
		json_decref(part);
	}
	assert(!whole || json_array_size(whole) == n);
	json_decref(whole);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct str body = { (const char *)data, n };
	struct req r = { .arena = &a, .body = body };
	struct str v[ITEMS_MAX];
	size_t items;

	if (api_body_check(&r) == OK) {
		read_message(&a, body);
		if (api_split(body, v, ITEMS_MAX, &items) == OK) {
			compare(body, v, items);
			for (size_t i = 0; i < items; i++)
				read_message(&a, v[i]);
		}
	}
	arena_free(&a);
	return 0;
}
