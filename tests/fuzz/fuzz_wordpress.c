/* SPDX-License-Identifier: EUPL-1.2
 *
 * fuzz_wordpress.c - any bytes as WordPress's answer.  The first line is the
 * request and the head: "r 200 application/json", w for a write; the rest is
 * the body.  Held: what is wrong has a fault, only a write can be unknown, and
 * nothing but WordPress's own 404 or 410 to a question says "gone"
 * (invariant 9); what is taken as a comment could be kept.
 */
#include <assert.h>

#include "channel/wordpress.h"
#include "fmt/utf8.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

static void
refused(const struct http_response *r, bool writes, enum err e,
    const struct channel_problem *p)
{
	assert(e == ERR_REMOTE || e == ERR_UNKNOWN);
	assert(p->fault != FAULT_NONE);
	assert(e != ERR_UNKNOWN || (writes && p->fault == FAULT_UNKNOWN));
	if (p->fault != FAULT_GONE)
		return;
	assert(p->code.n > 0);
	assert(r->status == 404 || r->status == 410 ||
	       (writes && r->status == 403));
}

static void
comment(struct arena *a, const json_t *c)
{
	struct channel_problem p = { 0 };
	struct incoming in;
	enum err e = wp_comment(a, c, STR("1"), &in, &p);

	if (e != OK) {
		assert(e == ERR_REMOTE && p.fault == FAULT_TRANSIENT);
		return;
	}
	assert(in.native_id.n && in.thread_native.n && in.author_key.n);
	assert(in.published_at != 0 && in.raw.n > 0);
	assert(utf8_valid(in.text) && utf8_valid(in.author_name));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena a = { 0 };
	struct str body = { (const char *)data, n };
	struct str head = str_take(&body, '\n');
	bool writes = str_eq(str_take(&head, ' '), STR("w"));
	struct http_response r = { .body = body };
	struct wp_answer ans = { .total = -1, .pages = -1 };
	struct channel_problem p = { 0 };
	int64_t status = 200;
	enum err e;

	str_to_int(str_take(&head, ' '), 100, 599, &status);
	r.status = (int)status;
	r.type = head;
	e = wp_judge(&a, &r, writes, &ans, &p);
	if (e != OK)
		refused(&r, writes, e, &p);
	else if (!json_is_array(ans.json))
		comment(&a, ans.json);
	for (size_t i = 0; e == OK && i < json_array_size(ans.json); i++)
		comment(&a, json_array_get(ans.json, i));
	arena_free(&a);
	return 0;
}
