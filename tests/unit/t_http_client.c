/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_http_client.c - the client against a server that does as it is told:
 * answers, cuts off, says too much, says nothing.
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/fault.h"
#include "http/client.h"
#include "http/guard.h"
#include "tests/test.h"
#include "tests/unit/rawhttp.h"

/* Accepts one connection after the other; on each it takes requests and gives
 * the next answer; an empty answer: hangs up without a word. */
struct script {
	struct str answers[8];
	size_t n;
	bool silent;	    /* never answers, until the other side goes */
	bool keep;	    /* the connection, for the next answer */
	atomic_int asked;   /* requests seen */
	struct arena arena; /* of the thread; read after the join */
	struct str last;
	int listener, port;
	pthread_t thread;
};

static void *
play(void *arg)
{
	struct script *s = arg;
	size_t i = 0;

	for (int fd; (fd = accept(s->listener, NULL, NULL)) >= 0; close(fd)) {
		while (i < s->n || s->silent) {
			struct str got = raw_read(
			    &s->arena, fd, STR("\r\n\r\n"));

			if (str_find(got, STR("\r\n\r\n")) == STR_NOWHERE)
				break;
			s->last = got;
			atomic_fetch_add(&s->asked, 1);
			if (s->silent)
				raw_read(&s->arena, fd, STR_NONE);
			else
				raw_send(fd, s->answers[i++]);
			if (!s->keep)
				break;
		}
	}
	return NULL;
}

static void
script_start(struct script *s)
{
	struct sockaddr_in a = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(a);

	s->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	CHECK(bind(s->listener, (const struct sockaddr *)&a, n) == 0);
	CHECK(listen(s->listener, 16) == 0);
	CHECK(getsockname(s->listener, (struct sockaddr *)&a, &n) == 0);
	s->port = ntohs(a.sin_port);
	pthread_create(&s->thread, NULL, play, s);
}

static void
script_end(struct script *s)
{
	shutdown(s->listener, SHUT_RDWR);
	pthread_join(s->thread, NULL);
	close(s->listener);
}

static struct http_request
ask_for(struct arena *a, const struct script *s, const char *method)
{
	return (struct http_request){ .method = method,
		.url = str_printf(a, "http://127.0.0.1:%d/sak?id=7", s->port) };
}

static enum err
call(struct arena *a, struct http_client_options o, struct http_request q,
    struct http_response *r)
{
	struct http_client *c;

	TRY(http_client_new(a, &o, &c));
	return http_call(c, a, &q, r);
}

TEST(client_answers)
{
	struct arena a = { 0 };
	struct script s = { .n = 1,
		.answers = { STR_INIT("HTTP/1.1 404 Nei\r\n"
				      "X-Rest: 12\r\nContent-Type: "
				      "text/plain\r\n"
				      "Content-Length: 5\r\n\r\nbåt\n") } };
	struct http_response r;
	struct http_request q;
	struct pair extra[] = { { STR_INIT("X-Tom"), STR_INIT("") },
		{ STR_INIT("X-To"), STR_INIT("æ") } };

	script_start(&s);
	q = ask_for(&a, &s, NULL);
	q.body = STR("{}");
	q.type = "application/json";
	q.bearer = STR("hemmelig");
	q.headers = (struct pairs){ extra, 2 };
	CHECK(call(&a, (struct http_client_options){
			   .version = STR("1.2.3") }, q, &r) == OK);
	script_end(&s);
	CHECK(r.status == 404);
	CHECK(str_eq(r.body, STR("båt\n")));
	CHECK(str_eq(pairs_get(&r.headers, STR("x-rest")), STR("12")));
	CHECK(str_eq(r.type, STR("text/plain")));
	CHECK(str_starts(s.last, STR("POST /sak?id=7 HTTP/1.1\r\n")));
	CHECK(str_find(s.last, STR("User-Agent: Ordstyrer/1.2.3\r\n")) !=
	    STR_NOWHERE);
	CHECK(str_find(s.last, STR("Authorization: Bearer hemmelig\r\n")) !=
	    STR_NOWHERE);
	CHECK(str_find(s.last, STR("X-To: æ\r\n")) != STR_NOWHERE);
	CHECK(str_find(s.last, STR("X-Tom:")) != STR_NOWHERE);
	CHECK(str_find(s.last, STR("Expect")) == STR_NOWHERE);
	arena_free(&s.arena);
	arena_free(&a);
}

