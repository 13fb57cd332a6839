/* SPDX-License-Identifier: EUPL-1.2
 *
 * quality_triage.c - how good the triage is, on labelled texts it was not
 * trained on: each half is scored by a model trained on the other half and on
 * whatever further files are given, against four yardsticks in the same table:
 * always the commonest category, a plain list of words, rules alone, and the
 * model alone.
 *
 *	quality_triage LABELLED.jsonl [FURTHER.jsonl ...] [--unseen OWN.jsonl
 *...]
 *
 * What stands after --unseen is trained on by nothing and scored by a model of
 * all the others.  Prints Markdown.  The rules were written while looking at
 *the lines of our development set with odd numbers: the figures are those of
 *the other half, and the half that was looked at stands beside them in one
 *line.
 */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "policy/triage_internal.h"

enum { TEXTS_MAX = 20000 };
static struct sample {
	struct triage_example ex;
	unsigned flags;
	char lang[8];
} all[TEXTS_MAX];
static size_t nscored, ntotal;
static struct arena arena;

static void
read_file(const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t room = 0, i;
	json_t *flag;

	if (!f) {
		fprintf(stderr, "quality_triage: %s cannot be read\n", path);
		exit(3);
	}
	while (getline(&line, &room, f) > 0 && ntotal < TEXTS_MAX) {
		json_t *o = json_loads(line, 0, NULL);
		struct sample *s = &all[ntotal];
		const char *text, *cat, *lang;

		if (!o)
			continue;
		text = json_string_value(json_object_get(o, "text"));
		cat = json_string_value(json_object_get(o, "category"));
		lang = json_string_value(json_object_get(o, "lang"));
		if (text && cat &&
		    category_parse(str_from(cat), &s->ex.category)) {
			s->flags = 0; /* the place may have been another's */
			s->ex.text = str_copy(&arena, str_from(text));
			snprintf(
			    s->lang, sizeof(s->lang), "%s", lang ? lang : "?");
			json_array_foreach(json_object_get(o, "flags"), i, flag)
			{
				enum triage_flag x;

				if (triage_flag_parse(
					str_from(json_string_value(flag)), &x))
					s->flags |= 1u << x;
			}
			s->ex.flags = s->flags;
			s->ex.flags_known = true;
			s->ex.flags_only = json_is_true(
			    json_object_get(o, "flags_only"));
			ntotal++;
		}
		json_decref(o);
	}
	free(line);
	fclose(f);
}

enum method { COMMONEST, KEYWORDS, RULES, MODEL, BOTH, METHODS };
static const char *const method_name[] = { "always the commonest",
	"a plain list of words", "rules alone", "model alone",
	"rules and model" };
static struct table {
	int n[CATEGORY_COUNT][CATEGORY_COUNT]; /* [right][said] */
} table[METHODS], by_lang[4];
static int flag_hit[TRIAGE_FLAG_COUNT], flag_false[TRIAGE_FLAG_COUNT],
    flag_miss[TRIAGE_FLAG_COUNT];
static int lang_right, lang_all;

static enum category
commonest(const struct triage_example *v, size_t n)
{
	size_t of[CATEGORY_COUNT] = { 0 };
	enum category most = CATEGORY_QUESTION;

	for (size_t i = 0; i < n; i++)
		of[v[i].category]++;
	for (int c = 0; c < CATEGORY_COUNT; c++)
		if (of[c] > of[most])
			most = (enum category)c;
	return most;
}

/* What one writes in an afternoon: the first of these that is in the text. */
static enum category
by_words(struct arena *a, struct str text)
{
	static const struct {
		const char *word;
		enum category c;
	} words[] = {
		{ "takk", CATEGORY_PRAISE },
		{ "flott", CATEGORY_PRAISE },
		{ "thank", CATEGORY_PRAISE },
		{ "søk", CATEGORY_FORMAL_MATTER },
		{ "klage", CATEGORY_FORMAL_MATTER },
		{ "apply", CATEGORY_FORMAL_MATTER },
		{ "feil", CATEGORY_FACTUAL_ERROR },
		{ "wrong", CATEGORY_FACTUAL_ERROR },
		{ "@", CATEGORY_NEUTRAL_NOT_TO_US },
		{ "dårlig", CATEGORY_NEGATIVE },
		{ "skam", CATEGORY_NEGATIVE },
		{ "bad", CATEGORY_NEGATIVE },
		{ "?", CATEGORY_QUESTION },
	};
	struct str low = str_lower_ascii(a, text);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_find(low, str_from(words[i].word)) != STR_NOWHERE)
			return words[i].c;
	return CATEGORY_NEUTRAL_TO_US;
}

