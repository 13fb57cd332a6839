/* SPDX-License-Identifier: EUPL-1.2
 *
 * serve.c - runs the program until it is told to stop.
 */
#include <stdio.h>

#include "app/commands.h"
#include "app/open.h"
#include "app/running.h"

static const char usage[] =
    "usage: ordstyrer serve [--config FILE] [--SETTING VALUE ...]\n"
    "Serves the pages and keeps the accounts in step with their platforms.\n"
    "TLS ends at a proxy before it.  SIGTERM stops it when what is under way\n"
    "is done; SIGHUP signs a checkpoint.\n"
    "Exit status: 0 stopped as told, 2 wrong use, 3 failure.\n\n";

static enum err
run(struct arena *a, const struct config *c, const struct args *args)
{
	struct running *r;
	struct db *db;

	if (args->n > 0)
		return fail(
		    ERR_INVALID, "no argument is called %s", args->v[0]);
	{
		struct arena once = { 0 };
		enum err e = open_store(&once, c, &db);

		arena_free(&once);
		TRY(e);
	}
	TRY(running_start(a, c, &r));
	return running_until_signal(r);
}

int
command_serve(int argc, char **argv)
{
	struct arena a = { 0 };
	struct config c;
	struct args args;
	enum err e;

	running_block_signals();
	e = config_load(&a, argc, argv, &c, &args);
	if (e == OK && args_flag(&args, "--help")) {
		fputs(usage, stdout);
		config_print_help();
		arena_free(&a);
		return 0;
	}
	if (e == OK)
		e = run(&a, &c, &args);
	arena_free(&a);
	return command_failed("serve", e);
}
