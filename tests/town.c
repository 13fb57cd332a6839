/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/town.h"

#include <sodium.h>
#include <stdio.h>

#include "fmt/date.h"
#include "ledger/verify.h"
#include "tests/test_db.h"

const struct person *
town_person(const struct town *t, struct person_id id)
{
	return person_find(t->m, id);
}

void
town_reload(struct town *t)
{
	municipality_free(t->m);
	t->m = NULL;
	CHECK_OK(municipality_load(t->db, &t->m));
}

static struct person_id
person(struct town *t, const char *login, const char *first, const char *last,
    struct unit_id unit)
{
	struct person p = { .login = str_from(login),
		.first_name = str_from(first),
		.last_name = str_from(last),
		.unit = unit,
		.lang = LANG_NB };
	struct person_id id = { 0 };

	CHECK_OK(person_add(
	    t->db, t->a, &p, STR_NONE, (struct person_id){ 0 }, &id));
	return id;
}

void
town_give(struct town *t, struct person_id p, enum role r, struct unit_id u)
{
	struct grant g = {
		.role = r, .unit = u, .from = t->now - DAY, .to = INT64_MAX
	};

	CHECK_OK(role_give(t->db, t->a, p, &g, NULL));
}

static void
people(struct town *t)
{
	struct unit_id all = { 0 };

	t->kari = person(t, "kari", "Kari", "Nordli", t->roads);
	t->leader = person(t, "leder", "Ingrid", "Solbakken", t->roads);
	t->culture_leader = person(t, "kultur", "Åse", "Bjørgum", t->culture);
	t->adviser = person(t, "radgiver", "Silje", "Rønning", t->culture);
	t->team = person(t, "team", "Øyvind", "Æsby", t->root);
	t->chief = person(t, "sjef", "Helge", "Brattland", t->root);
	t->admin = person(t, "admin", "Ada", "Drift", t->root);
	t->auditor = person(t, "revisor", "Rolf", "Revisor", t->root);
	town_give(t, t->kari, ROLE_RESPONDER, t->root);
	town_give(t, t->leader, ROLE_UNIT_LEADER, t->roads);
	town_give(t, t->culture_leader, ROLE_UNIT_LEADER, t->culture);
	town_give(t, t->adviser, ROLE_ADVISER, all);
	town_give(t, t->adviser, ROLE_EDITOR, all);
	town_give(t, t->team, ROLE_TEAM_MEMBER, all);
	town_give(t, t->chief, ROLE_CHIEF_EXECUTIVE, all);
	town_give(t, t->admin, ROLE_ADMINISTRATOR, all);
	town_give(t, t->auditor, ROLE_AUDITOR, all);
}

static struct unit_id
unit(struct town *t, const char *name, struct unit_id parent)
{
	struct unit u = {
		.name = str_from(name), .parent = parent, .active = true
	};
	struct unit_id id = { 0 };

	CHECK_OK(unit_add(t->db, t->a, &u, (struct person_id){ 0 }, &id));
	return id;
}

static void
account(struct town *t)
{
	static const struct plan_answer answers[] = {
		{ STR_INIT("why"), STR_INIT("For å svare innbyggerne") },
		{ STR_INIT("dialogue_rules"), STR_INIT("Vær saklig") },
	};
	struct account acct = {
		.channel = STR("wordpress"),
		    .name = STR("Vegbloggen"), .unit = t->roads,
			.editor = t->adviser,
			.dialogue = STR("open"), .config = STR("{}") };
	struct connection c;
	struct plan_id plan;

	CHECK_OK(account_add(t->db, t->a, &acct, t->adviser, &t->blog));
	CHECK_OK(plan_submit(t->db, t->a, t->blog,
	    STR("existing"), answers, 2, t->adviser, t->now, &plan));
	CHECK_OK(plan_decide(t->db, t->a, plan, 1,
	    STR("approve"), STR_NONE, 0, t->team, t->now));
	CHECK_OK(account_set_state(
	    t->db, t->a, t->blog, STR("active"), STR_NONE, t->adviser, t->now));
	CHECK_OK(connection_get(t->db, t->a, t->blog, &c));
	c.state = STR("ok");
	CHECK_OK(connection_put(t->db, t->a, &c));
}

static enum err
build(struct db *db, void *arg)
{
	struct town *t = arg;
	struct person_id nobody = { 0 };

	(void)db;
	CHECK_OK(setting_set(t->db, t->a,
	    STR("municipality"),
		STR("{\"name\":\"Lia kommune\",\"host\":\"lia.example\","
		"\"names\":[\"Lia kommune\",\"kommunen\"],"
		"\"domains\":[\"lia.example\"],"
		"\"published\":[\"61 22 44 00\"]}"),
		    0, nobody));
	CHECK_OK(setting_set(t->db, t->a,
	    STR("hours"), STR("{\"week\":{\"mon\":[[\"08:00\",\"15:30\"]],"
		"\"tue\":[[\"08:00\",\"15:30\"]],"
		"\"wed\":[[\"08:00\",\"15:30\"]],"
		"\"thu\":[[\"08:00\",\"15:30\"]],"
		"\"fri\":[[\"08:00\",\"15:30\"]]}}"),
			      0, nobody));
	t->root = unit(t, "Lia kommune", (struct unit_id){ 0 });
	t->culture = unit(t, "Kultur", t->root);
	t->roads = unit(t, "Teknisk drift", t->root);
	people(t);
	account(t);
	return OK;
}

