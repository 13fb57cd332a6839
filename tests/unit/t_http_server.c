/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_http_server.c - the server over real sockets: what gets through, what is
 * refused at the border, and that many at once are served.
 */
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

#include "tests/test.h"
#include "tests/unit/rawhttp.h"

/* A handler that says what it was given. */
struct echo {
	pthread_t threads[512];
	atomic_uint later; /* threads started */
	atomic_bool hold;  /* HOW_LATER answers wait for this to end */
	atomic_int handled;
};

static enum server_how
echo_route(void *ctx, struct req *r)
{
	(void)ctx;
	if (str_eq(r->path, STR("/upload")))
		r->body_max = 4 * 1024 * 1024;
	if (str_eq(r->path, STR("/early")))
		answer_text(r, 404, STR("early\n"));
	return str_eq(r->path, STR("/later")) ? HOW_LATER : HOW_NOW;
}

static void
echo_pairs(struct buf *b, const char *what, const struct pairs *p)
{
	for (size_t i = 0; i < p->n; i++)
		buf_printf(b, "%s %.*s=[%.*s]\n", what, STR_ARG(p->v[i].name),
		    STR_ARG(p->v[i].value));
}

static void
echo_answer(struct req *r)
{
	struct buf *b = &r->answer.body.out;

	buf_printf(b, "method %d\npath [%.*s]\nhost [%.*s]\npeer [%.*s]\n",
	    (int)r->method, STR_ARG(r->path), STR_ARG(r->host),
	    STR_ARG(r->peer));
	buf_printf(b, "https %d\nbody %zu\n", r->https, r->body.n);
	echo_pairs(b, "query", &r->query);
	echo_pairs(b, "form", &r->form);
	echo_pairs(b, "cookie", &r->cookies);
	for (size_t i = 0; i < r->files.n; i++)
		buf_printf(b, "file %.*s [%.*s] %zu\n",
		    STR_ARG(r->files.v[i].field), STR_ARG(r->files.v[i].name),
		    r->files.v[i].data.n);
	buf_lit(b, "end\n");
	answer_header(r, STR("x-test"), STR("ja"));
	if (pairs_has(&r->query, STR("bad")))
		answer_header(r, STR("x-bad"), STR("a\r\nset-cookie: b"));
	r->answer.status = 200;
}

struct errand {
	struct echo *echo;
	struct req *r;
};

static void *
answer_later(void *arg)
{
	struct errand *e = arg;

	while (atomic_load(&e->echo->hold))
		poll(NULL, 0, 1);
	echo_answer(e->r);
	server_resume(e->r);
	return NULL;
}

static void
echo_handle(void *ctx, struct req *r)
{
	struct echo *echo = ctx;
	struct errand *e;

	atomic_fetch_add(&echo->handled, 1);
	if (!str_eq(r->path, STR("/later"))) {
		echo_answer(r);
		return;
	}
	e = ARENA_NEW(r->arena, struct errand);
	*e = (struct errand){ echo, r };
	pthread_create(&echo->threads[atomic_fetch_add(&echo->later, 1)], NULL,
	    answer_later, e);
}

static void
join_later(struct echo *echo)
{
	for (unsigned i = 0; i < atomic_load(&echo->later); i++)
		pthread_join(echo->threads[i], NULL);
}

static struct server *
start(struct echo *echo, struct server_options o)
{
	struct server_handler h = {
		.ctx = echo, .route = echo_route, .handle = echo_handle
	};
	struct server *s = NULL;

	if (o.listen.n == 0)
		o.listen = STR("127.0.0.1:0");
	CHECK(server_start(&o, &h, &s) == OK);
	return s;
}

#define END	  " HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"
#define HAS(s, w) CHECK(str_find((s), STR(w)) != STR_NOWHERE)
#define NOT(s, w) CHECK(str_find((s), STR(w)) == STR_NOWHERE)

