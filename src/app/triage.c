/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage.c - ordstyrer triage: what a message seems to be, and learning it from
 * labelled texts (SPEC 8, docs/man/ordstyrer-triage.1).
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/commands.h"
#include "app/input.h"
#include "app/triage_store.h"
#include "fmt/jsonout.h"
#include "policy/triage.h"

enum { EXAMPLES_MAX = 50000 };

static const char usage[] =
    "Usage: ordstyrer triage [--model MODEL] [--json] [FILE|-]\n"
    "       ordstyrer triage --jsonl [--model MODEL] [FILE|-]\n"
    "       ordstyrer triage --train LABELLED.jsonl --out MODEL\n"
    "       ordstyrer triage --train [--store URL] [--out MODEL]\n"
    "Says what a message seems to be.  With --train it learns from labelled\n"
    "texts, on top of what it knows, and writes a model for --model; without\n"
    "a file from what people have corrected in the store, and the model is\n"
    "in use there from then, if it does no worse.\n"
    "Exit status: 0 done, 1 not kept or too little to learn from, 2 wrong\n"
    "use, 3 failure.\n";

struct options {
	const char *model, *train, *out, *file;
	bool json, jsonl, help;
};

static bool
parse_options(int argc, char **argv, struct options *o)
{
	static const struct option known[] = {
		{ "model", required_argument, NULL, 'm' },
		{ "train", required_argument, NULL, 't' },
		{ "out", required_argument, NULL, 'o' },
		{ "json", no_argument, NULL, 'j' },
		{ "jsonl", no_argument, NULL, 'J' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 1;
	/* The commands run one at a time, before any thread. */
	// NOLINTNEXTLINE(concurrency-mt-unsafe)
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1)
		switch (c) {
		case 'm': o->model = optarg; break;
		case 't': o->train = optarg; break;
		case 'o': o->out = optarg; break;
		case 'j': o->json = true; break;
		case 'J': o->jsonl = true; break;
		case 'h': o->help = true; break;
		default: return false;
		}
	if (argc - optind > 1 || (o->jsonl && o->json) ||
	    (o->train != NULL) != (o->out != NULL) ||
	    (o->train && (o->json || o->jsonl || o->model || optind < argc)))
		return false;
	if (optind < argc)
		o->file = argv[optind];
	return true;
}

/* Sorting ------------------------------------------------------------------ */

struct sorting {
	const struct triage_model *model;
	const struct options *o;
};

static void
put_result(struct json *j, struct str text, const struct triage *t)
{
	char confidence[16];

	snprintf(confidence, sizeof(confidence), "%.3f", t->confidence);
	json_key_str(j, STR("category"), str_from(category_name(t->category)));
	json_key(j, STR("confidence"));
	json_raw(j, str_from(confidence));
	json_key(j, STR("flags"));
	json_open(j, '[');
	for (int f = 0; f < TRIAGE_FLAG_COUNT; f++)
		if (t->flags >> f & 1)
			json_str(
			    j, str_from(triage_flag_name((enum triage_flag)f)));
	json_close(j, ']');
	json_key_str(j, STR("lang"), str_from(text_lang_name(t->lang)));
	json_key(j, STR("words"));
	json_open(j, '[');
	for (size_t i = 0; i < t->nwhy; i++)
		json_str(j, str_cut(text, t->why[i].start, t->why[i].end));
	json_close(j, ']');
}

static enum err
sort_line(struct arena *a, const json_t *v, void *arg)
{
	const struct sorting *s = arg;
	const json_t *text = json_object_get(v, "text");
	struct json j = { .out = { .arena = a } };
	struct triage t;
	struct str said;

	if (!json_is_string(text))
		return fail(ERR_INVALID, "text must be text");
	said = (struct str){ json_string_value(text),
		json_string_length(text) };
	triage(a, said, s->model, NULL, &t);
	json_open(&j, '{');
	json_key(&j, STR("id"));
	json_raw(&j, input_id(a, v));
	put_result(&j, said, &t);
	json_close(&j, '}');
	printf("%.*s\n", STR_ARG(json_done(&j)));
	return OK;
}

static enum err
sort_one(struct arena *a, const struct sorting *s)
{
	struct json j = { .out = { .arena = a } };
	struct triage t;
	struct str text;

	TRY(input_all(a, s->o->file, &text));
	triage(a, text, s->model, NULL, &t);
	if (s->o->json) {
		json_open(&j, '{');
		put_result(&j, text, &t);
		json_close(&j, '}');
		printf("%.*s\n", STR_ARG(json_done(&j)));
		return OK;
	}
	printf("%s %.0f %%", category_name(t.category), 100 * t.confidence);
	for (int f = 0; f < TRIAGE_FLAG_COUNT; f++)
		if (t.flags >> f & 1)
			printf(" %s", triage_flag_name((enum triage_flag)f));
	printf("\n");
	for (size_t i = 0; i < t.nwhy; i++)
		printf("  > %.*s\n",
		    STR_ARG(str_cut(text, t.why[i].start, t.why[i].end)));
	return OK;
}

static enum err
load_model(struct arena *a, const char *path, const struct triage_model **out)
{
	struct str bytes;

	*out = triage_builtin();
	if (!path)
		return OK;
	TRY(input_all(a, path, &bytes));
	return triage_model_read(a, bytes, out);
}

/* Learning ----------------------------------------------------------------- */

struct gathering {
	struct arena *keep;
	struct triage_example *v;
	size_t n;
};

static enum err
gather_line(struct arena *a, const json_t *v, void *arg)
{
	struct gathering *g = arg;
	const char *text = json_string_value(json_object_get(v, "text"));
	const char *cat = json_string_value(json_object_get(v, "category"));
	json_t *flags = json_object_get(v, "flags"), *flag;
	size_t i;

	(void)a;
	if (!text || !cat ||
	    !category_parse(str_from(cat), &g->v[g->n].category))
		return fail(ERR_INVALID,
		    "each line needs text and a category that is known");
	if (g->n + 1 == EXAMPLES_MAX)
		return fail(ERR_TOO_LARGE, "at most %d texts", EXAMPLES_MAX);
	json_array_foreach(flags, i, flag) g->v[g->n].flags |= triage_flag_bits(
	    str_from(json_string_value(flag)));
	g->v[g->n].flags_known = json_is_array(flags);
	g->v[g->n++].text = str_copy(g->keep, str_from(text));
	return OK;
}

static enum err
learn(struct arena *a, const struct options *o, bool *malformed)
{
	struct arena lines = { 0 };
	struct gathering g = { .keep = a };
	struct str bytes;
	enum err e;
	FILE *f;

	g.v = ARENA_ARRAY(a, struct triage_example, EXAMPLES_MAX);
	e = input_lines(&lines, o->train, "triage", gather_line, &g, malformed);
	arena_free(&lines);
	TRY(e);
	if (g.n == 0)
		return fail(ERR_INVALID, "no labelled text to learn from");
	bytes = triage_model_write(
	    a, triage_train(a, triage_builtin(), g.v, g.n));
	f = fopen(o->out, "wbe");
	if (!f || fwrite(bytes.p, 1, bytes.n, f) != bytes.n || fclose(f) != 0)
		return fail(ERR_BROKEN, "%s cannot be written", o->out);
	printf("%zu texts\n", g.n);
	return OK;
}

static enum err
run(struct arena *a, const struct options *o, bool *malformed)
{
	struct arena keep = { 0 };
	struct sorting s = { .o = o };
	enum err e;

	if (o->train)
		return learn(a, o, malformed);
	e = load_model(&keep, o->model, &s.model);
	if (e == OK)
		e = o->jsonl ? input_lines(a, o->file, "triage", sort_line, &s,
				   malformed)
			     : sort_one(a, &s);
	arena_free(&keep);
	return e;
}

int
command_triage(int argc, char **argv)
{
	struct options o = { .file = "-" };
	struct arena a = { 0 };
	bool malformed = false;
	enum err e;

	if (triage_of_store(argc, argv))
		return triage_train_store(argc, argv);
	if (!parse_options(argc, argv, &o)) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (o.help) {
		fputs(usage, stdout);
		return EXIT_DONE;
	}
	e = run(&a, &o, &malformed);
	arena_free(&a);
	if (e == OK && fflush(stdout) != 0)
		e = fail(ERR_BROKEN, "output failed");
	if (e != OK)
		fprintf(stderr, "ordstyrer triage: %s\n", err_sentence(e));
	if (malformed || e == ERR_INVALID || e == ERR_TOO_LARGE)
		return EXIT_USAGE;
	return e == OK ? EXIT_DONE : EXIT_BROKEN;
}
