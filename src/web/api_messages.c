/* SPDX-License-Identifier: EUPL-1.2
 *
 * api_messages.c - messages in over HTTP: read in the pool's thread, written
 * together with those of all other requests that wait, acknowledged after the
 * commit that holds them (invariant 1).  The way most of what the program
 * holds came in, so nothing is done here twice.
 *
 * Who may: a token with the scope ingest, of a person who may enter messages
 * by hand for the account's unit, or who tends the connections.
 * REQ: SPEC 2.1; SPEC 8
 */
#include <stdio.h>

#include "channel/channel.h"
#include "model/incoming_json.h"
#include "model/intake.h"
#include "web/api.h"
#include "web/pages.h"

enum { ARRAY_MAX = 100, TAKE_MAX = 256 };

/* One request. */
struct call {
	struct req *r;
	struct account_id account;
	bool array;
	struct incoming *v;
	struct taken_item *out;
	size_t n;
	struct idem idem;
	bool taken;	   /* in this round: counted into a message_take */
	struct call *next; /* of the same take */
};

static enum err
may_ingest(const struct municipality *m, const struct call *c)
{
	const struct person *p = person_find(m, c->r->session->person);
	const struct account *acct = account_find(m, c->account);
	usec_t now = c->r->now;
	struct object o;

	if (!acct)
		return fail(ERR_MISSING, "no account has that number");
	o = (struct object){ .unit = acct->unit, .account = acct->id };
	if (p && p->active &&
	    (may(m, NULL, p, ACT_ENTER_BY_HAND, &o, now).yes ||
		may(m, NULL, p, ACT_CONNECTIONS, &o, now).yes))
		return OK;
	return fail(ERR_DENIED,
	    "handing messages in needs a role for the account's unit, or for"
	    " connections");
}

/* Reading ----------------------------------------------------------------- */

static enum err
read_items(struct call *c, const struct str *texts)
{
	struct req *r = c->r;

	c->v = ARENA_ARRAY(r->arena, struct incoming, c->n + 1);
	c->out = ARENA_ARRAY(r->arena, struct taken_item, c->n + 1);
	for (size_t i = 0; i < c->n; i++) {
		enum err e = incoming_parse(r->arena, texts[i], &c->v[i]);

		if (e != OK && c->array)
			return fail(e, "message %zu: %s", i + 1,
			    str_z(r->arena, str_from(err_sentence(e))));
		TRY(e);
		TRY(message_check(&c->v[i], i + 1));
	}
	return OK;
}

static enum err
read_body(struct call *c)
{
	struct str body = str_trim(c->r->body);
	struct str texts[ARRAY_MAX];

	TRY(api_body_check(c->r));
	c->array = body.n && body.p[0] == '[';
	if (c->array) {
		TRY(api_split(body, texts, ARRAY_MAX, &c->n));
	} else {
		texts[0] = body;
		c->n = 1;
	}
	return read_items(c, texts);
}

/* Writing ----------------------------------------------------------------- */

static void
put_item(struct json *j, const struct taken_item *it)
{
	static const struct str words[] = { STR_INIT("new"), STR_INIT("same"),
		STR_INIT("edited"), STR_INIT("state") };

	json_open(j, '{');
	json_key_str(j, STR("result"), words[it->what]);
	json_key_int(j, STR("message"), it->id.v);
	json_key(j, STR("enquiry"));
	if (it->enquiry.v)
		json_int(j, it->enquiry.v);
	else
		json_none(j);
	json_close(j, '}');
}

static struct str
answer_text_of(struct arena *a, const struct call *c)
{
	struct json j = { .out = { .arena = a } };

	if (c->array)
		json_open(&j, '[');
	for (size_t i = 0; i < c->n; i++)
		put_item(&j, &c->out[i]);
	if (c->array)
		json_close(&j, ']');
	return json_done(&j);
}

/* What is the same for a whole round. */
struct round {
	struct db *db;
	struct arena *a;
	struct municipality *fresh;   /* loaded anew, or NULL */
	const struct municipality *m; /* that holds in this transaction */
	int64_t version;
	usec_t now;
};

static void
free_municipality(void *m)
{
	municipality_free(m);
}

/* The snapshot of a request that is up to date, or a new one. */
static enum err
round_open(struct round *ro, struct write_job **jobs, size_t n)
{
	TRY(municipality_version(ro->db, &ro->version));
	for (size_t i = 0; i < n; i++) {
		const struct call *c = jobs[i]->arg;

		if (c->r->visit->m->version == ro->version)
			ro->m = c->r->visit->m;
		if (c->r->now > ro->now)
			ro->now = c->r->now;
	}
	if (ro->m)
		return OK;
	TRY(municipality_load(ro->db, &ro->fresh));
	arena_defer(ro->a, free_municipality, ro->fresh);
	ro->m = ro->fresh;
	return OK;
}

