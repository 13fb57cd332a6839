/* SPDX-License-Identifier: EUPL-1.2
 *
 * wordpress_call.c - one call, and what its answer means.  WordPress sites
 * stand behind firewalls and plug-ins that answer HTML with any status: only
 * JSON with WordPress's own code is believed to be WordPress's word.
 */
#include "channel/wordpress.h"
#include "fmt/date.h"
#include "fmt/html.h"
#include "fmt/htmltext.h"
#include "fmt/utf8.h"

/* WordPress's error codes; NULL: by status alone. */
static const struct {
	const char *code;
	enum channel_fault fault;
} codes[] = {
	{ "rest_comment_closed", FAULT_CLOSED },
	{ "rest_comment_trash_post", FAULT_CLOSED },
	{ "rest_comment_draft_post", FAULT_CLOSED },
	{ "comment_duplicate", FAULT_DUPLICATE },
	{ "comment_flood", FAULT_THROTTLED },
	{ "rest_comment_invalid_id", FAULT_GONE },
	{ "rest_post_invalid_id", FAULT_GONE },
	{ "rest_comment_invalid_post_id", FAULT_GONE },
	{ "rest_already_trashed", FAULT_GONE },
	{ "rest_not_logged_in", FAULT_LOGIN },
	{ "incorrect_password", FAULT_LOGIN },
	{ "invalid_username", FAULT_LOGIN },
	{ "invalid_application_password", FAULT_LOGIN },
	{ "rest_comment_login_required", FAULT_LOGIN },
	{ "application_passwords_disabled", FAULT_LOGIN },
	{ "rest_forbidden", FAULT_PERMISSION },
	{ "rest_forbidden_param", FAULT_PERMISSION },
	{ "rest_forbidden_context", FAULT_PERMISSION },
	{ "rest_cannot_edit", FAULT_PERMISSION },
	{ "rest_comment_content_invalid", FAULT_REFUSED },
	{ "rest_comment_failed_edit", FAULT_TRANSIENT },
	{ "rest_comment_failed_create", FAULT_TRANSIENT },
};

static enum channel_fault
fault_of(int status, struct str code, bool writes)
{
	/* Invariant 9: to a question, only 404 and 410 may say "gone". */
	bool may_be_gone = status == 404 || status == 410 ||
			   (writes && status == 403);

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		if (str_eq(code, str_from(codes[i].code)) &&
		    (codes[i].fault != FAULT_GONE || may_be_gone))
			return codes[i].fault;
	if (status == 401)
		return FAULT_LOGIN;
	if (status == 429 || status == 503)
		return FAULT_THROTTLED;
	if (status >= 500)
		return FAULT_TRANSIENT;
	/* A 403 or 404 without WordPress's code is a wall before it. */
	if (code.n == 0)
		return FAULT_TRANSIENT;
	return status == 403 ? FAULT_PERMISSION : FAULT_REFUSED;
}

static int64_t
header_int(const struct http_response *r, struct str name, int64_t dflt)
{
	int64_t v;

	return str_to_int(pairs_get(&r->headers, name), 0, INT64_MAX, &v)
		   ? v
		   : dflt;
}

static json_t *
parse(struct arena *a, const struct http_response *r)
{
	json_t *o;

	if (!str_starts(r->type, STR("application/json")))
		return NULL;
	o = json_loadb(r->body.p, r->body.n, JSON_DECODE_ANY, NULL);
	if (o)
		arena_defer(a, (void (*)(void *))json_decref, o);
	return o;
}

static enum err
failed(enum err e, enum channel_fault f, struct channel_problem *p)
{
	p->fault = f;
	return fail(e, "WordPress: %s", channel_fault_name(f));
}

/* A write that was answered with a whole but senseless answer has happened, or
 * not: only looking tells. */
static enum err
senseless(bool writes, struct channel_problem *p)
{
	return writes ? failed(ERR_UNKNOWN, FAULT_UNKNOWN, p)
		      : failed(ERR_REMOTE, FAULT_TRANSIENT, p);
}

enum err
wp_judge(struct arena *a, const struct http_response *r, bool writes,
    struct wp_answer *out, struct channel_problem *p)
{
	json_t *o = parse(a, r);
	enum channel_fault f;

	if (r->status >= 200 && r->status < 300) {
		if (!o)
			return senseless(writes, p);
		out->json = o;
		out->total = header_int(r, STR("x-wp-total"), -1);
		out->pages = header_int(r, STR("x-wp-totalpages"), -1);
		return OK;
	}
	p->code = wp_text(a, o, "code");
	f = fault_of(r->status, p->code, writes);
	p->retry_after = header_int(r, STR("retry-after"), 0) * SECOND;
	/* A server that breaks down while writing may have written; a 503 may
	 * come from a proxy that lost patience with it. */
	if (writes && (f == FAULT_TRANSIENT || r->status == 503))
		return failed(ERR_UNKNOWN, FAULT_UNKNOWN, p);
	return failed(ERR_REMOTE, f, p);
}

