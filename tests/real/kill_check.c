/* SPDX-License-Identifier: EUPL-1.2
 *
 * kill_check.c - after a kill: every message that ingest acknowledged is in
 * the store, and every answer whose publishing was acknowledged is on the blog
 * at most once and in the outbox; `sent` ones are on the blog.
 * REQ: invariants 1, 4
 */
#include <stdio.h>

#include "tests/real/kill_helper.h"

static const struct sql q_message = SQL("SELECT COUNT(*) FROM message WHERE native_id = $1");
static const struct sql q_item = SQL("SELECT o.state FROM outbox o JOIN reply r ON r.id = o.reply_id"
	" WHERE r.enquiry_id = $1");

enum { FETCHES_MAX = 500 };

struct check {
	struct arena a;
	struct db *db;
	struct str *said; /* our words on the blog */
	size_t nsaid, room;
	long acks, answers, sent, unknown;
};

static void
hold(struct check *c, struct str text)
{
	if (c->nsaid == c->room) {
		size_t room = c->room ? 2 * c->room : 256;
		struct str *v = ARENA_ARRAY(&c->a, struct str, room);

		for (size_t i = 0; i < c->nsaid; i++)
			v[i] = c->said[i];
		c->said = v;
		c->room = room;
	}
	c->said[c->nsaid++] = text;
}

/* Each comment once, though fetches overlap: by its id. */
static void
read_blog(struct check *c, const char *url)
{
	struct channel_account acct;
	struct str cursor = STR_NONE;
	bool more = true;

	kill_blog(&c->a, url, &acct);
	for (int i = 0; more && i < FETCHES_MAX; i++) {
		struct channel_batch b = { 0 };
		struct channel_problem p = { 0 };

		CHECK_OK(channel_wordpress.fetch(&c->a, &acct, cursor, &b, &p));
		for (size_t k = 0; k < b.nmessages; k++)
			if (b.messages[k].own)
				hold(c, b.messages[k].text);
		cursor = b.cursor;
		more = b.more && test_failures == 0;
	}
}

static int
count_said(const struct check *c, struct str text)
{
	int n = 0;

	for (size_t i = 0; i < c->nsaid; i++)
		n += str_eq(str_trim(c->said[i]), text);
	return n;
}

static void
check_answer(struct check *c, long long enquiry)
{
	struct arena a = { 0 };
	struct str text = str_printf(
	    &a, "Svar på nummer %lld.\n\nHilsen Kari", enquiry);
	struct db_rows r = { 0 };
	struct str state;
	int there = count_said(c, text);

	CHECK_OK(db_query(
	    c->db, &a, &q_item, DB_ARGS(db_int((int64_t)enquiry)), &r));
	CHECK(r.n == 1);
	state = r.n ? db_get_text(&r, 0, 0) : STR("lost");
	c->answers++;
	c->sent += str_eq(state, STR("sent"));
	c->unknown += str_eq(state, STR("unknown"));
	if (there > 1 || (there == 0 && str_eq(state, STR("sent"))) ||
			     (!str_eq(state, STR("sent")) &&
				 !str_eq(state, STR("unknown")) &&
				     !str_eq(state, STR("sending")) &&
					 !str_eq(state, STR("queued")))) {
		printf("enquiry %lld: %.*s, %d on the blog\n", enquiry,
		    STR_ARG(state), there);
		test_failures++;
	}
	arena_free(&a);
}

static void
check_answers(struct check *c, const char *path)
{
	FILE *f = fopen(path, "r");
	long long enquiry;

	CHECK(f != NULL);
	while (f && fscanf(f, "%lld\n", &enquiry) == 1)
		check_answer(c, enquiry);
	if (f)
		(void)fclose(f);
}

/* The file is named after what its lines' ids begin with; a torn last line
 * acknowledges nothing. */
static void
check_acks(struct check *c, const char *path)
{
	const char *name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	FILE *f = fopen(path, "r");
	char line[256];

	CHECK(f != NULL);
	while (f && fgets(line, sizeof(line), f) && strchr(line, '\n')) {
		struct arena a = { 0 };
		struct db_rows r = { 0 };
		long long n = 0;

		CHECK(
		    sscanf(line, "{\"line\":%lld,\"result\":\"new\"", &n) == 1);
		CHECK_OK(db_query(c->db, &a, &q_message,
		    DB_ARGS(db_text(str_printf(&a, "%s-%lld", name, n))), &r));
		if (db_get_int(&r, 0, 0) != 1) {
			printf("%s-%lld was acknowledged and is not there\n",
			    name, n);
			test_failures++;
		}
		c->acks++;
		arena_free(&a);
	}
	if (f)
		(void)fclose(f);
}

int
kill_check(int argc, char **argv)
{
	struct check c = { .acks = 0 };

	CHECK_OK(db_open(&c.a, str_from(argv[0]), DB_READ, &c.db));
	if (test_failures)
		return 1;
	read_blog(&c, argv[1]);
	check_answers(&c, argv[2]);
	for (int i = 3; i < argc; i++)
		check_acks(&c, argv[i]);
	printf("%ld messages, %ld answers: %ld sent, %ld unknown\n", c.acks,
	    c.answers, c.sent, c.unknown);
	arena_free(&c.a);
	return test_failures != 0;
}
