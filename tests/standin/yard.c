/* SPDX-License-Identifier: EUPL-1.2 */
#include "tests/standin/yard.h"

#include <fcntl.h>
#include <jansson.h>
#include <unistd.h>

#include "app/sync_internal.h"
#include "fmt/jsonout.h"

enum { WAIT_SECONDS = 20, LOOK_MS = 20 };

static const struct sql q_by_native = SQL("SELECT id FROM message WHERE account_id = $1 AND native_id = $2");

/* The blog ---------------------------------------------------------------- */

static json_t *
call(struct yard *y, const char *method, struct str path, struct str body)
{
	struct http_request q = { .method = method,
		.url = str_printf(&y->a, "%.*s/?rest_route=/wp/v2/%.*s",
		    STR_ARG(y->acct.base_url), STR_ARG(path)),
		.user = y->acct.user,
		.password = y->acct.secret,
		.body = body,
		.type = body.n ? "application/json" : NULL };
	struct http_response r = { 0 };
	json_t *o;

	CHECK_OK(http_call(y->acct.http, &y->a, &q, &r));
	CHECK(r.status >= 200 && r.status < 300);
	o = json_loadb(r.body.p, r.body.n, 0, NULL);
	arena_defer(&y->a, (void (*)(void *))json_decref, o);
	return o;
}

static struct str
id_of(struct yard *y, const json_t *o)
{
	return str_printf(&y->a, "%lld",
	    (long long)json_integer_value(json_object_get(o, "id")));
}

struct str
yard_post(struct yard *y, const char *title)
{
	struct json j = { .out = { .arena = &y->a } };

	json_open(&j, '{');
	json_key_str(&j, STR("title"), str_from(title));
	json_key_str(&j, STR("content"), STR("Tekst"));
	json_key_str(&j, STR("status"), STR("publish"));
	json_key_str(&j, STR("comment_status"), STR("open"));
	json_close(&j, '}');
	return id_of(y, call(y, "POST", STR("posts"), json_done(&j)));
}

struct str
yard_says(struct yard *y, struct str post, const char *author, const char *text,
    const char *date_gmt)
{
	struct json j = { .out = { .arena = &y->a } };
	int64_t v = 0;

	json_open(&j, '{');
	CHECK(str_to_int(post, 0, INT64_MAX, &v));
	json_key_int(&j, STR("post"), v);
	json_key_str(&j, STR("author_name"), str_from(author));
	json_key_str(&j, STR("author_email"),
			     str_printf(&y->a, "%s@example.org", author));
	json_key_str(&j, STR("content"), str_from(text));
	json_key_str(&j, STR("status"), STR("approved"));
	if (date_gmt)
		json_key_str(&j, STR("date_gmt"), str_from(date_gmt));
	json_close(&j, '}');
	return id_of(y, call(y, "POST", STR("comments"), json_done(&j)));
}

void
yard_edit(struct yard *y, struct str comment, const char *text)
{
	struct json j = { .out = { .arena = &y->a } };

	json_open(&j, '{');
	json_key_str(&j, STR("content"), str_from(text));
	json_close(&j, '}');
	call(y, "POST", str_printf(&y->a, "comments/%.*s", STR_ARG(comment)),
	    json_done(&j));
}

void
yard_trash(struct yard *y, struct str comment)
{
	call(y, "DELETE", str_printf(&y->a, "comments/%.*s", STR_ARG(comment)),
	    STR_NONE);
}

struct str
yard_member(struct yard *y, const char *what, struct str id, const char *name)
{
	const json_t *o = call(y, "GET",
	    str_printf(&y->a, "%s/%.*s&context=edit", what, STR_ARG(id)),
	    STR_NONE);

	return str_from(json_string_value(json_object_get(o, name)));
}

/* Coming and going -------------------------------------------------------- */

static void
open_blog(struct yard *y, const char *where)
{
	struct standin_wp_options o = {
		.listen = STR("127.0.0.1:0"),
		    .user = STR("kommunen"),
			.password = STR("abcd efgh"),
			    .title = STR("Vegbloggen"),
				.own_name = STR("Lia kommune") };
	struct http_client_options h = { .version = STR("test") };
	struct str rest = str_from(where);

	CHECK_OK(http_client_new(&y->a, &h, &y->acct.http));
	y->acct.now = clock_now();
	if (where) {
		y->acct.base_url = str_take(&rest, ' ');
		y->acct.user = str_take(&rest, ' ');
		y->acct.secret = rest; /* spaces belong to it */
		return;
	}
	CHECK_OK(standin_wp_start(&y->a, &o, &y->standin));
	y->acct.base_url = str_printf(
	    &y->a, "http://127.0.0.1:%d", standin_wp_port(y->standin));
	y->acct.user = o.user;
	y->acct.secret = o.password;
}

static void
keep_secret(struct yard *y)
{
	char path[96];
	int fd;

	snprintf(y->secrets, sizeof(y->secrets), "/tmp/ordstyrer-yard-XXXXXX");
	if (!mkdtemp(y->secrets))
		abort();
	snprintf(path, sizeof(path), "%s/blog", y->secrets);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	CHECK(write(fd, y->acct.secret.p, y->acct.secret.n) ==
	      (ssize_t)y->acct.secret.n);
	(void)close(fd);
}

