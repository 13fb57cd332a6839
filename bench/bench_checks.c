/* SPDX-License-Identifier: EUPL-1.2
 *
 * bench_checks.c - clause checks on one core: texts and megabytes a second,
 * beside grep with the same words over the same, already folded text in the
 * same run; p99 of a long text; growth on hostile text.  As read when a message
 * comes in, and as an answer is read at each pause of the keys, with the
 * registers of a municipality of 300 employees in the context.
 *
 *	bench_checks [SECONDS]
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "policy/fold.h"
#include "policy/lexicon.h"
#include "policy/policy.h"

enum { TEXTS = 20000, LONG = 10000, LONG_ROUNDS = 400, GREP_ROUNDS = 5 };

static const char *const sentence[] = {
	"Hei! Når åpner svømmehallen på lørdag, og gjelder årskortet "
	"fortsatt? ",
	"Takk for svar, det var til god hjelp. ",
	"Vegen opp til Svatsum er ikke brøytet siden i går, og skolebussen kom "
	"20 minutter for sent. ",
	"Eg har sendt søknad om barnehageplass til postmottak@gausdal.kommune."
	"no. ",
	"Er det riktig at sak 24/1183 skal opp i kommunestyret 17.12.2026? ",
	"Kan noen ringe meg på 68 05 11 22 etter klokka 15? ",
	"Why is the library closed on Mondays? It says open on your page. ",
	"Biblioteket er det fineste stedet i bygda, særlig etter at dere malte "
	"lesesalen! ",
	"Fakturaen på 1 342,50 kr har KID 0694742271, og den er betalt. ",
	"Det er jo utrolig at 25 000 000 kroner går til dette mens skolen "
	"forfaller. ",
	"Sønnen min går på Fjerdum skole og trives veldig godt der. ",
	"Velkommen til åpen dag 😊 Vi serverer kaffe og vafler fra kl. 11. ",
};
enum { SENTENCES = sizeof(sentence) / sizeof(sentence[0]) };

static struct str
make_text(struct arena *a, unsigned seed, size_t least)
{
	struct buf b = { .arena = a };
	unsigned k = seed;
	size_t n = 1 + seed % 5;

	while (n > 0 || b.n < least) {
		k = k * 1103515245U + 12345U;
		buf_put(&b, str_from(sentence[(k >> 16) % SENTENCES]));
		n = n > 0 ? n - 1 : 0;
	}
	return buf_str(&b);
}

/* How a text is read. */
struct reading {
	enum policy_as as;
	struct policy_context context;
};
enum { STAFF = 300, UNITS = 60, PLACES = 80 };

static struct str_list
names(struct arena *a, const char *const *first, size_t nfirst,
    const char *const *last, size_t n)
{
	struct str *v = ARENA_ARRAY(a, struct str, n);

	for (size_t i = 0; i < n; i++)
		v[i] = str_printf(
		    a, "%s%s", first[i % nfirst], last[i / nfirst % 10]);
	return (struct str_list){ v, n };
}

static void
town(struct arena *a, struct policy_context *c)
{
	static const char *const person[] = { "Kari ", "Åse ", "Ola ", "Nils ",
		"Ingrid ", "Bjørg ", "Sølvi ", "Truls ", "Silje ", "Helge ",
		"Anne ", "Marit ", "Per ", "Knut ", "Tor ", "Liv ", "Geir ",
		"Turid ", "Odd ", "Siv ", "Rolf ", "Eli ", "Jon ", "Gro ",
		"Arne ", "Else ", "Leif ", "Berit ", "Svein ", "Unni " };
	static const char *const family[] = { "Nordli", "Bjørgum", "Haugen",
		"Lien", "Moen", "Ødegård", "Bakken", "Strand", "Vik", "Åsen" };
	static const char *const field[] = { "Åsen ", "Lia ", "Fjell ",
		"Nordre ", "Søndre ", "Øvre " };
	static const char *const unit[] = { "skole", "barnehage", "bofelleskap",
		"legesenter", "bibliotek", "kulturskole", "brannstasjon",
		"renovasjon", "vannverk", "sykehjem" };
	static const char *const place[] = { "Follebu", "Svats", "Skei", "Lise",
		"Øyer", "Fåberg", "Torpa", "Aust" };
	static const char *const end[] = { "", "bygda", "tra", "lia", "haugen",
		"dalen", "moen", "vangen", "åsen", "grenda" };

	c->municipality.name = STR("Lia kommune");
	c->municipality.units = names(a, field, 6, unit, UNITS);
	c->municipality.places = names(a, place, 8, end, PLACES);
	c->staff = names(a, person, 30, family, STAFF);
	c->responder.first_name = STR("Kari");
	c->responder.last_name = STR("Nordli");
	c->responder.unit = STR("Lia bibliotek");
	c->enquiry.category = STR("question");
	c->reply_kind = STR("fact");
}

static void
check(struct arena *a, struct str text, const struct reading *how)
{
	struct policy_input in = { text, how->as, &how->context };
	struct findings f;

	policy_check(a, &in, &f);
	arena_reset(a);
}

static double
seconds(usec_t since)
{
	return (double)(clock_mono() - since) / 1e6;
}

static bool
write_file(const char *path, struct str s)
{
	FILE *f = fopen(path, "we");

	if (!f)
		return false;
	fwrite(s.p, 1, s.n, f);
	return fclose(f) == 0;
}

