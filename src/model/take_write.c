/* SPDX-License-Identifier: EUPL-1.2
 *
 * take_write.c - writes what a batch brings that is new, each table once.
 */
#include "ledger/ledger.h"
#include "model/outbox.h"
#include "model/search.h"
#include "model/take.h"

static const struct sql q_counter = SQL("UPDATE counter SET v = v + $2 WHERE name = $1 RETURNING v");
static const struct sql q_thread_add = SQL("INSERT INTO thread (id, account_id, native_id, title, url,"
	" published_at, version) VALUES ($1, $2, $3, $4, $5, $6, 1)");
static const struct sql q_thread_bump = SQL("UPDATE thread SET version = version + 1 WHERE id = $1");
static const struct sql q_message_add = SQL("INSERT INTO message (id, account_id, native_id, thread_id,"
	" parent_native, kind, direction, author_key, author_name, url,"
	" published_at, captured_at, state, confidential, revision, enquiry_id)"
	" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14,"
	" 1, $15)");
enum { MESSAGE_COLUMNS = 15 };

enum err
counter_take(
    struct db *db, struct arena *a, struct str name, int64_t n, int64_t *last)
{
	struct db_rows r;

	TRY(db_query(db, a, &q_counter, DB_ARGS(db_text(name), db_int(n)), &r));
	if (r.n != 1)
		return fail(ERR_BROKEN, "a counter is missing in the store");
	*last = db_get_int(&r, 0, 0);
	return OK;
}

void
take_look(struct take *t, const struct incoming *in, struct take_item *it)
{
	struct policy_input input = { in->text, AS_INBOUND,
		&t->intake->m->policy };
	struct findings f = { .arena = t->a };

	if (in->own) {
		it->excerpt = enquiry_excerpt(in->text);
		return;
	}
	policy_check(t->a, &input, &f);
	for (size_t i = 0; i < f.n; i++) {
		const char *k = f.v[i].kind;

		it->hide |= f.v[i].severity == BLOCK;
		it->confidential |= f.v[i].severity == BLOCK ||
				    strcmp(k, "health") == 0 ||
				    strcmp(k, "child_welfare") == 0 ||
				    strcmp(k, "social_service") == 0 ||
				    strcmp(k, "school_matter") == 0;
	}
	triage(t->a, in->text, t->intake->m->triage, input.context->lexicon,
	    &it->triage);
	it->confidential |= (it->triage.flags >> TRIAGE_CONFIDENTIAL & 1) != 0;
	if (it->confidential)
		it->excerpt = STR_NONE;
	else
		it->excerpt = enquiry_excerpt(
		    f.n ? policy_mask(t->a, in->text, &f) : in->text);
}

static enum err
write_threads(struct take *t)
{
	struct db_value *rows = ARENA_ARRAY(
	    t->a, struct db_value, 6 * t->nthreads + 1);
	int64_t last;
	size_t fresh = 0, k = 0;

	for (size_t i = 0; i < t->nthreads; i++)
		fresh += t->threads[i].id == 0;
	if (fresh == 0)
		return OK;
	TRY(counter_take(t->db, t->a, STR("thread"), (int64_t)fresh, &last));
	for (size_t i = 0; i < t->nthreads; i++) {
		struct take_thread *th = &t->threads[i];
		struct db_value *r = rows + 6 * k;

		if (th->id)
			continue;
		th->id = last - (int64_t)fresh + 1 + (int64_t)k++;
		th->is_new = true;
		r[0] = db_int(th->id);
		r[1] = db_int(t->account.v);
		r[2] = db_text(th->native);
		r[3] = db_text(th->first->thread_title);
		r[4] = db_text(th->first->thread_url);
		r[5] = db_int(th->first->published_at);
	}
	return db_batch(t->db, &q_thread_add, rows, fresh, 6);
}

static void
message_row(const struct take *t, size_t i, struct db_value *r)
{
	const struct incoming *in = &t->in[i];
	const struct take_item *it = &t->items[i];
	const struct take_duty *d = it->duty ? &t->duties[it->duty - 1] : NULL;

	r[0] = db_int(it->id);
	r[1] = db_int(t->account.v);
	r[2] = db_text(in->native_id);
	r[3] = db_int(t->threads[it->thread].id);
	r[4] = db_text(in->parent_native);
	r[5] = db_text(in->kind.n ? in->kind : STR("comment"));
	r[6] = db_text(in->own ? STR("own") : STR("in"));
	r[7] = db_text(in->author_key);
	r[8] = db_text(in->author_name);
	r[9] = db_text(in->url);
	r[10] = db_int(in->published_at);
	r[11] = db_int(t->intake->now);
	r[12] = db_text(str_from(message_state_name(in->state)));
	r[13] = db_int(it->confidential);
	r[14] = d ? db_int(d->id) : db_null();
}

