/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_gate.c - random schedules of all that may come between a click and the
 * sending: answers published, approved, returned and taken back, roles lost
 * and given, threads edited, plans run out, a crisis raised and ended, what it
 * holds released and dropped.  What the gate lets through is judged here anew,
 * from the tables alone; and at the end from the record alone.
 * REQ: F2 F3 F4 K12; invariants 5, 6, 10
 */
#include "model/crisis.h"
#include "tests/test_db.h"
#include "tests/town.h"

enum { STEPS = 3000, ENQUIRIES = 8, SCHEDULES = 1000 };

/* What was set on its way between a crisis' first and last entry, by somebody
 * who never had a part in its leadership. */
static const struct sql q_left_in_crisis = SQL("SELECT COUNT(*) FROM outbox_result r JOIN event e ON e.seq = r.event_seq"
	" WHERE r.state = 'sending' AND e.actor <> $1 AND"
	" (SELECT c.active FROM crisis c WHERE c.event_seq < r.event_seq"
	"  ORDER BY c.event_seq DESC LIMIT 1) = 1");
static const struct sql q_held_by_crisis = SQL("SELECT COUNT(*) FROM outbox_result WHERE state = 'held'"
	" AND detail = 'crisis'");
static const struct sql q_crises = SQL("SELECT COUNT(*) FROM crisis WHERE active = 1");
static const struct sql q_version = SQL("SELECT COUNT(*) FROM reply_version WHERE reply_id = $1");
static const struct sql q_who = SQL("SELECT v.author_id, (SELECT MAX(a.decided_by) FROM approval a"
	" WHERE a.reply_id = v.reply_id AND a.version = v.number"
	" AND a.decision = 'approve') FROM reply_version v"
	" WHERE v.reply_id = $1 AND v.number = $2");
/* A wording seen after the last word of ours on it, by the record's order. */
static const struct sql q_unseen = SQL("SELECT COUNT(*) FROM message_revision r JOIN message m"
	" ON m.id = r.message_id JOIN reply p ON p.enquiry_id = m.enquiry_id"
	" WHERE p.id = $1 AND r.event_seq >"
	" (SELECT MAX(v.event_seq) FROM reply_version v WHERE v.reply_id = p.id)"
	" AND r.event_seq > COALESCE((SELECT MAX(a.event_seq) FROM approval a"
	" WHERE a.reply_id = p.id), 0) AND r.event_seq > COALESCE((SELECT"
	" MAX(o.event_seq) FROM outbox_result o JOIN outbox b"
	" ON b.id = o.outbox_id WHERE b.reply_id = p.id"
	" AND o.detail IN ('retry', 'release')), 0)");
/* Roles as they stand in the store now: no snapshot. */
static const struct sql q_role = SQL("SELECT COUNT(*) FROM role_grant g WHERE g.person_id = $1"
	" AND g.role = $2 AND g.from_at <= $3"
	" AND COALESCE(g.to_at, $3 + 1) > $3"
	" AND NOT EXISTS (SELECT 1 FROM role_end e WHERE e.grant_seq ="
	" g.event_seq)");
static const struct sql q_plan = SQL("SELECT expires_at FROM plan_decision WHERE decision = 'approve'"
	" ORDER BY event_seq DESC LIMIT 1");

struct gate {
	struct town town;
	unsigned seed;
	struct taken_item said[ENQUIRIES];
	struct reply reply[ENQUIRIES];
	bool crisis;
	int question[ENQUIRIES], wordings, let_out, held[5];
};

static unsigned
dice(struct gate *g, unsigned sides)
{
	g->seed = g->seed * 1103515245u + 12345u;
	return (g->seed >> 16) % sides;
}

static int64_t
number(struct gate *g, const struct sql *q, const struct db_value *v, size_t n)
{
	struct db_rows r = { 0 };

	CHECK_OK(db_query(g->town.db, g->town.a, q, v, n, &r));
	return r.n ? db_get_int(&r, 0, 0) : 0;
}

