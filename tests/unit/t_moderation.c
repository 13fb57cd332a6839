/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_moderation.c - whoever has a comment hidden is told of it, of the ground
 * and of where to complain; once it is hidden and not before, never past a
 * crisis, and without what was hidden.  REQ: SPEC 4 K8 K12
 */
#include "model/crisis.h"
#include "model/moderation.h"
#include "model/notification.h"
#include "tests/test_db.h"
#include "tests/town.h"

#define RUDE "Ordføreren er en idiot"
#define IN_TX(expr)                                                            \
	do {                                                                   \
		CHECK_OK(db_begin(t->db));                                     \
		CHECK_OK(expr);                                                \
		CHECK_OK(db_commit(t->db));                                    \
	} while (0)
#define REFUSED(code, expr)                                                    \
	do {                                                                   \
		CHECK_OK(db_begin(t->db));                                     \
		CHECK((expr) == (code));                                       \
		db_rollback(t->db);                                            \
	} while (0)

struct scene {
	struct town town;
	struct message_id comment;
	struct hide_order order;
};

/* The town says where to complain; Tone has said something. */
static void
begin(struct scene *s, struct test_db *t, const char *text)
{
	static const struct sql q_open = SQL("UPDATE thread SET comments_open = 1");

	*s = (struct scene){ 0 };
	town_build(&s->town, t->db, &t->a);
	IN_TX(setting_set(t->db, &t->a,
	    STR("municipality"),
		STR("{\"name\":\"Lia kommune\",\"host\":\"lia.example\","
		"\"secure_channel\":\"https://lia.example/sikker\","
		"\"complaint_address\":\"klage@lia.example\"}"),
		    1, s->town.admin));
	town_reload(&s->town);
	s->comment = town_says(&s->town, "c1", "Tone Grøvdal", text).id;
	IN_TX(db_run(t->db, &q_open, DB_NOARGS, NULL));
	s->order = (struct hide_order){ .message = s->comment,
		.ground = STR("harassment"), .by = s->town.kari, .tell = true };
}

static void
hide(struct scene *s, struct test_db *t)
{
	IN_TX(moderation_hide(t->db, &t->a, s->town.m, &s->order, s->town.now));
}

/* How it stands, of what is hidden now; NULL: nothing is. */
static const struct hiding_notice *
stands(struct scene *s)
{
	struct town *t = &s->town;
	struct hiding_notice *told;
	struct hiding *h;
	size_t n = 0;

	CHECK_OK(hidings(t->db, t->a, &h, &n));
	CHECK_OK(moderation_notices(t->db, t->a, t->m, h, n, &told));
	return n ? told : NULL;
}

static size_t
troubled(struct scene *s)
{
	struct outbox_item *v;
	size_t n = 0;

	CHECK_OK(outbox_troubled(s->town.db, s->town.a, &v, &n));
	return n;
}

TEST_BOTH(moderation_tells_when_it_is_hidden)
{
	struct outbox_item it = { 0 };
	struct scene s;

	begin(&s, t, RUDE);
	hide(&s, t);
	CHECK(troubled(&s) == 0); /* the notice waits for the hiding */
	CHECK_OK(town_send(&s.town, OUTCOME_NOT_SENT, "", &it));
	CHECK(str_eq(it.act, STR("hide")));
	clock_set(s.town.now += HOUR);
	CHECK_OK(town_send(&s.town, OUTCOME_SENT, "", &it));
	CHECK(str_eq(it.act, STR("hide")));
	CHECK(stands(&s)->told == TOLD_WAITS);
	CHECK_OK(town_send(&s.town, OUTCOME_SENT, "c2", &it));
	CHECK(str_eq(it.act, STR("notice")) && it.thread.v > 0);
	CHECK(str_eq(it.thread_native, STR("p1")));
	CHECK(it.parent_native.n == 0);
	CHECK(stands(&s)->told == TOLD_IN_THREAD);
	/* The ground and where to complain; nothing of what was hidden. */
	CHECK(str_find(it.text, STR("Personangrep")) != STR_NOWHERE);
	CHECK(str_find(it.text, STR("klage@lia.example")) != STR_NOWHERE);
	CHECK(str_find(it.text, STR("Tone")) == STR_NOWHERE);
	CHECK(str_find(it.text, STR("idiot")) == STR_NOWHERE);
	/* Once. */
	CHECK(town_send(&s.town, OUTCOME_SENT, "c3", &it) == ERR_MISSING);
	REFUSED(ERR_CONFLICT,
	    moderation_tell(t->db, &t->a, s.town.m,
		town_person(&s.town, s.town.kari), s.comment, s.town.now));
	town_verify(&s.town);
	town_end(&s.town);
}

