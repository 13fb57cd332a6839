/* SPDX-License-Identifier: EUPL-1.2
 *
 * quality_checks.c - how well the clause checks find what a labelled set says,
 * by kind and language, beside two yardsticks in the same table: plain regular
 * expressions, and never finding anything (what most texts hold).
 *
 *	quality_checks [-v] SET.jsonl ...	  rule and kind, as labelled
 *	quality_checks [-v] -n CARRIERS FOLDER	  numbers of FOLDER's vectors,
 *		placed in the sentences of CARRIERS in many spellings
 *
 * Scored as the development set asks: by rule and kind and overlapping spans; a
 * second term of a kind that was expected is not false.  Prints Markdown.
 */
#include <jansson.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "policy/context.h"
#include "policy/policy.h"

enum { LANGS = 3, KINDS_MAX = 64, EXPECTED_MAX = 32 };
static const char *const langs[LANGS] = { "nb", "nn", "en" };
static struct arena keep;
static bool verbose;

struct count {
	int right, false_, miss;
};
static struct kind {
	struct str name; /* "K8 phone" */
	struct count all, lang[LANGS], regex;
	bool has_regex;
} kinds[KINDS_MAX];
static size_t nkinds;
static int clean, alarms, texts;

/* Yardstick --------------------------------------------------------------- */

static const struct {
	const char *kind, *pattern;
} patterns[] = {
	{ "national_id", "[0-9]{6}[ .-]?[0-9]{5}" },
	{ "bank_account", "[0-9]{4}[. ]?[0-9]{2}[. ]?[0-9]{5}" },
	{ "phone", "(\\+47 ?)?[2-9][0-9] ?[0-9]{2} ?[0-9]{2} ?[0-9]{2}" },
	{ "email", "[A-Za-z0-9._-]+@[A-Za-z0-9.-]+" },
	{ "work_email", "[A-Za-z0-9._-]+@[A-Za-z0-9.-]+kommune" },
	{ "vehicle_plate", "[A-Z]{2} ?[0-9]{5}" },
	{ "passport", "[A-Z]{3}[0-9]{6}|[0-9]{8}" },
	{ "address", "[A-ZÆØÅ][a-zæøå]+(vegen|veien|gata|bakken) [0-9]+" },
};

struct place {
	struct str kind; /* "K8 phone" */
	size_t start, end;
	bool found;
};

static const char *
pattern_of(struct str kind)
{
	struct str bare = str_cut(kind, str_find_char(kind, ' ') + 1, kind.n);

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++)
		if (str_eq(bare, str_from(patterns[i].kind)))
			return patterns[i].pattern;
	return NULL;
}

/* Scoring ------------------------------------------------------------------ */

static struct kind *
kind_of(struct str name)
{
	for (size_t i = 0; i < nkinds; i++)
		if (str_eq(kinds[i].name, name))
			return &kinds[i];
	if (nkinds == KINDS_MAX) {
		fprintf(stderr, "quality_checks: too many kinds\n");
		exit(3);
	}
	kinds[nkinds].name = str_copy(&keep, name);
	kinds[nkinds].has_regex = pattern_of(name) != NULL;
	return &kinds[nkinds++];
}

static bool
overlaps(const struct place *e, size_t start, size_t end)
{
	return (e->end == 0 && end == 0) || (e->start < end && start < e->end);
}

static void
add(struct kind *k, int lang, int right, int false_, int miss)
{
	struct count *c[] = { &k->all, lang < LANGS ? &k->lang[lang] : NULL };

	for (int i = 0; i < 2; i++)
		if (c[i]) {
			c[i]->right += right;
			c[i]->false_ += false_;
			c[i]->miss += miss;
		}
}

