/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_fault.c - every call to the store made to fail in turn, for each act of
 * the path from comment to record: all of the act, or nothing; a sentence that
 * says what happened; and the same act succeeds afterwards.
 * REQ: invariants 1, 3, 4, 7
 */
#include <sodium.h>

#include "base/fault.h"
#include "ledger/verify.h"
#include "model/approval.h"
#include "model/moderation.h"
#include "tests/test_db.h"
#include "tests/town.h"

enum { CALLS_MAX = 300 };

/* What is there -------------------------------------------------------------
 */

#define TABLES(X)                                                              \
	X(ledger_head)                                                         \
	X(event)                                                               \
	X(event_content)                                                       \
	X(counter)                                                             \
	X(tally)                                                               \
	X(setting_version)                                                     \
	X(unit)                                                                \
	X(person)                                                              \
	X(role_grant)                                                          \
	X(role_end)                                                            \
	X(absence)                                                             \
	X(session)                                                             \
	X(account)                                                             \
	X(plan)                                                                \
	X(plan_version)                                                        \
	X(plan_decision)                                                       \
	X(connection)                                                          \
	X(closure)                                                             \
	X(closure_end)                                                         \
	X(crisis)                                                              \
	X(crisis_now)                                                          \
	X(thread)                                                              \
	X(message)                                                             \
	X(message_revision)                                                    \
	X(message_state)                                                       \
	X(attachment)                                                          \
	X(enquiry)                                                             \
	X(deadline)                                                            \
	X(desk_draft)                                                          \
	X(reply)                                                               \
	X(reply_enquiry)                                                       \
	X(reply_version)                                                       \
	X(approval)                                                            \
	X(finding_overruled)                                                   \
	X(outbox)                                                              \
	X(outbox_result)                                                       \
	X(notification)                                                        \
	X(approval_reminded)
#define X(name) SQL("SELECT * FROM " #name),
static const struct sql q_tables[] = { TABLES(X) };
#undef X
/* The index keeps no rows that could be read, only how many. */
static const struct sql q_words[] = {
	SQL(
					  "SELECT COUNT(*) FROM message_search"),
	    SQL("SELECT COUNT(*) FROM message_search_masked") };
enum { NTABLES = sizeof(q_tables) / sizeof(q_tables[0]), NSUMS = NTABLES + 2 };

struct state { /* of each table: its rows, in any order, and how many */
	uint64_t sum[NSUMS];
	size_t rows[NSUMS];
};

static uint64_t
row_hash(const struct db_value *v, size_t cols)
{
	crypto_generichash_state h;
	uint64_t out;

	crypto_generichash_init(&h, NULL, 0, sizeof(out));
	for (size_t i = 0; i < cols; i++) {
		bool text = v[i].kind == DB_TEXT || v[i].kind == DB_BYTES;
		int64_t n = text		  ? (int64_t)v[i].s.n
			    : v[i].kind == DB_INT ? v[i].i
						  : -1;

		crypto_generichash_update(
		    &h, (const unsigned char *)&n, sizeof(n));
		if (text)
			crypto_generichash_update(
			    &h, (const unsigned char *)v[i].s.p, v[i].s.n);
	}
	crypto_generichash_final(&h, (unsigned char *)&out, sizeof(out));
	return out;
}

static void
read_table(struct db *db, const struct sql *q, uint64_t *sum, size_t *rows)
{
	struct arena a = { 0 };
	struct db_rows r = { 0 };

	CHECK_OK(db_query(db, &a, q, DB_NOARGS, &r));
	*sum = 0;
	*rows = r.n;
	for (size_t i = 0; i < r.n; i++)
		*sum += row_hash(r.v + i * r.cols, r.cols);
	arena_free(&a);
}

static struct state
read_state(struct db *db)
{
	struct state s;

	for (size_t i = 0; i < NSUMS; i++)
		read_table(db,
		    i < NTABLES ? &q_tables[i] : &q_words[i - NTABLES],
		    &s.sum[i], &s.rows[i]);
	return s;
}

static bool
is_same(const struct state *a, const struct state *b)
{
	bool same = true;

	for (size_t i = 0; i < NSUMS; i++) {
		if (a->sum[i] == b->sum[i] && a->rows[i] == b->rows[i])
			continue;
		printf("changed: %s\n",
		    (i < NTABLES ? &q_tables[i] : &q_words[i - NTABLES])->text);
		same = false;
	}
	return same;
}

/* The acts ------------------------------------------------------------------
 */

struct world {
	struct town town;
	struct arena act; /* of one try */
	struct taken_item said;
	char native[16], author[16];
	struct reply reply;
	struct reply_form form;
	struct outbox_item item;
	int64_t seq; /* of a grant or closure */
	struct account_id account;
	struct plan_id plan;
	int serial;
};

