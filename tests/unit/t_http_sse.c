/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_http_sse.c - event streams over real sockets.
 */
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "http/sse.h"
#include "tests/test.h"
#include "tests/unit/rawhttp.h"

static enum server_how
route(void *ctx, struct req *r)
{
	(void)ctx;
	(void)r;
	return HOW_NOW;
}

static void
handle(void *ctx, struct req *r)
{
	struct str who = pairs_get(&r->query, STR("who"));
	enum err e = sse_open(ctx, r, who.n ? who : STR("noen"));

	if (e != OK)
		answer_text(r, err_http_status(e), STR("nei\n"));
}

/* What the store would give: events 1 to 4. */
static void
replay(void *ctx, struct req *r, int64_t last_id, struct sse_replay *to)
{
	(void)ctx;
	(void)r;
	for (int64_t id = last_id + 1; id <= 4; id++)
		sse_replay_add(to, STR("gammelt"), STR("fra lageret"), id);
}

struct stage {
	struct sse_hub *hub;
	struct server *server;
	int port;
};

static struct stage
set_up(struct sse_options o)
{
	struct stage st = { 0 };
	struct server_handler h = { .route = route, .handle = handle };
	struct server_options so = { .listen = STR("127.0.0.1:0") };

	CHECK(sse_hub_new(&o, &st.hub) == OK);
	h.ctx = st.hub;
	CHECK(server_start(&so, &h, &st.server) == OK);
	st.port = server_port(st.server);
	return st;
}

static void
take_down(struct stage *st)
{
	CHECK(server_stop(st->server, 30 * SECOND) == 0);
	sse_hub_free(st->hub);
}

static int
open_stream(struct arena *a, const struct stage *st, struct str head)
{
	int fd = raw_connect(st->port);

	raw_send(fd, STR("GET /hendelser?who=a HTTP/1.1\r\nHost: a\r\n"));
	raw_send(fd, head);
	raw_send(fd, STR("\r\n"));
	raw_read(a, fd, STR("retry:3000"));
	return fd;
}

TEST(sse_tells_all)
{
	struct arena a = { 0 };
	struct stage st = set_up((struct sse_options){ .per_key = 50 });
	int fds[20];
	unsigned open;
	uint64_t dropped;
	struct str got;

	for (size_t i = 0; i < 20; i++)
		fds[i] = open_stream(&a, &st, STR_NONE);
	sse_counts(st.hub, &open, &dropped);
	CHECK(open == 20);
	sse_publish(st.hub, STR("sak"), STR("to\nlinjer"), 5);
	for (size_t i = 0; i < 20; i++) {
		got = raw_read(&a, fds[i], STR("linjer"));
		CHECK(str_find(got,
		    STR("id:5\nevent:sak\ndata:to\ndata:linjer\n\n")) !=
		    STR_NOWHERE);
	}
	take_down(&st);
	for (size_t i = 0; i < 20; i++)
		close(fds[i]);
	arena_free(&a);
}

TEST(sse_catches_up)
{
	struct arena a = { 0 };
	struct stage st = set_up((struct sse_options){ .replay = replay });
	struct str got;
	int fd;

	sse_publish(st.hub, STR("nytt"), STR("i ringen"), 4);
	sse_publish(st.hub, STR("nytt"), STR("i ringen"), 5);
	/* 3 and 4 from the store, 5 from the ring, none twice. */
	fd = raw_connect(st.port);
	raw_send(fd, STR("GET /?who=b HTTP/1.1\r\nHost: a\r\n"
			 "Last-Event-ID: 2\r\n\r\n"));
	got = raw_read(&a, fd, STR("id:5"));
	CHECK(raw_count(got, STR("id:3\nevent:gammelt")) == 1);
	CHECK(raw_count(got, STR("id:4\n")) == 1);
	CHECK(raw_count(got, STR("id:5\nevent:nytt")) == 1);
	CHECK(raw_count(got, STR("id:2\n")) == 0);
	close(fd);
	/* The ring alone reaches back to 4. */
	fd = raw_connect(st.port);
	raw_send(fd, STR("GET /?who=b HTTP/1.1\r\nHost: a\r\n"
			 "Last-Event-ID: 4\r\n\r\n"));
	got = raw_read(&a, fd, STR("id:5"));
	CHECK(raw_count(got, STR("gammelt")) == 0);
	CHECK(raw_count(got, STR("id:5\n")) == 1);
	close(fd);
	take_down(&st);
	arena_free(&a);
}

