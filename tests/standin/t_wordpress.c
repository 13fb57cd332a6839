/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_wordpress.c - what the WordPress connector claims, shown on the stand-in
 * and, where TEST_WORDPRESS="URL USER PASSWORD" is set (tests/real/
 * wordpress.sh), on a real WordPress: the same scenarios.  Citizens' comments
 * are written down by a moderator over REST, which both allow.
 * REQ: D K2 K8; SPEC 2; invariants 4, 9
 */
#include <jansson.h>
#include <stdlib.h>

#include "channel/channel.h"
#include "fmt/date.h"
#include "fmt/jsonout.h"
#include "standin/wordpress.h"
#include "tests/test_db.h"

extern const struct channel channel_wordpress;

struct site {
	struct arena a;
	const struct channel *ch;
	struct channel_account acct;
	struct standin_wp *standin; /* NULL: the real one */
	struct channel_problem p;
};

static json_t *
post_json(struct site *s, const char *method, struct str path, struct str body)
{
	struct http_request q = { .method = method,
		.url = str_printf(&s->a, "%.*s/?rest_route=/wp/v2/%.*s",
		    STR_ARG(s->acct.base_url), STR_ARG(path)),
		.user = s->acct.user,
		.password = s->acct.secret,
		.body = body,
		.type = body.n ? "application/json" : NULL };
	struct http_response r = { 0 };
	json_t *o;

	CHECK_OK(http_call(s->acct.http, &s->a, &q, &r));
	CHECK(r.status >= 200 && r.status < 300);
	if (r.status >= 300)
		printf("%.*s: %d %.*s\n", STR_ARG(path), r.status,
		    STR_ARG(str_cut(r.body, 0, 300)));
	o = json_loadb(r.body.p, r.body.n, 0, NULL);
	arena_defer(&s->a, (void (*)(void *))json_decref, o);
	return o;
}

static struct str
id_of(struct site *s, const json_t *o)
{
	return str_printf(&s->a, "%lld",
	    (long long)json_integer_value(json_object_get(o, "id")));
}

static struct str
new_post(struct site *s, const char *title)
{
	struct json j = { .out = { .arena = &s->a } };

	json_open(&j, '{');
	json_key_str(&j, STR("title"), str_from(title));
	json_key_str(&j, STR("content"), STR("Tekst"));
	json_key_str(&j, STR("status"), STR("publish"));
	json_key_str(&j, STR("comment_status"), STR("open"));
	json_close(&j, '}');
	return id_of(s, post_json(s, "POST", STR("posts"), json_done(&j)));
}

static struct str
says_at(struct site *s, struct str post, struct str parent, const char *author,
    struct str text, const char *date_gmt)
{
	struct json j = { .out = { .arena = &s->a } };
	int64_t v = 0;

	json_open(&j, '{');
	str_to_int(post, 0, INT64_MAX, &v);
	json_key_int(&j, STR("post"), v);
	if (str_to_int(parent, 1, INT64_MAX, &v))
		json_key_int(&j, STR("parent"), v);
	json_key_str(&j, STR("author_name"), str_from(author));
	json_key_str(&j, STR("author_email"),
			     str_printf(&s->a, "%s@example.org", author));
	json_key_str(&j, STR("content"), text);
	json_key_str(&j, STR("status"), STR("approved"));
	if (date_gmt)
		json_key_str(&j, STR("date_gmt"), str_from(date_gmt));
	json_close(&j, '}');
	return id_of(s, post_json(s, "POST", STR("comments"), json_done(&j)));
}

static struct str
says(struct site *s, struct str post, struct str parent, const char *author,
    const char *text)
{
	return says_at(s, post, parent, author, str_from(text), NULL);
}

static void
change(struct site *s, struct str id, const char *member, const char *value)
{
	post_json(s, "POST", str_printf(&s->a, "comments/%.*s", STR_ARG(id)),
	    str_printf(&s->a, "{\"%s\":\"%s\"}", member, value));
}

/* All pages from the cursor on; the items in one list. */
static size_t
fetch_all(struct site *s, struct str *cursor, struct incoming **out)
{
	struct incoming *v = ARENA_ARRAY(&s->a, struct incoming, 2000);
	bool more = true;
	size_t n = 0;

	for (int i = 0; more && i < 20; i++) {
		struct channel_batch b = { 0 };

		CHECK_OK(s->ch->fetch(&s->a, &s->acct, *cursor, &b, &s->p));
		for (size_t k = 0; k < b.nmessages && n < 2000; k++)
			v[n++] = b.messages[k];
		*cursor = b.cursor;
		more = b.more;
	}
	*out = v;
	return n;
}