/* Before anything is written for it: the right still held (invariant 5), the
 * key not used before. */
static enum err
admit(struct round *ro, struct call *c)
{
	if (c->r->visit->m->version != ro->version)
		TRY(may_ingest(ro->m, c));
	return idem_find(ro->db, c->r->arena, c->r->session->token, &c->idem);
}

/* The messages of these calls, all of one account, in one go. */
static enum err
take_calls(struct round *ro, struct call *first, size_t n)
{
	const struct account *acct = account_find(ro->m, first->account);
	const struct channel *ch = acct ? channel_find(acct->channel) : NULL;
	struct intake in = { ro->m, ch && ch->can.hide, ro->now };
	struct incoming *v = ARENA_ARRAY(ro->a, struct incoming, n);
	struct taken_item *out = ARENA_ARRAY(ro->a, struct taken_item, n);
	size_t at = 0;

	for (const struct call *c = first; c; c = c->next) {
		memcpy(v + at, c->v, c->n * sizeof(*v));
		at += c->n;
	}
	TRY(message_take(ro->db, ro->a, &in, first->account, v, n, out));
	at = 0;
	for (struct call *c = first; c; c = c->next) {
		memcpy(c->out, out + at, c->n * sizeof(*out));
		at += c->n;
	}
	return OK;
}

static enum err
keep_answers(struct round *ro, struct call *first)
{
	for (struct call *c = first; c; c = c->next)
		if (c->idem.key.n)
			TRY(idem_keep(ro->db, c->r->session->token, &c->idem,
			    201, answer_text_of(c->r->arena, c), c->r->now));
	return OK;
}

/* The first call not taken yet, and all after it of the same account, up to
 * TAKE_MAX messages. */
static struct call *
next_take(struct write_job **jobs, size_t n, size_t *count)
{
	struct call *first = NULL, **last = &first;

	*count = 0;
	for (size_t i = 0; i < n; i++) {
		struct call *c = jobs[i]->arg;

		if (c->taken || (first && (c->account.v != first->account.v ||
					      *count + c->n > TAKE_MAX)))
			continue;
		c->taken = true;
		c->next = NULL;
		*last = c;
		last = &c->next;
		*count += c->n;
	}
	return first;
}

/* Does an earlier job of this round bring the same key? */
static bool
key_twice(struct write_job **jobs, size_t at)
{
	const struct call *c = jobs[at]->arg;

	for (size_t i = 0; i < at && c->idem.key.n; i++) {
		const struct call *o = jobs[i]->arg;

		if (o->r->session->token == c->r->session->token &&
		    str_eq(o->idem.key, c->idem.key))
			return true;
	}
	return false;
}

static enum err
write_calls(struct db *db, struct arena *a, struct write_job **jobs, size_t n)
{
	struct round ro = { .db = db, .a = a };
	struct call *first;
	size_t count;

	TRY(round_open(&ro, jobs, n));
	for (size_t i = 0; i < n; i++) {
		struct call *c = jobs[i]->arg;
		enum err e = admit(&ro, c);

		if (e == ERR_BUSY || e == ERR_REMOTE || e == ERR_BROKEN)
			return e;
		/* Alone, one after the other, they find each other's answer. */
		if (e == OK && key_twice(jobs, i))
			return fail(ERR_CONFLICT, "one key twice at once");
		jobs[i]->err = e;
		if (e != OK)
			snprintf(jobs[i]->sentence, sizeof(jobs[i]->sentence),
			    "%s", err_sentence(e));
		c->taken = e != OK || c->idem.known || c->n == 0;
	}
	while ((first = next_take(jobs, n, &count))) {
		TRY(take_calls(&ro, first, count));
		TRY(keep_answers(&ro, first));
	}
	return OK;
}

/* After the commit. */
static enum err
answer(struct req *r, enum err e)
{
	const struct call *c = r->visit->gather_arg;

	if (e != OK)
		return e;
	if (c->idem.known)
		answer_json(r, c->idem.status, c->idem.answer);
	else
		answer_json(r, 201, answer_text_of(r->arena, c));
	return OK;
}

enum err
page_api_messages(struct req *r)
{
	struct call *c = ARENA_NEW(r->arena, struct call);

	*c = (struct call){ .r = r, .account = { r->id } };
	TRY(api_begin(r, STR("ingest")));
	TRY(may_ingest(r->visit->m, c));
	TRY(idem_read(r, &c->idem));
	TRY(read_body(c));
	r->visit->gather = write_calls;
	r->visit->gather_arg = c;
	r->visit->gathered = answer;
	return OK;
}
