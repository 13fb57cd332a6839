/* SPDX-License-Identifier: EUPL-1.2
 *
 * demo.c - a made-up municipality with stand-in blogs, for trying everything
 * without an account anywhere.
 */
#include "app/demo.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/open.h"
#include "app/running.h"
#include "db/migrate.h"
#include "ledger/log.h"

static const char usage
    [] = "usage: ordstyrer demo [--fill-only] [--db URL] [--listen ADDR:PORT]\n"
	 "A made-up municipality with people of every role, two stand-in blogs "
	 "that\n"
	 "behave as WordPress does, a fortnight of history and live traffic.\n"
	 "  --fill-only  fill the store and end\n"
	 "  --db URL     the store; it must be new (default: in a new folder)\n"
	 "Exit status: 0 done, 2 wrong use, 3 failure.\n";

static enum err
start_blogs(struct demo *d)
{
	static const char *const titles[DEMO_BLOGS] = { "Gausdalbloggen",
		"Vegbloggen" };

	for (int i = 0; i < DEMO_BLOGS; i++) {
		struct standin_wp_options o = {
			.listen = STR("127.0.0.1:0"),
			    .user = STR("kommunen"),
				.password = STR("demo-programpassord"),
				    .title = str_from(titles[i]),
				    .own_name = STR("Gausdal kommune") };

		TRY(standin_wp_start(d->a, &o, &d->blog[i]));
	}
	return OK;
}

static enum err
write_secret(struct arena *a, struct str folder)
{
	FILE *f;
	char *path = str_z(a, str_printf(a, "%.*s/blog", STR_ARG(folder)));

	if (mkdir(str_z(a, folder), 0700) != 0)
		return fail(ERR_BROKEN, "cannot make the folder of secrets");
	f = fopen(path, "w");
	if (!f || fputs("demo-programpassord\n", f) < 0 || fclose(f) != 0)
		return fail(ERR_BROKEN, "cannot write the demo's secret");
	return OK;
}

/* A folder of its own, so that nothing of the machine's is touched. */
static enum err
make_place(struct arena *a, struct config *c, const char *url)
{
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): no thread yet */
	const char *tmp = getenv("TMPDIR");
	char *dir = str_z(
	    a, str_printf(a, "%s/ordstyrer-demo-XXXXXX", tmp ? tmp : "/tmp"));

	if (!mkdtemp(dir))
		return fail(ERR_BROKEN, "cannot make a folder for the demo");
	c->store = url ? str_from(url)
		       : str_printf(a, "sqlite:%s/demo.db", dir);
	c->key = str_printf(a, "%s/ledger.key", dir);
	c->checkpoints = str_printf(a, "%s/checkpoints", dir);
	c->secrets = str_printf(a, "%s/secrets", dir);
	c->allow = STR("127.0.0.1");
	TRY(write_secret(a, c->secrets));
	return ledger_key_create(a, c->key, STR("localhost"));
}

static enum err
fill(struct arena *a, struct config *c, struct demo *d)
{
	struct str old;
	int64_t version;

	TRY(db_open(a, c->store, DB_WRITE, &d->db));
	TRY(migrate(d->db, a));
	if (setting_get(d->db, a, STR("municipality"), &old, &version) == OK)
		return fail(ERR_INVALID,
		    "that store is in use: the demo wants a new one");
	fputs("Filling the municipality: people, accounts ...\n", stderr);
	/* All of this was set up before the fortnight that follows. */
	clock_set(d->now - 20 * DAY);
	TRY(demo_town(d));
	TRY(municipality_load(d->db, &d->m));
	fputs("... and a fortnight of comments and answers.\n", stderr);
	TRY(demo_history(d));
	TRY(demo_house(d));
	TRY(demo_desk(d));
	municipality_free(d->m);
	d->m = NULL;
	return OK;
}

static void
print_welcome(const struct demo *d, int port)
{
	printf("\nOrdstyrer runs at  http://127.0.0.1:%d/\n\n"
	       "Log in with the password  " DEMO_PASSWORD "  as\n",
	    port);
	for (int i = 0; i < DEMO_PEOPLE; i++)
		printf("  %-9s %s %s, %s\n", demo_people[i].login,
		    demo_people[i].first, demo_people[i].last,
		    demo_people[i].title);
	puts("\nThe blogs, where you can write as a citizen and see the"
	     " answers:");
	for (int i = 0; i < DEMO_BLOGS; i++)
		printf("  http://127.0.0.1:%d/\n", standin_wp_port(d->blog[i]));
	puts("\nA citizen writes something new about every half minute."
	     "  Ctrl-C ends it.");
	fflush(stdout);
}

struct traffic {
	struct demo *d;
	pthread_mutex_t lock;
	pthread_cond_t end;
	bool ends;
};

static void *
traffic(void *arg)
{
	struct traffic *t = arg;

	pthread_mutex_lock(&t->lock);
	while (!t->ends) {
		struct timespec until;

		clock_gettime(CLOCK_REALTIME, &until);
		until.tv_sec += 20 + (time_t)demo_roll(t->d, 20);
		if (pthread_cond_timedwait(&t->end, &t->lock, &until) != 0 &&
		    !t->ends)
			demo_speak(t->d);
	}
	pthread_mutex_unlock(&t->lock);
	return NULL;
}

static enum err
live(struct arena *a, const struct config *c, struct demo *d)
{
	struct traffic t = { .d = d };
	struct running *r;
	pthread_t thread;
	enum err e;

	TRY(running_start(a, c, &r));
	print_welcome(d, running_port(r));
	pthread_mutex_init(&t.lock, NULL);
	pthread_cond_init(&t.end, NULL);
	if (pthread_create(&thread, NULL, traffic, &t) != 0)
		return fail(ERR_BROKEN, "cannot start a thread");
	e = running_until_signal(r);
	pthread_mutex_lock(&t.lock);
	t.ends = true;
	pthread_cond_signal(&t.end);
	pthread_mutex_unlock(&t.lock);
	pthread_join(thread, NULL);
	return e;
}

static enum err
run(struct arena *a, struct config *c, struct args *args)
{
	const char *url = args_value(args, "--db");
	bool fill_only = args_flag(args, "--fill-only");
	struct arena filling = { 0 };
	struct demo d = {
		.a = a, .now = clock_now(), .dice = 88172645463325252ULL
	};
	enum err e;

	if (args->n > 0)
		return fail(ERR_INVALID, "see ordstyrer demo --help");
	TRY(make_place(a, c, url));
	TRY(start_blogs(&d));
	e = fill(&filling, c, &d);
	arena_free(&filling); /* closes the connection that filled */
	if (e == OK && !fill_only)
		e = live(a, c, &d);
	for (int i = 0; i < DEMO_BLOGS; i++)
		standin_wp_stop(d.blog[i]);
	return e;
}

int
command_demo(int argc, char **argv)
{
	struct arena a = { 0 };
	struct config c;
	struct args args;
	enum err e;

	running_block_signals();
	e = config_load(&a, argc, argv, &c, &args);
	if (e == OK && args_flag(&args, "--help")) {
		fputs(usage, stdout);
		arena_free(&a);
		return 0;
	}
	if (e == OK)
		e = run(&a, &c, &args);
	arena_free(&a);
	return command_failed("demo", e);
}