static void
by_regex(struct str text, struct kind *k, struct place *want, size_t n)
{
	char *at = str_z(&keep, text), *from = at;
	regmatch_t m;
	regex_t re;

	for (size_t i = 0; i < n; i++)
		want[i].found = false;
	if (regcomp(&re, pattern_of(k->name), REG_EXTENDED) != 0)
		return;
	while (*at && regexec(&re, at, 1, &m, 0) == 0 && m.rm_eo > m.rm_so) {
		size_t start = (size_t)(at - from) + (size_t)m.rm_so;
		size_t end = (size_t)(at - from) + (size_t)m.rm_eo;
		bool hit = false;

		for (size_t i = 0; i < n; i++)
			if (str_eq(want[i].kind, k->name) &&
			    overlaps(&want[i], start, end))
				hit = want[i].found = true;
		k->regex.false_ += !hit;
		at += m.rm_eo;
	}
	regfree(&re);
	for (size_t i = 0; i < n; i++)
		if (str_eq(want[i].kind, k->name)) {
			k->regex.right += want[i].found;
			k->regex.miss += !want[i].found;
		}
}

static void
tell(const char *what, struct str kind, struct str text, size_t a, size_t b)
{
	if (verbose)
		printf("%s %.*s «%.*s» in: %.*s\n", what, STR_ARG(kind),
		    STR_ARG(str_cut(text, a, b)), STR_ARG(text));
}

static bool
is_expected(
    struct place *want, size_t n, struct str kind, const struct finding *f)
{
	bool same_kind = false, hit = false;

	for (size_t i = 0; i < n; i++) {
		if (!str_eq(want[i].kind, kind))
			continue;
		same_kind = true;
		if (overlaps(&want[i], f->start, f->end))
			hit = want[i].found = true;
	}
	/* A second term of a matter is none too many. */
	return hit ||
	       (same_kind &&
		   (str_find(kind, STR("health")) != STR_NOWHERE ||
		       str_find(kind, STR("child_")) != STR_NOWHERE ||
			   str_find(kind, STR("social_")) != STR_NOWHERE ||
			       str_find(kind, STR("school_")) != STR_NOWHERE));
}

static void
score(const struct policy_input *in, int lang, struct place *want, size_t n)
{
	struct arena a = { 0 };
	struct findings f;
	bool alarm = false;

	policy_check(&a, in, &f);
	texts++;
	clean += n == 0;
	for (size_t i = 0; i < f.n; i++) {
		struct str kind = str_printf(
		    &a, "%s %s", f.v[i].rule, f.v[i].kind);

		if (is_expected(want, n, kind, &f.v[i]))
			continue;
		alarm = alarm || f.v[i].severity > ADVISE;
		add(kind_of(kind), lang, 0, 1, 0);
		tell("FALSE", kind, in->text, f.v[i].start, f.v[i].end);
	}
	alarms += n == 0 && alarm;
	for (size_t i = 0; i < n; i++) {
		add(kind_of(want[i].kind), lang, want[i].found, 0,
		    !want[i].found);
		if (!want[i].found)
			tell("MISS ", want[i].kind, in->text, want[i].start,
			    want[i].end);
	}
	for (size_t k = 0; k < nkinds; k++)
		if (kinds[k].has_regex)
			by_regex(in->text, &kinds[k], want, n);
	arena_free(&a);
}

static int
lang_of(const char *name)
{
	int l = 0;

	while (l < LANGS && (!name || strcmp(langs[l], name) != 0))
		l++;
	return l;
}

/* A labelled set ----------------------------------------------------------- */

static struct str
text_of(const json_t *o, const char *name)
{
	const json_t *v = json_object_get(o, name);

	return (struct str){ json_string_value(v), json_string_length(v) };
}