TEST(http_answers)
{
	struct arena a = { 0 };
	struct echo echo = { 0 };
	struct server *s = start(&echo, (struct server_options){ 0 });
	int port = server_port(s);
	struct str got;

	got = raw_ask(&a, port,
	    STR("GET /sak/b%C3%A5t%20+?q=%C3%A6+%C3%B8&tom&x=1%3D2&bad HTTP/1.1\r\n"
		"Host: Gausdal.Example:8080\r\nConnection: close\r\n"
		"Cookie: __Host-s=abc; dark=1; rot\r\nCookie: b=\"2\"\r\n\r\n"));
	CHECK(raw_status(got) == 200);
	HAS(got, "path [/sak/båt +]\n");
	HAS(got, "host [gausdal.example]\n");
	HAS(got, "query q=[æ ø]\nquery tom=[]\nquery x=[1=2]\n");
	HAS(got, "cookie __Host-s=[abc]\ncookie dark=[1]\ncookie b=[2]\n");
	HAS(got, "peer [127.0.0.1]\nhttps 0\n");
	HAS(got, "x-test: ja\r\n");
	NOT(got, "set-cookie");
	got = raw_ask(&a, port, STR("HEAD /" END));
	CHECK(raw_status(got) == 200);
	NOT(got, "path [");
	NOT(got, "Content-Length: 0");
	CHECK(server_stop(s, SECOND) == 0);
	arena_free(&a);
}

/* Each: the request line and headers, and the status they deserve; 0: the
 * connection may also just end. */
static const struct {
	struct str text;
	int status;
} heads[] = {
	{ STR_INIT("GET /a%zz" END), 400 },
	{ STR_INIT("GET /a%4" END), 400 },
	{ STR_INIT("GET /a%00b" END), 400 },
	{ STR_INIT("GET /../etc/passwd" END), 400 },
	{ STR_INIT("GET /a/%2e%2E/b" END), 400 },
	{ STR_INIT("GET /a%2fb" END), 400 },
	{ STR_INIT("GET /a%5Cb" END), 400 },
	{ STR_INIT("GET /a/./b" END), 400 },
	{ STR_INIT("GET /%C0%AF" END), 400 },	    /* overlong '/' */
	{ STR_INIT("GET /%ED%A0%80" END), 400 },    /* surrogate */
	{ STR_INIT("GET /%F5%80%80%80" END), 400 }, /* above U+10FFFF */
	{ STR_INIT("GET /?a=%FF" END), 400 },
	{ STR_INIT("GET /?a=%00" END), 400 },
	{ STR_INIT("GET http://evil.example/" END), 400 },
	{ STR_INIT("OPTIONS *" END), 400 },
	{ STR_INIT("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"), 400 },
	{ STR_INIT("GET / HTTP/1.1\r\nConnection: close\r\n\r\n"), 400 },
	{ STR_INIT("GET / HTTP/1.1\r\nHost: a<b>\r\nConnection: close\r\n\r\n"),
	    400 },
	{ STR_INIT("GET / HTTP/1.1\r\nHost: a\r\nx: a\001b\r\n\r\n"), 400 },
	{ STR_INIT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
		   "Content-Length: 2\r\n\r\nab"),
	    400 },
	{ STR_INIT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n"
		   "Content-Length: 33\r\n\r\nGET /smuggled HTTP/1.1\r\n"
		   "Host: a\r\n\r\n"),
	    400 },
	{ STR_INIT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n"
		   "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
		   "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"),
	    400 },
	{ STR_INIT("POST / HTTP/1.1\r\nHost: a\r\n"
		   "Transfer-Encoding: gzip\r\n\r\nabc"),
	    400 },
	{ STR_INIT("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n"),
	    400 },
	{ STR_INIT(
	      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +3\r\n\r\nabc"),
	    400 },
	{ STR_INIT("POST / HTTP/1.1\r\nHost: a\r\n"
		   "Content-Length: 99999999999999999999\r\n\r\n"),
	    0 },
	{ STR_INIT("rubbish\r\n\r\n"), 0 },
};

TEST(http_refuses_bad_heads)
{
	struct arena a = { 0 };
	struct echo echo = { 0 };
	struct server *s = start(&echo, (struct server_options){ 0 });

	for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
		struct str got = raw_ask(&a, server_port(s), heads[i].text);
		int status = raw_status(got);

		if (status != heads[i].status &&
		    (heads[i].status != 0 || status == 200))
			printf("head %zu: got %d\n", i, status);
		CHECK(status == heads[i].status ||
		      (heads[i].status == 0 && status != 200));
		CHECK(raw_count(got, STR("HTTP/1.1 200")) == 0);
	}
	CHECK(atomic_load(&echo.handled) == 0);
	CHECK(server_stop(s, SECOND) == 0);
	arena_free(&a);
}

