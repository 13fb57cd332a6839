/* SPDX-License-Identifier: EUPL-1.2
 *
 * bench_intake.c - messages a second, one a request, over 64 kept-alive
 * connections to a running `ordstyrer serve`, each answered after the commit
 * that holds it; and beside it, in the same run on the same disk, what bare
 * SQLite does with the same texts: one durable commit each into one table with
 * one FTS5 index (WAL, synchronous=FULL).  Both start with ROWS messages.
 *
 *	bench_intake ORDSTYRER [ROWS] [SECONDS] [PORT] [DIR]
 *
 * Prints both and their ratio; exit status 1 where an answer was not 201.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/buf.h"
#include "db/migrate.h"
#include "fmt/date.h"
#include "ledger/log.h"
#include "model/account.h"
#include "model/intake.h"
#include "model/session.h"

enum { CONNECTIONS = 64, BATCH = 256, ANSWER_MAX = 8192 };

struct setup {
	struct arena a;
	const char *program, *port;
	int64_t rows;
	usec_t length;
	struct str dir, url, token;
	struct account_id account;
	struct db *db;
	struct municipality *m;
	int64_t at; /* for one batch */
};

static _Noreturn void
die(const char *what)
{
	fprintf(stderr, "bench_intake: %s\n", what);
	exit(3);
}

static void
must(enum err e)
{
	if (e != OK)
		die(err_sentence(e));
}

/* The texts --------------------------------------------------------------- */

static const char *const words[] = { "skiløypa", "brøyting", "veien", "skolen",
	"barnehagen", "svømmehallen", "biblioteket", "konserten", "søppel",
	"vannet", "Skeikampen", "åpningstider", "lørdag", "i morgen",
	"ungdommer", "kulturhuset", "bussen", "gatelys", "parkering", "hunder",
	"turstien", "festivalen", "fotball", "eldre", "sykehjemmet", "kommunen",
	"takk", "dårlig", "flott", "hvorfor", "når", "hvor", "igjen", "alltid",
	"sentrum", "Segalstad bru", "Østre Gausdal", "Follebu", "Svatsum",
	"snøen" };

static uint64_t
mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

/* Message number i says the same each time. */
static void
put_text(struct buf *b, int64_t i)
{
	const size_t n = sizeof(words) / sizeof(words[0]);
	uint64_t x = mix((uint64_t)i);
	size_t count = 8 + x % 24;

	buf_lit(b, "Hei!");
	for (size_t k = 0; k < count; k++) {
		x = mix(x);
		buf_char(b, ' ');
		buf_put(b, str_from(words[x % n]));
	}
	buf_printf(b, " nr. %lld?", (long long)i);
}

/* The store --------------------------------------------------------------- */

static enum err
fill(struct db *db, void *arg)
{
	struct setup *s = arg;
	struct person_id nobody = { 0 }, p;
	struct unit u = { .name = STR("Prøve kommune"), .active = true };
	struct person who = {
		.login = STR("prove"), .first_name = STR("Kari"),
					   .last_name = STR("Prøve"),
					       .scheme = STR("auto"),
						   .active = true };
	struct account acct = {
		.channel = STR("byhand"), .name = STR("Prøve kommune"),
					      .state = STR("planned"),
						  .dialogue = STR("open"),
						      .config = STR("{}") };
	struct grant g = { .role = ROLE_ADVISER, .to = INT64_MAX };
	struct worktime hours;
	int64_t seq;

	TRY(worktime_default(&hours));
	TRY(setting_set(
	    db, &s->a, STR("hours"), worktime_json(&s->a, &hours), 0, nobody));
	TRY(unit_add(db, &s->a, &u, nobody, &who.unit));
	TRY(person_add(db, &s->a, &who, STR("-"), nobody, &p));
	TRY(role_give(db, &s->a, p, &g, &seq));
	acct.unit = who.unit;
	acct.editor = acct.leader = p;
	TRY(account_add(db, &s->a, &acct, p, &s->account));
	return token_add(
	    db, &s->a, STR("bench"), p, STR("ingest"), 0, nobody, &s->token);
}