struct act {
	const char *name;
	void (*prepare)(struct world *w); /* after a citizen has spoken */
	enum err (*run)(struct world *w);
};

static const struct person *
who(struct world *w, struct person_id id)
{
	return town_person(&w->town, id);
}

static enum err
take_one(struct world *w, const char *native, const char *text,
    enum message_state state)
{
	struct incoming in = { .native_id = str_from(native),
		.thread_native = STR("p1"),
		    .kind = STR("comment"), .author_key = str_from(w->author),
			.author_name = str_from(w->author),
			.text = str_from(text),
			.raw = STR("{}"), .published_at = w->town.now,
			    .state = state };
	struct intake with = { w->town.m, true, w->town.now };
	struct taken_item out;

	return message_take(
	    w->town.db, &w->act, &with, w->town.blog, &in, 1, &out);
}

#define TEXT "Når kommer brøytebilen til Ålvegen?"

static enum err
take_new(struct world *w)
{
	return take_one(
	    w, "ny", "Jeg er 13097248022, hva nå?", MESSAGE_VISIBLE);
}

static enum err
take_edit(struct world *w)
{
	return take_one(w, w->native, "Når kommer strøbilen?", MESSAGE_VISIBLE);
}

static enum err
take_state(struct world *w)
{
	return take_one(w, w->native, TEXT, MESSAGE_SPAM);
}

static enum err
gone(struct world *w)
{
	struct str id = str_from(w->native);

	return message_gone(
	    w->town.db, &w->act, w->town.blog, &id, 1, w->town.now);
}

static enum err
claim(struct world *w)
{
	return enquiry_claim(
	    w->town.db, &w->act, w->said.enquiry, w->town.kari, w->town.now);
}

static enum err
set_category(struct world *w)
{
	return enquiry_set_category(w->town.db, &w->act, w->town.m,
	    w->said.enquiry, CATEGORY_NEGATIVE, w->town.kari, w->town.now);
}

static enum err
set_flags(struct world *w)
{
	return enquiry_set_flags(w->town.db, &w->act, w->town.m,
	    w->said.enquiry,
	    1u << TRIAGE_CONFIDENTIAL | 1u << TRIAGE_REPUTATION, STR_NONE,
	    town_person(&w->town, w->town.kari), w->town.now);
}

static enum err
close_enquiry(struct world *w)
{
	return enquiry_close(w->town.db, &w->act, w->said.enquiry,
	    STR("taken_back"), STR_NONE, w->town.kari, w->town.now);
}

static void
a_fact(struct world *w)
{
	w->form = town_form(
	    &w->town, w->said.enquiry, "fact", "Kl. 6.\n\nHilsen Kari");
}

static void
a_statement(struct world *w)
{
	w->form = town_form(&w->town, w->said.enquiry, "statement",
	    "Vi tar skolevegene først.\n\nHilsen Kari");
}

static enum err
publish(struct world *w)
{
	return reply_publish(w->town.db, &w->act, w->town.m,
	    who(w, w->town.kari), &w->form, false, w->town.now, &w->reply);
}

static void
in_approval(struct world *w)
{
	a_statement(w);
	CHECK_OK(town_publish(&w->town, w->town.kari, &w->form, &w->reply));
}

static enum err
decide(struct world *w, struct str decision, struct str text)
{
	struct reply out;

	return reply_decide(w->town.db, &w->act, w->town.m,
	    who(w, w->town.leader), w->reply.id, 1, decision, text,
	    STR("Kortere, takk"), w->town.now, &out);
}

static enum err
approve(struct world *w)
{
	return decide(
	    w, STR("approve"), STR("Skolevegene først.\n\nHilsen Kari"));
}

static enum err
give_back(struct world *w)
{
	return decide(w, STR("return"), STR_NONE);
}

static enum err
withdraw(struct world *w)
{
	return reply_withdraw(w->town.db, &w->act, who(w, w->town.kari),
	    w->reply.id, w->town.now);
}

static void
in_outbox(struct world *w)
{
	a_fact(w);
	CHECK_OK(town_publish(&w->town, w->town.kari, &w->form, &w->reply));
}

static enum err
take_out(struct world *w)
{
	return outbox_take(w->town.db, &w->act, w->town.m, w->town.blog,
	    w->town.now, &w->item);
}

static enum err
take_out_tx(struct db *db, void *arg)
{
	struct world *w = arg;

	return outbox_take(
	    db, w->town.a, w->town.m, w->town.blog, w->town.now, &w->item);
}