TEST(http_pipelined)
{
	struct arena a = { 0 };
	struct echo echo = { 0 };
	struct server *s = start(&echo, (struct server_options){ 0 });
	struct str got = raw_ask(&a, server_port(s),
	    STR("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n"
		"POST /2 HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
		"GET /early HTTP/1.1\r\nHost: a\r\n\r\n"
		"POST /early HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc"
		"GET /later HTTP/1.1\r\nHost: a\r\n\r\n"
		"GET /3" END));

	CHECK(raw_count(got, STR("HTTP/1.1 200")) == 4);
	CHECK(raw_count(got, STR("HTTP/1.1 404")) == 2);
	CHECK(
	    str_find(got, STR("path [/1]")) < str_find(got, STR("path [/2]")));
	CHECK(str_find(got, STR("path [/later]")) <
	    str_find(got, STR("path [/3]")));
	HAS(got, "body 3\n");
	CHECK(server_stop(s, SECOND) == 0);
	join_later(&echo);
	arena_free(&a);
}

TEST(http_body_limits)
{
	struct arena a = { 0 };
	struct echo echo = { 0 };
	struct server *s = start(
	    &echo, (struct server_options){ .body_max = 1000 });
	int port = server_port(s), fd = raw_connect(port);
	char *big = ARENA_ARRAY(&a, char, 3000000);
	struct str got;

	memset(big, 'a', 3000000);
	/* A promise too large: refused, and the next request still works. */
	raw_send(fd, STR("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: "
			 "3000000\r\n\r\n"));
	raw_send(fd, (struct str){ big, 3000000 });
	raw_send(fd, STR("GET /next" END));
	got = raw_read(&a, fd, STR_NONE);
	close(fd);
	CHECK(raw_status(got) == 413);
	HAS(got, "path [/next]");
	/* The route that takes more. */
	fd = raw_connect(port);
	raw_send(fd, STR("POST /upload HTTP/1.1\r\nHost: a\r\nConnection: "
			 "close\r\nContent-Length: 3000000\r\n\r\n"));
	raw_send(fd, (struct str){ big, 3000000 });
	got = raw_read(&a, fd, STR_NONE);
	close(fd);
	HAS(got, "body 3000000\n");
	/* Chunks that add up to too much. */
	got = raw_ask(&a, port,
	    STR("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
		"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"));
	HAS(got, "body 3\n");
	fd = raw_connect(port);
	raw_send(fd, STR("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
			 "Transfer-Encoding: chunked\r\n\r\n"));
	for (int i = 0; i < 20; i++) {
		raw_send(fd, STR("64\r\n"));
		raw_send(fd, (struct str){ big, 100 });
		raw_send(fd, STR("\r\n"));
	}
	raw_send(fd, STR("0\r\n\r\n"));
	CHECK(raw_status(raw_read(&a, fd, STR_NONE)) == 413);
	close(fd);
	/* Waiting for leave to send: told at once. */
	got = raw_ask(&a, port,
	    STR("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
		"Content-Length: 3000000\r\n\r\n"));
	CHECK(raw_status(got) == 413);
	CHECK(server_stop(s, SECOND) == 0);
	arena_free(&a);
}

TEST(http_head_limits)
{
	struct arena a = { 0 };
	struct echo echo = { 0 };
	struct server *s = start(
	    &echo, (struct server_options){ .head_max = 8192 });
	struct buf b = { .arena = &a };
	int status;

	buf_lit(&b, "GET / HTTP/1.1\r\nHost: a\r\nx: ");
	for (int i = 0; i < 20000; i++)
		buf_char(&b, 'a');
	buf_lit(&b, "\r\n\r\n");
	status = raw_status(raw_ask(&a, server_port(s), buf_str(&b)));
	CHECK(status == 431 || status == 413);
	b.n = 0;
	buf_lit(&b, "GET /");
	for (int i = 0; i < 20000; i++)
		buf_char(&b, 'a');
	buf_lit(&b, END);
	status = raw_status(raw_ask(&a, server_port(s), buf_str(&b)));
	CHECK(status == 414 || status == 431);
	CHECK(atomic_load(&echo.handled) == 0);
	CHECK(server_stop(s, SECOND) == 0);
	arena_free(&a);
}

