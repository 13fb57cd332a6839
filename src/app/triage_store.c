/* SPDX-License-Identifier: EUPL-1.2
 *
 * triage_store.c - ordstyrer triage --train without a file: the municipality's
 * own model, learned afresh from the corrections in its store, now and not when
 * the daily job finds that there is enough of them.
 * REQ: K5; docs/man/ordstyrer-triage.1
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "app/commands.h"
#include "app/open.h"
#include "app/triage_store.h"
#include "model/triage.h"

struct work {
	struct arena *a;
	struct triage_lesson lesson;
};

bool
triage_of_store(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(argv[i], "--train") == 0)
			return i + 1 == argc ||
			       strncmp(argv[i + 1], "--", 2) == 0;
	return false;
}

static enum err
do_learn(struct db *db, void *arg)
{
	struct work *w = arg;

	return triage_learn(db, w->a, clock_now(), true, &w->lesson);
}

static enum err
write_model(struct arena *a, struct db *db, const char *path)
{
	const struct triage_model *m;
	struct str bytes;
	FILE *f;

	TRY(triage_model_load(db, a, &m));
	bytes = triage_model_write(a, m);
	f = fopen(path, "wbe");
	if (!f || fwrite(bytes.p, 1, bytes.n, f) != bytes.n || fclose(f) != 0)
		return fail(ERR_BROKEN, "%s cannot be written", path);
	return OK;
}

static enum err
run(struct work *w, const struct config *c, struct args *args)
{
	const char *out = args_value(args, "--out");
	const struct triage_lesson *l = &w->lesson;
	struct db *db;

	if (!args_flag(args, "--train") || args->n)
		return fail(ERR_INVALID, "see ordstyrer triage --help");
	TRY(open_store(w->a, c, &db));
	TRY(db_tx(db, do_learn, w));
	printf("%lld corrections; of those held out %d %% right, %d %% before:"
	       " %s\n",
	    (long long)l->examples, l->score_after, l->score_before,
	    l->kept ? "in use from now" : "not kept");
	return out ? write_model(w->a, db, out) : OK;
}

int
triage_train_store(int argc, char **argv)
{
	struct arena a = { 0 };
	struct work w = { .a = &a };
	struct config c;
	struct args args;
	enum err e = config_load(&a, argc, argv, &c, &args);

	if (e == OK)
		e = run(&w, &c, &args);
	arena_free(&a);
	/* Too little to learn from is an answer, and no failure. */
	if (e == ERR_MISSING) {
		printf("%s\n", err_sentence(e));
		return 1;
	}
	return e == OK && !w.lesson.kept ? 1 : command_failed("triage", e);
}