/* Words and pieces of words, learned without the signs that the rules use. */
static enum category
by_model(struct arena *a, struct str text, const struct triage_model *m)
{
	struct features x;
	float p[CATEGORY_COUNT] = { 0 };
	enum category best = CATEGORY_QUESTION;

	triage_features(a, text, NULL, &x);
	for (int c = 0; c < CATEGORY_COUNT; c++) {
		p[c] = m->sign[SIGN_BIAS][c];
		for (size_t i = 0; i < x.n; i++)
			p[c] += m->scale * x.v[i].value *
				(float)m->w[x.v[i].bucket][c];
		if (p[c] > p[best])
			best = (enum category)c;
	}
	return best;
}

static void
score(const struct sample *s, const struct triage_model *m,
    const struct triage_model *plain, enum category most)
{
	struct arena a = { 0 };
	enum category right = s->ex.category;
	struct triage t, r;

	triage(&a, s->ex.text, m, NULL, &t);
	triage(&a, s->ex.text, NULL, NULL, &r);
	table[COMMONEST].n[right][most]++;
	table[KEYWORDS].n[right][by_words(&a, s->ex.text)]++;
	table[RULES].n[right][r.category]++;
	table[MODEL].n[right][by_model(&a, s->ex.text, plain)]++;
	table[BOTH].n[right][t.category]++;
	for (int l = 0; l < 4; l++)
		if (strcmp(s->lang, text_lang_name((enum text_lang)l)) == 0) {
			by_lang[l].n[right][t.category]++;
			lang_right += (int)t.lang == l;
			lang_all++;
		}
	for (int f = 0; f < TRIAGE_FLAG_COUNT; f++) {
		bool want = s->flags >> f & 1, got = t.flags >> f & 1;

		flag_hit[f] += want && got;
		flag_false[f] += !want && got;
		flag_miss[f] += want && !got;
	}
	if (getenv("VERBOSE") && t.category != right)
		printf("%s->%s %.2f: %.*s\n", category_name(right),
		    category_name(t.category), t.confidence,
		    STR_ARG(s->ex.text));
	for (int f = 0; getenv("VERBOSE") && f < TRIAGE_FLAG_COUNT; f++)
		if ((s->flags >> f & 1) != (t.flags >> f & 1))
			printf("%s %s: %.*s\n",
			    s->flags >> f & 1 ? "MISSED" : "FALSE",
			    triage_flag_name((enum triage_flag)f),
			    STR_ARG(s->ex.text));
	arena_free(&a);
}

static void
fold_half(size_t half)
{
	struct triage_example *v = ARENA_ARRAY(
	    &arena, struct triage_example, ntotal + 1);
	struct triage_model *m, *plain;
	size_t n = 0;

	for (size_t i = 0; i < ntotal; i++)
		if (i >= nscored || i % 2 != half)
			v[n++] = all[i].ex;
	m = triage_train(&arena, NULL, v, n);
	plain = triage_train_plain(&arena, v, n);
	for (size_t i = half; i < nscored; i += 2)
		score(&all[i], m, plain, commonest(v, n));
}

static double
ratio(int a, int b)
{
	return b ? (double)a / b : 0;
}

static void
row(const struct table *t, int c, double *p, double *r, double *f1)
{
	int said = 0, right = 0, both = t->n[c][c];

	for (int k = 0; k < CATEGORY_COUNT; k++) {
		said += t->n[k][c];
		right += t->n[c][k];
	}
	*p = ratio(both, said);
	*r = ratio(both, right);
	*f1 = *p + *r > 0 ? 2 * *p * *r / (*p + *r) : 0;
}

static double
macro(const struct table *t, double *accuracy)
{
	double sum = 0, p, r, f1;
	int right = 0, all_of = 0;

	for (int c = 0; c < CATEGORY_COUNT; c++) {
		row(t, c, &p, &r, &f1);
		sum += f1;
		right += t->n[c][c];
		for (int k = 0; k < CATEGORY_COUNT; k++)
			all_of += t->n[c][k];
	}
	*accuracy = ratio(right, all_of);
	return sum / CATEGORY_COUNT;
}

