/* SPDX-License-Identifier: EUPL-1.2
 *
 * check.c - ordstyrer check: what the guidelines say of a text, without a
 * store and without a trace (SPEC 8, docs/man/ordstyrer-check.1).
 */
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/commands.h"
#include "app/input.h"
#include "policy/context.h"
#include "policy/json.h"

static const char usage[] =
    "Usage: ordstyrer check [--as reply|post|inbound|private]\n"
    "           [--context FILE.json] [--lang nb|nn|en] [--json] [FILE|-]\n"
    "       ordstyrer check --jsonl [--lang nb|nn|en] [FILE|-]\n"
    "Says what the guidelines find in a text.  Exit status: 0 nothing that\n"
    "blocks, 1 a finding that blocks, 2 wrong use, 3 failure.\n";

struct options {
	enum policy_as as;
	enum lang lang;
	const char *context, *file;
	bool json, jsonl, help;
};

static bool
parse_options(int argc, char **argv, struct options *o)
{
	static const struct option known[] = {
		{ "as", required_argument, NULL, 'a' },
		{ "context", required_argument, NULL, 'c' },
		{ "lang", required_argument, NULL, 'l' },
		{ "json", no_argument, NULL, 'j' },
		{ "jsonl", no_argument, NULL, 'J' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 1;
	/* The commands run one at a time, before any thread. */
	// NOLINTNEXTLINE(concurrency-mt-unsafe)
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		bool good = true;

		switch (c) {
		case 'a':
			good = policy_as_parse(str_from(optarg), &o->as);
			break;
		case 'c': o->context = optarg; break;
		case 'l': good = lang_parse(str_from(optarg), &o->lang); break;
		case 'j': o->json = true; break;
		case 'J': o->jsonl = true; break;
		case 'h': o->help = true; break;
		default: return false;
		}
		if (!good) {
			fprintf(stderr, "%s is not a choice\n", optarg);
			return false;
		}
	}
	if (argc - optind > 1 || (o->jsonl && (o->json || o->context)))
		return false;
	if (optind < argc)
		o->file = argv[optind];
	return true;
}

static void
result_json(struct buf *b, const struct findings *f, enum lang lang)
{
	buf_printf(b, "\"verdict\":\"%s\",\"findings\":", verdict_name(f));
	findings_json(b, f, lang);
	buf_lit(b, "}\n");
}

static void
result_text(
    struct buf *b, struct str text, const struct findings *f, enum lang lang)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct finding *x = &f->v[i];

		buf_printf(b, "%s %s %s %zu-%zu\n", x->rule,
		    severity_name(x->severity), x->kind, x->start, x->end);
		if (x->end > x->start)
			buf_printf(b, "  > %.*s\n",
			    STR_ARG(str_cut(text, x->start, x->end)));
		buf_printf(b, "  %.*s\n  %.*s\n",
		    STR_ARG(finding_message(x, lang)),
		    STR_ARG(finding_remedy(x, lang)));
	}
	buf_printf(b, "%s\n", verdict_name(f));
}

static void
print(const struct buf *b)
{
	fwrite(b->p, 1, b->n, stdout);
}

static enum err
check_one(struct arena *a, const struct options *o, int *worst)
{
	struct policy_context c = { 0 };
	struct policy_input in = { .as = o->as, .context = &c };
	struct findings f;
	struct buf b = { .arena = a };
	struct str json = STR_NONE;

	if (o->context) {
		TRY(input_all(a, o->context, &json));
		TRY(context_parse(a, json, &c));
	}
	TRY(input_all(a, o->file, &in.text));
	policy_check(a, &in, &f);
	if (o->json) {
		buf_char(&b, '{');
		result_json(&b, &f, o->lang);
	} else {
		result_text(&b, in.text, &f, o->lang);
	}
	print(&b);
	*worst = policy_verdict(&f);
	return OK;
}

static enum err
read_line(struct arena *a, const json_t *v, struct policy_input *in,
    struct policy_context *c)
{
	const json_t *text = json_object_get(v, "text");
	const json_t *as = json_object_get(v, "as");

	if (!json_is_string(text))
		return fail(ERR_INVALID, "text must be text");
	if (as &&
	    (!json_is_string(as) ||
		!policy_as_parse(str_from(json_string_value(as)), &in->as)))
		return fail(
		    ERR_INVALID, "as must be reply, post, inbound or private");
	in->text = (struct str){ json_string_value(text),
		json_string_length(text) };
	in->context = c;
	return context_read(a, json_object_get(v, "context"), c);
}

static enum err
check_line(struct arena *a, const json_t *v, void *arg)
{
	const struct options *o = arg;
	struct policy_context c;
	struct policy_input in = { .as = AS_REPLY };
	struct findings f;
	struct buf b = { .arena = a };

	TRY(read_line(a, v, &in, &c));
	policy_check(a, &in, &f);
	buf_printf(&b, "{\"id\":%.*s,", STR_ARG(input_id(a, v)));
	result_json(&b, &f, o->lang);
	print(&b);
	return OK;
}

static int
run(struct arena *a, const struct options *o)
{
	int worst = -1;
	bool malformed = false;
	struct options copy = *o;
	enum err e = o->jsonl ? input_lines(a, o->file, "check", check_line,
				    &copy, &malformed)
			      : check_one(a, o, &worst);

	if (e != OK) {
		fprintf(stderr, "ordstyrer check: %s\n", err_sentence(e));
		return e == ERR_INVALID || e == ERR_TOO_LARGE ? EXIT_USAGE
							      : EXIT_BROKEN;
	}
	if (fflush(stdout) != 0) {
		fprintf(stderr, "ordstyrer check: output failed\n");
		return EXIT_BROKEN;
	}
	if (malformed)
		return EXIT_USAGE;
	return worst == BLOCK ? EXIT_NO : EXIT_DONE;
}

int
command_check(int argc, char **argv)
{
	struct options o = { .as = AS_REPLY, .lang = LANG_NB, .file = "-" };
	struct arena a = { 0 };
	int status;

	if (!parse_options(argc, argv, &o)) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (o.help) {
		fputs(usage, stdout);
		return EXIT_DONE;
	}
	status = run(&a, &o);
	arena_free(&a);
	return status;
}