static void
in_flight(struct world *w)
{
	in_outbox(w);
	CHECK_OK(db_tx(w->town.db, take_out_tx, w));
	CHECK(str_eq(w->item.state, STR("sending")));
}

static enum err
finish(struct world *w, enum outbox_outcome o)
{
	return outbox_finish(w->town.db, &w->act, &w->item, o,
	    str_printf(&w->act, "ut%d", w->serial),
	    STR("transient"), w->town.now + DAY, w->town.now);
}

static enum err
sent(struct world *w)
{
	return finish(w, OUTCOME_SENT);
}

static enum err
not_sent(struct world *w)
{
	return finish(w, OUTCOME_NOT_SENT);
}

static enum err
failed(struct world *w)
{
	return finish(w, OUTCOME_FAILED);
}

static enum err
ambiguous(struct world *w)
{
	return finish(w, OUTCOME_AMBIGUOUS);
}

static enum err
failed_tx(struct db *db, void *arg)
{
	struct world *w = arg;

	return outbox_finish(db, w->town.a, &w->item, OUTCOME_FAILED, STR_NONE,
	    STR("refused"), w->town.now, w->town.now);
}

static void
in_trouble(struct world *w)
{
	in_flight(w);
	CHECK_OK(db_tx(w->town.db, failed_tx, w));
}

static enum err
settle_sent(struct world *w)
{
	return outbox_settle(w->town.db, &w->act, w->item.id,
	    STR("sent"), str_printf(&w->act, "der%d", w->serial), w->town.kari,
		w->town.now);
}

static enum err
settle_drop(struct world *w)
{
	return outbox_settle(w->town.db, &w->act, w->item.id,
	    STR("drop"), STR_NONE, w->town.kari, w->town.now);
}

static enum err
close_account(struct world *w)
{
	struct closure c = { .account = w->town.blog,
		.from = w->town.now + HOUR,
		.to = w->town.now + 7 * DAY,
		.reason = STR("Ferie") };

	return closure_set(
	    w->town.db, &w->act, w->town.m, &c, w->town.adviser, w->town.now);
}

static enum err
give_role(struct world *w)
{
	struct grant g = { .role = ROLE_RESPONDER,
		.unit = w->town.culture,
		.from = w->town.now,
		.to = INT64_MAX,
		.given_by = w->town.admin };

	return role_give(w->town.db, &w->act, w->town.adviser, &g, &w->seq);
}

static enum err
give_role_tx(struct db *db, void *arg)
{
	(void)db;
	return give_role(arg);
}

static void
a_role(struct world *w)
{
	CHECK_OK(db_tx(w->town.db, give_role_tx, w));
}

static enum err
take_role(struct world *w)
{
	return role_take(
	    w->town.db, &w->act, w->seq, w->town.admin, w->town.now);
}

static enum err
submit_tx(struct db *db, void *arg)
{
	static const struct plan_answer answers[] = {
		{ STR_INIT("why"), STR_INIT("For å svare innbyggerne") },
		{ STR_INIT("dialogue_rules"), STR_INIT("Vær saklig") },
	};
	struct world *w = arg;
	struct account acct = {
		.channel = STR("byhand"),
		    .name = STR("Biblioteket"), .unit = w->town.culture,
			.editor = w->town.adviser,
			.dialogue = STR("open"), .config = STR("{}") };

	TRY(account_add(db, w->town.a, &acct, w->town.adviser, &w->account));
	return plan_submit(db, w->town.a, w->account,
	    STR("existing"), answers, 2, w->town.adviser, w->town.now,
		&w->plan);
}

static void
a_plan(struct world *w)
{
	CHECK_OK(db_tx(w->town.db, submit_tx, w));
}

static enum err
approve_plan(struct world *w)
{
	return plan_decide(w->town.db, &w->act, w->plan, 1,
	    STR("approve"), STR_NONE, 0, w->town.team, w->town.now);
}

/* Half the time of the answer that waits is gone.  REQ: F3 */
static enum err
remind(struct world *w)
{
	size_t n;

	return approval_remind(
	    w->town.db, &w->act, w->town.m, w->town.now + 5 * HOUR, &n);
}

/* REQ: SPEC 4 */
static enum err
hide(struct world *w)
{
	struct hide_order o = { .message = w->said.id,
		.ground = STR("harassment"), .by = w->town.adviser,
		    .tell = true };

	return moderation_hide(w->town.db, &w->act, w->town.m, &o, w->town.now);
}

static enum err
order_tx(struct db *db, void *arg)
{
	(void)db;
	return hide(arg);
}