static void
score_line(const json_t *o)
{
	struct policy_context c;
	struct policy_input in = { text_of(o, "text"), AS_REPLY, &c };
	struct place want[EXPECTED_MAX];
	const json_t *list = json_object_get(o, "expect");
	size_t n = 0;

	if (!policy_as_parse(text_of(o, "as"), &in.as) ||
	    context_read(&keep, json_object_get(o, "context"), &c) != OK) {
		fprintf(stderr, "quality_checks: %s is not a check\n",
		    json_string_value(json_object_get(o, "id")));
		exit(3);
	}
	for (size_t i = 0; i < json_array_size(list) && n < EXPECTED_MAX; i++) {
		const json_t *e = json_array_get(list, i);
		struct str rule = text_of(e, "rule"), kind = text_of(e, "kind");

		want[n++] = (struct place){ str_printf(&keep, "%.*s %.*s",
						STR_ARG(rule), STR_ARG(kind)),
			(size_t)json_integer_value(json_object_get(e, "start")),
			(size_t)json_integer_value(json_object_get(e, "end")),
			false };
	}
	score(&in, lang_of(json_string_value(json_object_get(o, "lang"))), want,
	    n);
}

static void
score_set(const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;

	if (!f) {
		printf("%s is not there: skipped\n", path);
		return;
	}
	while (getline(&line, &room, f) > 0) {
		json_t *o = json_loads(line, 0, NULL);

		if (o)
			score_line(o);
		json_decref(o);
	}
	free(line);
	fclose(f);
}

/* Numbers ------------------------------------------------------------------ */

enum { CARRIERS_MAX = 200 };
static struct carrier {
	int lang;
	struct str use, text;
} carriers[CARRIERS_MAX];
static size_t ncarriers;

static void
read_carriers(const char *path)
{
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	if (!f) {
		fprintf(stderr, "quality_checks: %s cannot be read\n", path);
		exit(3);
	}
	while ((n = getline(&line, &room, f)) > 0 && ncarriers < CARRIERS_MAX) {
		struct str rest = str_copy(
		    &keep, str_trim((struct str){ line, (size_t)n }));
		struct str lang = str_take(&rest, '\t');

		carriers[ncarriers].lang = lang_of(str_z(&keep, lang));
		carriers[ncarriers].use = str_take(&rest, '\t');
		carriers[ncarriers++].text = rest;
	}
	free(line);
	fclose(f);
}

/* The k-th sentence for that use, round and round. */
static const struct carrier *
carrier_for(const char *use, size_t k)
{
	size_t of = 0;

	for (size_t i = 0; i < ncarriers; i++)
		of += str_eq(carriers[i].use, str_from(use));
	k = of ? k % of : 0;
	for (size_t i = 0; i < ncarriers; i++)
		if (str_eq(carriers[i].use, str_from(use)) && k-- == 0)
			return &carriers[i];
	fprintf(stderr, "quality_checks: no carrier for %s\n", use);
	exit(3);
}

/* kind empty: a decoy. */
static void
place(const char *use, size_t k, struct str number, const char *kind)
{
	static const struct policy_context none;
	const struct carrier *c = carrier_for(use, k);
	size_t at = str_find_char(c->text, '%');
	struct str text = str_printf(&keep, "%.*s%.*s%.*s",
	    STR_ARG(str_cut(c->text, 0, at)), STR_ARG(number),
	    STR_ARG(str_cut(c->text, at + 1, c->text.n)));
	struct policy_input in = { text, k % 3 ? AS_REPLY : AS_INBOUND, &none };
	struct place want = { str_printf(&keep, "K8 %s", kind), at,
		at + number.n, false };
	struct findings f;
	struct arena a = { 0 };
	size_t n = kind[0] ? 1 : 0;

	texts++;
	clean += n == 0;
	policy_check(&a, &in, &f);
	for (size_t i = 0; i < f.n; i++) {
		struct str got = str_printf(
		    &a, "%s %s", f.v[i].rule, f.v[i].kind);
		bool ours = str_eq(got, STR("K8 national_id")) ||
		    str_eq(got, STR("K8 bank_account"));

		if (!ours || is_expected(&want, n, got, &f.v[i]))
			continue;
		add(kind_of(got), c->lang, 0, 1, 0);
		alarms += n == 0;
		tell("FALSE", got, text, f.v[i].start, f.v[i].end);
	}
	if (n) {
		add(kind_of(want.kind), c->lang, want.found, 0, !want.found);
		if (!want.found)
			tell("MISS ", want.kind, text, want.start, want.end);
	}
	by_regex(text, kind_of(STR("K8 national_id")), &want, n);
	by_regex(text, kind_of(STR("K8 bank_account")), &want, n);
	arena_free(&a);
}