static enum err
fill_batch(struct db *db, void *arg)
{
	struct setup *s = arg;
	struct arena a = { 0 };
	struct intake in = { .m = s->m, .now = clock_now() };
	struct incoming v[BATCH];
	struct taken_item out[BATCH];
	enum err e;

	for (int64_t i = 0; i < BATCH; i++) {
		struct buf b = { .arena = &a };
		int64_t n = s->at + i;

		put_text(&b, n);
		v[i] = (struct incoming){
			.native_id = str_printf(&a, "f%lld", (long long)n),
			.thread_native = str_printf(
			    &a, "p%lld", (long long)n / 50),
			.author_key = str_printf(&a, "a%lld", (long long)n / 2),
			.author_name = STR("Innbygger"),
			    .kind = STR("comment"), .text = buf_str(&b),
				.published_at = in.now };
	}
	e = message_take(db, &a, &in, s->account, v, BATCH, out);
	arena_free(&a);
	return e;
}

static void
make_store(struct setup *s)
{
	s->url = str_printf(&s->a, "sqlite:%.*s/store.db", STR_ARG(s->dir));
	must(db_open(&s->a, s->url, DB_WRITE, &s->db));
	must(migrate(s->db, &s->a));
	must(db_tx(s->db, fill, s));
	must(municipality_load(s->db, &s->m));
	must(ledger_key_create(&s->a,
	    str_printf(&s->a, "%.*s/key", STR_ARG(s->dir)), STR("localhost")));
	for (s->at = 0; s->at < s->rows; s->at += BATCH)
		must(db_tx(s->db, fill_batch, s));
	municipality_free(s->m);
}

/* The program ------------------------------------------------------------- */

static pid_t
start(struct setup *s)
{
	char *argv[] = { (char *)(uintptr_t)s->program, (char[]){ "serve" },
		(char[]){ "--store" }, str_z(&s->a, s->url),
		(char[]){ "--key" },
		str_z(&s->a, str_printf(&s->a, "%.*s/key", STR_ARG(s->dir))),
		(char[]){ "--checkpoints" },
		str_z(&s->a, str_printf(&s->a, "%.*s/roots", STR_ARG(s->dir))),
		(char[]){ "--listen" },
		str_z(&s->a, str_printf(&s->a, "127.0.0.1:%s", s->port)),
		(char[]){ "--log" }, (char[]){ "error" }, NULL };
	pid_t pid;

	if (posix_spawn(&pid, s->program, NULL, NULL, argv, environ) != 0)
		die("the program does not start");
	return pid;
}

static int
connect_to(const struct setup *s)
{
	struct sockaddr_in to = { .sin_family = AF_INET };
	struct timespec pause = { 0, 20000000 };
	int64_t port = 0;
	int fd;

	(void)str_to_int(str_from(s->port), 1, 65535, &port);
	to.sin_port = htons((uint16_t)port);
	inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
	for (int i = 0; i < 500; i++) {
		fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
			return fd;
		close(fd);
		nanosleep(&pause, NULL);
	}
	die("the program does not listen");
}

/* The client -------------------------------------------------------------- */

struct client {
	struct setup *s;
	struct arena a;
	int fd[CONNECTIONS];
	char got[CONNECTIONS][ANSWER_MAX];
	size_t ngot[CONNECTIONS];
	int64_t next, done, wrong;
};

