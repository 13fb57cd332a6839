/* SPDX-License-Identifier: EUPL-1.2
 *
 * take_duty.c - what a batch of messages makes us owe: opens an enquiry, or
 * joins the one that the author has open in the thread, with its deadline and
 * the inputs of that (invariant 7).  REQ: K1; SPEC 2.4 SPEC 3
 */
#include "base/buf.h"
#include "ledger/ledger.h"
#include "model/escalation.h"
#include "model/take.h"
#include "model/tally.h"

#define PAIR8(a, b, c, d, e, f, g, h)                                          \
	"(CAST($" #a " AS BIGINT), $" #b "), (CAST($" #c " AS BIGINT), $" #d   \
	"), (CAST($" #e " AS BIGINT), $" #f "), (CAST($" #g                    \
	" AS BIGINT), $" #h ")"
enum { PAIRS = 16 };
#define OPEN_COLUMNS                                                           \
	"SELECT id, thread_id, author_key, due, category, flags FROM enquiry"  \
	" WHERE state IN ('open', 'waiting') AND "
static const struct sql q_open_one = SQL(OPEN_COLUMNS "thread_id = $1 AND author_key = $2");
/* Joined from the keys, so that each is looked up by the index over what is
 * open: the same as (thread_id, author_key) IN (VALUES ...) is answered by
 * SQLite with a walk over all that is open.  A repeated key gives its row
 * twice. */
static const struct sql q_open_many = SQL("SELECT e.id, e.thread_id, e.author_key, e.due, e.category, e.flags"
	" FROM (VALUES " PAIR8(1, 2, 3, 4, 5, 6, 7, 8) ", " PAIR8(9, 10, 11,
	12, 13, 14, 15, 16) ", " PAIR8(17, 18, 19, 20, 21, 22, 23,
	24) ", " PAIR8(25, 26, 27, 28, 29, 30, 31, 32) ") AS k JOIN enquiry e"
	" ON e.thread_id = k.column1 AND e.author_key = k.column2"
	" WHERE e.state IN ('open', 'waiting')");
static const struct sql q_enquiry_add = SQL("INSERT INTO enquiry (id, account_id, thread_id, author_key,"
	" author_name, state, category, category_by, flags, unit_id, owner_id,"
	" claimed_at, excerpt, first_message_id, last_message_id, opened_at,"
	" due, half_at, soon_at, paused_until, read_at, answered_at,"
	" closed_reason, version, confidence, lang)"
	" VALUES ($1, $2, $3, $4, $5, 'open', $6, 0,"
	" $7, $8, NULL, 0, $9, $10, $11, $12, $13, $14, $15, $16, 0, 0, '', 1,"
	" $17, $18)");
enum { ENQUIRY_COLUMNS = 18 };
static const struct sql q_enquiry_join = SQL("UPDATE enquiry SET last_message_id = $2, excerpt = $3,"
	" author_name = $4, flags = $5, read_at = 0, version = version + 1"
	" WHERE id = $1");

static const struct sql q_start = SQL("UPDATE enquiry SET category = $2, due = $3, half_at = $4,"
	" soon_at = $5, paused_until = $6 WHERE id = $1 AND category_by = 0");

static struct take_duty *
find_duty(struct take *t, size_t thread, struct str author)
{
	for (size_t i = 0; i < t->nduties; i++)
		if (t->duties[i].thread == thread &&
		    str_eq(t->duties[i].author_key, author))
			return &t->duties[i];
	return NULL;
}

/* Which item owes what: one duty per author and thread. */
static void
gather(struct take *t)
{
	t->duties = ARENA_ARRAY(t->a, struct take_duty, t->n);
	for (size_t i = 0; i < t->n; i++) {
		const struct incoming *in = &t->in[i];
		struct take_item *it = &t->items[i];
		struct take_duty *d;

		if (it->known || it->again || in->own ||
		    in->state == MESSAGE_SPAM || in->state == MESSAGE_TRASH)
			continue;
		d = find_duty(t, it->thread, in->author_key);
		if (!d) {
			d = &t->duties[t->nduties++];
			*d = (struct take_duty){ .thread = it->thread,
				.author_key = in->author_key,
				.first_message = it->id,
				.arrival = INT64_MAX,
				.is_new = true };
		}
		it->duty = (size_t)(d - t->duties) + 1;
	}
}