/* With `between` put in after those places, in digits of that sort. */
static struct str
spelled(struct str digits, const int *after, const char *between, bool wide)
{
	struct buf b = { .arena = &keep };

	for (size_t i = 0; i < digits.n; i++) {
		for (int k = 0; after && after[k]; k++)
			if ((size_t)after[k] == i)
				buf_put(&b, str_from(between));
		if (wide) /* U+FF10 and on */
			buf_printf(
			    &b, "\xef\xbc%c", 0x90 + (digits.p[i] - '0'));
		else
			buf_char(&b, digits.p[i]);
	}
	return buf_str(&b);
}

static struct str
only_digits(struct str s)
{
	struct buf b = { .arena = &keep };

	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			buf_char(&b, s.p[i]);
	return buf_str(&b);
}

static const int six[] = { 6, 0 }, konto[] = { 4, 6, 0 },
		 all[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0 };

static void
place_id(struct str n, size_t k)
{
	static const char *const joint[] = { " ", "-", ".", "\xc2\xa0",
		"\xe2\x80\x8b", "\xe2\x80\x93" };
	size_t i = k % 12;

	place("id", k, n, "national_id");
	place("id", k + 7, spelled(n, six, " ", false), "national_id");
	place("id", k + 11,
	    i < 6    ? spelled(n, six, joint[i], false)
	    : i < 8  ? spelled(n, NULL, "", true)
	    : i < 10 ? spelled(n, all, " ", false)
		     : spelled(n, all, "\xe2\x80\x8b", false),
	    "national_id");
}

static void
place_account(struct str n, size_t k)
{
	place("konto", k, n, "bank_account");
	place("konto", k + 3, spelled(n, konto, ".", false), "bank_account");
	place("konto", k + 5, spelled(n, konto, " ", false), "bank_account");
	place("any", k, spelled(n, konto, k % 2 ? "." : " ", false),
	    "bank_account");
	if (k % 3 == 0)
		place(
		    "konto", k + 2, spelled(n, NULL, "", true), "bank_account");
}

/* Calls fn for each number of the file whose column says so. */
static void
each(const char *folder, const char *file, const char *third,
    void (*fn)(struct str n, size_t k))
{
	FILE *f = fopen(str_printf(&keep, "%s/%s", folder, file).p, "re");
	char *line = NULL;
	size_t room = 0, k = 0;
	ssize_t n;

	if (!f) {
		printf("%s/%s is not there: skipped\n", folder, file);
		return;
	}
	while ((n = getline(&line, &room, f)) > 0) {
		struct str rest = str_copy(
		    &keep, str_trim((struct str){ line, (size_t)n }));
		struct str number = str_take(&rest, '\t');

		str_take(&rest, '\t');
		if (third && !str_starts(rest, str_from(third)))
			continue;
		if (number.n && number.p[0] >= '0' && number.p[0] <= '9')
			fn(number, k++);
	}
	free(line);
	fclose(f);
}

static void
place_account_line(struct str n, size_t k)
{
	place_account(only_digits(n), k);
}

static void
place_invalid(struct str n, size_t k)
{
	place("any", k, n, "");
	place("any", k + 3, spelled(n, six, " ", false), "");
	place("id", k, n, ""); /* a label makes no number valid */
}

static void
place_kid(struct str n, size_t k)
{
	place("kid", k, n, "");
	place("kid", k + 2, n, "");
	place("meter", k, n, "");
}