static bool
holds_role(struct gate *g, int64_t person, const char *role)
{
	return number(g, &q_role,
		   DB_ARGS(db_int(person), db_text(str_from(role)),
		       db_int(g->town.now))) > 0;
}

/* What may happen -----------------------------------------------------------
 */

static void
publish(struct gate *g, size_t i)
{
	bool kari = dice(g, 2);
	struct reply r = { 0 };
	struct reply_form f;
	char text[64];

	snprintf(text, sizeof(text), "Vi brøyter kl. %u.\n\nHilsen %s",
	    dice(g, 24), kari ? "Kari" : "Ingrid");
	f = town_form(&g->town, g->said[i].enquiry,
	    dice(g, 3) ? "fact" : "statement", text);
	/* Refusals are as good: a schedule asks for anything at any time. */
	if (town_publish(
		&g->town, kari ? g->town.kari : g->town.leader, &f, &r) == OK)
		g->reply[i] = r;
}

struct deciding {
	struct gate *g;
	size_t i;
	const char *decision;
};

static enum err
decide_tx(struct db *db, void *arg)
{
	struct deciding *d = arg;
	struct town *t = &d->g->town;
	struct reply *r = &d->g->reply[d->i];
	struct reply out;

	return reply_decide(db, t->a, t->m, town_person(t, t->leader), r->id,
	    number(d->g, &q_version, DB_ARGS(db_int(r->id.v))),
	    str_from(d->decision), STR_NONE, STR("Kortere"), t->now, &out);
}

static enum err
withdraw_tx(struct db *db, void *arg)
{
	struct deciding *d = arg;
	struct town *t = &d->g->town;
	struct reply *r = &d->g->reply[d->i];

	return reply_withdraw(
	    db, t->a, town_person(t, r->author), r->id, t->now);
}

static void
decide(struct gate *g, size_t i)
{
	struct deciding d = { g, i, dice(g, 4) ? "approve" : "return" };

	if (g->reply[i].id.v == 0)
		return;
	(void)!db_tx(g->town.db, dice(g, 5) ? decide_tx : withdraw_tx, &d);
}

static enum err
role_tx(struct db *db, void *arg)
{
	struct gate *g = arg;
	struct town *t = &g->town;
	bool leader = dice(g, 2);
	const struct person *p = town_person(t, leader ? t->leader : t->kari);
	bool crisis = leader && dice(g, 2);
	struct grant give = { .role = crisis   ? ROLE_CRISIS_LEADERSHIP
				      : leader ? ROLE_UNIT_LEADER
					       : ROLE_RESPONDER,
		.unit = crisis	 ? (struct unit_id){ 0 }
			: leader ? t->roads
				 : t->root,
		.from = t->now,
		.to = INT64_MAX };

	bool loses = dice(g, 2);

	for (size_t i = 0; loses && i < p->ngrants; i++)
		if (p->grants[i].role == give.role && p->grants[i].to > t->now)
			TRY(role_take(
			    db, t->a, p->grants[i].seq, t->admin, t->now));
	if (loses)
		return OK;
	return role_give(db, t->a, p->id, &give, NULL);
}

static enum err
plan_tx(struct db *db, void *arg)
{
	static const struct plan_answer answers[] = {
		{ STR_INIT("why"), STR_INIT("For å svare innbyggerne") },
		{ STR_INIT("dialogue_rules"), STR_INIT("Vær saklig") },
	};
	struct gate *g = arg;
	struct town *t = &g->town;
	struct plan_id id;
	struct plan p;

	TRY(plan_submit(db, t->a, t->blog,
	    STR("existing"), answers, 2, t->adviser, t->now, &id));
	TRY(plan_get(db, t->a, t->blog, &p));
	return plan_decide(db, t->a, id, p.version,
	    STR("approve"), STR_NONE, t->now + (dice(g, 4) ? 90 * DAY : HOUR),
		t->team, t->now);
}

