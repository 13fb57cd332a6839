/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_http_parts.c - the readers and writers below the server, without sockets.
 */
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "fmt/jsonout.h"
#include "fmt/url.h"
#include "fmt/utf8.h"
#include "http/cookie.h"
#include "http/form.h"
#include "http/notify.h"
#include "tests/test.h"

TEST(utf8_is_strict)
{
	static const struct str good[] = { STR_INIT(""), STR_INIT("blåbær"),
		STR_INIT("12345678\xc3\xa6"), STR_INIT("\xf0\x9f\x98\x80"),
		STR_INIT("\xf4\x8f\xbf\xbf"), STR_INIT("\xed\x9f\xbf"),
		STR_INIT("\xee\x80\x80") };
	static const struct str bad[] = { STR_INIT("\x80"), STR_INIT("\xc3"),
		STR_INIT("\xc0\xaf"), STR_INIT("\xc1\xbf"),
		STR_INIT("\xe0\x9f\xbf"), STR_INIT("\xed\xa0\x80"),
		STR_INIT("\xf0\x8f\xbf\xbf"), STR_INIT("\xf4\x90\x80\x80"),
		STR_INIT("\xf5\x80\x80\x80"), STR_INIT("\xe6\x97"),
		STR_INIT("12345678\xe6"), STR_INIT("\xc3(") };
	struct arena a = { 0 };
	struct buf b = { .arena = &a };
	int lost = 0;

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		CHECK(utf8_valid(good[i]));
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK(!utf8_valid(bad[i]));
		CHECK(utf8_valid(utf8_repair(&a, bad[i])));
	}
	/* Every code point there and back. */
	for (int32_t cp = 0; cp <= UTF8_MAX; cp++) {
		struct str s;

		if (cp >= 0xd800 && cp <= 0xdfff)
			continue;
		b.n = 0;
		utf8_put(&b, cp);
		s = buf_str(&b);
		if (utf8_next(&s) != cp || s.n != 0)
			lost++;
	}
	CHECK(lost == 0);
	CHECK(utf8_count(STR("blåbær")) == 6);
	CHECK(str_eq(utf8_head(STR("blåbær"), 3), STR("bl")));
	CHECK(str_eq(utf8_head(STR("blåbær"), 4), STR("blå")));
	CHECK(str_eq(utf8_repair(&a,
	    STR("a\xff" "b")),
	    STR("a\xef\xbf\xbd" "b")));
	arena_free(&a);
}

TEST(url_takes_addresses_apart)
{
	static const struct {
		struct str text, host, target;
		int port; /* 0: refused */
	} cases[] = {
		{ STR_INIT("https://Example.ORG"), STR_INIT("example.org"),
		    STR_INIT("/"), 443 },
		{ STR_INIT("http://a:8080/x?y#z"), STR_INIT("a"),
		    STR_INIT("/x?y"), 8080 },
		{ STR_INIT("HTTP://[::1]:81?q"), STR_INIT("::1"),
		    STR_INIT("/?q"), 81 },
		{ .text = STR_INIT("http://a:b@c/") },
		{ .text = STR_INIT("http://") },
		{ .text = STR_INIT("http:///x") },
		{ .text = STR_INIT("ftp://a/") },
		{ .text = STR_INIT("http://a b/") },
		{ .text = STR_INIT("http://a\\@b/") },
		{ .text = STR_INIT("http://a:0/") },
		{ .text = STR_INIT("http://a:65536/") },
		{ .text = STR_INIT("http://[::1") },
		{ .text = STR_INIT("http://[[*]") },
		{ .text = STR_INIT("http://a%2e/") },
		{ .text = STR_INIT("http://[::1]x/") },
		{ .text = STR_INIT("javascript:alert(1)") },
		{ .text = STR_INIT("http://bl\xc3\xa5.no/") },
	};
	struct arena a = { 0 };
	struct url u;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool ok = url_split(&a, cases[i].text, &u);

		CHECK(ok == (cases[i].port != 0));
		if (!ok)
			continue;
		CHECK(str_eq(u.host, cases[i].host));
		CHECK(str_eq(u.target, cases[i].target));
		CHECK(u.port == cases[i].port);
	}
	arena_free(&a);
}

