/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_sync.c - the whole path through the workers, from a comment on a blog to
 * an answer below it and both in the record: on the stand-in and, where
 * TEST_WORDPRESS="URL USER PASSWORD" is set (tests/real/wordpress.sh), on a
 * real WordPress.
 * REQ: D K1 K8; SPEC 2, 3, 6; invariants 1, 3, 4, 7, 9
 */
#include "tests/standin/yard.h"

static bool
is_taken(struct yard *y, void *arg)
{
	const struct str *native = arg;
	struct message m;

	return yard_message(y, *native, &m) && m.enquiry.v > 0;
}

static bool
is_answered(struct yard *y, void *arg)
{
	const struct enquiry_id *id = arg;

	return str_eq(town_state(&y->town, *id), STR("answered"));
}

static bool
has_two_wordings(struct yard *y, void *arg)
{
	const struct str *native = arg;
	struct message m;

	return yard_message(y, *native, &m) && m.nrevisions == 2;
}

static bool
is_in_trash(struct yard *y, void *arg)
{
	const struct str *native = arg;
	struct message m;

	return yard_message(y, *native, &m) && m.state == MESSAGE_TRASH;
}

#define ANSWER "Vi brøyter Lavegen kl. 6.\n\nHilsen Kari"

/* Below the comment, once. */
static void
stands_on_the_blog(struct yard *y, struct str post, struct str comment)
{
	struct channel_send s = { .thread_native = post,
		.parent_native = comment,
		.text = STR(ANSWER) };
	struct channel_problem p;
	struct str native = STR_NONE;
	struct message m;

	CHECK_OK(channel_wordpress.look(&y->a, &y->acct, &s, &native, &p));
	CHECK(native.n > 0);
	CHECK(yard_message(y, native, &m) && m.direction == DIRECTION_OUT);
	CHECK(str_eq(m.parent_native, comment));
	if (y->standin)
		CHECK(standin_wp_says(y->standin, s.text) == 1);
}

static void
answers(struct yard *y, struct str post, struct str comment)
{
	struct enquiry e = { 0 };
	struct reply r;
	struct message m;

	if (!yard_wait(y, is_taken, &comment, "an enquiry from the comment"))
		return;
	yard_message(y, comment, &m);
	CHECK_OK(enquiry_get(y->db->db, &y->a, m.enquiry, &e));
	/* Tuesday at ten, so Wednesday at ten: whenever it was fetched. */
	CHECK(m.published_at + DAY == e.due);
	CHECK(e.category == CATEGORY_QUESTION);
	CHECK(yard_answer(y, e.id,
		  "Vi har fødselsnummer 13097248022 på deg.\n\nHilsen Kari",
		  &r) == ERR_BLOCKED);
	CHECK(str_eq(town_state(&y->town, e.id), STR("open")));
	CHECK_OK(yard_answer(y, e.id, ANSWER, &r));
	if (yard_wait(y, is_answered, &e.id, "the answer to be out"))
		stands_on_the_blog(y, post, comment);
	CHECK(str_eq(yard_item(y, r.id).state, STR("sent")));
}

static void
edited_and_trashed(struct yard *y, struct str comment)
{
	struct message m;

	yard_edit(y, comment, "Når brøyter dere Nylavegen?");
	yard_pass(y, 6 * MINUTE);
	yard_wait(y, has_two_wordings, &comment, "the edit in the record");
	yard_trash(y, comment);
	yard_pass(y, 6 * MINUTE);
	yard_wait(y, is_in_trash, &comment, "the trash in the record");
	if (!yard_message(y, comment, &m) || m.nrevisions != 2)
		return;
	CHECK(str_eq(m.revisions[0].text, STR("Når brøyter dere Lavegen?")));
	CHECK(str_eq(m.revisions[1].text, STR("Når brøyter dere Nylavegen?")));
	CHECK(m.state_seq > m.revisions[1].seq);
}

static void
whole_path(struct test_db *t, const char *where)
{
	struct str post, comment;
	struct yard y;

	yard_open(&y, t, where);
	post = yard_post(&y, "Brøyting i Åsgata");
	comment = yard_says(&y, post, "tone", "Når brøyter dere Lavegen?",
	    "2026-11-24T09:00:00");
	yard_pass(&y, HOUR);
	yard_start(&y, 2);
	answers(&y, post, comment);
	edited_and_trashed(&y, comment);
	CHECK(str_eq(yard_connection(&y).state, STR("ok")));
	yard_stop(&y);
	yard_verify(&y);
	yard_close(&y);
}

TEST_BOTH(sync_whole_path)
{
	whole_path(t, NULL);
}

TEST(sync_whole_path_on_real)
{
	const char *where = getenv("TEST_WORDPRESS");
	struct test_db t;

	if (!where)
		SKIP("TEST_WORDPRESS is not set");
	test_db_open(&t, DB_SQLITE);
	whole_path(&t, where);
	test_db_close(&t);
}