static enum err
connect_account(struct db *db, void *arg)
{
	struct yard *y = arg;
	struct account acct = *account_find(y->town.m, y->town.blog);

	acct.config = str_printf(&y->a,
	    "{\"base_url\":\"%.*s\",\"user\":\"%.*s\",\"secret\":\"blog\","
	    "\"poll_seconds\":\"1\"}",
	    STR_ARG(y->acct.base_url), STR_ARG(y->acct.user));
	return account_change(db, &y->a, &acct, y->town.adviser);
}

void
yard_open(struct yard *y, struct test_db *t, const char *where)
{
	*y = (struct yard){ .db = t };
	y->key = (struct ledger_key){ .name = STR("lia.example/ledger"),
					  .can_sign = true };
	crypto_sign_keypair(y->key.public, y->key.secret);
	town_build(&y->town, t->db, &y->a);
	open_blog(y, where);
	keep_secret(y);
	CHECK_OK(db_tx(t->db, connect_account, y));
	town_reload(&y->town);
	y->config = (struct config){ .secrets = str_from(y->secrets),
		.allow = STR("127.0.0.1") };
}

void
yard_start(struct yard *y, unsigned workers)
{
	CHECK_OK(store_open(&y->run, y->db->url, 4, &y->store));
	CHECK_OK(sync_start(&y->run, y->store, &y->config, workers, &y->sync));
}

void
yard_stop(struct yard *y)
{
	sync_stop(y->sync);
	arena_free(&y->run);
	y->sync = NULL;
}

void
yard_close(struct yard *y)
{
	char path[96];

	if (y->sync)
		yard_stop(y);
	if (y->standin)
		standin_wp_stop(y->standin);
	snprintf(path, sizeof(path), "%s/blog", y->secrets);
	(void)unlink(path);
	(void)rmdir(y->secrets);
	town_end(&y->town);
	arena_free(&y->a);
}

/* Time -------------------------------------------------------------------- */

void
yard_pass(struct yard *y, usec_t time)
{
	y->town.now += time;
	clock_set(y->town.now);
}

bool
yard_step(struct yard *y)
{
	town_reload(&y->town);
	return sync_serve(y->sync, y->town.m,
	    account_find(y->town.m, y->town.blog), y->acct.http, STR("test"));
}

bool
yard_wait(struct yard *y, bool (*is_so)(struct yard *y, void *arg), void *arg,
    const char *what)
{
	usec_t until = clock_mono() + WAIT_SECONDS * SECOND;

	while (clock_mono() < until) {
		if (is_so(y, arg))
			return true;
		usleep(LOOK_MS * 1000);
		yard_pass(y, 100 * LOOK_MS * (SECOND / 1000));
	}
	printf("waited in vain: %s\n", what);
	test_failures++;
	return false;
}

/* The store --------------------------------------------------------------- */

bool
yard_message(struct yard *y, struct str native, struct message *out)
{
	struct db_rows r = { 0 };

	CHECK_OK(db_query(y->db->db, &y->a, &q_by_native,
	    DB_ARGS(db_int(y->town.blog.v), db_text(native)), &r));
	if (r.n == 0)
		return false;
	CHECK_OK(message_get(y->db->db, &y->a,
	    (struct message_id){ db_get_int(&r, 0, 0) }, out));
	return true;
}

struct connection
yard_connection(struct yard *y)
{
	struct connection c = { 0 };

	CHECK_OK(connection_get(y->db->db, &y->a, y->town.blog, &c));
	return c;
}

struct outbox_item
yard_item(struct yard *y, struct reply_id id)
{
	struct outbox_item *v;
	size_t n = 0;

	CHECK_OK(outbox_of_reply(y->db->db, &y->a, id, &v, &n));
	CHECK(n == 1);
	return n ? v[0] : (struct outbox_item){ 0 };
}

int64_t
yard_count(struct yard *y, const struct sql *q)
{
	struct db_rows r = { 0 };

	CHECK_OK(db_query(y->db->db, &y->a, q, DB_NOARGS, &r));
	return r.n ? db_get_int(&r, 0, 0) : -1;
}

enum err
yard_answer(
    struct yard *y, struct enquiry_id id, const char *text, struct reply *out)
{
	struct reply_form f = town_form(&y->town, id, "fact", text);

	return town_publish(&y->town, y->town.kari, &f, out);
}

void
yard_verify(struct yard *y)
{
	struct verify_report r = { 0 };
	struct str note;
	bool fresh;

	CHECK_OK(db_begin(y->db->db));
	CHECK_OK(ledger_advance(
	    y->db->db, &y->a, &y->key, y->town.now, &note, &fresh));
	CHECK_OK(db_commit(y->db->db));
	CHECK_OK(ledger_verify(y->db->db, &y->a, &y->key, STR_NONE, &r));
	for (size_t i = 0; i < r.nfaults; i++)
		printf("%s %.*s %lld\n", r.faults[i].what,
		    STR_ARG(r.faults[i].table), (long long)r.faults[i].seq);
	CHECK(r.total == 0 && r.events > 20);
}