TEST_BOTH(moderation_does_not_tell_of_what_is_not_hidden)
{
	struct outbox_item it = { 0 }, *v;
	struct scene s;
	size_t n;

	begin(&s, t, RUDE);
	/* Given up: the notice goes with it. */
	hide(&s, t);
	CHECK_OK(town_send(&s.town, OUTCOME_FAILED, "", &it));
	CHECK_OK(outbox_troubled(t->db, &t->a, &v, &n));
	CHECK(n == 1 && str_eq(v[0].act, STR("hide")));
	IN_TX(outbox_settle(t->db, &t->a, v[0].id,
	    STR("drop"), STR_NONE, s.town.adviser, s.town.now));
	CHECK(town_send(&s.town, OUTCOME_SENT, "c3", &it) == ERR_MISSING);
	CHECK(troubled(&s) == 0);
	/* Shown again before the notice left: it stays, and says why. */
	hide(&s, t);
	CHECK_OK(town_send(&s.town, OUTCOME_SENT, "", &it));
	{
		struct outbox_item show = { .account = s.town.blog,
			.act = STR("show"), .message = s.comment,
			    .ordered_by = s.town.kari, .ground = STR("feil") };

		IN_TX(outbox_order(
		    t->db, &t->a, s.town.m, &show, s.town.now - HOUR));
	}
	CHECK_OK(town_send(&s.town, OUTCOME_SENT, "", &it));
	CHECK(str_eq(it.act, STR("show")));
	CHECK_OK(town_send(&s.town, OUTCOME_SENT, "c3", &it));
	CHECK(str_eq(it.act, STR("notice")) && str_eq(it.state, STR("held")));
	CHECK(str_eq(it.held_why, STR("shown")));
	town_verify(&s.town);
	town_end(&s.town);
}

/* What the law hides is hidden in a crisis too; what is said of it is not said
 * past its leadership.  REQ: K12 */
TEST_BOTH(moderation_notice_waits_for_the_crisis_leadership)
{
	struct outbox_item it = { 0 }, *v;
	const struct person *chief;
	struct scene s;
	size_t n;

	begin(&s, t, RUDE);
	s.order.ground = STR("K8");
	CHECK_OK(db_begin(t->db));
	town_give(&s.town, s.town.chief, ROLE_CRISIS_LEADERSHIP,
	    (struct unit_id){ 0 });
	CHECK_OK(crisis_begin(t->db, &t->a, s.town.m,
	    town_person(&s.town, s.town.chief), s.town.chief,
	    STR("Flom"), s.town.now, &n));
	CHECK_OK(db_commit(t->db));
	town_reload(&s.town);
	chief = town_person(&s.town, s.town.chief);
	hide(&s, t);
	CHECK_OK(town_send(&s.town, OUTCOME_SENT, "", &it));
	CHECK(str_eq(it.act, STR("hide")));
	CHECK(town_send(&s.town, OUTCOME_SENT, "c2", &it) == ERR_MISSING);
	CHECK(stands(&s)->told == TOLD_CRISIS);
	CHECK_OK(outbox_held_by_crisis(t->db, &t->a, &v, &n));
	CHECK(n == 1 && str_eq(v[0].act, STR("notice")));
	IN_TX(crisis_release(t->db, &t->a, s.town.m, chief, v[0].id,
	    v[0].updated_at, STR_NONE, s.town.now));
	CHECK_OK(town_send(&s.town, OUTCOME_SENT, "c2", &it));
	CHECK(str_eq(it.act, STR("notice")));
	CHECK(str_find(it.text, STR("https://lia.example/sikker")) !=
	    STR_NOWHERE);
	CHECK(stands(&s)->told == TOLD_IN_THREAD);
	town_verify(&s.town);
	town_end(&s.town);
}

/* A hiding waiting for its turn when the crisis comes: nothing slips out. */
TEST_BOTH(moderation_notice_does_not_pass_a_crisis_that_came_between)
{
	struct outbox_item it = { 0 };
	struct scene s;
	size_t n;

	begin(&s, t, RUDE);
	s.order.ground = STR("K8");
	hide(&s, t);
	CHECK_OK(db_begin(t->db));
	CHECK_OK(crisis_begin(t->db, &t->a, s.town.m,
	    town_person(&s.town, s.town.chief), s.town.chief,
	    STR("Flom"), s.town.now, &n));
	CHECK_OK(db_commit(t->db));
	town_reload(&s.town);
	CHECK_OK(town_send(&s.town, OUTCOME_SENT, "", &it));
	CHECK(str_eq(it.act, STR("hide")) && str_eq(it.state, STR("sending")));
	CHECK_OK(town_send(&s.town, OUTCOME_SENT, "c2", &it));
	CHECK(str_eq(it.act, STR("notice")) && str_eq(it.state, STR("held")));
	CHECK(stands(&s)->told == TOLD_CRISIS);
	town_end(&s.town);
}