static enum err
crisis_tx(struct db *db, void *arg)
{
	struct gate *g = arg;
	struct town *t = &g->town;
	const struct person *chief = town_person(t, t->chief);
	size_t held;

	return g->crisis
	    ? crisis_end(db, t->a, t->m, chief, STR("Over"), t->now)
		  : crisis_begin(db, t->a, t->m, chief, t->chief,
			STR("Flom"), t->now, &held);
}

/* One thing of the queue, by somebody of the leadership or not. */
static enum err
queue_tx(struct db *db, void *arg)
{
	struct gate *g = arg;
	struct town *t = &g->town;
	const struct person *p = town_person(
	    t, dice(g, 3) ? t->leader : t->kari);
	struct outbox_item *v;
	size_t n, i;

	TRY(crisis_queue(db, t->a, &v, &n));
	if (n == 0)
		return OK;
	i = dice(g, (unsigned)n);
	return dice(g, 3) ? crisis_release(db, t->a, t->m, p, v[i].id,
				v[i].updated_at, STR_NONE, t->now)
			  : crisis_drop(db, t->a, t->m, p, v[i].id,
				v[i].updated_at, STR("Passer ikke"), t->now);
}

/* Somebody tries again what was held for another reason. */
static enum err
again_tx(struct db *db, void *arg)
{
	struct gate *g = arg;
	struct town *t = &g->town;
	struct outbox_item *v;
	size_t n;

	TRY(outbox_troubled(db, t->a, &v, &n));
	return n == 0 ? OK
		      : outbox_settle(db, t->a, v[dice(g, (unsigned)n)].id,
			    STR("retry"), STR_NONE, t->leader, t->now);
}

/* What the gate says, and whether it may ------------------------------------
 */

static void
judge(struct gate *g, const struct outbox_item *it)
{
	struct town *t = &g->town;
	struct db_rows r = { 0 };
	int64_t expires = number(g, &q_plan, DB_NOARGS), writer, approver;
	struct reply rep = { 0 };

	CHECK_OK(reply_get(t->db, t->a, it->reply, &rep));
	CHECK_OK(db_query(t->db, t->a, &q_who,
	    DB_ARGS(db_int(it->reply.v), db_int(it->version)), &r));
	writer = db_get_int(&r, 0, 0);
	approver = db_get_int(&r, 0, 1);
	CHECK(expires == 0 || expires > t->now);
	CHECK(it->version == rep.version);
	CHECK(number(g, &q_unseen, DB_ARGS(db_int(it->reply.v))) == 0);
	CHECK(
	    !g->crisis || holds_role(g, it->let_out_by.v, "crisis_leadership"));
	/* In a crisis its leadership speaks for all (K12). */
	if (g->crisis)
		return;
	if (approver || str_eq(rep.kind, STR("statement")))
		CHECK(
		    holds_role(g, approver ? approver : writer, "unit_leader"));
	else /* F2: a fact of the unit that is the writer's own */
		CHECK(rep.area.v == person_find(t->m, rep.text_author)->unit.v);
}

static void
send(struct gate *g)
{
	static const char *const why[] = { "crisis", "authority", "thread",
		"plan", "finding" };
	struct outbox_item it = { 0 };
	char native[16];

	snprintf(native, sizeof(native), "ut%u", g->seed);
	if (town_send(&g->town, dice(g, 4) ? OUTCOME_SENT : OUTCOME_NOT_SENT,
		native, &it) != OK)
		return;
	if (str_eq(it.state, STR("sending"))) {
		judge(g, &it);
		g->let_out++;
	}
	for (int i = 0; i < 5; i++)
		g->held[i] += str_eq(it.state, STR("held")) &&
		    str_eq(it.held_why, str_from(why[i]));
}