/* Who talks to others owes us nothing, and we owe them nothing, until a person
 * says otherwise (DESIGN "Data"): in the list, behind all that has a clock. But
 * to overlook a question is the costly error: only what is spam or surely talk
 * has no clock.  Of 300 texts that it had not seen, this let one pass that
 * should have been answered; without it there were nine (tools/quality_triage).
 * REQ: K1 K5 */
static bool
may_ask(const struct triage *tr)
{
	const double sure = 0.7;

	return tr->category != CATEGORY_NEUTRAL_NOT_TO_US ||
	       (!(tr->flags >> TRIAGE_SPAM & 1) && tr->confidence < sure);
}

/* REQ: K5 - suggested; a person decides. */
static void
suggest(struct take_duty *d, const struct triage *tr)
{
	bool asks = may_ask(tr);

	d->flags |= tr->flags;
	/* A question does not go away by the laugh that follows it. */
	if (d->asks && !asks)
		return;
	d->asks = asks;
	d->category = tr->category;
	d->confidence = tr->confidence;
	d->lang = tr->lang;
}

static bool
has_clock(const struct take_duty *d)
{
	return d->asks;
}

static struct str
flag_words(struct arena *a, const struct take_duty *d)
{
	unsigned confidential = d->confidential ? 1u << TRIAGE_CONFIDENTIAL : 0;

	return triage_flag_words(a, d->flags | confidential);
}

/* The newest message is what the list shows; the earliest sets the clock:
 * published, never later than our capture. */
static void
fill(struct take *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct take_item *it = &t->items[i];
		struct take_duty *d;
		usec_t at = t->in[i].published_at;

		if (!it->duty)
			continue;
		d = &t->duties[it->duty - 1];
		if (at > t->intake->now)
			at = t->intake->now;
		if (at < d->arrival)
			d->arrival = at;
		d->confidential |= it->confidential;
		d->last_message = it->id;
		d->excerpt = it->excerpt;
		d->author_name = t->in[i].author_name;
		suggest(d, &it->triage);
	}
}

/* What an earlier message of theirs was marked with stays. */
static void
keep_flags(struct take_duty *d, struct str words)
{
	unsigned had = triage_flag_bits(words);

	d->flags |= had;
	d->had_reputation = (had >> TRIAGE_REPUTATION & 1) != 0;
	d->confidential |= (d->flags >> TRIAGE_CONFIDENTIAL & 1) != 0;
}

static enum err
join_rows(
    struct take *t, const size_t *which, size_t n, const struct db_rows *r)
{
	for (size_t i = 0; i < r->n; i++)
		for (size_t k = 0; k < n; k++) {
			struct take_duty *d = &t->duties[which[k]];

			if (t->threads[d->thread].id != db_get_int(r, i, 1) ||
			    !str_eq(d->author_key, db_get_text(r, i, 2)))
				continue;
			d->id = db_get_int(r, i, 0);
			d->is_new = false;
			d->old_due = db_get_int(r, i, 3);
			keep_flags(d, db_get_text(r, i, 5));
		}
	return OK;
}

static enum err
find_open(struct take *t)
{
	struct db_value args[2 * PAIRS];
	size_t which[PAIRS], n = 0;
	struct db_rows r;

	for (size_t i = 0; i <= t->nduties; i++) {
		/* What hangs on a thread made in this batch is new. */
		if (i < t->nduties && !t->threads[t->duties[i].thread].is_new)
			which[n++] = i;
		if (n == 0 || (n < PAIRS && i < t->nduties))
			continue;
		for (size_t k = 0; k < PAIRS; k++) {
			struct take_duty
			    *d = &t->duties[which[k < n ? k : n - 1]];

			args[2 * k] = db_int(t->threads[d->thread].id);
			args[2 * k + 1] = db_text(d->author_key);
		}
		TRY(db_query(t->db, t->a, n == 1 ? &q_open_one : &q_open_many,
		    args, n == 1 ? 2 : 2 * (size_t)PAIRS, &r));
		TRY(join_rows(t, which, n, &r));
		n = 0;
	}
	return OK;
}