TEST(url_there_and_back)
{
	struct arena a = { 0 };
	struct buf b = { .arena = &a };
	struct str out, name, value, rest;
	struct url base, next;

	url_add_pair(&b, STR("sø k"), STR("a&b=c+å%"));
	url_add_pair(&b, STR("n"), STR(""));
	rest = buf_str(&b);
	CHECK(str_eq(rest, STR("s%C3%B8%20k=a%26b%3Dc%2B%C3%A5%25&n=")));
	CHECK(url_next_pair(&a, &rest, &name, &value));
	CHECK(str_eq(name, STR("sø k")) && str_eq(value, STR("a&b=c+å%")));
	CHECK(url_decode(&a, STR("a+b%2B"), URL_FORM, &out));
	CHECK(str_eq(out, STR("a b+")));
	CHECK(url_decode(&a, STR("a+b%2b"), URL_PATH, &out));
	CHECK(str_eq(out, STR("a+b+")));
	CHECK(!url_decode(&a, STR("%"), URL_FORM, &out));
	CHECK(!url_decode(&a, STR("%2"), URL_FORM, &out));
	CHECK(!url_decode(&a, STR("%00"), URL_FORM, &out));
	CHECK(url_decode_path(&a, STR("/a..b/...c"), &out));
	CHECK(!url_decode_path(&a, STR("/a/.."), &out));
	CHECK(!url_decode_path(&a, STR("/%2e%2e"), &out));
	CHECK(!url_decode_path(&a, STR("a"), &out));
	/* Decoded once: what is left is text, not an escape. */
	CHECK(url_decode_path(&a, STR("/%252e%252e/"), &out));
	CHECK(str_eq(out, STR("/%2e%2e/")));
	CHECK(url_split(&a, STR("https://a.no/x"), &base));
	CHECK(url_follow(&a, &base, STR("//b.no/y"), &next));
	CHECK(!url_same_origin(&base, &next));
	CHECK(url_follow(&a, &base, STR("/y#z"), &next));
	CHECK(url_same_origin(&base, &next) && str_eq(next.target, STR("/y")));
	CHECK(url_follow(&a, &base, STR("http://a.no/"), &next));
	CHECK(!url_same_origin(&base, &next));
	CHECK(!url_follow(&a, &base, STR("y"), &next));
	CHECK(!url_follow(&a, &base, STR("/\\b.no"), &next));
	arena_free(&a);
}

TEST(json_writes_what_can_be_read)
{
	struct arena a = { 0 };
	struct json j = { .out = { .arena = &a } };

	json_open(&j, '{');
	json_key_str(
	    &j, STR("å"), STR("\"\\\n\t\x01</script>&\xe2\x80\xa8\xff"));
	json_key(&j, STR("liste"));
	json_open(&j, '[');
	json_int(&j, INT64_MIN);
	json_bool(&j, true);
	json_none(&j);
	json_open(&j, '[');
	json_close(&j, ']');
	json_raw(&j, STR("{\"x\":1}"));
	json_close(&j, ']');
	json_key_int(&j, STR("n"), 7);
	json_key_bool(&j, STR("ja"), false);
	json_close(&j, '}');
	CHECK(str_eq(json_done(&j),
	    STR("{\"å\":\"\\\"\\\\\\n\\t\\u0001\\u003c/script\\u003e\\u0026"
		"\\u2028\xef\xbf\xbd\",\"liste\":[-9223372036854775808,true,"
		"null,[],{\"x\":1}],\"n\":7,\"ja\":false}")));
	arena_free(&a);
}

TEST(cookie_reads_and_writes)
{
	struct arena a = { 0 };
	struct req r = { .arena = &a };
	struct pair room[3];
	struct pairs got = { room, 0 };

	CHECK(cookie_parse(
	    STR("a=1;b=\"2\"; =x; c; d=\xc3\xa5; a=3"), 3, &got) == OK);
	CHECK(got.n == 3);
	CHECK(str_eq(pairs_get(&got, STR("a")), STR("1")));
	CHECK(str_eq(pairs_get(&got, STR("b")), STR("2")));
	CHECK(cookie_parse(STR("e=1"), 3, &got) == ERR_TOO_LARGE);
	cookie_set(&r, STR("__Host-s"), STR("abc"), 0);
	cookie_set(&r, STR("__Host-s"), STR("abc"), 60);
	cookie_set(&r, STR("__Host-s"), STR("abc"), -1);
	CHECK(str_eq(r.answer.headers.v[0].value,
	    STR("__Host-s=abc; Path=/; Secure; HttpOnly; SameSite=Lax")));
	CHECK(str_ends(r.answer.headers.v[1].value, STR("; Max-Age=60")));
	CHECK(str_starts(r.answer.headers.v[2].value, STR("__Host-s=;")));
	CHECK(str_ends(r.answer.headers.v[2].value, STR("; Max-Age=0")));
	arena_free(&a);
}

