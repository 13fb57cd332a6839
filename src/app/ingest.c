/* SPDX-License-Identifier: EUPL-1.2
 *
 * ingest.c - messages from a file or a pipe, one JSON object a line, each
 * acknowledged on its own line after the commit that holds it.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "app/commands.h"
#include "app/open.h"
#include "channel/channel.h"
#include "model/incoming_json.h"
#include "model/intake.h"

static const char usage[] =
    "usage: ordstyrer ingest --account ID [FILE|-] [--store URL]\n"
    "Takes in one message a line (JSON as in the API) and prints one line for\n"
    "each after it is stored: {\"line\":1,\"result\":\"new\",\"message\":7,\n"
    "\"enquiry\":3}; result: new same edited state, or error with why.\n"
    "Exit status: 0 all stored, 1 some lines were refused, 2 wrong use,\n"
    "3 failure (lines without an acknowledgement are not stored).\n";

enum { BATCH = 100 };

struct batch {
	struct municipality *m;
	struct account_id account;
	struct incoming v[BATCH];
	int64_t line[BATCH];
	struct taken_item out[BATCH];
	size_t n;
	struct arena a; /* lines and parsed values */
	bool can_hide;
};

static enum err
store_batch(struct db *db, void *arg)
{
	struct batch *b = arg;
	struct intake in = { b->m, b->can_hide, clock_now() };

	return message_take(db, &b->a, &in, b->account, b->v, b->n, b->out);
}

static enum err
flush(struct db *db, struct batch *b)
{
	static const char *const words[] = { "new", "same", "edited", "state" };

	if (b->n == 0)
		return OK;
	TRY(db_tx(db, store_batch, b));
	for (size_t i = 0; i < b->n; i++)
		printf("{\"line\":%" PRId64
		       ",\"result\":\"%s\",\"message\":%" PRId64
		       ",\"enquiry\":%" PRId64 "}\n",
		    b->line[i], words[b->out[i].what], b->out[i].id.v,
		    b->out[i].enquiry.v);
	fflush(stdout);
	arena_reset(&b->a);
	b->n = 0;
	return OK;
}

static enum err
read_lines(struct db *db, FILE *f, struct batch *b, bool *refused)
{
	char *line = NULL;
	size_t room = 0;
	ssize_t n;
	int64_t number = 0;
	enum err e = OK;

	while (e == OK && (n = getline(&line, &room, f)) >= 0) {
		struct str text = str_trim(
		    str_copy(&b->a, (struct str){ line, (size_t)n }));

		number++;
		if (text.n == 0)
			continue;
		if (incoming_parse(&b->a, text, &b->v[b->n]) != OK) {
			printf("{\"line\":%" PRId64
			       ",\"result\":\"error\",\"why\":\"line is not a"
			       " message\"}\n",
			    number);
			fprintf(stderr,
			    "ordstyrer ingest: line %" PRId64 ": %s\n", number,
			    err_sentence(ERR_INVALID));
			*refused = true;
			continue;
		}
		b->line[b->n++] = number;
		if (b->n == BATCH)
			e = flush(db, b);
	}
	free(line);
	return e == OK ? flush(db, b) : e;
}

static enum err
run(struct arena *a, const struct config *c, struct args *args, bool *refused)
{
	const char *id = args_value(args, "--account");
	struct batch *b = ARENA_NEW(a, struct batch);
	const struct account *acct;
	const struct channel *ch;
	struct db *db;
	FILE *f = stdin;
	enum err e;

	if (!id || args->n > 1 ||
	    !str_to_int(str_from(id), 1, INT64_MAX, &b->account.v))
		return fail(ERR_INVALID, "want --account ID and one FILE");
	TRY(open_store(a, c, &db));
	TRY(municipality_load(db, &b->m));
	acct = account_find(b->m, b->account);
	if (!acct) {
		municipality_free(b->m);
		return fail(ERR_INVALID, "no account has the number %s", id);
	}
	ch = channel_find(acct->channel);
	b->can_hide = ch && ch->can.hide;
	if (args->n == 1 && strcmp(args->v[0], "-") != 0)
		f = fopen(args->v[0], "r");
	e = f ? read_lines(db, f, b, refused)
	      : fail(ERR_INVALID, "cannot read %s", args->v[0]);
	if (f && f != stdin)
		fclose(f);
	municipality_free(b->m);
	arena_free(&b->a);
	return e;
}

int
command_ingest(int argc, char **argv)
{
	struct arena a = { 0 };
	struct config c;
	struct args args;
	bool refused = false;
	enum err e = config_load(&a, argc, argv, &c, &args);

	if (e == OK && args_flag(&args, "--help")) {
		fputs(usage, stdout);
		arena_free(&a);
		return 0;
	}
	if (e == OK)
		e = run(&a, &c, &args, &refused);
	arena_free(&a);
	return e == OK ? refused : command_failed("ingest", e);
}