static void
revision_row(const struct take *t, size_t i, struct db_value *r)
{
	const struct incoming *in = &t->in[i];

	r[0] = db_int(t->items[i].id);
	r[1] = db_int(1);
	r[2] = db_text(in->author_name);
	r[3] = db_text(in->text);
	r[4] = db_bytes(in->raw.p, in->raw.n);
	r[5] = db_int(t->intake->now);
}

/* Messages and their first revisions; the words; K8's hiding. */
static enum err
write_messages(struct take *t, const size_t *fresh, size_t n)
{
	struct db_value *msg = ARENA_ARRAY(
	    t->a, struct db_value, n * MESSAGE_COLUMNS);
	struct db_value *rev = ARENA_ARRAY(t->a, struct db_value, n * 6);
	struct event *ev = ARENA_ARRAY(t->a, struct event, n);
	struct search_doc *doc = ARENA_ARRAY(t->a, struct search_doc, n);

	for (size_t k = 0; k < n; k++) {
		size_t i = fresh[k];

		message_row(t, i, msg + k * MESSAGE_COLUMNS);
		revision_row(t, i, rev + k * 6);
		ev[k] = (struct event){ t->intake->now, 0, NULL, "message",
			t->items[i].id };
		doc[k] = (struct search_doc){ t->items[i].id, t->in[i].text,
			t->items[i].confidential };
	}
	TRY(db_batch(t->db, &q_message_add, msg, n, MESSAGE_COLUMNS));
	TRY(ledger_rows(
	    t->db, t->a, COVERED_message_revision, ev, rev, n, NULL));
	return search_add(t->db, t->a, doc, n);
}

/* REQ: K8.  Captured first (invariant 2), then ordered hidden, on the clause
 * itself; the outbox carries it out where the channel can. */
static enum err
order_hiding(struct take *t, const size_t *fresh, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		const struct take_item *it = &t->items[fresh[k]];
		struct outbox_item hide = { .account = t->account,
			.act = STR("hide"), .message = { it->id },
			    .thread = { t->threads[it->thread].id },
			    .ground = STR("K8") };

		if (it->hide && t->intake->can_hide)
			TRY(outbox_order(
			    t->db, t->a, t->intake->m, &hide, t->intake->now));
	}
	return OK;
}

enum err
take_write_new(struct take *t)
{
	size_t *fresh = ARENA_ARRAY(t->a, size_t, t->n);
	size_t n = 0;
	int64_t last;

	TRY(write_threads(t));
	for (size_t i = 0; i < t->n; i++)
		if (!t->items[i].known && !t->items[i].again)
			fresh[n++] = i;
	if (n == 0)
		return OK;
	TRY(counter_take(t->db, t->a, STR("message"), (int64_t)n, &last));
	for (size_t k = 0; k < n; k++) {
		struct take_item *it = &t->items[fresh[k]];

		it->id = last - (int64_t)n + 1 + (int64_t)k;
		take_look(t, &t->in[fresh[k]], it);
		t->threads[it->thread].touched = true;
	}
	TRY(take_duties(t));
	TRY(write_messages(t, fresh, n));
	TRY(take_write_duties(t));
	TRY(order_hiding(t, fresh, n));
	for (size_t k = 0; k < n; k++) {
		const struct take_item *it = &t->items[fresh[k]];

		t->out[fresh[k]] = (struct taken_item){ TAKEN_NEW, { it->id },
			{ it->duty ? t->duties[it->duty - 1].id : 0 } };
	}
	return OK;
}

enum err
take_bump_threads(struct take *t)
{
	struct db_value *rows = ARENA_ARRAY(
	    t->a, struct db_value, t->nthreads + 1);
	size_t n = 0;

	for (size_t i = 0; i < t->nthreads; i++)
		if (t->threads[i].touched && !t->threads[i].is_new)
			rows[n++] = db_int(t->threads[i].id);
	return n ? db_batch(t->db, &q_thread_bump, rows, n, 1) : OK;
}