TEST(http_drip)
{
	struct arena a = { 0 };
	struct echo echo = { 0 };
	struct server *s = start(&echo,
	    (struct server_options){ .head_seconds = 1, .body_seconds = 1 });
	struct str whole = STR("POST /d HTTP/1.1\r\nHost: a\r\nConnection: "
			       "close\r\nContent-Length: 5\r\n\r\nbåt\n");
	int fd = raw_connect(server_port(s)), slow;

	/* One byte at a time is fine ... */
	for (size_t i = 0; i < whole.n; i++)
		raw_send(fd, str_cut(whole, i, i + 1));
	CHECK(raw_status(raw_read(&a, fd, STR_NONE)) == 200);
	close(fd);
	/* ... but not for ever, however busy the drip. */
	slow = raw_connect(server_port(s));
	raw_send(slow, STR("GET / HTTP/1.1\r\nHost: a\r\nx: "));
	for (;;) {
		struct pollfd p = { .fd = slow, .events = POLLIN };

		if (poll(&p, 1, 50) > 0)
			break;
		raw_send(slow, STR("a"));
	}
	CHECK(raw_status(raw_read(&a, slow, STR_NONE)) != 200);
	close(slow);
	CHECK(atomic_load(&echo.handled) == 1);
	CHECK(server_stop(s, SECOND) == 0);
	arena_free(&a);
}

TEST(http_forms)
{
	struct arena a = { 0 };
	struct echo echo = { 0 };
	struct server *s = start(&echo, (struct server_options){ 0 });
	int port = server_port(s);
	struct str got;

	got = raw_ask(&a, port,
	    STR("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
		"Content-Type: application/x-www-form-urlencoded\r\n"
		"Content-Length: 24\r\n\r\nsvar=Hei+%C3%85se&ja=%26"));
	HAS(got, "form svar=[Hei Åse]\nform ja=[&]\n");
	got = raw_ask(&a, port,
	    STR("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
		"Content-Type: application/x-www-form-urlencoded\r\n"
		"Content-Length: 5\r\n\r\na=%FF"));
	CHECK(raw_status(got) == 400);
	got = raw_ask(&a, port,
	    STR("POST / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
		"Content-Type: multipart/form-data; boundary=X\r\n"
		"Content-Length: 165\r\n\r\n--X\r\nContent-Disposition: "
		"form-data; name=\"t\"\r\n\r\nåpent\r\n--X\r\nContent-Disposition: "
		"form-data; name=\"f\"; filename=\"C:\\x\\b.png\"\r\n"
		"Content-Type: image/png\r\n\r\n\xff\001\r\n--X--\r\n"));
	HAS(got, "form t=[åpent]\n");
	HAS(got, "file f [b.png] 2\n");
	CHECK(server_stop(s, SECOND) == 0);
	arena_free(&a);
}

TEST(http_forwarded_from_proxy_only)
{
	struct arena a = { 0 };
	struct echo echo = { 0 };
	struct server *s = start(&echo, (struct server_options){ 0 });
	struct str ask = STR("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n"
		"X-Forwarded-For: 10.1.1.1, 192.0.2.7\r\n"
		"X-Forwarded-Proto: https\r\n\r\n");
	struct str got = raw_ask(&a, server_port(s), ask);

	HAS(got, "peer [192.0.2.7]\nhttps 1\n");
	CHECK(server_stop(s, SECOND) == 0);
	s = start(&echo,
	    (struct server_options){ .trusted_proxy = STR("192.0.2.1") });
	got = raw_ask(&a, server_port(s), ask);
	HAS(got, "peer [127.0.0.1]\nhttps 0\n");
	CHECK(server_stop(s, SECOND) == 0);
	arena_free(&a);
}

/* 200 connections kept open, several rounds on each, half of them answered
 * from another thread. */