enum err
take_duties(struct take *t)
{
	size_t fresh = 0, k = 0;
	int64_t last;

	gather(t);
	if (t->nduties == 0)
		return OK;
	fill(t);
	TRY(find_open(t));
	for (size_t i = 0; i < t->nduties; i++)
		fresh += t->duties[i].is_new;
	if (fresh == 0)
		return OK;
	TRY(counter_take(t->db, t->a, STR("enquiry"), (int64_t)fresh, &last));
	for (size_t i = 0; i < t->nduties; i++)
		if (t->duties[i].is_new)
			t->duties[i].id = last - (int64_t)fresh + 1 +
					  (int64_t)k++;
	return OK;
}

/* The closures that count for this account, as the deadline wants them. */
static size_t
account_closures(struct take *t, struct worktime_closure **out)
{
	const struct municipality *m = t->intake->m;
	struct worktime_closure *v = ARENA_ARRAY(
	    t->a, struct worktime_closure, m->nclosures + 1);
	size_t n = 0;

	for (size_t i = 0; i < m->nclosures; i++)
		if (m->closures[i].account.v == 0 ||
		    m->closures[i].account.v == t->account.v)
			v[n++] = (struct worktime_closure){ m->closures[i].from,
				m->closures[i].to };
	*out = v;
	return n;
}

static usec_t
pause_end(const struct worktime_closure *v, size_t n, usec_t now)
{
	usec_t until = 0;

	for (size_t i = 0; i < n; i++)
		if (v[i].from <= now && now < v[i].to && v[i].to > until)
			until = v[i].to;
	return until;
}

static void
enquiry_row(const struct take *t, const struct take_duty *d, usec_t paused,
    struct db_value *r)
{
	r[0] = db_int(d->id);
	r[1] = db_int(t->account.v);
	r[2] = db_int(t->threads[d->thread].id);
	r[3] = db_text(d->author_key);
	r[4] = db_text(d->confidential ? STR_NONE : d->author_name);
	r[5] = db_text(str_from(category_name(d->category)));
	r[6] = db_text(flag_words(t->a, d));
	r[7] = db_int(t->acct->unit.v);
	r[8] = db_text(d->confidential ? STR_NONE : d->excerpt);
	r[9] = db_int(d->first_message);
	r[10] = db_int(d->last_message);
	r[11] = db_int(t->intake->now);
	r[12] = db_int(d->deadline.due);
	r[13] = db_int(d->deadline.half);
	r[14] = db_int(d->deadline.soon);
	r[15] = db_int(paused);
	r[16] = db_int((int64_t)(100 * d->confidence));
	r[17] = db_text(str_from(text_lang_name(d->lang)));
}

static void
deadline_row(const struct take *t, const struct take_duty *d,
    struct str closures, struct db_value *r)
{
	r[0] = db_int(d->id);
	r[1] = db_text(STR("arrival"));
	r[2] = db_int(d->arrival);
	r[3] = db_int(t->acct->hours ? 0 : t->intake->m->hours_version);
	r[4] = db_text(closures);
	r[5] = db_int(d->deadline.start);
	r[6] = db_int(d->deadline.due);
	r[7] = db_int(d->deadline.half);
	r[8] = db_int(d->deadline.soon);
}

