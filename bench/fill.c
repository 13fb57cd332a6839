/* SPDX-License-Identifier: EUPL-1.2 */
#include "bench/fill.h"

#include <stdio.h>
#include <stdlib.h>

#include "db/migrate.h"
#include "model/account.h"
#include "model/session.h"

static const char *const words[] = { "vegen", "brøyting", "skolen",
	"barnehagen", "Follebu", "biblioteket", "åpningstider", "avløp",
	"gebyret", "kommunestyret", "saken", "svar", "spørsmål", "snøen",
	"gatelys", "bussen", "elevene", "ungdom", "eldre", "hytter",
	"Skeikampen", "reguleringsplan", "søknad", "frist", "møtet",
	"formannskapet", "kulturskolen", "konsert", "turløype", "båndtvang",
	"ikkje", "korleis", "kvifor", "dykk", "noko", "veldig", "glad", "sint",
	"lenge", "ventet", "igjen", "i morgen", "på tirsdag", "hele året" };
enum { NWORDS = sizeof(words) / sizeof(words[0]) };

_Noreturn void
fill_die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(3);
}

void
fill_must(enum err e)
{
	if (e != OK)
		fill_die(err_sentence(e));
}

double
seconds_now(void)
{
	return (double)clock_mono() / 1e6;
}

static int
by_size(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double
median(double *v, int n)
{
	qsort(v, (size_t)n, sizeof(*v), by_size);
	return v[n / 2];
}

struct str
fill_text(struct arena *a, int64_t i)
{
	uint64_t x = (uint64_t)i * 2654435761u + 88172645463325252ull;
	struct buf b = { .arena = a };

	buf_reserve(&b, 256);
	for (int k = 0; k < 16; k++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		if (k)
			buf_char(&b, ' ');
		/* As in real texts: most words are common, some are seldom;
		 * about 30 000 different ones. */
		if (x % 10 < 7)
			buf_put(&b, str_from(words[(x >> 8) % NWORDS]));
		else
			buf_printf(&b, "%s%s%s", words[(x >> 16) % NWORDS],
			    words[(x >> 24) % NWORDS],
			    x % 3 ? "" : words[(x >> 32) % NWORDS]);
	}
	buf_put(&b, i % 3 ? STR("?") : STR("."));
	return buf_str(&b);
}

void
fill_messages(struct fill *f, struct arena *a, int64_t from, size_t n,
    struct incoming *out)
{
	for (size_t k = 0; k < n; k++) {
		int64_t i = from + (int64_t)k;
		struct str name = str_printf(
		    a, "Innbygger %lld", (long long)(i * 7919 % 50021));

		out[k] = (struct incoming){
			.native_id = str_printf(a, "m%lld", (long long)i),
			.thread_native = str_printf(
			    a, "p%lld", (long long)(i / FILL_THREAD)),
			.thread_title = STR("Nytt om vegene"),
			    .kind = STR("comment"), .author_key = name,
				.author_name = name, .text = fill_text(a, i),
				.raw = STR("{}"),
				    .published_at = f->start + i * 400 * 1000,
				};
	}
}

struct taking {
	struct fill *f;
	struct arena *a;
	size_t n;
};

static enum err
take(struct db *db, void *arg)
{
	struct taking *t = arg;
	struct fill *f = t->f;
	struct incoming *v = ARENA_ARRAY(t->a, struct incoming, t->n);
	struct taken_item *out = ARENA_ARRAY(t->a, struct taken_item, t->n);
	struct intake in = { f->m, true,
		f->start + (f->next + (int64_t)t->n) * 400 * 1000 };

	fill_messages(f, t->a, f->next, t->n, v);
	return message_take(db, t->a, &in, f->account, v, t->n, out);
}

void
fill_take(struct fill *f, size_t n)
{
	struct arena a = { 0 };
	struct taking t = { f, &a, n };

	fill_must(db_tx(f->db, take, &t));
	f->next += (int64_t)n;
	arena_free(&a);
}

static enum err
make(struct db *db, void *arg)
{
	struct fill *f = arg;
	struct person_id nobody = { 0 }, kari, boss;
	struct unit root = { .name = STR("Lia kommune"), .active = true };
	struct person p = {
		.login = STR("kari"), .first_name = STR("Kari"),
					  .last_name = STR("Nordli") };
	struct grant g = {
		.role = ROLE_RESPONDER, .from = clock_now(), .to = INT64_MAX
	};
	struct account acct = {
		.channel = STR("wordpress"), .name = STR("Bloggen"),
						 .dialogue = STR("open"),
						     .config = STR("{}") };
	struct worktime hours;
	struct str hash;

	fill_must(setting_set(db, &f->a,
	    STR("municipality"),
		STR("{\"name\":\"Lia kommune\",\"host\":\"localhost\"}"), 0,
		    nobody));
	fill_must(worktime_default(&hours));
	fill_must(setting_set(
	    db, &f->a, STR("hours"), worktime_json(&f->a, &hours), 0, nobody));
	fill_must(unit_add(db, &f->a, &root, nobody, &p.unit));
	fill_must(password_hash(&f->a, STR("ordstyrer-demo"), &hash));
	fill_must(person_add(db, &f->a, &p, hash, nobody, &kari));
	p.login = STR("sjef");
	fill_must(person_add(db, &f->a, &p, hash, nobody, &boss));
	fill_must(role_give(db, &f->a, kari, &g, NULL));
	acct.unit = p.unit;
	return account_add(db, &f->a, &acct, kari, &f->account);
}

void
fill_open(struct fill *f, struct str url)
{
	*f = (struct fill){ .url = url, .start = clock_now() - 7 * DAY };
	fill_must(db_open(&f->a, url, DB_WRITE, &f->db));
	fill_must(migrate(f->db, &f->a));
	fill_must(db_tx(f->db, make, f));
	fill_must(municipality_load(f->db, &f->m));
}

static const struct sql q_close = SQL("UPDATE enquiry SET state = 'answered', answered_at = due"
	" WHERE id <= (SELECT MAX(id) FROM enquiry) - $1");
static const struct sql q_tally = SQL("UPDATE tally SET n = (SELECT COUNT(*) FROM enquiry"
	" WHERE state = 'open') WHERE name IN ('open', 'free')");

static enum err
close_old(struct db *db, void *arg)
{
	const int64_t *open = arg;

	TRY(db_run(db, &q_close, DB_ARGS(db_int(*open)), NULL));
	return db_run(db, &q_tally, DB_NOARGS, NULL);
}

void
fill_rows(struct fill *f, int64_t rows, int64_t open)
{
	while (f->next < rows)
		fill_take(
		    f, rows - f->next < 250 ? (size_t)(rows - f->next) : 250);
	fill_must(db_tx(f->db, close_old, &open));
}

void
fill_close(struct fill *f)
{
	municipality_free(f->m);
	arena_free(&f->a);
}