TEST(sse_limits)
{
	struct arena a = { 0 };
	struct stage st = set_up(
	    (struct sse_options){ .per_key = 2, .streams = 3 });
	int one = open_stream(&a, &st, STR_NONE);
	int two = open_stream(&a, &st, STR_NONE), three;

	CHECK(raw_status(raw_ask(&a, st.port,
			     STR("GET /?who=a HTTP/1.1\r\nHost: a\r\n"
		      "Connection: close\r\n\r\n"))) == 429);
	three = raw_connect(st.port);
	raw_send(three, STR("GET /?who=b HTTP/1.1\r\nHost: a\r\n\r\n"));
	CHECK(raw_status(raw_read(&a, three, STR("retry:3000"))) == 200);
	CHECK(raw_status(raw_ask(&a, st.port,
			     STR("GET /?who=c HTTP/1.1\r\nHost: a\r\n"
		      "Connection: close\r\n\r\n"))) == 503);
	take_down(&st);
	close(one);
	close(two);
	close(three);
	arena_free(&a);
}

TEST(sse_beats_and_notices_the_gone)
{
	struct arena a = { 0 };
	struct stage st = set_up(
	    (struct sse_options){ .heartbeat_seconds = 1 });
	int fd = open_stream(&a, &st, STR_NONE);
	unsigned open = 1;
	uint64_t dropped;

	CHECK(str_find(raw_read(&a, fd, STR(":\n\n")), STR(":\n\n")) !=
	    STR_NOWHERE);
	close(fd);
	while (open > 0) { /* the next beats find nobody there */
		poll(NULL, 0, 20);
		sse_counts(st.hub, &open, &dropped);
	}
	CHECK(dropped == 0);
	take_down(&st);
	arena_free(&a);
}

TEST(sse_drops_the_slow)
{
	struct arena a = { 0 };
	struct stage st = set_up((struct sse_options){ 0 });
	int slow = raw_connect(st.port), quick, little = 2048;
	char text[1000];
	unsigned open;
	uint64_t dropped = 0;
	int64_t id = 0;

	setsockopt(slow, SOL_SOCKET, SO_RCVBUF, &little, sizeof(little));
	raw_send(slow, STR("GET /?who=a HTTP/1.1\r\nHost: a\r\n\r\n"));
	quick = open_stream(&a, &st, STR_NONE);
	do {
		sse_counts(st.hub, &open, &dropped);
	} while (open < 2);
	memset(text, 'x', sizeof(text));
	/* As long as the slow one is let be, and the quick one keeps up. */
	while (dropped == 0 && id < 100000) {
		struct str mark = str_printf(&a, "id:%d\n", (int)++id);

		sse_publish(
		    st.hub, STR("e"), (struct str){ text, sizeof(text) }, id);
		CHECK(str_find(raw_read(&a, quick, mark), mark) != STR_NOWHERE);
		arena_reset(&a);
		sse_counts(st.hub, &open, &dropped);
	}
	CHECK(dropped == 1);
	take_down(&st);
	close(slow);
	close(quick);
	arena_free(&a);
}

static void *
publish_many(void *arg)
{
	for (int64_t i = 1; i <= 200; i++)
		sse_publish(arg, STR("e"), STR("x"), 0);
	sse_publish(arg, STR("slutt"), STR("x"), 0);
	return NULL;
}

TEST(sse_publishing_from_many_threads)
{
	struct arena a = { 0 };
	struct stage st = set_up((struct sse_options){ .per_key = 50 });
	int fds[10];
	pthread_t t[4];

	for (size_t i = 0; i < 10; i++)
		fds[i] = open_stream(&a, &st, STR_NONE);
	for (size_t i = 0; i < 4; i++)
		pthread_create(&t[i], NULL, publish_many, st.hub);
	for (size_t i = 0; i < 4; i++)
		pthread_join(t[i], NULL);
	/* Each is told the end, or dropped for being too slow: never stuck. */
	take_down(&st);
	for (size_t i = 0; i < 10; i++) {
		raw_read(&a, fds[i], STR_NONE);
		close(fds[i]);
	}
	arena_free(&a);
}