TEST(client_tells_not_sent_from_not_answered)
{
	struct arena a = { 0 };
	struct script s = { .n = 3,
		.answers = { STR_INIT(""),
		    STR_INIT("HTTP/1.1 200 OK\r\n"
			     "Content-Length: 50\r\n\r\nhalv"),
		    STR_INIT("HTTP/1.1 200 OK\r\nContent-Length: "
			     "9\r\n\r\n123456789") } };
	struct http_client_options small = { .answer_max = 8 };
	struct http_response r;
	struct http_request q;

	script_start(&s);
	q = ask_for(&a, &s, "POST");
	CHECK(call(&a, small, q, &r) == ERR_UNKNOWN); /* hung up */
	CHECK(call(&a, small, q, &r) == ERR_UNKNOWN); /* cut off */
	CHECK(call(&a, small, q, &r) == ERR_UNKNOWN); /* too much */
	CHECK(r.status == 200);
	CHECK(atomic_load(&s.asked) == 3);
	script_end(&s);
	CHECK(call(&a, small, q, &r) == ERR_REMOTE); /* nobody there */
	q.url = STR("http://finst-ikkje.invalid/");
	CHECK(call(&a, small, q, &r) == ERR_REMOTE);
	q.url = STR("file:///etc/passwd");
	CHECK(call(&a, small, q, &r) == ERR_INVALID);
	q.url = STR("http://a:b@example.org/");
	CHECK(call(&a, small, q, &r) == ERR_INVALID);
	arena_free(&s.arena);
	arena_free(&a);
}

TEST(client_times_out)
{
	struct arena a = { 0 };
	struct script s = { .silent = true };
	struct http_response r;

	script_start(&s);
	CHECK(call(&a, (struct http_client_options){ .total_seconds = 1 },
		  ask_for(&a, &s, "POST"), &r) == ERR_UNKNOWN);
	CHECK(atomic_load(&s.asked) == 1);
	script_end(&s);
	arena_free(&s.arena);
	arena_free(&a);
}

/* A server that takes a second POST on a kept connection and hangs up: by
 * itself libcurl would send it again.  Invariant 4: a reply goes out once. */
