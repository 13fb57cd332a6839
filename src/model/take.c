/* SPDX-License-Identifier: EUPL-1.2
 *
 * take.c - message_take: the one way in.  The hot path of the program, so it
 * works in batches: two look-ups for the whole batch, then each table is
 * written once (take_write.c).  What is rare (edits, changed states) is done
 * one by one in take_change.c.
 *
 * REQ: SPEC 2.1 SPEC 2.2 K8
 */
#include "model/take.h"

#include "base/buf.h"
#include "fmt/utf8.h"

/* Look-ups of CHUNK keys in one statement, the last ones repeated to fill. */
#define P8(a, b, c, d, e, f, g, h)                                             \
	"$" #a ", $" #b ", $" #c ", $" #d ", $" #e ", $" #f ", $" #g ", $" #h
#define P32                                                                    \
	P8(2, 3, 4, 5, 6, 7, 8, 9)                                             \
	", " P8(10, 11, 12, 13, 14, 15, 16, 17) ", " P8(18, 19, 20, 21, 22,    \
	    23, 24, 25) ", " P8(26, 27, 28, 29, 30, 31, 32, 33)
enum { CHUNK = 32 };

#define THREAD_COLUMNS "SELECT id, native_id FROM thread WHERE account_id = $1"
static const struct sql q_threads_one = SQL(THREAD_COLUMNS " AND native_id = $2");
static const struct sql q_threads_many = SQL(THREAD_COLUMNS " AND native_id IN (" P32 ")");
#define KNOWN_COLUMNS                                                          \
	"SELECT m.id, m.native_id, m.thread_id, m.state, m.direction,"         \
	" m.confidential, m.revision, m.enquiry_id, r.text, r.author_name"     \
	" FROM message m JOIN message_revision r ON r.message_id = m.id"       \
	" AND r.number = m.revision WHERE m.account_id = $1"
static const struct sql q_known_one = SQL(KNOWN_COLUMNS " AND m.native_id = $2");
static const struct sql q_known_many = SQL(KNOWN_COLUMNS " AND m.native_id IN (" P32 ")");

enum err
message_check(const struct incoming *in, size_t number)
{
	const char *what = NULL;

	if (in->native_id.n == 0 || in->native_id.n > 500)
		what = "an id of 1 to 500 bytes";
	else if (in->thread_native.n == 0 || in->thread_native.n > 500)
		what = "a thread id of 1 to 500 bytes";
	else if (in->author_key.n == 0 || in->author_key.n > 500)
		what = "an author id of 1 to 500 bytes";
	else if (in->author_name.n > 500)
		what = "an author name of at most 500 bytes";
	else if (in->text.n > MESSAGE_TEXT_MAX)
		what = "a text of at most 100000 bytes";
	else if (in->published_at <= 0)
		what = "a time of publication";
	else if (!utf8_valid(in->text) || !utf8_valid(in->author_name) ||
		 !utf8_valid(in->native_id) || !utf8_valid(in->author_key) ||
		 !utf8_valid(in->thread_native) ||
		 !utf8_valid(in->thread_title))
		what = "text in UTF-8 without NUL";
	if (what)
		return fail(ERR_INVALID, "message %zu: needs %s", number, what);
	return OK;
}

/* Could a number of nine figures or more be in it?  Few names hold one. */
static bool
may_hold_number(struct str s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		n += (c >= '0' && c <= '9') || c >= 0xc0;
	}
	return n >= 9;
}

/* A name or a title stands in every list: an identity or account number in it
 * is masked as one in a text is.  What was received is kept as it came. */
static struct str
without_numbers(struct take *t, struct str s)
{
	struct policy_input in = { s, AS_INBOUND, &t->intake->m->policy };
	struct findings all = { .arena = t->a }, numbers = { .arena = t->a };

	if (!may_hold_number(s))
		return s;
	policy_check(t->a, &in, &all);
	for (size_t i = 0; i < all.n; i++)
		if (strcmp(all.v[i].kind, "national_id") == 0 ||
		    strcmp(all.v[i].kind, "bank_account") == 0)
			findings_add(&numbers, all.v[i]);
	return numbers.n ? policy_mask(t->a, s, &numbers) : s;
}

/* REQ: K8 */
static void
mask_names(struct take *t)
{
	struct incoming *masked = NULL;

	for (size_t i = 0; i < t->n; i++) {
		struct str name = without_numbers(t, t->in[i].author_name);
		struct str title = without_numbers(t, t->in[i].thread_title);

		if (name.p == t->in[i].author_name.p &&
		    title.p == t->in[i].thread_title.p)
			continue;
		if (!masked) {
			masked = ARENA_ARRAY(t->a, struct incoming, t->n);
			memcpy(masked, t->in, t->n * sizeof(*masked));
			t->in = masked;
		}
		masked[i].author_name = name;
		masked[i].thread_title = title;
	}
}

