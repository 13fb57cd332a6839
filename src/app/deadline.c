/* SPDX-License-Identifier: EUPL-1.2
 *
 * deadline.c - ordstyrer deadline: when what came in then must be answered,
 * and the sum behind it, without a store (SPEC 8, SPEC 3,
 * docs/man/ordstyrer-deadline.1).  REQ: K1
 */
#include <getopt.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/commands.h"
#include "fmt/date.h"
#include "model/worktime.h"

#define FILE_MAX                                                               \
	(16UL * 1024 * 1024) /* bytes of a file of closures or hours           \
			      */
enum { YEAR_MIN = 1900, YEAR_MAX = 2199 }; /* SPEC 3: the calendar's years */
enum { EXIT_DONE, EXIT_NO, EXIT_USAGE, EXIT_BROKEN };

static const char usage[] =
    "Usage: ordstyrer deadline [--closures FILE.json] [--hours FILE.json]\n"
    "           [--explain] [--lang nb|nn|en] TIME...\n"
    "Prints the deadline of what arrived at each TIME, one a line.  A TIME is\n"
    "as 2026-05-15T14:00:00+02:00 (RFC 3339); - reads them from standard\n"
    "input, one a line.  Exit status: 0 done, 1 a time without a deadline,\n"
    "2 wrong use, 3 failure.\n";

struct options {
	const char *closures, *hours;
	enum lang lang;
	bool explain, help;
};

/* All that the sums need, and how they ended. */
struct work {
	struct arena *a;
	const struct options *o;
	struct worktime hours;
	struct worktime_closure *closures;
	size_t n;
	bool wrong, none;
};

