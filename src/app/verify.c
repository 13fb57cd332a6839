/* SPDX-License-Identifier: EUPL-1.2
 *
 * verify.c - is the record whole?  For archivists, auditors and cron.
 */
#include "ledger/verify.h"

#include <stdio.h>

#include "app/commands.h"
#include "app/open.h"
#include "db/migrate.h"
#include "fmt/jsonout.h"

static const char usage[] =
    "usage: ordstyrer verify [--json] [--verifier KEY] [--store URL]"
    " [--key FILE] [--checkpoints FILE]\n"
    "Recomputes every entry of the record and says what does not agree.\n"
    "  --json           the report as JSON\n"
    "  --verifier KEY   check with this public key instead of the key file\n"
    "Not covered: sessions, drafts, claims, counters, the search index and\n"
    "the state of connections.\n"
    "Exit status: 0 the record is whole, 1 it is not, 2 wrong use,"
    " 3 failure.\n";

static void
print_fault(const struct verify_fault *f)
{
	printf("FAULT %s: %.*s, ", f->what, STR_ARG(f->table));
	if (f->after > 0)
		printf("entries %lld to %lld", (long long)f->after + 1,
		    (long long)f->seq);
	else
		printf("entry %lld", (long long)f->seq);
	if (f->kind.n)
		printf(" (%.*s, %.*s %lld)", STR_ARG(f->kind),
		    STR_ARG(f->object_kind), (long long)f->object_id);
	putchar('\n');
}

static void
print_text(const struct verify_report *r, usec_t took)
{
	int64_t all = r->events + r->rows + r->notes;

	printf("%lld entries, %lld rows, %lld notes, %lld checkpoints%s",
	    (long long)r->events, (long long)r->rows, (long long)r->notes,
	    (long long)r->checkpoints,
	    r->outside ? " (those outside the store too)" : "");
	if (took > SECOND / 10)
		printf("; %lld of them a second",
		    (long long)(all * SECOND / took));
	putchar('\n');
	for (size_t i = 0; i < r->nfaults; i++)
		print_fault(&r->faults[i]);
	if (r->total > r->nfaults)
		printf("... and %zu more\n", r->total - r->nfaults);
	puts(
	    r->total ? "The record has been changed." : "The record is whole.");
	puts("Not covered: sessions, drafts, claims, counters, the search"
	     " index, connection states.");
	if (!r->outside)
		puts("No file of checkpoints was found: whoever can write to"
		     " the store and has the key could have rewritten it all.");
}

static void
print_json(struct arena *a, const struct verify_report *r, usec_t took)
{
	struct json j = { .out = { .arena = a } };

	json_open(&j, '{');
	json_key_bool(&j, STR("whole"), r->total == 0);
	json_key_int(&j, STR("entries"), r->events);
	json_key_int(&j, STR("rows"), r->rows);
	json_key_int(&j, STR("notes"), r->notes);
	json_key_int(&j, STR("checkpoints"), r->checkpoints);
	json_key_bool(&j, STR("outside"), r->outside);
	json_key_int(&j, STR("milliseconds"), took / 1000);
	json_key_int(&j, STR("faults"), (int64_t)r->total);
	json_key(&j, STR("first"));
	json_open(&j, '[');
	for (size_t i = 0; i < r->nfaults; i++) {
		json_open(&j, '{');
		json_key_str(&j, STR("what"), str_from(r->faults[i].what));
		json_key_str(&j, STR("table"), r->faults[i].table);
		json_key_int(&j, STR("entry"), r->faults[i].seq);
		json_key_int(&j, STR("after"), r->faults[i].after);
		json_key_str(&j, STR("kind"), r->faults[i].kind);
		json_key_str(&j, STR("object_kind"), r->faults[i].object_kind);
		json_key_int(&j, STR("object_id"), r->faults[i].object_id);
		json_close(&j, '}');
	}
	json_close(&j, ']');
	json_close(&j, '}');
	printf("%.*s\n", STR_ARG(json_done(&j)));
}

static enum err
run(struct arena *a, const struct config *c, struct args *args)
{
	const char *verifier = args_value(args, "--verifier");
	bool json = args_flag(args, "--json");
	struct verify_report r;
	struct ledger_key key;
	struct db *db;
	usec_t start;

	if (args->n > 0)
		return fail(ERR_INVALID, "see ordstyrer verify --help");
	if (verifier)
		TRY(note_parse_verifier(a, str_from(verifier), &key));
	else
		TRY(ledger_key_load(a, c->key, &key));
	TRY(db_open(a, c->store, DB_READ, &db));
	TRY(migrate_check(db, a));
	start = clock_mono();
	TRY(ledger_verify(db, a, &key, c->checkpoints, &r));
	if (json)
		print_json(a, &r, clock_mono() - start);
	else
		print_text(&r, clock_mono() - start);
	return r.total ? ERR_BLOCKED : OK;
}

int
command_verify(int argc, char **argv)
{
	struct arena a = { 0 };
	struct config c;
	struct args args;
	enum err e = config_load(&a, argc, argv, &c, &args);

	if (e == OK && args_flag(&args, "--help")) {
		fputs(usage, stdout);
		arena_free(&a);
		return 0;
	}
	if (e == OK)
		e = run(&a, &c, &args);
	arena_free(&a);
	return e == ERR_BLOCKED ? 1 : command_failed("verify", e);
}
