/* SPDX-License-Identifier: EUPL-1.2
 * Connections by the pages: how they stand, what to do, what they count; set
 * up and tried.  REQ: O L3 SPEC 2.2 */
#include <inttypes.h>

#include "channel/channel.h"
#include "model/account.h"
#include "model/known.h"
#include "tests/web/visit.h"

/* The town with a second account, on a WordPress blog; its plan is approved
 * where `planned`. */
static struct account_id
add_blog(struct town *t, bool planned)
{
	struct account acct = { .channel = STR("wordpress"),
				    .name = STR("Vegbloggen"),
					.unit = t->culture,
					.editor = t->who[ROLE_EDITOR],
					.leader = t->who[ROLE_UNIT_LEADER],
					.dialogue = STR("open"),
					    .config = STR("{\"more\":1}") };
	const struct plan_answer answers[] = { { STR_INIT("why"),
						   STR_INIT("Fordi") },
		{ STR_INIT("dialogue_rules"), STR_INIT("Felles") } };
	struct account_id id = { 0 };
	struct plan_id plan = { 0 };

	CHECK_OK(db_begin(t->t.db));
	CHECK_OK(
	    account_add(t->t.db, &t->t.a, &acct, t->who[ROLE_EDITOR], &id));
	CHECK_OK(plan_submit(t->t.db, &t->t.a, id,
	    STR("existing"), answers, 2, t->who[ROLE_EDITOR], t->now, &plan));
	if (planned) {
		CHECK_OK(plan_decide(t->t.db, &t->t.a, plan, 1,
		    STR("approve"), STR(""), INT64_MAX,
					t->who[ROLE_TEAM_MEMBER], t->now));
		CHECK_OK(account_set_state(t->t.db, &t->t.a, id,
		    STR("active"), STR(""), t->who[ROLE_EDITOR], t->now));
	}
	CHECK_OK(db_commit(t->t.db));
	return id;
}

static void
put_connection(struct town *t, struct account_id id, const char *state,
    const char *error, int64_t failures)
{
	struct connection c;

	CHECK_OK(db_begin(t->t.db));
	CHECK_OK(connection_get(t->t.db, &t->t.a, id, &c));
	c.state = str_from(state);
	c.error = str_from(error);
	c.failures = failures;
	c.last_ok_at = t->now - HOUR;
	c.next_fetch_at = t->now + 5 * MINUTE;
	CHECK_OK(connection_put(t->t.db, &t->t.a, &c));
	CHECK_OK(db_commit(t->t.db));
}

TEST(admin_connections_say_what_is_wrong_and_what_to_do)
{
	struct town t;
	struct account_id id;
	struct connection c;
	struct req *r;

	town_open(&t);
	id = add_blog(&t, true);
	put_connection(&t, id, "down", "login", 3);
	r = visit(&t, GET, "/tilkoblinger", ROLE_RESPONDER);
	CHECK(r->answer.status == 200);
	CHECK(visit_has(r, "Ingen kontakt"));
	CHECK(visit_has(r, "godtar ikke innloggingen vår"));
	CHECK(visit_has(r, "Lag et nytt programpassord"));
	CHECK(visit_has(r, "3 ganger"));
	CHECK(visit_has(r, "Én tilkobling trenger at noen ser på den."));
	CHECK(visit_has(r, "Føres for hånd")); /* the other account */
	CHECK(!visit_has(r, "/hent\""));
	r = visit_form(&t, town_path("/tilkoblinger/%" PRId64 "/hent", id.v),
	    ROLE_RESPONDER, NULL);
	CHECK(r->answer.status == 403);

	r = visit(&t, GET, "/tilkoblinger", ROLE_ADMINISTRATOR);
	CHECK(visit_has(r, "/hent\""));
	r = visit_form(&t, town_path("/tilkoblinger/%" PRId64 "/hent", id.v),
	    ROLE_ADMINISTRATOR, NULL);
	CHECK(r->answer.status == 303);
	CHECK_OK(connection_get(t.t.db, &t.t.a, id, &c));
	CHECK(c.next_fetch_at <= t.now && c.next_sweep_at <= t.now);
	r = visit(&t, GET, town_path("/tilkoblinger?hentet=%" PRId64, id.v),
	    ROLE_EDITOR);
	CHECK(visit_has(r, "Vegbloggen hentes nå"));
	r = visit_form(&t, "/tilkoblinger/9999/hent", ROLE_EDITOR, NULL);
	CHECK(r->answer.status == 404);
	town_close(&t);
}

/* REQ: SPEC 2.2 - they say, we hold; where it does not agree is shown. */
TEST(admin_connections_compare_the_counts)
{
	struct town t;
	struct known_post p = { STR_INIT("p1"), STR_INIT("Et innlegg på øya"),
		STR_INIT("https://blogg.example/1"), 0, true, 9 };
	const char *path;
	struct req *r;

	town_open(&t);
	path = town_path("/tilkoblinger/%" PRId64, t.account.v);
	CHECK_OK(db_begin(t.t.db));
	CHECK_OK(known_post_put(t.t.db, &t.t.a, t.account, &p, t.now));
	CHECK_OK(db_commit(t.t.db));
	r = visit(&t, GET, path, ROLE_AUDITOR);
	CHECK(r->answer.status == 200);
	CHECK(visit_has(r, "Plattformen sier 9 kommentarer, vi har 6 synlige"));
	CHECK(visit_has(r, "Et innlegg på øya"));
	CHECK(visit_has(r, "data-color=\"warning\""));
	p.comments = TOWN_ENQUIRIES;
	CHECK_OK(db_begin(t.t.db));
	CHECK_OK(known_post_put(t.t.db, &t.t.a, t.account, &p, t.now));
	CHECK_OK(db_commit(t.t.db));
	r = visit(&t, GET, path, ROLE_AUDITOR);
	CHECK(visit_has(r, "Plattformen sier 6 kommentarer, vi har 6 synlige"));
	CHECK(!visit_has(r, "data-color=\"warning\""));
	CHECK(
	    visit(&t, GET, "/tilkoblinger/999", ROLE_AUDITOR)->answer.status ==
	    404);
	town_close(&t);
}