static void
edited(struct gate *g, size_t i)
{
	char native[32], author[32], text[48];

	/* A new question by another where there is nothing left to answer. */
	if (g->said[i].enquiry.v == 0 ||
	    str_eq(town_state(&g->town, g->said[i].enquiry), STR("answered"))) {
		g->question[i]++;
		g->reply[i] = (struct reply){ 0 };
	}
	snprintf(native, sizeof(native), "c%zu-%d", i, g->question[i]);
	snprintf(author, sizeof(author), "Tone %zu-%d", i, g->question[i]);
	snprintf(text, sizeof(text), "Når kommer bilen? (%d)", ++g->wordings);
	g->said[i] = town_says(&g->town, native, author, text);
}

/* The crisis begins, or ends. */
static void
turn(struct gate *g)
{
	town_reload(&g->town); /* whoever decides sees what there is */
	CHECK_OK(db_tx(g->town.db, crisis_tx, g));
	g->crisis = !g->crisis;
}

static void
step(struct gate *g)
{
	size_t i = dice(g, ENQUIRIES);

	switch (dice(g, 22)) {
	case 0:
	case 12: edited(g, i); break;
	case 1:
	case 13:
		town_reload(&g->town); /* whoever gives sees what there is */
		CHECK_OK(db_tx(g->town.db, role_tx, g));
		break;
	case 2: CHECK_OK(db_tx(g->town.db, plan_tx, g)); break;
	case 3:
		if (!g->crisis && dice(g, 2))
			break; /* more often calm than not */
		turn(g);
		break;
	case 4:
	case 5:
	case 6: decide(g, i); break;
	case 7: g->town.now += 30 * MINUTE; break;
	case 8:
	case 9: (void)!db_tx(g->town.db, queue_tx, g); break;
	case 10:
	case 17: (void)!db_tx(g->town.db, again_tx, g); break;
	case 14:
	case 15:
	case 16: send(g); break;
	default: publish(g, i); break;
	}
	clock_set(g->town.now);
	/* Not always: the snapshot may be old when the sender comes. */
	if (dice(g, 4))
		town_reload(&g->town);
}

static void
start(struct gate *g, struct test_db *t, unsigned seed)
{
	*g = (struct gate){ .seed = seed };
	town_build(&g->town, t->db, &t->a);
	CHECK_OK(db_begin(t->db));
	town_give(&g->town, g->town.leader, ROLE_CRISIS_LEADERSHIP,
	    (struct unit_id){ 0 });
	CHECK_OK(db_commit(t->db));
	town_reload(&g->town);
	for (size_t i = 0; i < ENQUIRIES; i++)
		edited(g, i);
}

static void
record_agrees(struct gate *g, int64_t crises)
{
	CHECK(number(g, &q_left_in_crisis, DB_ARGS(db_int(g->town.leader.v))) ==
	      0);
	CHECK(number(g, &q_crises, DB_NOARGS) >= crises);
}

TEST_BOTH(gate_lets_out_nothing_without_authority)
{
	struct gate g;

	start(&g, t, 20261124);
	for (int i = 0; i < STEPS; i++)
		step(&g);
	/* A schedule in which nothing happened would prove nothing. */
	CHECK(g.let_out >= 3);
	CHECK(g.held[1] > 0 && g.held[2] > 0);
	CHECK(number(&g, &q_held_by_crisis, DB_NOARGS) > 0);
	record_agrees(&g, 5);
	town_end(&g.town);
}

/* The same, a thousand times over: short ones, each with a crisis in it.
 * REQ: K12 */
TEST_BOTH(gate_keeps_a_crisis_in_a_thousand_schedules)
{
	struct gate g = { 0 };

	start(&g, t, 1118);
	for (int i = 0; i < SCHEDULES; i++) {
		int steps = 6 + (int)dice(&g, 12);
		int raised = (int)dice(&g, 4);

		for (int k = 0; k < steps; k++) {
			if (k == raised && !g.crisis)
				turn(&g);
			step(&g);
		}
		if (g.crisis)
			turn(&g);
	}
	CHECK(g.let_out > SCHEDULES / 10);
	record_agrees(&g, SCHEDULES);
	town_end(&g.town);
}