static const struct incoming *
find(const struct incoming *v, size_t n, struct str id)
{
	for (size_t i = 0; i < n; i++)
		if (str_eq(v[i].native_id, id))
			return &v[i];
	return NULL;
}

static const struct incoming *
sweep_one(struct site *s, struct str id, bool *gone)
{
	struct channel_known k = { id, 0 };
	struct channel_sweep out = { 0 };

	CHECK_OK(s->ch->sweep(&s->a, &s->acct, &k, 1, &out, &s->p));
	*gone = out.ngone == 1 && str_eq(out.gone[0], id);
	return out.nseen ? &out.seen[0] : NULL;
}

/* Scenarios --------------------------------------------------------------- */

static void
shows_health(struct site *s)
{
	struct channel_account wrong = s->acct;
	struct channel_health h;

	CHECK_OK(s->ch->health(&s->a, &s->acct, &h, &s->p));
	CHECK(h.login_ok && h.can_moderate && h.can_reply && h.can_close);
	wrong.secret = STR("feil passord");
	CHECK(s->ch->health(&s->a, &wrong, &h, &s->p) == ERR_REMOTE);
	CHECK(s->p.fault == FAULT_LOGIN);
}

static void
fetches_nested_and_odd_texts(struct site *s)
{
	struct str cursor = STR_NONE, post = new_post(s, "Brøyting i Åsgata");
	struct str top = says(s, post, STR_NONE, "tone", "Når brøyter dere?");
	struct str below = says(
	    s, post, top, "per", "Enig! 🙂 æøå ÆØÅ");
	struct incoming *v;
	const struct incoming *a, *b;
	size_t n = fetch_all(s, &cursor, &v);

	a = find(v, n, top);
	b = find(v, n, below);
	CHECK(a && b);
	if (!a || !b)
		return;
	CHECK(str_eq(a->text, STR("Når brøyter dere?")) && !a->own);
	CHECK(str_eq(a->thread_native, post) && a->parent_native.n == 0);
	CHECK(str_eq(a->thread_title, STR("Brøyting i Åsgata")));
	CHECK(str_eq(b->parent_native, top));
	CHECK(str_eq(b->text, STR("Enig! 🙂 æøå ÆØÅ")));
	CHECK(str_eq(a->author_name, STR("tone")));
	CHECK(!str_eq(a->author_key, b->author_key));
	CHECK(a->state == MESSAGE_VISIBLE && a->raw.n > 0);
	/* The next round overlaps and misses nothing. */
	top = says(s, post, STR_NONE, "oda", "Og Lia?");
	n = fetch_all(s, &cursor, &v);
	CHECK(find(v, n, top) != NULL);
}

static void
sweeps_edits_trash_and_deletions(struct site *s)
{
	struct str post = new_post(s, "Sveip");
	struct str id = says(s, post, STR_NONE, "tone", "Første ordlyd");
	const struct incoming *m;
	bool gone;

	change(s, id, "content", "Andre ordlyd");
	m = sweep_one(s, id, &gone);
	CHECK(m && !gone && str_eq(m->text, STR("Andre ordlyd")));
	change(s, id, "status", "spam");
	m = sweep_one(s, id, &gone);
	CHECK(m && !gone && m->state == MESSAGE_SPAM);
	change(s, id, "status", "approved");
	post_json(s, "DELETE", str_printf(&s->a, "comments/%.*s", STR_ARG(id)),
	    STR_NONE);
	m = sweep_one(s, id, &gone);
	CHECK(m && !gone && m->state == MESSAGE_TRASH);
	post_json(s, "DELETE",
	    str_printf(&s->a, "comments/%.*s&force=true", STR_ARG(id)),
	    STR_NONE);
	m = sweep_one(s, id, &gone);
	CHECK(!m && gone);
}

static void
hides_and_shows(struct site *s)
{
	struct str post = new_post(s, "Skjul");
	struct str id = says(s, post, STR_NONE, "tone", "Skal skjules");
	struct channel_count c;
	const struct incoming *m;
	bool gone;

	CHECK_OK(s->ch->hide(&s->a, &s->acct, id, true, &s->p));
	m = sweep_one(s, id, &gone);
	CHECK(m && m->state == MESSAGE_HELD);
	CHECK_OK(s->ch->count(&s->a, &s->acct, post, &c, &s->p));
	CHECK(c.visible == 0 && c.held == 1 && c.trash == 0);
	CHECK_OK(s->ch->hide(&s->a, &s->acct, id, false, &s->p));
	m = sweep_one(s, id, &gone);
	CHECK(m && m->state == MESSAGE_VISIBLE);
	CHECK(s->ch->hide(&s->a, &s->acct, STR("99999999"), true, &s->p) ==
	    ERR_REMOTE);
	CHECK(s->p.fault == FAULT_GONE);
}