enum err
wp_call(struct arena *a, const struct channel_account *acct, const char *method,
    struct str path, struct str body, struct wp_answer *out,
    struct channel_problem *p)
{
	struct wp_answer unused;
	struct http_request q = { .method = method,
		.user = acct->user,
		.password = acct->secret,
		.body = body,
		.type = body.n ? "application/json" : NULL };
	struct http_response r;
	bool writes = strcmp(method, "GET") != 0;
	enum err e;

	*p = (struct channel_problem){ 0 };
	if (!out)
		out = &unused;
	*out = (struct wp_answer){ .total = -1, .pages = -1 };
	q.url = str_printf(a, "%.*s/?rest_route=/%.*s", STR_ARG(acct->base_url),
	    STR_ARG(path));
	e = http_call(acct->http, a, &q, &r);
	if (e == OK)
		return wp_judge(a, &r, writes, out, p);
	p->fault = e == ERR_UNKNOWN && writes ? FAULT_UNKNOWN : FAULT_TRANSIENT;
	return e == ERR_UNKNOWN && writes ? e : ERR_REMOTE;
}

struct str
wp_text(struct arena *a, const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	if (json_is_string(v))
		return utf8_repair(a, (struct str){ json_string_value(v),
					  json_string_length(v) });
	if (json_is_integer(v))
		return str_printf(a, "%lld", (long long)json_integer_value(v));
	return STR_NONE;
}

int64_t
wp_int(const json_t *o, const char *name, int64_t dflt)
{
	const json_t *v = json_object_get(o, name);

	return json_is_integer(v) ? json_integer_value(v) : dflt;
}

/* "2026-08-01T08:00:00", GMT by the member's name. */
usec_t
wp_time(struct arena *a, const json_t *o, const char *name)
{
	struct str s = wp_text(a, o, name);
	usec_t t = 0;

	if (s.n == 19)
		s = str_printf(a, "%.*sZ", STR_ARG(s));
	return date_parse_rfc3339(s, &t) ? t : 0;
}

struct str
wp_content(struct arena *a, const json_t *o, const char *name)
{
	const json_t *c = json_object_get(o, name);
	struct str raw = wp_text(a, c, "raw");

	return html_to_text(a, raw.n ? raw : wp_text(a, c, "rendered"));
}

struct str
wp_url_text(struct arena *a, struct str s)
{
	struct html h = { .out = { .arena = a } };

	html_urlpart_str(&h, s);
	return buf_str(&h.out);
}

static enum message_state
state_of(struct str s)
{
	if (str_eq(s, STR("approved")) || str_eq(s, STR("approve")))
		return MESSAGE_VISIBLE;
	if (str_eq(s, STR("spam")))
		return MESSAGE_SPAM;
	/* post-trashed: with its post. */
	if (str_eq(s, STR("trash")) || str_eq(s, STR("post-trashed")))
		return MESSAGE_TRASH;
	return MESSAGE_HELD;
}

/* Most who comment have no user: their address, else their name, tells one
 * from another. */
static struct str
author_key(struct arena *a, const json_t *c)
{
	struct str author = wp_text(a, c, "author");
	struct str mail = wp_text(a, c, "author_email");

	if (author.n && !str_eq(author, STR("0")))
		return str_printf(a, "user:%.*s", STR_ARG(author));
	if (mail.n)
		return str_printf(a, "mail:%.*s", STR_ARG(mail));
	return str_printf(
	    a, "name:%.*s", STR_ARG(wp_text(a, c, "author_name")));
}

static struct str
dump(struct arena *a, const json_t *c)
{
	char *raw = json_dumps(c, JSON_COMPACT);
	struct str s = raw ? str_copy(a, str_from(raw)) : STR_NONE;

	free(raw);
	return s;
}

enum err
wp_comment(struct arena *a, const json_t *c, struct str us,
    struct incoming *out, struct channel_problem *p)
{
	struct str parent = wp_text(a, c, "parent");

	*out = (struct incoming){
		.native_id = wp_text(a, c, "id"),
		.thread_native = wp_text(a, c, "post"),
		.parent_native = str_eq(parent, STR("0")) ? STR_NONE : parent,
		    .kind = STR("comment"),
			.own = us.n && str_eq(wp_text(a, c, "author"), us),
			.author_key = author_key(a, c),
			.author_name = wp_text(a, c, "author_name"),
			.text = wp_content(a, c, "content"),
			.url = wp_text(a, c, "link"), .raw = dump(a, c),
			.published_at = wp_time(a, c, "date_gmt"),
			.state = state_of(wp_text(a, c, "status")),
		    };
	if (out->native_id.n && out->thread_native.n && out->published_at)
		return OK;
	return failed(ERR_REMOTE, FAULT_TRANSIENT, p);
}