void
town_build(struct town *t, struct db *db, struct arena *a)
{
	usec_t now = date_instant(date_number(2026, 11, 24), 10 * 3600);

	clock_set(now);
	town_build_at(t, db, a, now);
}

void
town_build_at(struct town *t, struct db *db, struct arena *a, usec_t now)
{
	*t = (struct town){ .db = db, .a = a, .now = now };
	CHECK_OK(db_tx(db, build, t));
	CHECK_OK(municipality_load(db, &t->m));
}

void
town_end(struct town *t)
{
	municipality_free(t->m);
	clock_set(0);
}

struct saying {
	struct town *t;
	const struct incoming *in;
	struct taken_item out;
};

static enum err
say(struct db *db, void *arg)
{
	struct saying *s = arg;
	struct intake in = { s->t->m, true, s->t->now };

	return message_take(db, s->t->a, &in, s->t->blog, s->in, 1, &s->out);
}

struct taken_item
town_says(
    struct town *t, const char *native, const char *author, const char *text)
{
	struct incoming in = { .native_id = str_from(native),
		.thread_native = STR("p1"),
		    .thread_title = STR("Brøyting"),
			.kind = STR("comment"), .author_key = str_from(author),
			    .author_name = str_from(author),
			    .text = str_from(text),
			    .raw = STR("{\"rå\":1}"), .published_at = t->now };
	struct saying s = { .t = t, .in = &in };

	CHECK_OK(db_tx(t->db, say, &s));
	return s.out;
}

struct reply_form
town_form(
    struct town *t, struct enquiry_id id, const char *kind, const char *text)
{
	struct reply_form f = { .enquiry = id,
		.kind = str_from(kind),
		.scope = STR("unit"), .tone = STR("factual"),
					  .text = str_from(text),
					  .area = t->roads };
	struct enquiry e;
	struct thread th;

	CHECK_OK(enquiry_get(t->db, t->a, id, &e));
	CHECK_OK(thread_get(t->db, t->a, e.thread, &th));
	f.thread_version = th.version;
	return f;
}

struct publishing {
	struct town *t;
	const struct person *p;
	const struct reply_form *f;
	struct reply *out;
};

static enum err
publish(struct db *db, void *arg)
{
	struct publishing *p = arg;

	return reply_publish(
	    db, p->t->a, p->t->m, p->p, p->f, false, p->t->now, p->out);
}

enum err
town_publish(struct town *t, struct person_id by, const struct reply_form *f,
    struct reply *out)
{
	struct publishing p = { t, town_person(t, by), f, out };

	return db_tx(t->db, publish, &p);
}

struct sending {
	struct town *t;
	struct outbox_item it;
	enum outbox_outcome outcome;
	struct str native;
};

static enum err
take(struct db *db, void *arg)
{
	struct sending *s = arg;

	return outbox_take(db, s->t->a, s->t->m, s->t->blog, s->t->now, &s->it);
}

static enum err
finish(struct db *db, void *arg)
{
	struct sending *s = arg;

	return outbox_finish(db, s->t->a, &s->it, s->outcome, s->native,
	    STR_NONE, s->t->now, s->t->now);
}

enum err
town_send(struct town *t, enum outbox_outcome outcome, const char *native,
    struct outbox_item *out)
{
	struct sending s = {
		.t = t, .outcome = outcome, .native = str_from(native)
	};

	TRY(db_tx(t->db, take, &s));
	*out = s.it;
	if (!str_eq(s.it.state, STR("sending")))
		return OK;
	return db_tx(t->db, finish, &s);
}

struct str
town_state(struct town *t, struct enquiry_id id)
{
	struct enquiry e = { 0 };

	CHECK_OK(enquiry_get(t->db, t->a, id, &e));
	return e.state;
}

void
town_verify(struct town *t)
{
	struct verify_report r;
	struct ledger_key key = { .name = STR("lia.example/ledger"),
				      .can_sign = true };
	struct str note;
	bool fresh;

	crypto_sign_keypair(key.public, key.secret);
	CHECK_OK(db_begin(t->db));
	CHECK_OK(ledger_advance(t->db, t->a, &key, t->now, &note, &fresh));
	CHECK_OK(db_commit(t->db));
	CHECK_OK(ledger_verify(t->db, t->a, &key, STR_NONE, &r));
	for (size_t i = 0; i < r.nfaults; i++)
		printf("%s %.*s %lld\n", r.faults[i].what,
		    STR_ARG(r.faults[i].table), (long long)r.faults[i].seq);
	CHECK(r.total == 0 && r.events > 20 && r.checkpoints == 1);
}
