/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_post.c - posts: written, approved, planned, stopped by all that stops an
 * answer, put right, and never lost in silence.
 * REQ: F2 F3 F4 K6 K8 K12; SPEC 2.8
 */
#include "model/crisis.h"
#include "model/notification.h"
#include "model/post.h"
#include "tests/test_db.h"
#include "tests/town.h"

#define GOOD "Løypene på Lisetra er kjørt opp.\n\nHilsen Kari"

struct act {
	struct town *t;
	struct person_id by;
	struct post_form form;
	struct post post;
	struct str decision, text, remark;
	bool ask;
	int64_t seq;
};

static struct post_form
form_of(struct town *t, const char *kind, const char *text)
{
	return (struct post_form){ .account = t->blog,
		.kind = str_from(kind),
		.scope = STR("unit"), .title = STR("Skiløyper"),
					  .text = str_from(text),
					  .area = t->roads };
}

#define TX(name, call)                                                         \
	static enum err name##_tx(struct db *db, void *arg)                    \
	{                                                                      \
		struct act *x = arg;                                           \
		struct town *t = x->t;                                         \
		const struct person *p = town_person(t, x->by);                \
                                                                               \
		return call;                                                   \
	}                                                                      \
	static enum err name(struct act *x)                                    \
	{                                                                      \
		struct post before = x->post;                                  \
		enum err e = db_tx(x->t->db, name##_tx, x);                    \
                                                                               \
		if (e != OK)                                                   \
			x->post = before;                                      \
                                                                               \
		clock_set(x->t->now += SECOND);                                \
		return e;                                                      \
	}
TX(save, post_save(db, t->a, t->m, p, x->post.id, x->post.updated_at, &x->form,
	     t->now, &x->post))
TX(submit, post_submit(db, t->a, t->m, p, x->post.id, x->post.updated_at,
	       &x->form, x->ask, t->now, &x->post))
TX(decide, post_decide(db, t->a, t->m, p, x->post.id, x->post.version,
	       x->decision, x->text, x->remark, t->now, &x->post))
TX(withdraw, post_withdraw(db, t->a, t->m, p, x->post.id, t->now))
TX(drop, post_drop(db, t->a, t->m, p, x->post.id, t->now))
TX(picture, post_add_picture(db, t->a, x->post.id,
		STR("foto.png"), x->text, p->id, t->now, &x->seq))

static struct act
written(struct town *t, struct person_id by, const char *kind, const char *text)
{
	struct act x = { .t = t, .by = by, .form = form_of(t, kind, text) };

	CHECK_OK(save(&x));
	return x;
}

static struct post
stands(struct act *x)
{
	struct post p = { 0 };

	CHECK_OK(post_get(x->t->db, x->t->a, x->post.id, &p));
	return p;
}

static bool
is(struct act *x, const char *state)
{
	struct post p = stands(x);

	return str_eq(post_shown_state(&p), str_from(state));
}

static bool
told(struct town *t, struct person_id who, enum notification_kind kind)
{
	struct notification *v;
	size_t n;

	CHECK_OK(notification_list(t->db, t->a, who, true, 50, &v, &n));
	for (size_t i = 0; i < n; i++)
		if (v[i].kind == kind)
			return true;
	return false;
}

/* One turn of the sender; true: something left. */
static bool
sends(struct town *t, const char *native)
{
	struct outbox_item it = { 0 };

	return town_send(t, OUTCOME_SENT, native, &it) == OK &&
	       str_eq(it.state, STR("sending"));
}

/* F2: of one's own field; at its time and not before. */
TEST_BOTH(post_leaves_at_its_time) /* REQ: F2 */
{
	struct town town;
	struct act x;

	town_build(&town, t->db, &t->a);
	x = written(&town, town.kari, "fact", GOOD);
	CHECK(is(&x, "draft"));
	x.form.planned_at = town.now + 2 * HOUR;
	CHECK_OK(submit(&x));
	CHECK(is(&x, "planned"));
	CHECK(!sends(&town, "p9"));
	clock_set(town.now += 2 * HOUR);
	CHECK(sends(&town, "p9"));
	CHECK(is(&x, "sent") && str_eq(stands(&x).native_id, STR("p9")));
	CHECK(!sends(&town, "p10")); /* once */
	town_verify(&town);
	town_end(&town);
}

TEST_BOTH(post_needs_what_an_answer_needs) /* REQ: F3 K8 */
{
	struct town town;
	struct act x;

	town_build(&town, t->db, &t->a);
	x = written(&town, town.kari, "fact", "Ring Per på 10829132090.");
	CHECK(submit(&x) == ERR_BLOCKED && is(&x, "draft"));
	x = written(&town, town.kari, "fact", GOOD);
	x.form.title = STR("Fødselsnummer 10829132090"); /* in the title too */
	CHECK(submit(&x) == ERR_BLOCKED);
	x.form.title = STR_NONE;
	CHECK(submit(&x) == ERR_INVALID);
	x = written(&town, town.kari, "statement", GOOD);
	CHECK_OK(submit(&x));
	CHECK(is(&x, "waiting_approval") && x.post.asked.v == town.leader.v);
	CHECK(told(&town, town.leader, NOTIFY_POST_ASKED));
	CHECK(!sends(&town, "p9"));
	x.decision = STR("approve");
	CHECK(decide(&x) == ERR_DENIED); /* her own */
	x.by = town.culture_leader;
	CHECK(decide(&x) == ERR_DENIED);
	x.by = town.leader;
	x.decision = STR("return");
	CHECK(decide(&x) == ERR_INVALID); /* without saying why */
	x.remark = STR("Ta med åpningstidene");
	CHECK_OK(decide(&x));
	CHECK(is(&x, "draft") && told(&town, town.kari, NOTIFY_POST_RETURNED));
	x.by = town.kari;
	CHECK_OK(submit(&x));
	x.by = town.leader;
	x.decision = STR("approve");
	x.text = STR("Løypene på Lisetra er kjørt.\n\nHilsen Kari");
	CHECK_OK(decide(&x));
	CHECK(is(&x, "planned") && x.post.version == 3);
	CHECK(sends(&town, "p9"));
	town_verify(&town);
	town_end(&town);
}

/* The words that go are the words that were decided on. */
TEST_BOTH(post_changes_only_when_taken_back) /* REQ: F3 */
{
	struct town town;
	struct act x;

	town_build(&town, t->db, &t->a);
	x = written(&town, town.kari, "statement", GOOD);
	CHECK_OK(submit(&x));
	CHECK(save(&x) == ERR_CONFLICT);
	x.by = town.leader;
	x.decision = STR("approve");
	CHECK_OK(decide(&x));
	CHECK(decide(&x) == ERR_CONFLICT); /* twice */
	x.by = town.kari;
	CHECK(save(&x) == ERR_CONFLICT);
	CHECK_OK(withdraw(&x));
	CHECK(is(&x, "draft") && !sends(&town, "p9"));
	CHECK(withdraw(&x) == ERR_CONFLICT);
	x.post = stands(&x);
	x.form.text = STR("Løypene er ikke kjørt likevel.\n\nHilsen Kari");
	CHECK_OK(submit(&x));
	CHECK(is(&x, "waiting_approval")); /* the old approval is no more */
	x.by = town.culture_leader;
	CHECK(withdraw(&x) == ERR_DENIED);
	x.by = town.kari;
	CHECK_OK(withdraw(&x));
	CHECK_OK(drop(&x));
	x.post = stands(&x);
	CHECK(save(&x) == ERR_CONFLICT);
	town_verify(&town);
	town_end(&town);
}

static enum err
crisis_tx(struct db *db, void *arg)
{
	struct act *x = arg;
	struct town *t = x->t;
	size_t held;

	return crisis_begin(db, t->a, t->m, town_person(t, t->chief), t->chief,
	    STR("Flom"), t->now, &held);
}

static enum err
release_tx(struct db *db, void *arg)
{
	struct act *x = arg;
	struct town *t = x->t;
	struct outbox_item *v;
	size_t n;

	TRY(crisis_queue(db, t->a, &v, &n));
	CHECK(n == 1 && v[0].post == x->post.id.v);
	return crisis_release(db, t->a, t->m, town_person(t, t->leader),
	    v[0].id, v[0].updated_at, x->text, t->now);
}

/* Planned before, due within: the leadership decides, also on the words. */
TEST_BOTH(post_planned_is_held_by_a_crisis) /* REQ: K12 */
{
	struct town town;
	struct act x;

	town_build(&town, t->db, &t->a);
	CHECK_OK(db_begin(t->db));
	town_give(
	    &town, town.leader, ROLE_CRISIS_LEADERSHIP, (struct unit_id){ 0 });
	CHECK_OK(db_commit(t->db));
	town_reload(&town);
	x = written(&town, town.kari, "fact", GOOD);
	x.form.planned_at = town.now + HOUR;
	CHECK_OK(submit(&x));
	CHECK_OK(db_tx(t->db, crisis_tx, &x));
	town_reload(&town);
	clock_set(town.now += 2 * HOUR);
	CHECK(!sends(&town, "p9") && is(&x, "held"));
	x.text = STR("Løypene er stengt til flommen er over.\n\nHilsen Kari");
	CHECK_OK(db_tx(t->db, release_tx, &x));
	CHECK(sends(&town, "p9") && is(&x, "sent"));
	CHECK(stands(&x).version == 2 && str_eq(stands(&x).text, x.text));
	town_verify(&town);
	town_end(&town);
}

/* Between the decision and the sending the role is lost, or the plan ends. */
TX(settle,
    outbox_settle(db, t->a, x->post.item, x->decision, STR_NONE, p->id, t->now))

TEST_BOTH(post_stops_when_its_authority_is_gone) /* REQ: F3 */
{
	struct town town;
	struct act x;
	const struct person *p;

	town_build(&town, t->db, &t->a);
	x = written(&town, town.kari, "statement", GOOD);
	x.form.planned_at = town.now + HOUR;
	CHECK_OK(submit(&x));
	x.by = town.leader;
	x.decision = STR("approve");
	CHECK_OK(decide(&x));
	p = town_person(&town, town.leader);
	CHECK_OK(db_begin(t->db));
	for (size_t i = 0; i < p->ngrants; i++)
		CHECK_OK(role_take(
		    t->db, &t->a, p->grants[i].seq, town.admin, town.now));
	CHECK_OK(db_commit(t->db));
	town_reload(&town);
	clock_set(town.now += 2 * HOUR);
	CHECK(!sends(&town, "p9") && is(&x, "held"));
	CHECK(str_eq(stands(&x).held_why, STR("authority")));
	/* It never left: nobody says that it did.  Dropped, it is a draft. */
	x.post = stands(&x);
	x.decision = STR("sent");
	CHECK(settle(&x) == ERR_INVALID && is(&x, "held"));
	x.decision = STR("drop");
	CHECK_OK(settle(&x));
	CHECK(is(&x, "draft"));
	town_verify(&town);
	town_end(&town);
}

/* K6: it says itself that it was put right, and changes what stands there. */
TEST_BOTH(post_is_put_right_openly) /* REQ: K6 */
{
	struct post_article a;
	struct outbox_item it = { 0 };
	struct post_version *v;
	struct town town;
	struct act x;
	size_t n;

	town_build(&town, t->db, &t->a);
	x = written(&town, town.kari, "fact", GOOD);
	CHECK_OK(submit(&x));
	CHECK(sends(&town, "p9"));
	x.post = stands(&x);
	x.form.text = STR("Løypene på Lisetra åpner lørdag.\n\nHilsen Kari");
	CHECK(submit(&x) == ERR_INVALID); /* what is put right? */
	x.form.correction = STR("dagen var feil");
	CHECK_OK(submit(&x));
	CHECK(str_ends(x.post.text, STR(": dagen var feil")));
	CHECK(str_find(x.post.text, STR("Rettet")) != STR_NOWHERE);
	CHECK_OK(db_begin(t->db));
	CHECK_OK(outbox_take(t->db, &t->a, town.m, town.blog, town.now, &it));
	CHECK_OK(post_article(t->db, &t->a, &it, &a));
	CHECK_OK(db_commit(t->db));
	CHECK(str_eq(a.native_id, STR("p9")) && str_eq(a.text, x.post.text));
	CHECK_OK(post_versions(t->db, &t->a, x.post.id, &v, &n));
	CHECK(n == 2 && str_eq(v[0].text, STR(GOOD))); /* the old is kept */
	town_verify(&town);
	town_end(&town);
}

TEST_BOTH(post_pictures_say_what_they_show)
{
	struct post_article a;
	struct outbox_item it = { 0 };
	struct str type, content;
	struct post_id of;
	struct town town;
	struct act x, other;

	town_build(&town, t->db, &t->a);
	x = written(&town, town.kari, "fact", GOOD);
	x.text = STR("ikke et bilde");
	CHECK(picture(&x) == ERR_INVALID);
	x.text = STR("\x89PNG\r\n\x1a\n....");
	CHECK(picture(&x) == ERR_INVALID); /* it begins like one */
	/* What the camera wrote into it stays here. */
	x.text = STR(
	    "GIF89a\2\0\1\0\0\0\0\x21\xfe\x0b" "61.2N 10.4E" "\0"
	    "\x2c\0\0\0\0\2\0\1\0\0\2\2\x44\x0a\0\x3b");
	CHECK_OK(picture(&x));
	x.form.pictures = (struct post_pictures){ { { x.seq, STR_NONE } }, 1 };
	CHECK(submit(&x) == ERR_INVALID); /* no alt text */
	x.form.pictures.v[0].alt = STR("Ring meg på 10829132090");
	CHECK(submit(&x) == ERR_BLOCKED); /* the clauses read it too */
	x.form.pictures.v[0].alt = STR("Løypemaskin i snø");
	other = written(&town, town.kari, "fact", GOOD);
	other.form.pictures = x.form.pictures;
	CHECK(save(&other) == ERR_INVALID); /* not its picture */
	CHECK_OK(submit(&x));
	CHECK_OK(db_begin(t->db));
	CHECK_OK(outbox_take(t->db, &t->a, town.m, town.blog, town.now, &it));
	CHECK_OK(post_article(t->db, &t->a, &it, &a));
	CHECK_OK(db_commit(t->db));
	CHECK_OK(post_picture_get(t->db, &t->a, x.seq, &of, &type, &content));
	CHECK(str_eq(type, STR("image/gif")));
	CHECK(str_find(content, STR("61.2N")) == STR_NOWHERE);
	CHECK(a.pictures.n == 1 && a.pictures.v[0].seq == x.seq &&
	      str_eq(a.pictures.v[0].alt, STR("Løypemaskin i snø")));
	town_verify(&town);
	town_end(&town);
}

static enum err
late_tx(struct db *db, void *arg)
{
	struct town *t = arg;

	return post_tell_late(db, t->a, t->m, t->now);
}

/* Nobody decided in time: both are told, and it stays where it is. */
TEST_BOTH(post_does_not_expire_in_silence) /* REQ: F3 */
{
	struct town town;
	struct act x;

	town_build(&town, t->db, &t->a);
	x = written(&town, town.kari, "statement", GOOD);
	x.form.planned_at = town.now + HOUR;
	CHECK_OK(submit(&x));
	CHECK_OK(db_tx(t->db, late_tx, &town));
	CHECK(!told(&town, town.kari, NOTIFY_POST_LATE));
	clock_set(town.now += 2 * HOUR);
	CHECK_OK(db_tx(t->db, late_tx, &town));
	CHECK(told(&town, town.kari, NOTIFY_POST_LATE));
	CHECK(told(&town, town.leader, NOTIFY_POST_LATE));
	CHECK(is(&x, "waiting_approval") && !sends(&town, "p9"));
	/* Approved now, it goes at once. */
	x.by = town.leader;
	x.decision = STR("approve");
	CHECK_OK(decide(&x));
	CHECK(sends(&town, "p9"));
	town_end(&town);
}

static enum err
drop_held_tx(struct db *db, void *arg)
{
	struct act *x = arg;
	struct town *t = x->t;
	struct outbox_item *v;
	size_t n;

	TRY(crisis_queue(db, t->a, &v, &n));
	CHECK(n == 1 && v[0].post == x->post.id.v);
	return crisis_drop(db, t->a, t->m, town_person(t, t->leader), v[0].id,
	    v[0].updated_at, STR("Ikke nå"), t->now);
}

/* What the crisis leadership, or a person at the outbox, drops is the writer's
 * again: told of, changed, and sent another day.  REQ: K12 */
TEST_BOTH(post_dropped_is_its_writers_again)
{
	struct town town;
	struct act x;

	town_build(&town, t->db, &t->a);
	CHECK_OK(db_begin(t->db));
	town_give(
	    &town, town.leader, ROLE_CRISIS_LEADERSHIP, (struct unit_id){ 0 });
	CHECK_OK(db_commit(t->db));
	town_reload(&town);
	x = written(&town, town.kari, "fact", GOOD);
	CHECK_OK(submit(&x));
	CHECK_OK(db_tx(t->db, crisis_tx, &x));
	town_reload(&town);
	CHECK_OK(db_tx(t->db, drop_held_tx, &x));
	CHECK(is(&x, "draft"));
	CHECK(told(&town, town.kari, NOTIFY_POST_RETURNED));
	x.post = stands(&x);
	x.form.text = STR("Løypene er kjørt opp igjen.\n\nHilsen Kari");
	CHECK_OK(save(&x));
	CHECK(str_eq(stands(&x).text, x.form.text));
	town_verify(&town);
	town_end(&town);
}

/* Two with the same page open: the second is told, and nothing is lost. */
TEST_BOTH(post_two_writers)
{
	struct town town;
	struct act x, y;

	town_build(&town, t->db, &t->a);
	x = written(&town, town.kari, "fact", GOOD);
	y = x;
	y.by = town.adviser;
	x.form.text = STR("Kari skriver.\n\nHilsen Kari");
	CHECK_OK(save(&x));
	y.form.text = STR("En annen skriver.\n\nHilsen Silje");
	CHECK(save(&y) == ERR_CONFLICT && submit(&y) == ERR_CONFLICT);
	CHECK(str_eq(stands(&x).text, x.form.text));
	y.by = town.auditor;
	y.post = stands(&x);
	CHECK(save(&y) == ERR_DENIED);
	town_end(&town);
}

/* Where we have no connector a person posts it: through the same gate.
 * REQ: SPEC 2.2 */
TX(hand_take, outbox_hand_take(db, t->a, t->m, x->post.item, p->id, t->now,
		  &(struct outbox_item){ 0 }))
TX(hand_done, outbox_hand_done(
		  db, t->a, t->m, x->post.item, x->ask, x->text, p->id, t->now))

static const struct sql q_by_hand = SQL("UPDATE account SET channel = 'byhand'");

TEST_BOTH(post_goes_out_by_hand)
{
	struct outbox_item *it;
	struct town town;
	struct act x;
	size_t n;

	town_build(&town, t->db, &t->a);
	CHECK_OK(db_begin(t->db));
	CHECK_OK(db_run(t->db, &q_by_hand, DB_NOARGS, NULL));
	CHECK_OK(municipality_changed(t->db));
	CHECK_OK(db_commit(t->db));
	town_reload(&town);
	x = written(&town, town.kari, "fact", GOOD);
	x.form.planned_at = town.now + HOUR;
	CHECK_OK(submit(&x));
	x.post = stands(&x);
	CHECK(hand_take(&x) == ERR_CONFLICT); /* its time is not come */
	CHECK_OK(outbox_hand_list(t->db, &t->a, town.now, &it, &n));
	CHECK(n == 0);
	clock_set(town.now += HOUR);
	CHECK_OK(outbox_hand_list(t->db, &t->a, town.now, &it, &n));
	CHECK(n == 1 && it[0].post == x.post.id.v);
	CHECK_OK(hand_take(&x));
	CHECK(hand_take(&x) == ERR_CONFLICT); /* one at a time */
	CHECK_OK(hand_done(&x));	      /* it did not work out */
	CHECK(is(&x, "planned"));
	CHECK_OK(hand_take(&x));
	x.ask = true;
	x.text = STR("https://facebook.example/p/12");
	CHECK_OK(hand_done(&x));
	CHECK(is(&x, "sent") && str_eq(stands(&x).native_id, x.text));
	CHECK(hand_done(&x) == ERR_CONFLICT);
	town_verify(&town);
	town_end(&town);
}

static enum err
notice_tx(struct db *db, void *arg)
{
	struct outbox_item it = {
		.act = STR("notice"),
		    .text = STR("Stengt\n\nSpør den med nummer 10829132090.") };
	struct town *t = arg;

	it.account = t->blog;
	return outbox_order(db, t->a, t->m, &it, t->now);
}

/* What goes out by itself is read by the clauses too.  REQ: K8 */
TEST_BOTH(post_notice_is_read_before_it_leaves)
{
	struct outbox_item it = { 0 };
	struct town town;

	town_build(&town, t->db, &t->a);
	CHECK_OK(db_tx(t->db, notice_tx, &town));
	CHECK_OK(town_send(&town, OUTCOME_SENT, "p9", &it));
	CHECK(str_eq(it.state, STR("held")) &&
	    str_eq(it.held_why, STR("finding")));
	town_end(&town);
}
