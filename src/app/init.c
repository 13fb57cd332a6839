/* SPDX-License-Identifier: EUPL-1.2
 *
 * init.c - a new store: schema, the municipality's name and hours, its root
 * unit, and the ledger's key in a file outside the store.
 */
#include <stdio.h>

#include "app/commands.h"
#include "app/open.h"
#include "db/migrate.h"
#include "fmt/jsonout.h"
#include "ledger/log.h"
#include "model/municipality.h"

static const char usage[] =
    "usage: ordstyrer init NAME [--host HOST] [--store URL] [--key FILE]\n"
    "Makes a new store for the municipality of that name, or brings one to\n"
    "this version's schema.  Then add people: ordstyrer user add ...\n"
    "Exit status: 0 done, 2 wrong use, 3 failure.\n";

struct work {
	struct arena *a;
	struct str name, host;
};

static enum err
fill(struct db *db, void *arg)
{
	struct work *w = arg;
	struct person_id nobody = { 0 };
	struct json j = { .out = { .arena = w->a } };
	struct unit root = { .name = w->name, .active = true };
	struct worktime hours;
	struct unit_id id;
	struct str old;
	int64_t version;

	if (setting_get(db, w->a, STR("municipality"), &old, &version) == OK)
		return OK; /* there already: only the schema was brought up */
	json_open(&j, '{');
	json_key_str(&j, STR("name"), w->name);
	json_key_str(&j, STR("host"), w->host);
	json_key_str(&j, STR("lang"), STR("nb"));
	json_close(&j, '}');
	TRY(setting_set(
	    db, w->a, STR("municipality"), json_done(&j), 0, nobody));
	TRY(worktime_default(&hours));
	TRY(setting_set(
	    db, w->a, STR("hours"), worktime_json(w->a, &hours), 0, nobody));
	return unit_add(db, w->a, &root, nobody, &id);
}

static enum err
run(struct arena *a, struct config *c, struct args *args)
{
	const char *host = args_value(args, "--host");
	struct work w = { .a = a, .host = str_from(host ? host : "localhost") };
	struct db *db;

	TRY(args_known(args));
	if (args->n != 1)
		return fail(ERR_INVALID, "want the municipality's name");
	w.name = str_from(args->v[0]);
	TRY(db_open(a, c->store, DB_WRITE, &db));
	TRY(migrate(db, a));
	TRY(ledger_key_create(a, c->key, w.host));
	TRY(db_tx(db, fill, &w));
	printf(
	    "The store is ready: %.*s\n"
	    "The ledger's key is in %.*s: keep a copy apart from the store.\n"
	    "Next: ordstyrer user add LOGIN FIRST-NAME LAST-NAME"
	    " --role administrator\n",
	    STR_ARG(c->store), STR_ARG(c->key));
	return OK;
}

int
command_init(int argc, char **argv)
{
	struct arena a = { 0 };
	struct config c;
	struct args args;
	enum err e = config_load(&a, argc, argv, &c, &args);

	if (e == OK && args_flag(&args, "--help")) {
		fputs(usage, stdout);
		config_print_help();
		arena_free(&a);
		return 0;
	}
	if (e == OK)
		e = run(&a, &c, &args);
	arena_free(&a);
	return command_failed("init", e);
}
