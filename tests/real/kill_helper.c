/* SPDX-License-Identifier: EUPL-1.2
 *
 * kill_helper.c - what kill.sh needs beside the program itself:
 *   setup STORE BLOG KEY    a town in a fresh store, its blog at BLOG
 *   blog PORT               the stand-in, until it is stopped
 *   lines ROUND PROC        endless messages for `ordstyrer ingest`
 *   replies STORE BLOG ROUND  citizens ask, answers are published; one line
 *                           each after the commit: ENQUIRY TEXT
 *   later STORE             as if the leases of the dead had run out
 *   waits STORE             how many answers are on their way still
 *   check STORE BLOG REPLIES ACKS ...   (kill_check.c)
 */
#include "tests/real/kill_helper.h"

#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "db/engine.h"
#include "db/migrate.h"
#include "ledger/log.h"
#include "standin/wordpress.h"
#include "tests/town.h"

struct test *tests;
int test_failures;
const char *test_skipped;

static const struct sql q_leases = SQL("UPDATE connection SET lease_until = 0");
static const struct sql q_stranded = SQL("UPDATE outbox SET next_at = 0 WHERE state IN ('sending', 'queued')");
static const struct sql q_waits = SQL("SELECT COUNT(*) FROM outbox WHERE state IN ('sending', 'queued')");
static const struct sql q_open = SQL("SELECT id FROM enquiry WHERE account_id = $1 AND state = 'open'"
	" ORDER BY id LIMIT 20");

void
kill_blog(struct arena *a, const char *base_url, struct channel_account *out)
{
	struct http_client_options o = { .version = STR("test") };

	*out = (struct channel_account){ .base_url = str_from(base_url),
		.user = STR(KILL_USER), .secret = STR(KILL_PASSWORD),
					    .now = clock_now() };
	CHECK_OK(http_client_new(a, &o, &out->http));
}

/* setup ------------------------------------------------------------------- */

struct setting_up {
	struct town *town;
	const char *blog;
};

static enum err
set_up(struct db *db, void *arg)
{
	static const struct plan_answer answers[] = {
		{ STR_INIT("why"), STR_INIT("For å svare innbyggerne") },
		{ STR_INIT("dialogue_rules"), STR_INIT("Vær saklig") },
	};
	struct setting_up *s = arg;
	struct town *t = s->town;
	struct account acct = *account_find(t->m, t->blog);
	struct account_id other;
	struct plan_id plan;

	acct.config = str_printf(t->a,
	    "{\"base_url\":\"%s\",\"user\":\"" KILL_USER
	    "\",\"secret\":\"blog\",\"poll_seconds\":\"1\"}",
	    s->blog);
	TRY(account_change(db, t->a, &acct, t->adviser));
	acct = (struct account){
		.channel = STR("byhand"),
		    .name = STR("Innkomne"), .unit = t->roads,
			.editor = t->adviser,
			.dialogue = STR("open"), .config = STR("{}") };
	TRY(account_add(db, t->a, &acct, t->adviser, &other));
	TRY(plan_submit(db, t->a, other,
	    STR("existing"), answers, 2, t->adviser, t->now, &plan));
	TRY(plan_decide(
	    db, t->a, plan, 1, STR("approve"), STR_NONE, 0, t->team, t->now));
	return account_set_state(
	    db, t->a, other, STR("active"), STR_NONE, t->adviser, t->now);
}

static int
setup(const char *store, const char *blog, const char *key)
{
	struct arena a = { 0 };
	struct town town;
	struct setting_up s = { &town, blog };
	struct db *db;

	CHECK_OK(db_open(&a, str_from(store), DB_WRITE, &db));
	CHECK_OK(db->ops->make_place(db));
	CHECK_OK(migrate(db, &a));
	CHECK_OK(ledger_key_create(&a, str_from(key), STR("lia.example")));
	town_build_at(&town, db, &a, clock_now());
	CHECK_OK(db_tx(db, set_up, &s));
	municipality_free(town.m);
	arena_free(&a);
	return test_failures != 0;
}

/* blog, lines ------------------------------------------------------------- */

static int
blog(const char *port)
{
	struct arena a = { 0 };
	struct standin_wp_options o = {
		.user = STR(KILL_USER),
		    .password = STR(KILL_PASSWORD),
			.title = STR("Vegbloggen"),
			    .own_name = STR("Lia kommune") };
	struct standin_wp *s;
	sigset_t set;
	int got;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	o.listen = str_printf(&a, "127.0.0.1:%s", port);
	CHECK_OK(standin_wp_start(&a, &o, &s));
	if (test_failures)
		return 1;
	standin_wp_add_post(
	    s, STR("Brøyting"), STR("Vi brøyter."), clock_now());
	printf("ready\n");
	fflush(stdout);
	sigwait(&set, &got);
	standin_wp_stop(s);
	arena_free(&a);
	return 0;
}

static int
lines(const char *round, const char *proc)
{
	for (int i = 1;; i++) {
		if (printf("{\"id\":\"%s-%s-%d\",\"thread\":\"t%d\","
			   "\"author_id\":\"a%d\",\"author\":\"Åse %d\","
			   "\"text\":\"Når kommer bil nummer %d?\","
			   "\"published\":\"2026-11-24T10:00:00+01:00\"}\n",
			round, proc, i, i % 50, i, i, i) < 0)
			return 0;
		if (i % 100 == 0) {
			struct timespec pause = { .tv_nsec = 80000000 };

			if (fflush(stdout) != 0)
				return 0;
			nanosleep(&pause, NULL);
		}
	}
}