TEST(http_many_keep_alive)
{
	enum { MANY = 200, ROUNDS = 4 };
	struct arena a = { 0 };
	struct echo *echo = ARENA_NEW(&a, struct echo);
	struct server *s = start(echo, (struct server_options){ 0 });
	struct server_stats stats;
	int fds[MANY];
	size_t good = 0;

	for (size_t i = 0; i < MANY; i++)
		fds[i] = raw_connect(server_port(s));
	for (int round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < MANY; i++)
			raw_send(fds[i], i % 2 && round < 2
			    ? STR("GET /later HTTP/1.1\r\nHost: a\r\n\r\n")
			    : STR("GET /now HTTP/1.1\r\nHost: a\r\n\r\n"));
		for (size_t i = 0; i < MANY; i++)
			good += raw_status(
			    raw_read(&a, fds[i], STR("end\n"))) == 200;
	}
	CHECK(good == MANY * ROUNDS);
	for (size_t i = 0; i < MANY; i++)
		close(fds[i]);
	join_later(echo);
	server_stats(s, &stats);
	CHECK(stats.connections == MANY);
	CHECK(stats.by_class[2] == MANY * ROUNDS);
	CHECK(server_stop(s, SECOND) == 0);
	arena_free(&a);
}

struct stopper {
	struct server *server;
	usec_t grace;
	unsigned left;
};

static void *
stop_it(void *arg)
{
	struct stopper *st = arg;

	st->left = server_stop(st->server, st->grace);
	return NULL;
}

TEST(http_stop_finishes_what_runs)
{
	struct arena a = { 0 };
	struct echo echo = { .hold = true };
	struct server *s = start(&echo, (struct server_options){ 0 });
	struct stopper st = { s, 60 * SECOND, 99 };
	int port = server_port(s), fd = raw_connect(port);
	int idle = raw_connect(port);
	pthread_t t;

	raw_send(fd, STR("GET /later HTTP/1.1\r\nHost: a\r\n\r\n"));
	while (atomic_load(&echo.later) == 0)
		poll(NULL, 0, 1);
	pthread_create(&t, NULL, stop_it, &st);
	while (raw_connect(port) >= 0) /* until it takes no more */
		poll(NULL, 0, 1);
	atomic_store(&echo.hold, false);
	CHECK(raw_status(raw_read(&a, fd, STR_NONE)) == 200);
	pthread_join(t, NULL);
	CHECK(st.left == 0);
	CHECK(raw_read(&a, idle, STR_NONE).n == 0);
	join_later(&echo);
	close(fd);
	close(idle);
	arena_free(&a);
}

TEST(http_stop_cuts_off_what_never_ends)
{
	struct arena a = { 0 };
	struct echo echo = { .hold = true };
	struct server *s = start(&echo, (struct server_options){ 0 });
	int fd = raw_connect(server_port(s));

	raw_send(fd, STR("GET /later HTTP/1.1\r\nHost: a\r\n\r\n"));
	while (atomic_load(&echo.later) == 0)
		poll(NULL, 0, 1);
	CHECK(server_stop(s, 0) == 1);
	CHECK(raw_read(&a, fd, STR_NONE).n == 0);
	/* The handler's answer comes too late and harms nobody. */
	atomic_store(&echo.hold, false);
	join_later(&echo);
	close(fd);
	arena_free(&a);
}

TEST(http_listen_addresses)
{
	struct arena a = { 0 };
	struct echo echo = { 0 };
	struct server_handler h = {
		.ctx = &echo, .route = echo_route, .handle = echo_handle
	};
	struct server_options o = { .listen = STR("unix:") };
	struct server *s = NULL;

	CHECK(server_start(&o, &h, &s) == ERR_INVALID);
	o.listen = STR("example.org:80");
	CHECK(server_start(&o, &h, &s) == ERR_INVALID);
	o.listen = STR("127.0.0.1:70000");
	CHECK(server_start(&o, &h, &s) == ERR_INVALID);
	o.listen = STR("192.0.2.1:18299"); /* not ours */
	CHECK(server_start(&o, &h, &s) == ERR_REMOTE);
	arena_free(&a);
}
