/* SPDX-License-Identifier: EUPL-1.2 */
#include "http/client.h"

#include <curl/curl.h>
#include <errno.h>
#include <pthread.h>
#include <unistd.h>

#include "base/fault.h"
#include "fmt/url.h"
#include "http/guard.h"

enum { REDIRECTS_MAX = 5, HEADERS_MAX = 200, HEADER_BYTES_MAX = 64 * 1024 };

struct http_client {
	CURL *curl;
	struct http_client_options options;
	const char *agent, *ca_file;
	struct nets allow;
};

/* One exchange in the making. */
struct call {
	struct http_client *client;
	struct arena *arena;
	struct http_response *out;
	struct buf body;
	size_t header_bytes;
	bool reached; /* connected: the request is about to be written */
	bool refused; /* the guard said no */
	bool too_large;
	char why[CURL_ERROR_SIZE];
};

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
init_curl(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

static void
close_curl(void *curl)
{
	curl_easy_cleanup(curl);
}

enum err
http_client_new(struct arena *a, const struct http_client_options *o,
    struct http_client **out)
{
	struct http_client *c = ARENA_NEW(a, struct http_client);
	struct str version = o->version.n ? o->version : STR("0");

	pthread_once(&once, init_curl);
	c->options = *o;
	if (o->connect_seconds == 0)
		c->options.connect_seconds = 10;
	if (o->total_seconds == 0)
		c->options.total_seconds = 30;
	if (o->answer_max == 0)
		c->options.answer_max = (size_t)8 << 20;
	c->agent = str_z(a, str_printf(a, "Ordstyrer/%.*s", STR_ARG(version)));
	c->ca_file = o->ca_file.n ? str_z(a, o->ca_file) : NULL;
	TRY(nets_parse(a, o->allow, &c->allow));
	c->curl = curl_easy_init();
	if (!c->curl)
		return fail(ERR_BROKEN, "libcurl does not start");
	arena_defer(a, close_curl, c->curl);
	*out = c;
	return OK;
}

/* ---- libcurl's callbacks; their types are its own ----
 * NOLINTBEGIN(readability-non-const-parameter) */

/* The address itself, after any name was looked up. */
static curl_socket_t
on_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *addr)
{
	struct call *call = arg;
	const struct http_client *c = call->client;

	(void)purpose;
	if (c->options.public_only && !addr_is_public(&addr->addr) &&
	    !nets_hold(&c->allow, &addr->addr)) {
		call->refused = true;
		return CURL_SOCKET_BAD;
	}
	return socket(
	    addr->family, addr->socktype | SOCK_CLOEXEC, addr->protocol);
}

/* Connected, TLS and all; nothing of the request has been written. */
static int
on_connected(void *arg, char *ip, char *local, int port, int local_port)
{
	struct call *call = arg;

	(void)ip;
	(void)local;
	(void)port;
	(void)local_port;
	call->reached = true;
	return CURL_PREREQFUNC_OK;
}

static size_t
on_body(char *p, size_t size, size_t n, void *arg)
{
	struct call *call = arg;

	n *= size;
	if (n > call->client->options.answer_max - call->body.n) {
		call->too_large = true;
		return 0;
	}
	buf_put(&call->body, (struct str){ p, n });
	return n;
}

static size_t
on_header(char *p, size_t size, size_t n, void *arg)
{
	struct call *call = arg;
	struct pairs *h = &call->out->headers;
	struct str line = { p, n * size }, name;

	call->header_bytes += line.n;
	if (call->header_bytes > HEADER_BYTES_MAX || h->n == HEADERS_MAX) {
		call->too_large = true;
		return 0;
	}
	if (str_starts(line, STR("HTTP/"))) { /* also after a 100 Continue */
		h->n = 0;
		return n * size;
	}
	if (str_find_char(line, ':') == STR_NOWHERE)
		return n * size;
	name = str_take(&line, ':');
	h->v[h->n++] = (struct pair){ str_lower_ascii(call->arena, name),
		str_copy(call->arena, str_trim(line)) };
	return n * size;
}

/* NOLINTEND(readability-non-const-parameter)
 * ---- one exchange ---- */