static void
replies_once_and_finds_it_again(struct site *s)
{
	struct str post = new_post(s, "Svar");
	struct str id = says(s, post, STR_NONE, "tone", "Når?");
	struct channel_send send = { .thread_native = post,
		.parent_native = id,
		.text = STR("Kl. 6 < 7 & «før».\n\nHilsen Kari") };
	struct str sent = STR_NONE, found = STR_NONE;
	const struct incoming *m;
	bool gone;

	CHECK_OK(s->ch->look(&s->a, &s->acct, &send, &found, &s->p));
	CHECK(found.n == 0);
	CHECK_OK(s->ch->reply(&s->a, &s->acct, &send, &sent, &s->p));
	CHECK(sent.n > 0 && !str_eq(sent, id));
	m = sweep_one(s, sent, &gone);
	CHECK(m && m->own && str_eq(m->parent_native, id));
	CHECK(m && str_eq(m->text, send.text));
	CHECK_OK(s->ch->look(&s->a, &s->acct, &send, &found, &s->p));
	CHECK(str_eq(found, sent));
	CHECK(
	    s->ch->reply(&s->a, &s->acct, &send, &found, &s->p) == ERR_REMOTE);
	CHECK(s->p.fault == FAULT_DUPLICATE);
}

static void
closes_and_reopens(struct site *s)
{
	struct str post = new_post(s, "Steng");
	struct str id = says(s, post, STR_NONE, "tone", "Før stenging");
	struct channel_send send = { .thread_native = post,
		.parent_native = id,
		.text = STR("For sent") };
	struct str sent;

	CHECK_OK(s->ch->set_open(&s->a, &s->acct, post, false, &s->p));
	CHECK(s->ch->reply(&s->a, &s->acct, &send, &sent, &s->p) == ERR_REMOTE);
	CHECK(s->p.fault == FAULT_CLOSED);
	CHECK_OK(s->ch->set_open(&s->a, &s->acct, post, true, &s->p));
	CHECK_OK(s->ch->reply(&s->a, &s->acct, &send, &sent, &s->p));
	CHECK(s->ch->set_open(&s->a, &s->acct, STR("99999999"), true, &s->p) ==
	    ERR_REMOTE);
	CHECK(s->p.fault == FAULT_GONE);
}

/* A post in the trash takes its comments along: they are not deleted. */
static void
trashed_post_deletes_nothing(struct site *s)
{
	struct str post = new_post(s, "Til papirkurven");
	struct str id = says(s, post, STR_NONE, "tone", "Under et innlegg");
	struct channel_send send = { .thread_native = post,
		.parent_native = id,
		.text = STR("For sent") };
	struct str sent;
	const struct incoming *m;
	bool gone;

	post_json(s, "DELETE", str_printf(&s->a, "posts/%.*s", STR_ARG(post)),
	    STR_NONE);
	m = sweep_one(s, id, &gone);
	CHECK(m && !gone && m->state == MESSAGE_TRASH);
	CHECK(m && str_eq(m->text, STR("Under et innlegg")));
	CHECK(s->ch->reply(&s->a, &s->acct, &send, &sent, &s->p) == ERR_REMOTE);
	CHECK(s->p.fault == FAULT_CLOSED);
}

static void
counts_by_status(struct site *s)
{
	static const char *const to[] = { "approved", "approved", "hold",
		"spam", "trash" };
	struct str post = new_post(s, "Telling");
	struct channel_count c;

	for (size_t i = 0; i < sizeof(to) / sizeof(to[0]); i++) {
		struct str text = str_printf(&s->a, "Nummer %zu", i);
		struct str id = says_at(s, post, STR_NONE, "tone", text, NULL);

		if (i > 1)
			change(s, id, "status", to[i]);
	}
	CHECK_OK(s->ch->count(&s->a, &s->acct, post, &c, &s->p));
	CHECK(c.visible == 2 && c.held == 1 && c.spam == 1 && c.trash == 1);
}