/* Runs the look-up for n keys, CHUNK at a time, and hands over the rows. */
static enum err
look_up(struct take *t, const struct sql *one, const struct sql *many,
    const struct str *keys, size_t n,
    void (*row)(struct take *t, const struct db_rows *r, size_t i))
{
	struct db_value args[CHUNK + 1];
	struct db_rows r;

	args[0] = db_int(t->account.v);
	for (size_t at = 0; at < n; at += CHUNK) {
		size_t k = n - at < CHUNK ? n - at : CHUNK;

		for (size_t i = 0; i < CHUNK; i++)
			args[i + 1] = db_text(keys[at + (i < k ? i : k - 1)]);
		TRY(db_query(t->db, t->a, k == 1 ? one : many, args,
		    k == 1 ? 2 : CHUNK + 1, &r));
		for (size_t i = 0; i < r.n; i++)
			row(t, &r, i);
	}
	return OK;
}

static void
thread_row(struct take *t, const struct db_rows *r, size_t i)
{
	struct str native = db_get_text(r, i, 1);

	for (size_t k = 0; k < t->nthreads; k++)
		if (str_eq(t->threads[k].native, native))
			t->threads[k].id = db_get_int(r, i, 0);
}

/* The batch's threads, each once, with their ids where they are known. */
static enum err
find_threads(struct take *t)
{
	struct str *keys = ARENA_ARRAY(t->a, struct str, t->n);

	t->threads = ARENA_ARRAY(t->a, struct take_thread, t->n);
	for (size_t i = 0; i < t->n; i++) {
		struct str native = t->in[i].thread_native;
		size_t k = 0;

		while (k < t->nthreads && !str_eq(t->threads[k].native, native))
			k++;
		if (k == t->nthreads) {
			keys[k] = native;
			t->threads[t->nthreads++] = (struct take_thread){
				.native = native, .first = &t->in[i]
			};
		}
		t->items[i].thread = k;
	}
	return look_up(
	    t, &q_threads_one, &q_threads_many, keys, t->nthreads, thread_row);
}

static void
known_row(struct take *t, const struct db_rows *r, size_t i)
{
	struct str native = db_get_text(r, i, 1);
	struct take_known *k = ARENA_NEW(t->a, struct take_known);

	*k = (struct take_known){
		.id = db_get_int(r, i, 0),
		.thread = db_get_int(r, i, 2),
		.direction = db_get_text(r, i, 4),
		.confidential = db_get_int(r, i, 5) != 0,
		.revision = db_get_int(r, i, 6),
		.enquiry = db_get_int(r, i, 7),
		.text = db_get_text(r, i, 8),
		.author_name = db_get_text(r, i, 9),
	};
	if (!message_state_parse(db_get_text(r, i, 3), &k->state))
		k->state = MESSAGE_VISIBLE;
	for (size_t j = 0; j < t->n; j++)
		if (str_eq(t->in[j].native_id, native))
			t->items[j].known = k;
}

static enum err
find_known(struct take *t)
{
	struct str *keys = ARENA_ARRAY(t->a, struct str, t->n);

	for (size_t i = 0; i < t->n; i++)
		keys[i] = t->in[i].native_id;
	return look_up(t, &q_known_one, &q_known_many, keys, t->n, known_row);
}

/* A repeat inside the batch is a repeat of the first one: it is taken alone
 * afterwards, when the first is in the store. */
static void
mark_repeats(struct take *t)
{
	for (size_t i = 1; i < t->n; i++)
		for (size_t j = 0; j < i && !t->items[i].again; j++)
			t->items[i].again = str_eq(
			    t->in[i].native_id, t->in[j].native_id);
}

static enum err
take_once(struct take *t)
{
	t->items = ARENA_ARRAY(t->a, struct take_item, t->n);
	TRY(find_threads(t));
	TRY(find_known(t));
	mark_repeats(t);
	TRY(take_write_new(t));
	for (size_t i = 0; i < t->n; i++)
		if (t->items[i].known && !t->items[i].again)
			TRY(take_change(t, i));
	return take_bump_threads(t);
}

enum err
message_take(struct db *db, struct arena *a, struct intake *in,
    struct account_id account, const struct incoming *v, size_t n,
    struct taken_item *out)
{
	struct take t = { .db = db,
		.a = a,
		.intake = in,
		.account = account,
		.in = v,
		.n = n,
		.out = out,
		.acct = account_find(in->m, account) };

	if (!t.acct)
		return fail(ERR_MISSING, "no such account");
	for (size_t i = 0; i < n; i++)
		TRY(message_check(&v[i], i + 1));
	if (n == 0)
		return OK;
	mask_names(&t);
	TRY(take_once(&t));
	for (size_t i = 0; i < n; i++)
		if (t.items[i].again)
			TRY(message_take(
			    db, a, in, account, &v[i], 1, &out[i]));
	return OK;
}