static void
ask(struct client *c, size_t k)
{
	struct buf text = { .arena = &c->a }, body = { .arena = &c->a };
	struct buf b = { .arena = &c->a };
	long long i = (long long)c->next++;

	put_text(&text, i);
	buf_printf(&body,
	    "{\"id\":\"n%lld\",\"thread\":\"p%lld\",\"author_id\":\"a%lld\","
	    "\"author\":\"Innbygger\",\"kind\":\"comment\",\"text\":\"%.*s\","
	    "\"published\":\"2026-11-24T10:00:00+01:00\"}",
	    i, i / 50, i / 2, STR_ARG(buf_str(&text)));
	buf_printf(&b,
	    "POST /api/v1/accounts/%lld/messages HTTP/1.1\r\nHost: localhost"
	    "\r\nAuthorization: Bearer %.*s\r\nContent-Type: application/json"
	    "\r\nContent-Length: %zu\r\n\r\n%.*s",
	    (long long)c->s->account.v, STR_ARG(c->s->token), body.n,
	    STR_ARG(buf_str(&body)));
	c->ngot[k] = 0;
	if (write(c->fd[k], b.p, b.n) != (ssize_t)b.n)
		die("a request could not be sent");
	arena_reset(&c->a);
}

/* Is the answer whole?  Its length stands in its head. */
static bool
whole(struct str got)
{
	size_t head = str_find(got, STR("\r\n\r\n"));
	size_t at = str_find(got, STR("ontent-Length: "));
	struct str rest = str_cut(got, at + 15, got.n);
	int64_t n;

	if (head == STR_NOWHERE || at == STR_NOWHERE)
		return false;
	rest = str_cut(rest, 0, str_find(rest, STR("\r\n")));
	return str_to_int(rest, 0, ANSWER_MAX, &n) &&
	       got.n >= head + 4 + (size_t)n;
}

static void
hear(struct client *c, size_t k)
{
	ssize_t n = read(
	    c->fd[k], c->got[k] + c->ngot[k], ANSWER_MAX - c->ngot[k]);
	struct str got;

	if (n <= 0)
		die("a connection was closed");
	c->ngot[k] += (size_t)n;
	got = (struct str){ c->got[k], c->ngot[k] };
	if (!whole(got))
		return;
	if (!str_starts(got, STR("HTTP/1.1 201 "))) {
		if (c->wrong++ == 0)
			fprintf(stderr, "%.*s\n", STR_ARG(got));
	}
	c->done++;
	ask(c, k);
}

static double
drive(struct setup *s, int64_t *done, int64_t *wrong)
{
	struct client *c = ARENA_NEW(&s->a, struct client);
	struct epoll_event ev[CONNECTIONS];
	int ep = epoll_create1(EPOLL_CLOEXEC);
	usec_t from;
	double took;

	c->s = s;
	for (size_t k = 0; k < CONNECTIONS; k++) {
		ev[0] = (struct epoll_event){ .events = EPOLLIN,
			.data.u64 = k };
		c->fd[k] = connect_to(s);
		epoll_ctl(ep, EPOLL_CTL_ADD, c->fd[k], &ev[0]);
	}
	from = clock_mono();
	for (size_t k = 0; k < CONNECTIONS; k++)
		ask(c, k);
	while (clock_mono() - from < s->length) {
		int n = epoll_wait(ep, ev, CONNECTIONS, 1000);

		for (int i = 0; i < n; i++)
			hear(c, (size_t)ev[i].data.u64);
	}
	took = (double)(clock_mono() - from) / (double)SECOND;
	for (size_t k = 0; k < CONNECTIONS; k++)
		close(c->fd[k]);
	close(ep);
	*wrong = c->wrong;
	*done = c->done;
	return (double)c->done / took;
}

/* The yardstick ----------------------------------------------------------- */

static const char create
    [] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
	 "CREATE TABLE message (id INTEGER PRIMARY KEY, text TEXT NOT NULL);"
	 "CREATE VIRTUAL TABLE search USING fts5(text, content='message',"
	 " content_rowid='id');";

struct bare {
	sqlite3 *db;
	sqlite3_stmt *row, *index;
	struct arena a;
};