TEST(client_never_sends_twice)
{
	struct arena a = { 0 };
	struct script s = { .n = 3,
		.keep = true,
		.answers = { STR_INIT("HTTP/1.1 200 OK\r\nContent-Length: "
				      "2\r\n\r\nok"),
		    STR_INIT("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
		    STR_INIT("") } };
	struct http_client_options o = { .total_seconds = 2 };
	struct http_client *c;
	struct http_request q;
	struct http_response r;

	script_start(&s);
	CHECK(http_client_new(&a, &o, &c) == OK);
	q = ask_for(&a, &s, "GET");
	CHECK(http_call(c, &a, &q, &r) == OK);
	q = ask_for(&a, &s, "GET");
	CHECK(http_call(c, &a, &q, &r) == OK);
	CHECK(atomic_load(&s.asked) == 2);
	s.keep = false;
	script_end(&s);
	arena_free(&a);
	arena_free(&s.arena);
	/* The POSTs: each on its own connection, each asked once. */
	s = (struct script){ .n = 2,
		.keep = false,
		.answers = { STR_INIT("HTTP/1.1 200 OK\r\nContent-Length: "
				      "2\r\n\r\nok"),
		    STR_INIT("") } };
	a = (struct arena){ 0 };
	script_start(&s);
	CHECK(http_client_new(&a, &o, &c) == OK);
	q = ask_for(&a, &s, "POST");
	CHECK(http_call(c, &a, &q, &r) == OK);
	CHECK(http_call(c, &a, &q, &r) == ERR_UNKNOWN);
	CHECK(atomic_load(&s.asked) == 2);
	script_end(&s);
	arena_free(&s.arena);
	arena_free(&a);
}

TEST(client_redirects)
{
	struct arena a = { 0 };
	struct script s = { .n = 4,
		.answers = { STR_INIT("HTTP/1.1 302 F\r\nLocation: /ny\r\n"
				      "Content-Length: 0\r\n\r\n"),
		    STR_INIT("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nny"),
		    STR_INIT(
			"HTTP/1.1 302 F\r\nLocation: "
			"http://localhost:1/x\r\nContent-Length: 0\r\n\r\n"),
		    STR_INIT("HTTP/1.1 302 F\r\nLocation: /ny\r\n"
			     "Content-Length: 0\r\n\r\n") } };
	struct http_client_options o = { 0 };
	struct http_response r;

	script_start(&s);
	CHECK(call(&a, o, ask_for(&a, &s, "GET"), &r) == OK);
	CHECK(r.status == 200 && str_ends(r.url, STR("/ny")));
	CHECK(call(&a, o, ask_for(&a, &s, "GET"), &r) == OK);
	CHECK(r.status == 302); /* another origin: handed out */
	CHECK(call(&a, o, ask_for(&a, &s, "POST"), &r) == OK);
	CHECK(r.status == 302);
	CHECK(atomic_load(&s.asked) == 4);
	script_end(&s);
	arena_free(&s.arena);
	arena_free(&a);
}

TEST(client_refuses_private_addresses)
{
	struct arena a = { 0 };
	struct script s = { .n = 1,
		.answers = { STR_INIT("HTTP/1.1 200 OK\r\n"
				      "Content-Length: 0\r\n\r\n") } };
	struct http_client_options o = { .public_only = true };
	struct http_request q;
	struct http_response r;

	script_start(&s);
	q = ask_for(&a, &s, "GET");
	CHECK(call(&a, o, q, &r) == ERR_REMOTE);
	CHECK(str_find(str_from(err_sentence(ERR_REMOTE)), STR("private")) !=
	    STR_NOWHERE);
	q.url = str_printf(&a, "http://localhost:%d/", s.port);
	CHECK(call(&a, o, q, &r) == ERR_REMOTE);
	CHECK(atomic_load(&s.asked) == 0);
	o.allow = STR("10.0.0.0/8 127.0.0.1");
	CHECK(call(&a, o, ask_for(&a, &s, "GET"), &r) == OK);
	o.allow = STR("10.0.0.0/33");
	CHECK(call(&a, o, q, &r) == ERR_INVALID);
	script_end(&s);
	arena_free(&s.arena);
	arena_free(&a);
}

static bool
is_public(const char *text)
{
	struct sockaddr_in v4 = { .sin_family = AF_INET };
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6 };

	if (inet_pton(AF_INET, text, &v4.sin_addr) == 1)
		return addr_is_public((const struct sockaddr *)&v4);
	CHECK(inet_pton(AF_INET6, text, &v6.sin6_addr) == 1);
	return addr_is_public((const struct sockaddr *)&v6);
}

TEST(client_knows_private_addresses)
{
	static const char *const not_ours[] = { "127.0.0.1", "10.1.2.3",
		"172.31.255.255", "192.168.0.1", "169.254.169.254", "0.0.0.0",
		"100.64.0.1", "224.0.0.1", "255.255.255.255", "::1",
		"::", "fe80::1", "fd00::1", "ff02::1", "::ffff:127.0.0.1",
		"::ffff:10.0.0.1", "64:ff9b::7f00:1",
		"2002:7f00:1::", "2001:db8::1" };

	for (size_t i = 0; i < sizeof(not_ours) / sizeof(not_ours[0]); i++)
		CHECK(!is_public(not_ours[i]));
	CHECK(is_public("8.8.8.8"));
	CHECK(is_public("172.32.0.1"));
	CHECK(is_public("2a00::1"));
	CHECK(is_public("::ffff:8.8.8.8"));
}

#ifdef TESTING
TEST(client_faults_both_ways)
{
	struct arena a = { 0 };
	struct script s = { .n = 2,
		.answers = { STR_INIT("HTTP/1.1 200 OK\r\n"
				      "Content-Length: 0\r\n\r\n"),
		    STR_INIT("HTTP/1.1 200 OK\r\n"
			     "Content-Length: 0\r\n\r\n") } };
	struct http_response r;

	script_start(&s);
	fault_seen = 0;
	fault_at = 1;
	CHECK(call(&a, (struct http_client_options){ 0 },
		  ask_for(&a, &s, "POST"), &r) == ERR_REMOTE);
	CHECK(atomic_load(&s.asked) == 0);
	fault_seen = 0;
	fault_at = 2;
	CHECK(call(&a, (struct http_client_options){ 0 },
		  ask_for(&a, &s, "POST"), &r) == ERR_UNKNOWN);
	CHECK(atomic_load(&s.asked) == 1);
	fault_at = 0;
	script_end(&s);
	arena_free(&s.arena);
	arena_free(&a);
}
#endif