TEST(admin_a_connection_is_set_up_without_its_secret)
{
	struct town t;
	struct municipality *m;
	struct account_id id;
	const char *path;
	struct req *r;

	town_open(&t);
	id = add_blog(&t, true);
	path = town_path("/kontoer/%" PRId64 "/kobling", id.v);
	CHECK(visit(&t, GET, path, ROLE_RESPONDER)->answer.status == 403);
	r = visit_form(&t, path, ROLE_EDITOR, "base_url", "javascript:x",
	    "bruker", "kommunen", "hemmelig", "../../etc/passwd", NULL);
	CHECK(r->answer.status == 400);
	CHECK(visit_has(r, "value=\"../../etc/passwd\""));
	CHECK(visit_has(r, "id=\"hemmelig-feil\""));
	CHECK(visit_has(r, "id=\"base_url-feil\""));
	r = visit_form(&t, path, ROLE_ADMINISTRATOR, "base_url",
	    "https://blogg.example", "bruker", "kommunen på nett", "hemmelig",
	    "blogg.txt", NULL);
	CHECK(r->answer.status == 303);
	CHECK_OK(municipality_load(t.t.db, &m));
	CHECK(str_eq(account_find(m, id)->config,
	    STR("{\"base_url\":\"https://blogg.example\",\"more\":1,"
		"\"secret\":\"blogg.txt\",\"user\":\"kommunen på nett\"}")));
	municipality_free(m);
	town_close(&t);
}

/* A platform that answers as the test wants. */
struct answer {
	enum err err;
	enum channel_fault fault;
	bool may_read;
};

static enum err
answer(const void *arg, struct arena *a, const struct account *acct,
    struct channel_health *out, struct channel_problem *p)
{
	const struct answer *an = arg;

	(void)a;
	CHECK(str_eq(acct->name, STR("Vegbloggen")));
	*out = (struct channel_health){ .login_ok = true,
		.can_read = an->may_read,
		.who = STR("kommunen") };
	p->fault = an->fault;
	return an->err;
}

TEST(admin_a_connection_is_tried)
{
	struct town t;
	struct answer an = { OK, FAULT_NONE, true };
	struct account_id id;
	const char *path;
	struct req *r;

	town_open(&t);
	id = add_blog(&t, true);
	path = town_path("/kontoer/%" PRId64 "/prov", id.v);
	r = visit_form(&t, path, ROLE_EDITOR, NULL);
	CHECK(visit_has(r, "kan ikke prøves ennå")); /* nothing to try with */
	CHECK_OK(web_open(&t.t.a,
	    &(struct web_config){ .db = t.t.db, .probe = { answer, &an } },
	    &t.web));
	r = visit_form(&t, path, ROLE_EDITOR, NULL);
	CHECK(r->answer.status == 200);
	CHECK(visit_has(r, "Plattformen kjenner oss som kommunen."));
	an.may_read = false;
	r = visit_form(&t, path, ROLE_EDITOR, NULL);
	CHECK(visit_has(r, "Innloggingen virker, men noe mangler"));
	an = (struct answer){ ERR_REMOTE, FAULT_LOGIN, false };
	r = visit_form(&t, path, ROLE_EDITOR, NULL);
	CHECK(visit_has(r, "godtar ikke innloggingen vår"));
	CHECK(visit_form(&t, path, ROLE_RESPONDER, NULL)->answer.status == 403);
	town_close(&t);
}

/* REQ: L3 - neither set up nor tried before the plan is approved. */
TEST(admin_no_connection_before_the_plan)
{
	struct town t;
	struct answer an = { OK, FAULT_NONE, true };
	struct account_id id;
	struct req *r;

	town_open(&t);
	id = add_blog(&t, false);
	CHECK_OK(web_open(&t.t.a,
	    &(struct web_config){ .db = t.t.db, .probe = { answer, &an } },
	    &t.web));
	r = visit_form(&t, town_path("/kontoer/%" PRId64 "/kobling", id.v),
	    ROLE_EDITOR, "base_url", "https://blogg.example", "bruker", "k",
	    "hemmelig", "blogg", NULL);
	CHECK(r->answer.status == 409);
	CHECK(visit_has(r, "kan ikke kobles til før planen er godkjent (L3)"));
	CHECK(visit_has(r, "value=\"https://blogg.example\""));
	r = visit_form(&t, town_path("/kontoer/%" PRId64 "/prov", id.v),
	    ROLE_EDITOR, NULL);
	CHECK(r->answer.status == 409);
	CHECK(!visit_has(r, "Tilkoblingen virker"));
	town_close(&t);
}