static enum err
join_open(struct take *t)
{
	struct db_value *rows = ARENA_ARRAY(
	    t->a, struct db_value, t->nduties * 5);
	size_t n = 0;

	for (size_t i = 0; i < t->nduties; i++) {
		const struct take_duty *d = &t->duties[i];
		struct db_value *r = rows + 5 * n;

		if (d->is_new)
			continue;
		r[0] = db_int(d->id);
		r[1] = db_int(d->last_message);
		r[2] = db_text(d->confidential ? STR_NONE : d->excerpt);
		r[3] = db_text(d->confidential ? STR_NONE : d->author_name);
		r[4] = db_text(flag_words(t->a, d));
		n++;
	}
	return n ? db_batch(t->db, &q_enquiry_join, rows, n, 5) : OK;
}

/* One whose talk had no clock asks us something: it starts. */
static bool
starts_now(const struct take_duty *d)
{
	return !d->is_new && d->old_due == WORKTIME_NEVER && has_clock(d);
}

static enum err
start_clocks(struct take *t, usec_t paused)
{
	for (size_t i = 0; i < t->nduties; i++) {
		const struct take_duty *d = &t->duties[i];

		if (starts_now(d))
			TRY(db_run(t->db, &q_start,
			    DB_ARGS(db_int(d->id),
				db_text(str_from(category_name(d->category))),
				db_int(d->deadline.due),
				db_int(d->deadline.half),
				db_int(d->deadline.soon), db_int(paused)),
			    NULL));
	}
	return OK;
}

/* REQ: K3 - what may harm the reputation is put before those who coordinate
 * before anybody answers; also where a later message first says it. */
static enum err
escalate(struct take *t)
{
	for (size_t i = 0; i < t->nduties; i++) {
		const struct take_duty *d = &t->duties[i];
		struct escalation_id id;

		if ((d->flags >> TRIAGE_REPUTATION & 1) && !d->had_reputation)
			TRY(escalation_raise(t->db, t->a, t->intake->m,
			    (struct enquiry_id){ d->id },
			    (struct person_id){ 0 }, STR_NONE, t->intake->now,
			    &id));
	}
	return OK;
}

static const struct deadline no_clock = { .start = WORKTIME_NEVER,
	.due = WORKTIME_NEVER,
	.half = WORKTIME_NEVER,
	.soon = WORKTIME_NEVER };

enum err
take_write_duties(struct take *t)
{
	struct db_value *enq = ARENA_ARRAY(
	    t->a, struct db_value, t->nduties * ENQUIRY_COLUMNS + 1);
	struct db_value *due = ARENA_ARRAY(
	    t->a, struct db_value, t->nduties * 9 + 1);
	struct event *ev = ARENA_ARRAY(t->a, struct event, t->nduties + 1);
	const struct worktime *hours = account_hours(t->intake->m, t->acct);
	struct worktime_closure *closures;
	size_t nclosures = account_closures(t, &closures), n = 0, clocks = 0;
	struct str json = worktime_closures_json(t->a, closures, nclosures);
	usec_t paused = pause_end(closures, nclosures, t->intake->now);

	for (size_t i = 0; i < t->nduties; i++) {
		struct take_duty *d = &t->duties[i];

		if (!d->is_new && !starts_now(d))
			continue;
		if (has_clock(d))
			worktime_deadline(hours, d->arrival, closures,
			    nclosures, &d->deadline);
		else
			d->deadline = no_clock;
		if (d->is_new)
			enquiry_row(t, d, paused, enq + n++ * ENQUIRY_COLUMNS);
		if (!has_clock(d))
			continue;
		deadline_row(t, d, json, due + clocks * 9);
		ev[clocks++] = (struct event){ t->intake->now, 0, NULL,
			"enquiry", d->id };
	}
	TRY(join_open(t));
	TRY(start_clocks(t, paused));
	if (n)
		TRY(db_batch(t->db, &q_enquiry_add, enq, n, ENQUIRY_COLUMNS));
	if (clocks)
		TRY(ledger_rows(
		    t->db, t->a, COVERED_deadline, ev, due, clocks, NULL));
	TRY(escalate(t));
	if (n == 0)
		return OK;
	TRY(tally_add(t->db, STR("open"), (int64_t)n));
	return tally_add(t->db, STR("free"), (int64_t)n);
}