static void
place_org(struct str n, size_t k)
{
	place("org", k, n, "");
	place("any", k + 1, n, "");
}

/* Amounts, dates and references, made here. */
static void
place_made(void)
{
	for (size_t k = 0; k < 150; k++) {
		unsigned x = (unsigned)(k * 2654435761u);

		place("amount", k,
		    str_printf(&keep, "%u %03u %03u", 1 + x % 99, x / 7 % 1000,
			x / 11 % 1000),
		    "");
		place("date", k,
		    str_printf(&keep, k % 2 ? "%02u.%02u.%u" : "%02u%02u%u",
			1 + x % 28, 1 + x / 31 % 12, 2020 + x / 17 % 9),
		    "");
		place("case", k,
		    str_printf(&keep, k % 2 ? "%02u/%u" : "20%02u/%u-3",
			20 + x % 7, 100 + x / 13 % 9000),
		    "");
	}
}

/* The table ---------------------------------------------------------------- */

static double
ratio(int a, int b)
{
	return b ? (double)a / b : 0;
}

static double
f1(const struct count *c)
{
	double p = ratio(c->right, c->right + c->false_);
	double r = ratio(c->right, c->right + c->miss);

	return p + r > 0 ? 2 * p * r / (p + r) : 0;
}

static void
put(const struct count *c)
{
	printf(" %d | %d | %d | %.3f | %.3f | %.3f |", c->right, c->false_,
	    c->miss, ratio(c->right, c->right + c->false_),
	    ratio(c->right, c->right + c->miss), f1(c));
}

static int
by_name(const void *a, const void *b)
{
	const struct kind *x = a, *y = b;

	return strcmp(str_z(&keep, x->name), str_z(&keep, y->name));
}

static void
print(void)
{
	struct count sum = { 0, 0, 0 };

	qsort(kinds, nkinds, sizeof(kinds[0]), by_name);
	printf(
	    "| kind | right | false | missed | precision | recall | F1 | nb |"
	    " nn | en | F1 of a regular expression | of finding nothing |\n"
	    "|---|---|---|---|---|---|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < nkinds; i++) {
		const struct kind *k = &kinds[i];

		printf("| %.*s |", STR_ARG(k->name));
		put(&k->all);
		for (int l = 0; l < LANGS; l++)
			printf(" %.3f |", f1(&k->lang[l]));
		if (k->has_regex)
			printf(" %.3f | 0 |\n", f1(&k->regex));
		else
			printf(" – | 0 |\n");
		sum.right += k->all.right;
		sum.false_ += k->all.false_;
		sum.miss += k->all.miss;
	}
	printf("| all |");
	put(&sum);
	printf(
	    "\n\n%d texts, %d of them without findings: %d with a false alarm"
	    " (%.1f %%)\n",
	    texts, clean, alarms, 100 * ratio(alarms, clean));
}

int
main(int argc, char **argv)
{
	int at = 1;

	if (at < argc && strcmp(argv[at], "-v") == 0) {
		verbose = true;
		at++;
	}
	if (at + 2 < argc && strcmp(argv[at], "-n") == 0) {
		const char *folder = argv[at + 2];

		read_carriers(argv[at + 1]);
		each(folder, "fnr_synthetic_valid.tsv", NULL, place_id);
		each(folder, "kontonummer.tsv", "valid", place_account_line);
		each(folder, "fnr_invalid.tsv", NULL, place_invalid);
		each(folder, "kid.tsv", NULL, place_kid);
		each(folder, "orgnr.tsv", NULL, place_org);
		place_made();
	} else if (at < argc) {
		for (; at < argc; at++)
			score_set(argv[at]);
	} else {
		fprintf(stderr, "usage: quality_checks [-v] SET.jsonl ... |"
				" -n CARRIERS FOLDER\n");
		return 2;
	}
	if (texts)
		print();
	arena_free(&keep);
	return 0;
}