/* Zero-width characters and right-to-left marks are kept as they were said. */
static void
keeps_what_cannot_be_seen(struct site *s)
{
	struct str post = new_post(s, "Usynlig"), cursor = STR_NONE;
	struct str text = STR("s\u200bk\u00e6r \u202etxet\u202c \U0001F469\u200d\U0001F680");
	struct str id = says_at(s, post, STR_NONE, "tone", text, NULL);
	struct incoming *v;
	size_t n = fetch_all(s, &cursor, &v);
	const struct incoming *m = find(v, n, id);

	CHECK(m && str_eq(m->text, text));
}

/* More than two pages, all in the same second: none is lost at a border. */
static void
pages_through_equal_times(struct site *s)
{
	enum { MANY = 130 };
	struct str post = new_post(s, "Mange"), cursor = STR_NONE;
	struct str ids[MANY];
	struct incoming *v;
	size_t n;

	for (int i = 0; i < MANY; i++)
		ids[i] = says_at(s, post, STR_NONE, "tone",
		    str_printf(&s->a, "Nummer %d", i), "2026-11-20T10:00:00");
	n = fetch_all(s, &cursor, &v);
	for (int i = 0; i < MANY; i++)
		CHECK(find(v, n, ids[i]) != NULL);
}

/* The smallest picture there is: one red dot. */
static struct str
dot(void)
{
	static const unsigned char png[] = { 0x89, 'P', 'N', 'G', 13, 10, 26,
		10, 0, 0, 0, 13, 'I', 'H', 'D', 'R', 0, 0, 0, 1, 0, 0, 0, 1, 8,
		2, 0, 0, 0, 0x90, 0x77, 0x53, 0xde, 0, 0, 0, 12, 'I', 'D', 'A',
		'T', 0x08, 0xd7, 0x63, 0xf8, 0xcf, 0xc0, 0, 0, 0x03, 0x01, 0x01,
		0, 0x18, 0xdd, 0x8d, 0xb0, 0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae,
		0x42, 0x60, 0x82 };

	return (struct str){ (const char *)png, sizeof(png) };
}

static int64_t
media_count(struct site *s)
{
	return (int64_t)json_array_size(post_json(
	    s, "GET", STR("media&slug=ordstyrer-bilde-77"), STR_NONE));
}

/* REQ: K6 - a post with its picture and what it shows, found again after a lost
 * answer, and put right where it stands. */
static void
publishes_and_puts_right(struct site *s)
{
	struct channel_picture pic = { STR("bilde-77"),
	    STR("image/png"), dot(), STR("Rød prikk & \"ramme\" på snø") };
	struct channel_article x = {
		.title = STR("Vinterferie <på> Skei"),
		    .text = STR("Velkommen!\n\nHilsen Åse & co\nKultur"),
			.pictures = &pic, .npictures = 1,
			.since = clock_now() };
	struct str id, again;
	json_t *o;

	CHECK_OK(s->ch->publish(&s->a, &s->acct, &x, &id, &s->p));
	CHECK(id.n > 0);
	CHECK_OK(s->ch->look_post(&s->a, &s->acct, &x, &again, &s->p));
	CHECK(str_eq(again, id));
	o = post_json(s, "GET",
	    str_printf(&s->a, "posts/%.*s&context=edit", STR_ARG(id)),
	    STR_NONE);
	CHECK(strcmp(json_string_value(json_object_get(o, "comment_status")),
		  "closed") == 0);
	CHECK(strstr(json_string_value(
			 json_object_get(json_object_get(o, "content"), "raw")),
	    "alt=\"Rød prikk &amp; &quot;ramme&quot; på snø\""));
	o = post_json(s, "GET",
	    STR("media&slug=ordstyrer-bilde-77&context=edit"), STR_NONE);
	CHECK(strstr(json_string_value(
			 json_object_get(json_array_get(o, 0), "alt_text")),
	    "Rød prikk"));
	x.native_id = id;
	x.text = STR("Velkommen!\n\nRettet 25. november 2026: dagen.");
	CHECK_OK(s->ch->look_post(&s->a, &s->acct, &x, &again, &s->p));
	CHECK(again.n == 0);
	CHECK_OK(s->ch->publish(&s->a, &s->acct, &x, &again, &s->p));
	CHECK(str_eq(again, id));
	CHECK_OK(s->ch->look_post(&s->a, &s->acct, &x, &again, &s->p));
	CHECK(str_eq(again, id));
	CHECK(media_count(s) == 1);
}