/* replies ----------------------------------------------------------------- */

static void
find_people(struct town *t)
{
	for (size_t i = 0; i < t->m->npersons; i++)
		if (str_eq(t->m->persons[i].login, STR("kari")))
			t->kari = t->m->persons[i].id;
	for (size_t i = 0; i < t->m->naccounts; i++)
		if (str_eq(t->m->accounts[i].channel, STR("wordpress"))) {
			t->blog = t->m->accounts[i].id;
			t->roads = t->m->accounts[i].unit;
		}
}

static void
ask(struct arena *a, const struct channel_account *acct, const char *round,
    int n)
{
	struct http_request q = { .method = "POST",
		.url = str_printf(a, "%.*s/?rest_route=/wp/v2/comments",
		    STR_ARG(acct->base_url)),
		.user = acct->user,
		.password = acct->secret,
		.type = "application/json",
		.body = str_printf(a,
		    "{\"post\":1,\"author_name\":\"Tone %s-%d\","
		    "\"author_email\":\"tone%s-%d@example.org\","
		    "\"content\":\"Når brøytes veg %s-%d?\","
		    "\"status\":\"approved\"}",
		    round, n, round, n, round, n) };
	struct http_response r;

	CHECK_OK(http_call(acct->http, a, &q, &r));
}

/* Publishes an answer; an acknowledgement is a line.  A store that is busy, or
 * a thread that has changed since, is no fault here. */
static void
answer(struct town *t, int64_t enquiry)
{
	struct reply r;
	struct str text = str_printf(
	    t->a, "Svar på nummer %lld.\n\nHilsen Kari", (long long)enquiry);
	struct reply_form f = town_form(
	    t, (struct enquiry_id){ enquiry }, "fact", str_z(t->a, text));

	if (town_publish(t, t->kari, &f, &r) != OK)
		return;
	printf("%lld\n", (long long)enquiry);
	fflush(stdout);
}

static int
replies(const char *store, const char *url, const char *round)
{
	struct arena keep = { 0 }, a = { 0 };
	struct town t = { .a = &a };
	struct channel_account acct;

	CHECK_OK(db_open(&keep, str_from(store), DB_WRITE, &t.db));
	CHECK_OK(municipality_load(t.db, &t.m));
	kill_blog(&keep, url, &acct);
	find_people(&t);
	for (int n = 1; test_failures == 0; n++) {
		struct timespec pause = { .tv_nsec = 20000000 };
		struct db_rows r = { 0 };

		t.now = clock_now();
		ask(&a, &acct, round, n);
		CHECK_OK(
		    db_query(t.db, &a, &q_open, DB_ARGS(db_int(t.blog.v)), &r));
		for (size_t i = 0; i < r.n; i++)
			answer(&t, db_get_int(&r, i, 0));
		arena_reset(&a);
		nanosleep(&pause, NULL);
	}
	return 1;
}

/* later, waits ------------------------------------------------------------ */

static enum err
run_out(struct db *db, void *arg)
{
	(void)arg;
	TRY(db_run(db, &q_leases, DB_NOARGS, NULL));
	return db_run(db, &q_stranded, DB_NOARGS, NULL);
}

static int
later(const char *store)
{
	struct arena a = { 0 };
	struct db *db;

	CHECK_OK(db_open(&a, str_from(store), DB_WRITE, &db));
	if (test_failures == 0)
		CHECK_OK(db_tx(db, run_out, NULL));
	arena_free(&a);
	return test_failures != 0;
}

static int
waits(const char *store)
{
	struct arena a = { 0 };
	struct db_rows r = { 0 };
	struct db *db;

	CHECK_OK(db_open(&a, str_from(store), DB_READ, &db));
	if (test_failures == 0)
		CHECK_OK(db_query(db, &a, &q_waits, DB_NOARGS, &r));
	if (test_failures == 0)
		printf("%lld\n", (long long)db_get_int(&r, 0, 0));
	arena_free(&a);
	return test_failures != 0;
}

int
main(int argc, char **argv)
{
	const char *what = argc > 1 ? argv[1] : "";

	setenv("TZ", "Europe/Oslo", 1);
	tzset();
	log_threshold = LOG_WARN;
	if (argc == 5 && strcmp(what, "setup") == 0)
		return setup(argv[2], argv[3], argv[4]);
	if (argc == 3 && strcmp(what, "blog") == 0)
		return blog(argv[2]);
	if (argc == 4 && strcmp(what, "lines") == 0)
		return lines(argv[2], argv[3]);
	if (argc == 5 && strcmp(what, "replies") == 0)
		return replies(argv[2], argv[3], argv[4]);
	if (argc == 3 && strcmp(what, "later") == 0)
		return later(argv[2]);
	if (argc == 3 && strcmp(what, "waits") == 0)
		return waits(argv[2]);
	if (argc >= 5 && strcmp(what, "check") == 0)
		return kill_check(argc - 2, argv + 2);
	fprintf(stderr, "kill-helper: see the head of its source\n");
	return 2;
}