static void
bare_exec(struct bare *b, const char *sql)
{
	if (sqlite3_exec(b->db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(sqlite3_errmsg(b->db));
}

static void
bare_put(struct bare *b, int64_t i)
{
	struct buf text = { .arena = &b->a };

	put_text(&text, i);
	for (int k = 0; k < 2; k++) {
		sqlite3_stmt *st = k ? b->index : b->row;

		sqlite3_bind_int64(st, 1, i + 1);
		sqlite3_bind_text(st, 2, text.p, (int)text.n, SQLITE_STATIC);
		if (sqlite3_step(st) != SQLITE_DONE)
			die(sqlite3_errmsg(b->db));
		sqlite3_reset(st);
	}
	arena_reset(&b->a);
}

static double
yardstick(struct setup *s)
{
	struct bare b = { 0 };
	int64_t i = 0;
	usec_t from;

	if (sqlite3_open(str_z(&s->a, str_printf(&s->a, "%.*s/bare.db",
					  STR_ARG(s->dir))),
		&b.db))
		die("bare.db");
	bare_exec(&b, create);
	sqlite3_prepare_v2(b.db, "INSERT INTO message (id, text) VALUES (?, ?)",
	    -1, &b.row, NULL);
	sqlite3_prepare_v2(b.db,
	    "INSERT INTO search (rowid, text) VALUES (?, ?)", -1, &b.index,
	    NULL);
	bare_exec(&b, "BEGIN");
	while (i < s->rows)
		bare_put(&b, i++);
	bare_exec(&b, "COMMIT");
	from = clock_mono();
	while (clock_mono() - from < s->length) {
		bare_exec(&b, "BEGIN IMMEDIATE");
		bare_put(&b, i++);
		bare_exec(&b, "COMMIT");
	}
	from = clock_mono() - from;
	sqlite3_finalize(b.row);
	sqlite3_finalize(b.index);
	sqlite3_close(b.db);
	arena_free(&b.a);
	return (double)(i - s->rows) * (double)SECOND / (double)from;
}

/* ------------------------------------------------------------------------- */

static void
remove_all(struct setup *s)
{
	static const char *const names[] = { "store.db", "store.db-wal",
		"store.db-shm", "bare.db", "bare.db-wal", "bare.db-shm", "key",
		"roots" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlink(str_z(&s->a,
		    str_printf(&s->a, "%.*s/%s", STR_ARG(s->dir), names[i])));
	(void)rmdir(str_z(&s->a, s->dir));
}

static double
micro(struct timeval t)
{
	return (double)t.tv_sec * 1e6 + (double)t.tv_usec;
}

int
main(int argc, char **argv)
{
	struct setup s = {
		.rows = 100000, .length = 10 * SECOND, .port = "18701"
	};
	char dir[] = "/tmp/bench_intake_XXXXXX";
	int64_t seconds = 10, done, wrong;
	double ours, bare;
	struct rusage used;
	int status;
	pid_t pid;

	if (argc < 2)
		die("usage: bench_intake ORDSTYRER [ROWS] [SECONDS] [PORT]"
		    " [DIR]");
	s.program = argv[1];
	if ((argc > 2 &&
		!str_to_int(str_from(argv[2]), 0, INT64_MAX, &s.rows)) ||
	    (argc > 3 && !str_to_int(str_from(argv[3]), 1, 3600, &seconds)))
		die("ROWS and SECONDS are numbers");
	if (argc > 4)
		s.port = argv[4];
	s.length = seconds * SECOND;
	s.dir = str_from(argc > 5 ? argv[5] : mkdtemp(dir));
	make_store(&s);
	pid = start(&s);
	ours = drive(&s, &done, &wrong);
	kill(pid, SIGTERM);
	wait4(pid, &status, 0, &used);
	bare = yardstick(&s);
	printf("intake over HTTP: %.0f messages a second, %d connections, from"
	       " %lld rows, %lld answers not 201\n"
	       "its processor time: %.0f microseconds a message, %.0f of them"
	       " the system's\n"
	       "bare SQLite:      %.0f single durable commits a second\n"
	       "ratio:            %.2f\n",
	    ours, CONNECTIONS, (long long)s.rows, (long long)wrong,
	    (micro(used.ru_utime) + micro(used.ru_stime)) / (double)done,
	    micro(used.ru_stime) / (double)done, bare, ours / bare);
	remove_all(&s);
	arena_free(&s.a);
	return wrong != 0;
}