static void
print_methods(void)
{
	double acc, f1;

	printf(
	    "| triage, %d texts unseen | macro-F1 | right |\n|---|---|---|\n",
	    lang_all);
	for (int i = 0; i < METHODS; i++) {
		f1 = macro(&table[i], &acc);
		printf("| %s | %.3f | %.3f |\n", method_name[i], f1, acc);
	}
	for (int l = 0; l < 4; l++) {
		f1 = macro(&by_lang[l], &acc);
		printf("| – in %s | %.3f | %.3f |\n",
		    text_lang_name((enum text_lang)l), f1, acc);
	}
	printf(
	    "\nLanguage told rightly: %.3f\n\n", ratio(lang_right, lang_all));
}

static void
print_confusion(void)
{
	const struct table *t = &table[BOTH];

	printf("| is \\ said |");
	for (int c = 0; c < CATEGORY_COUNT; c++)
		printf(" %s |", category_name((enum category)c));
	printf(" precision | recall | F1 |\n|---|");
	for (int c = 0; c < CATEGORY_COUNT + 3; c++)
		printf("---|");
	for (int c = 0; c < CATEGORY_COUNT; c++) {
		double p, r, f1;

		printf("\n| %s |", category_name((enum category)c));
		for (int k = 0; k < CATEGORY_COUNT; k++)
			printf(" %d |", t->n[c][k]);
		row(t, c, &p, &r, &f1);
		printf(" %.3f | %.3f | %.3f |", p, r, f1);
	}
	printf("\n\n| flag | right | false | missed | precision | recall |\n"
	       "|---|---|---|---|---|---|\n");
	for (int f = 0; f < TRIAGE_FLAG_COUNT; f++)
		printf("| %s | %d | %d | %d | %.3f | %.3f |\n",
		    triage_flag_name((enum triage_flag)f), flag_hit[f],
		    flag_false[f], flag_miss[f],
		    ratio(flag_hit[f], flag_hit[f] + flag_false[f]),
		    ratio(flag_hit[f], flag_hit[f] + flag_miss[f]));
}

static void
forget_scores(void)
{
	memset(table, 0, sizeof(table));
	memset(by_lang, 0, sizeof(by_lang));
	memset(flag_hit, 0, sizeof(flag_hit));
	memset(flag_false, 0, sizeof(flag_false));
	memset(flag_miss, 0, sizeof(flag_miss));
	lang_right = lang_all = 0;
}

/* Texts that nothing was trained on, by a model of all that was read before. */
static void
unseen_file(const char *path, size_t known)
{
	struct triage_example *v = ARENA_ARRAY(
	    &arena, struct triage_example, known + 1);
	struct triage_model *m, *plain;

	for (size_t i = 0; i < known; i++)
		v[i] = all[i].ex;
	m = triage_train(&arena, NULL, v, known);
	plain = triage_train_plain(&arena, v, known);
	forget_scores();
	ntotal = known;
	read_file(path);
	for (size_t i = known; i < ntotal; i++)
		score(&all[i], m, plain, commonest(v, known));
	printf("\n%s, held out:\n\n", path);
	print_methods();
	print_confusion();
}

enum { SEEN, UNSEEN }; /* halves: lines with odd numbers, with even ones */

int
main(int argc, char **argv)
{
	double acc, f1;
	int i;

	if (argc < 2) {
		fprintf(stderr,
		    "quality_triage LABELLED.jsonl ... [--unseen ...]\n");
		return 2;
	}
	read_file(argv[1]);
	nscored = ntotal;
	for (i = 2; i < argc && strcmp(argv[i], "--unseen") != 0; i++)
		read_file(argv[i]);
	fold_half(UNSEEN);
	print_methods();
	print_confusion();
	forget_scores();
	fold_half(SEEN);
	f1 = macro(&table[BOTH], &acc);
	printf("\nThe half that the rules were written from: %.3f\n", f1);
	for (size_t known = ntotal; ++i < argc;)
		unseen_file(argv[i], known);
	return 0;
}
