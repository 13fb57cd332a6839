/* SPDX-License-Identifier: EUPL-1.2
 *
 * bench_checks.c - clause checks on one core: texts and megabytes a second,
 * beside grep with the same words over the same, already folded text in the
 * same run; p99 of a long text; growth on hostile text.
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

static void
check(struct arena *a, struct str text)
{
	static const struct policy_context none;
	struct policy_input in = { text, AS_INBOUND, &none };
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
long_text(struct arena *a, struct arena *keep)
{
	static usec_t took[LONG_ROUNDS];
	struct str s = make_text(keep, 7, LONG);

	for (int i = 0; i < LONG_ROUNDS; i++) {
		usec_t t = clock_mono();

		check(a, s);
		took[i] = clock_mono() - t;
	}
	qsort(took, LONG_ROUNDS, sizeof(took[0]), by_size);
	printf("checks: text of %zu bytes: median %d us, p99 %d us\n", s.n,
	    (int)took[LONG_ROUNDS / 2], (int)took[LONG_ROUNDS * 99 / 100]);
}

static void
hostile(
    struct arena *a, struct arena *keep, const char *name, const char *piece)
{
	printf("checks: %-22s ns/byte at 10k, 100k, 1M:", name);
	for (size_t n = 10000; n <= 1000000; n *= 10) {
		struct buf b = { .arena = keep };
		double best = 1e9;

		while (b.n < n)
			buf_put(&b, str_from(piece));
		for (int r = 0; r < 3; r++) {
			usec_t t = clock_mono();

			check(a, buf_str(&b));
			best = seconds(t) < best ? seconds(t) : best;
		}
		printf(" %.1f", best * 1e9 / (double)b.n);
	}
	printf("\n");
}

int
main(int argc, char **argv)
{
	double least = argc > 1 ? strtod(argv[1], NULL) : 3, took;
	struct arena keep = { 0 }, a = { 0 };
	struct str *text = ARENA_ARRAY(&keep, struct str, TEXTS);
	double bytes = 0, done = 0, mine, grep;
	usec_t start;

	for (unsigned i = 0; i < TEXTS; i++)
		text[i] = make_text(&keep, i + 1, 0);
	check(&a, text[0]);
	start = clock_mono();
	do {
		for (int i = 0; i < TEXTS; i++) {
			check(&a, text[i]);
			bytes += (double)text[i].n;
		}
		done += TEXTS;
		took = seconds(start);
	} while (took < least);
	mine = bytes / 1e6 / took;
	grep = grep_speed(&keep, text);
	printf("checks: %.0f texts/s, %.1f MB/s; grep -F %.1f MB/s; "
	       "ratio 1/%.1f (target 1/20)\n",
	    done / took, mine, grep, grep / mine);
	long_text(&a, &keep);
	hostile(&a, &keep, "digits", "1234567890");
	hostile(&a, &keep, "digits apart", "1 ");
	hostile(&a, &keep, "terms and names", "Per Lien adhd du har ");
	hostile(&a, &keep, "at signs", "a@b.no");
	hostile(&a, &keep, "entities", "&amp;&#48;");
	hostile(&a, &keep, "pass and groups", "pass 12345678 kr ");
	arena_free(&a);
	arena_free(&keep);
	return 0;
}
