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
#include "policy/context.h"
#include "policy/json.h"

#define TEXT_MAX (16UL * 1024 * 1024) /* bytes of one text or line */

enum { EXIT_DONE, EXIT_NO, EXIT_USAGE, EXIT_BROKEN };

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

static enum err
read_all(struct arena *a, const char *path, struct str *out)
{
	bool standard = strcmp(path, "-") == 0;
	FILE *in = standard ? stdin : fopen(path, "rbe");
	struct buf b = { .arena = a };
	size_t got;

	if (!in)
		return fail(ERR_MISSING, "%s cannot be opened", path);
	do {
		buf_reserve(&b, 65536);
		got = fread(b.p + b.n, 1, 65536, in);
		b.n += got;
	} while (got > 0 && b.n <= TEXT_MAX);
	if (!standard)
		fclose(in);
	if (b.n > TEXT_MAX)
		return fail(ERR_TOO_LARGE, "%s is too large", path);
	*out = buf_str(&b);
	return OK;
}

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
		TRY(read_all(a, o->context, &json));
		TRY(context_parse(a, json, &c));
	}
	TRY(read_all(a, o->file, &in.text));
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

/* One object a line; *malformed is set where a line was not such. */
static enum err
check_line(struct arena *a, struct str line, enum lang lang)
{
	struct policy_context c;
	struct policy_input in = { .as = AS_REPLY };
	struct findings f;
	struct buf b = { .arena = a };
	json_error_t why;
	json_t *v = json_loadb(line.p, line.n, 0, &why);
	json_t *id;
	char *name;
	enum err e;

	if (!v)
		return fail(ERR_INVALID, "column %d: %s", why.column, why.text);
	e = read_line(a, v, &in, &c);
	if (e == OK) {
		policy_check(a, &in, &f);
		id = json_object_get(v, "id");
		name = id ? json_dumps(id, JSON_ENCODE_ANY) : NULL;
		buf_printf(&b, "{\"id\":%s,", name ? name : "null");
		free(name);
		result_json(&b, &f, lang);
		print(&b);
	}
	json_decref(v);
	return e;
}

static enum err
check_lines(struct arena *a, const struct options *o, bool *malformed)
{
	bool standard = strcmp(o->file, "-") == 0;
	FILE *in = standard ? stdin : fopen(o->file, "rbe");
	char *line = NULL;
	size_t room = 0, number = 0;
	ssize_t n;

	if (!in)
		return fail(ERR_MISSING, "%s cannot be opened", o->file);
	while ((n = getline(&line, &room, in)) >= 0) {
		struct str s = str_trim((struct str){ line, (size_t)n });
		enum err e;

		number++;
		if (s.n == 0)
			continue;
		e = check_line(a, s, o->lang);
		if (e != OK) {
			fprintf(stderr, "ordstyrer check: line %zu: %s\n",
			    number, err_sentence(e));
			*malformed = true;
		}
		arena_reset(a);
	}
	free(line);
	if (!standard)
		fclose(in);
	return OK;
}

static int
run(struct arena *a, const struct options *o)
{
	int worst = -1;
	bool malformed = false;
	enum err e = o->jsonl ? check_lines(a, o, &malformed)
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