TEST_BOTH(moderation_is_told_by_hand_where_the_thread_is_closed)
{
	static const struct sql q_shut = SQL("UPDATE thread SET comments_open = 0");
	struct told_by_hand by_hand = { .told = false };
	const struct person *kari, *auditor;
	struct outbox_item it = { 0 };
	struct scene s;

	begin(&s, t, RUDE);
	IN_TX(db_run(t->db, &q_shut, DB_NOARGS, NULL));
	hide(&s, t);
	CHECK_OK(town_send(&s.town, OUTCOME_SENT, "", &it));
	CHECK(stands(&s)->told == TOLD_NOT && !stands(&s)->can_in_thread);
	CHECK(str_find(stands(&s)->letter, STR("Vegbloggen")) != STR_NOWHERE);
	CHECK(str_find(stands(&s)->letter, STR("klage@lia.example")) !=
	    STR_NOWHERE);
	kari = town_person(&s.town, s.town.kari);
	auditor = town_person(&s.town, s.town.auditor);
	by_hand.message = s.comment;
	REFUSED(ERR_INVALID, moderation_told(t->db, &t->a, s.town.m, kari,
				 &by_hand, s.town.now));
	by_hand.remark = STR("Har ingen adresse");
	REFUSED(ERR_DENIED, moderation_told(t->db, &t->a, s.town.m, auditor,
				&by_hand, s.town.now));
	IN_TX(moderation_told(
	    t->db, &t->a, s.town.m, kari, &by_hand, s.town.now));
	CHECK(
	    stands(&s)->told == TOLD_CANNOT && stands(&s)->by.v == kari->id.v);
	/* Somebody finds a way after all. */
	by_hand.told = true;
	by_hand.remark = STR("E-post");
	IN_TX(moderation_told(
	    t->db, &t->a, s.town.m, kari, &by_hand, s.town.now));
	CHECK(stands(&s)->told == TOLD_BY_HAND);
	CHECK(str_eq(stands(&s)->remark, STR("E-post")));
	town_verify(&s.town);
	town_end(&s.town);
}

/* Our own words are not hidden, and no hiding goes without a ground; an older
 * hiding's notice is not taken for that of a new one; and they read it in their
 * own language. */
TEST_BOTH(moderation_has_a_ground_and_begins_anew)
{
	static const struct sql q_english = SQL("UPDATE enquiry SET lang = 'en'");
	struct outbox_item it = { 0 };
	struct scene s;

	begin(&s, t, RUDE);
	s.order.ground = STR("fordi");
	REFUSED(ERR_INVALID,
	    moderation_hide(t->db, &t->a, s.town.m, &s.order, s.town.now));
	s.order.ground = STR("spam");
	IN_TX(db_run(t->db, &q_english, DB_NOARGS, NULL));
	hide(&s, t);
	CHECK_OK(town_send(&s.town, OUTCOME_SENT, "", &it));
	CHECK_OK(town_send(&s.town, OUTCOME_SENT, "c2", &it));
	CHECK(str_find(it.text, STR("you can complain")) != STR_NOWHERE);
	IN_TX(hiding_undo(t->db, &t->a, s.town.m, s.comment,
	    town_person(&s.town, s.town.adviser),
	    STR("Ikke reklame"), s.town.now));
	clock_set(s.town.now += MINUTE);
	CHECK_OK(town_send(&s.town, OUTCOME_SENT, "", &it));
	CHECK(stands(&s) == NULL);
	s.order.tell = false;
	hide(&s, t);
	CHECK_OK(town_send(&s.town, OUTCOME_SENT, "", &it));
	CHECK(stands(&s)->told == TOLD_NOT && stands(&s)->can_in_thread);
	IN_TX(moderation_tell(t->db, &t->a, s.town.m,
	    town_person(&s.town, s.town.kari), s.comment, s.town.now));
	CHECK(stands(&s)->told == TOLD_WAITS);
	CHECK_OK(town_send(&s.town, OUTCOME_SENT, "c3", &it));
	CHECK(stands(&s)->told == TOLD_IN_THREAD);
	town_verify(&s.town);
	town_end(&s.town);
}