static void
a_hiding(struct world *w)
{
	CHECK_OK(db_tx(w->town.db, order_tx, w));
	w->item.message.v = 0;
	while (w->item.message.v != w->said.id.v &&
	       db_tx(w->town.db, take_out_tx, w) == OK)
		;
	CHECK(str_eq(w->item.state, STR("sending")));
}

static const struct act acts[] = {
	{ "message_take new", NULL, take_new },
	{ "message_take edit", NULL, take_edit },
	{ "message_take state", NULL, take_state },
	{ "message_gone", NULL, gone },
	{ "enquiry_claim", NULL, claim },
	{ "enquiry_set_category", NULL, set_category },
	{ "enquiry_set_flags", NULL, set_flags },
	{ "enquiry_close", NULL, close_enquiry },
	{ "reply_publish", a_fact, publish },
	{ "reply_publish to approval", a_statement, publish },
	{ "reply_decide approve", in_approval, approve },
	{ "reply_decide return", in_approval, give_back },
	{ "reply_withdraw from approval", in_approval, withdraw },
	{ "reply_withdraw from outbox", in_outbox, withdraw },
	{ "outbox_take", in_outbox, take_out },
	{ "outbox_finish sent", in_flight, sent },
	{ "outbox_finish not sent", in_flight, not_sent },
	{ "outbox_finish failed", in_flight, failed },
	{ "outbox_finish ambiguous", in_flight, ambiguous },
	{ "outbox_settle sent", in_trouble, settle_sent },
	{ "outbox_settle drop", in_trouble, settle_drop },
	{ "approval_remind", in_approval, remind },
	{ "moderation_hide", NULL, hide },
	{ "outbox_finish hidden", a_hiding, sent },
	{ "closure_set", NULL, close_account },
	{ "role_give", NULL, give_role },
	{ "role_take", a_role, take_role },
	{ "plan_decide", a_plan, approve_plan },
};

/* One after the other -------------------------------------------------------
 */

struct trying {
	struct world *w;
	const struct act *act;
};

static enum err
try_tx(struct db *db, void *arg)
{
	struct trying *k = arg;

	(void)db;
	return k->act->run(k->w);
}

/* The n-th call fails; true: there was such a call. */
static bool
nth_fails(struct world *w, const struct act *act, int n)
{
	struct trying k = { w, act };
	struct state before = read_state(w->town.db), after;
	bool hit;
	enum err e;

	fault_seen = 0;
	fault_at = n;
	e = db_tx(w->town.db, try_tx, &k);
	fault_at = 0;
	hit = fault_seen >= n;
	arena_reset(&w->act);
	if (!hit) {
		CHECK(e == OK);
		if (e != OK)
			printf("%s: %s\n", act->name, err_sentence(e));
		return false;
	}
	CHECK(e != OK);
	CHECK(strlen(err_sentence(e)) > 10);
	after = read_state(w->town.db);
	if (e == OK || !is_same(&before, &after)) {
		printf("%s: call %d, %s\n", act->name, n, err_sentence(e));
		test_failures++;
		return false;
	}
	return true;
}

static void
speaks(struct world *w)
{
	w->serial++;
	snprintf(w->native, sizeof(w->native), "c%d", w->serial);
	snprintf(w->author, sizeof(w->author), "Tone %d", w->serial);
	town_reload(&w->town);
	w->said = town_says(&w->town, w->native, w->author, TEXT);
}

static void
check_record(struct world *w)
{
	struct ledger_key key = { .name = STR("lia.example/ledger"),
				      .can_sign = true };
	struct verify_report r = { 0 };
	struct str note;
	bool fresh;

	crypto_sign_keypair(key.public, key.secret);
	CHECK_OK(db_begin(w->town.db));
	CHECK_OK(ledger_advance(
	    w->town.db, w->town.a, &key, w->town.now, &note, &fresh));
	CHECK_OK(db_commit(w->town.db));
	CHECK_OK(ledger_verify(w->town.db, w->town.a, &key, STR_NONE, &r));
	CHECK(r.total == 0 && r.events > 50);
}

TEST_BOTH(fault_all_or_nothing)
{
	struct world w = { 0 };

	town_build(&w.town, t->db, &t->a);
	for (size_t i = 0; i < sizeof(acts) / sizeof(acts[0]); i++) {
		int n = 1;

		speaks(&w);
		if (acts[i].prepare)
			acts[i].prepare(&w);
		while (n < CALLS_MAX && nth_fails(&w, &acts[i], n))
			n++;
		/* Begin, one statement and the event of it, commit. */
		if (n < 4 || n == CALLS_MAX) {
			printf("%s: %d calls\n", acts[i].name, n - 1);
			test_failures++;
		}
	}
	check_record(&w);
	arena_free(&w.act);
	town_end(&w.town);
}