TEST(answer_headers_and_redirects)
{
	struct arena a = { 0 };
	struct req r = { .arena = &a };

	for (int i = 0; i < 40; i++)
		answer_header(&r, STR("x-n"), str_printf(&a, "%d", i));
	CHECK(r.answer.headers.n == 40);
	CHECK(str_eq(r.answer.headers.v[39].value, STR("39")));
	CHECK(str_eq(r.answer.headers.v[7].value, STR("7")));
	r.answer.headers.n = 0;
	answer_redirect(&r, STR("/sak/7"));
	answer_redirect(&r, STR("//evil.example/"));
	answer_redirect(&r, STR("/\\evil.example/"));
	answer_redirect(&r, STR("https://evil.example/"));
	CHECK(r.answer.status == 303);
	CHECK(str_eq(r.answer.headers.v[0].value, STR("/sak/7")));
	for (size_t i = 1; i < 4; i++)
		CHECK(str_eq(r.answer.headers.v[i].value, STR("/")));
	arena_free(&a);
}

static enum err
multipart(struct req *r, struct str body, size_t max)
{
	r->form = (struct pairs){ 0 };
	r->files = (struct http_files){ 0 };
	return form_parse_multipart(
	    r, STR("multipart/form-data; charset=utf-8; boundary=\"B\""), body,
		   max);
}

#define PART(n) "--B\r\nContent-Disposition: form-data; name=\"" n "\"\r\n\r\n"
#define FILE_PART                                                              \
	"--B\r\nContent-Disposition: form-data; name=\"f\"; "                  \
	"filename=\"%22å.txt\""                                               \
	"\r\nContent-Type: text/plain\r\n\r\n"

TEST(form_multipart_is_strict)
{
	static const struct str bad[] = { STR_INIT(""), STR_INIT("--B"),
		STR_INIT("--B\r\n"), STR_INIT(PART("a") "x"),
		STR_INIT(PART("a") "x\r\n--B"), STR_INIT(PART("a") "x\r\n--Bx"),
		STR_INIT(PART("a") "x\r\n--B--\r\nmer"),
		STR_INIT("x" PART("a") "x\r\n--B--"),
		STR_INIT(PART("a") "\xff\r\n--B--"),
		STR_INIT(PART("a") "\0\r\n--B--"),
		STR_INIT("--B\r\n\r\nx\r\n--B--"),
		STR_INIT(
		    "--B\r\nContent-Disposition: form-data\r\n\r\nx\r\n--B--"),
		STR_INIT(
		    "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx"
		    "\r\n--B--"),
		STR_INIT("--B\r\nContent-Disposition: form-data; name=\"a\"; "
			 "name=\"b\"\r\n\r\nx\r\n--B--"),
		STR_INIT("--B\r\nContent-Disposition: form-data; name=\"a\"\r\n"
			 "Content-Transfer-Encoding: base64\r\n\r\nx\r\n--B--"),
		STR_INIT(PART("a") "\r\n--B\r\n\r\n--B--") };
	struct arena a = { 0 };
	struct req r = { .arena = &a };
	const struct http_file *f;

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK(multipart(&r, bad[i], 10) == ERR_INVALID);
	CHECK(multipart(
	    &r, STR(PART("a") "en\r\nto\r\n" PART("b") "\r\n" FILE_PART
			  "\r\n--X\0\xff\r\n--B--\r\n"),
		    10) == OK);
	CHECK(str_eq(pairs_get(&r.form, STR("a")), STR("en\r\nto")));
	CHECK(pairs_has(&r.form, STR("b")));
	f = req_file(&r, STR("f"));
	CHECK(f && str_eq(f->name, STR("\"å.txt")));
	CHECK(f && str_eq(f->data, STR("\r\n--X\0\xff")));
	CHECK(f && str_eq(f->type, STR("text/plain")));
	CHECK(!pairs_has(&r.form, STR("f")));
	CHECK(multipart(&r,
	    STR(PART("a") "\r\n" PART("a") "\r\n" PART("a") "\r\n--B--"), 2) ==
	    ERR_TOO_LARGE);
	CHECK(form_parse_multipart(
	    &r, STR("multipart/form-data"), STR(""), 9) == ERR_INVALID);
	arena_free(&a);
}

TEST(notify_tells_the_supervisor)
{
	struct sockaddr_un a = { .sun_family = AF_UNIX };
	struct arena arena = { 0 };
	struct str name = str_printf(
	    &arena, "@ordstyrer-test-%d", (int)getpid());
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char got[32] = { 0 };

	memcpy(a.sun_path, name.p, name.n);
	a.sun_path[0] = '\0';
	CHECK(bind(fd, (const struct sockaddr *)&a,
		  (socklen_t)(offsetof(struct sockaddr_un, sun_path) +
			      name.n)) == 0);
	CHECK(notify_send(name, STR("READY=1")) == OK);
	CHECK(recv(fd, got, sizeof(got), 0) == 7);
	CHECK(strcmp(got, "READY=1") == 0);
	close(fd);
	CHECK(notify_send(name, STR("STOPPING=1")) == ERR_REMOTE);
	CHECK(notify_send(STR_NONE, STR("READY=1")) == OK);
	CHECK(notify_send(STR("relative"), STR("READY=1")) == ERR_INVALID);
	arena_free(&arena);
}
