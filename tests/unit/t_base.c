/* SPDX-License-Identifier: EUPL-1.2 */
#include "base/buf.h"
#include "base/err.h"
#include "tests/test.h"

static int defers_run;

static void
count_defer(void *arg)
{
	(void)arg;
	defers_run++;
}

TEST(arena_resets_and_runs_defers_once)
{
	struct arena a = { 0 };

	for (int round = 0; round < 3; round++) {
		arena_defer(&a, count_defer, NULL);
		memset(ARENA_ARRAY(&a, char, 100000), 1, 100000);
		arena_reset(&a);
		CHECK(defers_run == round + 1);
	}
	arena_free(&a);
	CHECK(defers_run == 3 && a.head == NULL);
}

TEST(str_numbers_and_pieces)
{
	struct arena a = { 0 };
	struct str rest = STR("a=b;c;;d");
	unsigned char raw[2];
	int64_t v;

	CHECK(str_to_int(STR("-42"), -100, 100, &v) && v == -42);
	CHECK(!str_to_int(STR("99999999999999999999"), 0, INT64_MAX, &v));
	CHECK(
	    !str_to_int(STR(""), 0, 9, &v) && !str_to_int(STR("1a"), 0, 9, &v));
	CHECK(str_eq(str_take(&rest, ';'), STR("a=b")));
	CHECK(str_eq(str_take(&rest, ';'), STR("c")));
	CHECK(str_take(&rest, ';').n == 0 && str_eq(rest, STR("d")));
	CHECK(str_eq(str_hex(&a, "\x0f\xa0", 2), STR("0fa0")));
	CHECK(str_unhex(STR("0fa0"), raw, 2) && raw[1] == 0xa0);
	CHECK(!str_unhex(STR("0fA0"), raw, 2));
	CHECK(str_eq(str_trim(STR(" \n øl ")), STR("øl")));
	CHECK(str_eq_secret(STR("abc"), STR("abc")) &&
	    !str_eq_secret(STR("abc"), STR("abd")));
	arena_free(&a);
}

TEST(buf_grows_and_prints)
{
	struct arena a = { 0 };
	struct buf b = { .arena = &a };

	for (int i = 0; i < 3000; i++)
		buf_int(&b, i);
	CHECK(b.n == 10 + 90 * 2 + 900 * 3 + 2000 * 4);
	b.n = 0;
	buf_int(&b, INT64_MIN);
	CHECK(str_eq(buf_str(&b), STR("-9223372036854775808")));
	buf_printf(&b, "%s", "x");
	CHECK(b.p[b.n - 1] == 'x');
	arena_free(&a);
}

TEST(err_sentence_belongs_to_its_error)
{
	CHECK(fail(ERR_MISSING, "no account %d", 7) == ERR_MISSING);
	CHECK(strcmp(err_sentence(ERR_MISSING), "no account 7") == 0);
	CHECK(strcmp(err_sentence(ERR_BUSY), err_text(ERR_BUSY)) == 0);
	CHECK(err_http_status(ERR_CONFLICT) == 409);
}