static void
conforms(struct site *s)
{
	struct http_client_options o = { .version = STR("test") };

	s->ch = &channel_wordpress;
	CHECK_OK(http_client_new(&s->a, &o, &s->acct.http));
	s->acct.now = clock_now();
	shows_health(s);
	fetches_nested_and_odd_texts(s);
	sweeps_edits_trash_and_deletions(s);
	hides_and_shows(s);
	replies_once_and_finds_it_again(s);
	closes_and_reopens(s);
	trashed_post_deletes_nothing(s);
	counts_by_status(s);
	keeps_what_cannot_be_seen(s);
	pages_through_equal_times(s);
	publishes_and_puts_right(s);
}

static void
start(struct site *s)
{
	struct standin_wp_options o = {
		.listen = STR("127.0.0.1:0"),
		    .user = STR("kommunen"),
			.password = STR("abcd efgh"),
			    .title = STR("Prøvebloggen"),
				.own_name = STR("Lia kommune") };

	*s = (struct site){ .ch = &channel_wordpress };
	CHECK_OK(standin_wp_start(&s->a, &o, &s->standin));
	s->acct.base_url = str_printf(
	    &s->a, "http://127.0.0.1:%d", standin_wp_port(s->standin));
	s->acct.user = o.user;
	s->acct.secret = o.password;
}

TEST(wordpress_conforms_on_standin)
{
	struct site s;

	start(&s);
	conforms(&s);
	standin_wp_stop(s.standin);
	arena_free(&s.a);
}

TEST(wordpress_conforms_on_real)
{
	const char *where = getenv("TEST_WORDPRESS");
	struct site s = { 0 };
	struct str rest = str_from(where);

	if (!where)
		SKIP("TEST_WORDPRESS is not set");
	s.acct.base_url = str_take(&rest, ' ');
	s.acct.user = str_take(&rest, ' ');
	s.acct.secret = rest; /* spaces belong to it */
	conforms(&s);
	arena_free(&s.a);
}

/* What no healthy server does at will: on the stand-in alone. */
TEST(wordpress_classifies_what_goes_wrong)
{
	static const struct {
		enum standin_fault fault;
		enum err reply, fetch;
		enum channel_fault is;
	} table[] = {
		{ STANDIN_CUT, ERR_UNKNOWN, ERR_REMOTE, FAULT_UNKNOWN },
		{ STANDIN_CUT_BEFORE, ERR_UNKNOWN, ERR_REMOTE, FAULT_UNKNOWN },
		{ STANDIN_HTML, ERR_UNKNOWN, ERR_REMOTE, FAULT_UNKNOWN },
		{ STANDIN_LIMIT, ERR_REMOTE, ERR_REMOTE, FAULT_THROTTLED },
		{ STANDIN_LOGIN, ERR_REMOTE, ERR_REMOTE, FAULT_LOGIN },
		{ STANDIN_BROKEN, ERR_UNKNOWN, ERR_REMOTE, FAULT_UNKNOWN },
	};
	struct http_client_options o = { .version = STR("test") };
	struct site s;
	struct str post;

	start(&s);
	CHECK_OK(http_client_new(&s.a, &o, &s.acct.http));
	post = new_post(&s, "Feil");
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		struct str id = says(&s, post, STR_NONE, "tone",
		    str_z(&s.a, str_printf(&s.a, "Spørsmål %zu", i)));
		struct channel_send send = { .thread_native = post,
			.parent_native = id,
			.text = str_printf(&s.a, "Svar %zu", i) };
		struct channel_batch b;
		struct channel_sweep sw;
		struct channel_known k = { id, 0 };
		struct str sent = STR_NONE, found = STR_NONE;
		bool done = table[i].fault == STANDIN_CUT ||
			    table[i].fault == STANDIN_BROKEN;

		standin_wp_fault(s.standin, table[i].fault, 1);
		CHECK(s.ch->reply(&s.a, &s.acct, &send, &sent, &s.p) ==
		      table[i].reply);
		CHECK(s.p.fault == table[i].is);
		CHECK_OK(s.ch->look(&s.a, &s.acct, &send, &found, &s.p));
		CHECK((found.n > 0) == done);
		CHECK(standin_wp_says(s.standin, send.text) == (done ? 1 : 0));
		/* Invariant 9: nothing of this is a deletion.  (More than one
		 * fault, for a read that is cut off is asked again.) */
		standin_wp_fault(s.standin, table[i].fault, 9);
		CHECK(s.ch->sweep(&s.a, &s.acct, &k, 1, &sw, &s.p) ==
		      table[i].fetch);
		CHECK(s.ch->fetch(&s.a, &s.acct, STR_NONE, &b, &s.p) ==
		      table[i].fetch);
		standin_wp_fault(s.standin, STANDIN_OK, 0);
	}
	standin_wp_stop(s.standin);
	arena_free(&s.a);
}