static bool
parse_options(int argc, char **argv, struct options *o)
{
	static const struct option known[] = {
		{ "closures", required_argument, NULL, 'c' },
		{ "hours", required_argument, NULL, 'w' },
		{ "explain", no_argument, NULL, 'e' },
		{ "lang", required_argument, NULL, 'l' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	optind = 1;
	/* The commands run one at a time, before any thread. */
	// NOLINTNEXTLINE(concurrency-mt-unsafe)
	while ((c = getopt_long(argc, argv, "", known, NULL)) != -1) {
		switch (c) {
		case 'c': o->closures = optarg; break;
		case 'w': o->hours = optarg; break;
		case 'e': o->explain = true; break;
		case 'h': o->help = true; break;
		case 'l':
			if (lang_parse(str_from(optarg), &o->lang))
				break;
			fprintf(stderr,
			    "ordstyrer deadline: --lang %s: it is nb, nn or"
			    " en\n",
			    optarg);
			return false;
		default: return false;
		}
	}
	return o->help || optind < argc;
}

static enum err
read_file(struct arena *a, const char *path, struct str *out)
{
	FILE *in = fopen(path, "rbe");
	struct buf b = { .arena = a };
	size_t got;
	bool bad;

	if (!in)
		return fail(ERR_MISSING, "%s cannot be opened", path);
	do {
		buf_reserve(&b, 65536);
		got = fread(b.p + b.n, 1, 65536, in);
		b.n += got;
	} while (got > 0 && b.n <= FILE_MAX);
	bad = ferror(in) != 0;
	fclose(in);
	if (bad)
		return fail(ERR_BROKEN, "%s cannot be read", path);
	if (b.n > FILE_MAX)
		return fail(ERR_INVALID, "%s is too large", path);
	*out = buf_str(&b);
	return OK;
}

static enum err
read_instant(const json_t *closure, const char *member, size_t i, usec_t *out)
{
	const json_t *v = json_object_get(closure, member);
	struct str s = { json_string_value(v), json_string_length(v) };

	if (!json_is_string(v) || !date_parse_rfc3339(s, out))
		return fail(ERR_INVALID,
		    "--closures: closure %zu: \"%s\" must be a time as"
		    " \"2026-05-15T14:00:00+02:00\"",
		    i + 1, member);
	return OK;
}

static enum err
read_closure(const json_t *v, size_t i, struct worktime_closure *out)
{
	const json_t *reason = json_object_get(v, "reason");

	if (!json_is_object(v))
		return fail(ERR_INVALID,
		    "--closures: closure %zu must be {\"from\", \"to\","
		    " \"reason\"}",
		    i + 1);
	TRY(read_instant(v, "from", i, &out->from));
	TRY(read_instant(v, "to", i, &out->to));
	if (out->to <= out->from)
		return fail(ERR_INVALID,
		    "--closures: closure %zu ends before it begins", i + 1);
	if (reason && !json_is_string(reason))
		return fail(ERR_INVALID,
		    "--closures: closure %zu: \"reason\" must be text", i + 1);
	return OK;
}

static enum err
read_closures(struct work *w, const char *path)
{
	struct str text = STR_NONE;
	json_error_t why;
	json_t *list;

	TRY(read_file(w->a, path, &text));
	list = json_loadb(text.p, text.n, JSON_REJECT_DUPLICATES, &why);
	if (!list)
		return fail(ERR_INVALID, "--closures: %s line %d: %s", path,
		    why.line, why.text);
	arena_defer(w->a, (void (*)(void *))json_decref, list);
	if (!json_is_array(list))
		return fail(ERR_INVALID,
		    "--closures: %s must hold a list of {\"from\", \"to\","
		    " \"reason\"}",
		    path);
	w->closures = ARENA_ARRAY(
	    w->a, struct worktime_closure, json_array_size(list) + 1);
	for (; w->n < json_array_size(list); w->n++)
		TRY(read_closure(
		    json_array_get(list, w->n), w->n, &w->closures[w->n]));
	return OK;
}

static enum err
read_inputs(struct work *w)
{
	struct str text = STR_NONE;

	TRY(worktime_default(&w->hours));
	if (w->o->hours) {
		TRY(read_file(w->a, w->o->hours, &text));
		TRY(worktime_parse(w->a, text, &w->hours));
	}
	return w->o->closures ? read_closures(w, w->o->closures) : OK;
}

/* What is said of a bad one names it as the caller knows it: "argument 2",
 * "line 7". */
static bool
read_time(struct str s, const char *what, size_t number, usec_t *out)
{
	int year;

	if (!date_parse_rfc3339(s, out)) {
		fprintf(stderr,
		    "ordstyrer deadline: %s %zu, \"%.*s\", is not a time as"
		    " 2026-05-15T14:00:00+02:00 (RFC 3339)\n",
		    what, number, STR_ARG(s));
		return false;
	}
	year = date_local(*out).year;
	if (year >= YEAR_MIN && year <= YEAR_MAX)
		return true;
	fprintf(stderr,
	    "ordstyrer deadline: %s %zu, \"%.*s\", is not of the years %d to"
	    " %d\n",
	    what, number, STR_ARG(s), YEAR_MIN, YEAR_MAX);
	return false;
}

static void
put_step(struct work *w, struct arena *a, struct buf *b,
    const struct worktime_step *s)
{
	buf_lit(b, "  ");
	buf_put(b, worktime_step_text(a, w->o->lang, s));
	buf_char(b, '\n');
}

static void
put_sum(struct work *w, struct arena *a, struct buf *b, usec_t arrival,
    const struct deadline *d)
{
	struct worktime_sum sum;

	worktime_steps(&w->hours, arrival, w->closures, w->n, &sum);
	for (size_t i = 0; i < sum.n; i++)
		put_step(w, a, b, &sum.v[i]);
	if (d->due == WORKTIME_NEVER)
		return;
	put_step(w, a, b,
	    &(struct worktime_step){ .kind = STEP_HALF, .at = d->half });
	put_step(w, a, b,
	    &(struct worktime_step){ .kind = STEP_SOON, .at = d->soon });
}

static void
answer(struct work *w, usec_t arrival)
{
	struct arena a = { 0 };
	struct buf b = { .arena = &a };
	struct deadline d;

	worktime_deadline(&w->hours, arrival, w->closures, w->n, &d);
	if (d.due == WORKTIME_NEVER) {
		w->none = true;
		buf_lit(&b, "none");
	} else {
		date_put_rfc3339(&b, d.due);
	}
	buf_char(&b, '\n');
	if (w->o->explain)
		put_sum(w, &a, &b, arrival, &d);
	fwrite(b.p, 1, b.n, stdout);
	arena_free(&a);
}

/* All are read before the first is answered: wrong use prints nothing. */
static void
answer_arguments(struct work *w, char **v, size_t n)
{
	usec_t *at = ARENA_ARRAY(w->a, usec_t, n);

	for (size_t i = 0; i < n; i++)
		if (!read_time(str_from(v[i]), "argument", i + 1, &at[i]))
			w->wrong = true;
	for (size_t i = 0; i < n && !w->wrong; i++)
		answer(w, at[i]);
}

/* From a pipe each line is answered as it comes; an empty one is no time. */
static void
answer_lines(struct work *w, FILE *in)
{
	char *line = NULL;
	size_t room = 0, number = 0;
	ssize_t n;
	usec_t at;

	while ((n = getline(&line, &room, in)) >= 0) {
		struct str s = str_trim((struct str){ line, (size_t)n });

		if (read_time(s, "line", ++number, &at))
			answer(w, at);
		else
			w->wrong = true;
	}
	free(line);
}

static int
run(struct work *w, char **v, size_t n)
{
	enum err e = read_inputs(w);

	if (e != OK) {
		fprintf(stderr, "ordstyrer deadline: %s\n", err_sentence(e));
		return e == ERR_INVALID ? EXIT_USAGE : EXIT_BROKEN;
	}
	if (n == 1 && strcmp(v[0], "-") == 0)
		answer_lines(w, stdin);
	else
		answer_arguments(w, v, n);
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fputs("ordstyrer deadline: output failed\n", stderr);
		return EXIT_BROKEN;
	}
	if (w->wrong)
		return EXIT_USAGE;
	return w->none ? EXIT_NO : EXIT_DONE;
}

int
command_deadline(int argc, char **argv)
{
	struct options o = { .lang = LANG_NB };
	struct arena a = { 0 };
	struct work w = { .a = &a, .o = &o };
	int status;

	if (!parse_options(argc, argv, &o)) {
		fputs(usage, stderr);
		return EXIT_USAGE;
	}
	if (o.help) {
		fputs(usage, stdout);
		return EXIT_DONE;
	}
	status = run(&w, argv + optind, (size_t)(argc - optind));
	arena_free(&a);
	return status;
}