static void
set_limits(struct http_client *c, struct call *call)
{
	CURL *u = c->curl;

	curl_easy_reset(u); /* keeps the connections */
	curl_easy_setopt(u, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(
	    u, CURLOPT_CONNECTTIMEOUT, (long)c->options.connect_seconds);
	curl_easy_setopt(u, CURLOPT_TIMEOUT, (long)c->options.total_seconds);
	curl_easy_setopt(u, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(u, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(u, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(u, CURLOPT_USERAGENT, c->agent);
	/* No proxy out of the environment: the guard must see the address. */
	curl_easy_setopt(u, CURLOPT_PROXY, "");
	curl_easy_setopt(u, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(u, CURLOPT_SSL_VERIFYHOST, 2L);
	if (c->ca_file)
		curl_easy_setopt(u, CURLOPT_CAINFO, c->ca_file);
	curl_easy_setopt(u, CURLOPT_ERRORBUFFER, call->why);
	curl_easy_setopt(u, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(u, CURLOPT_OPENSOCKETDATA, call);
	curl_easy_setopt(u, CURLOPT_PREREQFUNCTION, on_connected);
	curl_easy_setopt(u, CURLOPT_PREREQDATA, call);
	curl_easy_setopt(u, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(u, CURLOPT_WRITEDATA, call);
	curl_easy_setopt(u, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(u, CURLOPT_HEADERDATA, call);
}

static bool
has_control(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] < 0x20 || s.p[i] == 0x7f)
			return true;
	return false;
}

static enum err
add_line(struct curl_slist **list, const char *line)
{
	struct curl_slist *more = curl_slist_append(*list, line);

	if (!more)
		return fail(ERR_BROKEN, "libcurl has no memory");
	*list = more;
	return OK;
}

static enum err
add_header(struct arena *a, struct curl_slist **list, struct str name,
    struct str value)
{
	if (name.n == 0 || has_control(name) || has_control(value))
		return fail(ERR_INVALID, "a header with control characters");
	if (value.n == 0) /* libcurl's way to send an empty one */
		return add_line(
		    list, str_z(a, str_printf(a, "%.*s;", STR_ARG(name))));
	return add_line(list, str_z(a, str_printf(a, "%.*s: %.*s",
					   STR_ARG(name), STR_ARG(value))));
}

static enum err
add_headers(
    struct arena *a, const struct http_request *q, struct curl_slist **list)
{
	for (size_t i = 0; i < q->headers.n; i++)
		TRY(add_header(
		    a, list, q->headers.v[i].name, q->headers.v[i].value));
	if (q->type)
		TRY(add_header(
		    a, list, STR("Content-Type"), str_from(q->type)));
	if (q->bearer.n)
		TRY(add_header(a, list,
		    STR("Authorization"),
			str_printf(a, "Bearer %.*s", STR_ARG(q->bearer))));
	/* A pause for "100 Continue" only costs time. */
	return add_line(list, "Expect:");
}

static void
set_request(struct http_client *c, struct arena *a,
    const struct http_request *q, const char *method)
{
	CURL *u = c->curl;
	bool safe = str_eq(str_from(method), STR("GET")) ||
	    str_eq(str_from(method), STR("HEAD"));

	if (str_eq(str_from(method), STR("HEAD")))
		curl_easy_setopt(u, CURLOPT_NOBODY, 1L);
	if (q->body.n || !safe) {
		curl_easy_setopt(
		    u, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body.n);
		curl_easy_setopt(
		    u, CURLOPT_POSTFIELDS, q->body.n ? q->body.p : "");
	}
	curl_easy_setopt(u, CURLOPT_CUSTOMREQUEST, method);
	curl_easy_setopt(u, CURLOPT_FRESH_CONNECT, safe ? 0L : 1L);
	curl_easy_setopt(u, CURLOPT_FORBID_REUSE, safe ? 0L : 1L);
	if (q->user.n) {
		curl_easy_setopt(u, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(u, CURLOPT_USERNAME, str_z(a, q->user));
		curl_easy_setopt(u, CURLOPT_PASSWORD, str_z(a, q->password));
	}
}

static enum err
judge(const struct call *call, CURLcode code)
{
	if (call->refused && !call->reached)
		return fail(ERR_REMOTE, "not sent: the address is private");
	if (code == CURLE_OK)
		return OK;
	if (!call->reached)
		return fail(ERR_REMOTE, "not sent: %s", call->why);
	if (call->too_large)
		return fail(ERR_UNKNOWN, "sent, but the answer is too large");
	return fail(ERR_UNKNOWN, "sent, but no whole answer: %s",
	    call->why[0] ? call->why : curl_easy_strerror(code));
}

static enum err
exchange(struct http_client *c, struct arena *a, const struct http_request *q,
    const char *method, struct http_response *out)
{
	struct call call = {
		.client = c, .arena = a, .out = out, .body = { .arena = a }
	};
	struct curl_slist *headers = NULL;
	CURLcode code = CURLE_OK;
	long status = 0;
	enum err e;

	out->headers = (struct pairs){ ARENA_ARRAY(a, struct pair, HEADERS_MAX),
		0 };
	set_limits(c, &call);
	set_request(c, a, q, method);
	curl_easy_setopt(c->curl, CURLOPT_URL, str_z(a, out->url));
	e = add_headers(a, q, &headers);
	if (e == OK && fault())
		e = fail(ERR_REMOTE, "not sent: a fault was asked for");
	if (e == OK) {
		curl_easy_setopt(c->curl, CURLOPT_HTTPHEADER, headers);
		code = curl_easy_perform(c->curl);
		e = judge(&call, code);
		if (call.reached && fault())
			e = fail(ERR_UNKNOWN, "sent: a fault was asked for");
	}
	curl_easy_getinfo(c->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_slist_free_all(headers);
	out->status = (int)status;
	out->body = buf_str(&call.body);
	out->type = pairs_get(&out->headers, STR("content-type"));
	return e;
}

/* The next address, where a redirect may be followed. */
static bool
may_follow(struct arena *a, const struct http_response *r, struct url *at)
{
	struct str where = pairs_get(&r->headers, STR("location"));
	struct url next;

	if (r->status < 301 || r->status > 308 || r->status == 304 ||
	    where.n == 0)
		return false;
	if (!url_follow(a, at, where, &next) || !url_same_origin(at, &next))
		return false;
	*at = next;
	return true;
}

enum err
http_call(struct http_client *c, struct arena *a, const struct http_request *q,
    struct http_response *out)
{
	const char *method = q->method ? q->method : q->body.n ? "POST" : "GET";
	bool safe = str_eq(str_from(method), STR("GET")) ||
	    str_eq(str_from(method), STR("HEAD"));
	struct url at;

	*out = (struct http_response){ 0 };
	if (!url_split(a, q->url, &at))
		return fail(ERR_INVALID, "not an http or https address");
	for (int hops = 0;; hops++) {
		struct buf b = { .arena = a };

		url_write(&b, &at);
		out->url = buf_str(&b);
		TRY(exchange(c, a, q, method, out));
		if (!safe || hops == REDIRECTS_MAX || !may_follow(a, out, &at))
			return OK;
	}
}