/* Megabytes a second of grep over the folded texts, best of some rounds. */
static double
grep_speed(struct arena *a, const struct str *text)
{
	char dir[] = "/tmp/bench-checks-XXXXXX";
	struct buf b = { .arena = a };
	double best = 1e9;
	struct str words, texts;
	const char *cmd;

	if (!mkdtemp(dir))
		exit(3);
	for (int i = 0; i < TEXTS; i++) {
		struct fold f = fold_text(a, text[i]);

		buf_put(&b, (struct str){ f.p, f.n });
		buf_char(&b, '\n');
	}
	words = str_printf(a, "%s/words", dir);
	texts = str_printf(a, "%s/texts", dir);
	if (!write_file(words.p, lexicon_words(a)) ||
	    !write_file(texts.p, buf_str(&b)))
		exit(3);
	cmd = str_printf(
	    a, "LC_ALL=C grep -c -F -f %s %s >/dev/null", words.p, texts.p)
		  .p;
	for (int r = 0; r < GREP_ROUNDS; r++) {
		usec_t t = clock_mono();

		if (system(cmd) > 256)
			exit(3);
		best = seconds(t) < best ? seconds(t) : best;
	}
	unlink(words.p);
	unlink(texts.p);
	rmdir(dir);
	return (double)b.n / 1e6 / best;
}

static int
by_size(const void *a, const void *b)
{
	usec_t x = *(const usec_t *)a, y = *(const usec_t *)b;

	return (x > y) - (x < y);
}

static void
long_text(struct arena *a, struct arena *keep, const struct reading *how)
{
	static usec_t took[LONG_ROUNDS];
	struct str s = make_text(keep, 7, LONG);

	for (int i = 0; i < LONG_ROUNDS; i++) {
		usec_t t = clock_mono();

		check(a, s, how);
		took[i] = clock_mono() - t;
	}
	qsort(took, LONG_ROUNDS, sizeof(took[0]), by_size);
	printf("checks: %s of %zu bytes: median %d us, p99 %d us\n",
	    how->as == AS_REPLY ? "answer" : "message", s.n,
	    (int)took[LONG_ROUNDS / 2], (int)took[LONG_ROUNDS * 99 / 100]);
}

static void
hostile(struct arena *a, const struct reading *how, const char *name,
    const char *piece)
{
	struct arena keep = { 0 };

	printf("checks: %-22s ns/byte at 10k, 100k, 1M:", name);
	for (size_t n = 10000; n <= 1000000; n *= 10) {
		struct buf b = { .arena = &keep };
		double best = 1e9;

		while (b.n < n)
			buf_put(&b, str_from(piece));
		for (int r = 0; r < 3; r++) {
			usec_t t = clock_mono();

			check(a, buf_str(&b), how);
			best = seconds(t) < best ? seconds(t) : best;
		}
		printf(" %.1f", best * 1e9 / (double)b.n);
	}
	printf("\n");
	arena_free(&keep);
}

/* Texts a second over `least` seconds; *bytes: of them, a second. */
static double
speed(const struct str *text, const struct reading *how, double least,
    double *bytes)
{
	struct arena a = { 0 };
	double done = 0, took;
	usec_t start;

	*bytes = 0;
	check(&a, text[0], how);
	start = clock_mono();
	do {
		for (int i = 0; i < TEXTS; i++) {
			check(&a, text[i], how);
			*bytes += (double)text[i].n;
		}
		done += TEXTS;
		took = seconds(start);
	} while (took < least);
	arena_free(&a);
	*bytes /= took;
	return done / took;
}

int
main(int argc, char **argv)
{
	double least = argc > 1 ? strtod(argv[1], NULL) : 3;
	struct arena keep = { 0 }, a = { 0 };
	struct str *text = ARENA_ARRAY(&keep, struct str, TEXTS);
	struct reading in = { .as = AS_INBOUND }, out = { .as = AS_REPLY };
	double mine, theirs, texts, grep;

	for (unsigned i = 0; i < TEXTS; i++)
		text[i] = make_text(&keep, i + 1, 0);
	town(&keep, &out.context);
	texts = speed(text, &in, least, &mine);
	grep = grep_speed(&keep, text);
	printf("checks: messages %.0f/s, %.1f MB/s; grep -F %.1f MB/s; "
	       "ratio 1/%.1f (target 1/20)\n",
	    texts, mine / 1e6, grep, grep / (mine / 1e6));
	texts = speed(text, &out, least, &theirs);
	printf("checks: answers %.0f/s, %.1f MB/s; ratio 1/%.1f\n", texts,
	    theirs / 1e6, grep / (theirs / 1e6));
	long_text(&a, &keep, &in);
	long_text(&a, &keep, &out);
	hostile(&a, &in, "digits", "1234567890");
	hostile(&a, &in, "digits apart", "1 ");
	hostile(&a, &in, "terms and names", "Per Lien adhd du har ");
	hostile(&a, &in, "at signs", "a@b.no");
	hostile(&a, &in, "entities", "&amp;&#48;");
	hostile(&a, &in, "pass and groups", "pass 12345678 kr ");
	hostile(&a, &out, "answer: staff, places", "Kari Åsen skole Follebu ");
	hostile(&a, &out, "answer: bad words", "idiot kommunen er elendig ");
	hostile(&a, &out, "answer: no sentence", "jobben min i Lia og vi ");
	out.as = AS_PRIVATE;
	hostile(&a, &out, "private: staff", "Kari Nordli og Åse ");
	hostile(&a, &out, "private: places", "på jobb i Follebu og ");
	arena_free(&a);
	arena_free(&keep);
	return 0;
}
