/* SPDX-License-Identifier: EUPL-1.2
 *
 * user.c - people and roles from the command line: the way in for the first
 * administrator, and back in for one who has lost the password.  The acts are
 * the program's own (actor 0) in the record, for no person is logged in.
 */
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/open.h"
#include "model/session.h"

static const char usage[] =
    "usage: ordstyrer user add LOGIN FIRST-NAME LAST-NAME [--unit ID]"
    " [--title TEXT] [--role ROLE ...]\n"
    "       ordstyrer user password LOGIN\n"
    "       ordstyrer user role LOGIN ROLE [--unit ID]\n"
    "       ordstyrer user token LOGIN NAME SCOPE ...   (read ingest write)\n"
    "       ordstyrer user list\n"
    "The password is read from standard input, without echo at a terminal.\n"
    "Exit status: 0 done, 2 wrong use, 3 failure.\n";

enum { ROLES_MAX = 8 };
struct work {
	struct arena *a;
	struct args *args;
	/* options, taken off before the transaction, which may run again */
	const char *unit, *title, *roles[ROLES_MAX];
	size_t nroles;
	struct str hash, token;
	struct person_id made;
};

static enum err
read_password(struct arena *a, struct str *hash)
{
	struct termios old, quiet;
	bool terminal = tcgetattr(STDIN_FILENO, &old) == 0;
	char line[512];
	char *got;

	if (terminal) {
		fputs("Password (at least 12 characters): ", stderr);
		quiet = old;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
	}
	got = fgets(line, sizeof(line), stdin);
	if (terminal) {
		(void)tcsetattr(STDIN_FILENO, TCSAFLUSH, &old);
		fputc('\n', stderr);
	}
	if (!got)
		return fail(ERR_INVALID, "no password was given");
	line[strcspn(line, "\n")] = '\0';
	return password_hash(a, str_copy(a, str_from(line)), hash);
}

static enum err
find_person(
    struct municipality *m, const char *login, const struct person **out)
{
	for (size_t i = 0; i < m->npersons; i++)
		if (str_eq(m->persons[i].login, str_from(login))) {
			*out = &m->persons[i];
			return OK;
		}
	return fail(ERR_INVALID, "nobody has the login %s", login);
}

static enum err
give(struct db *db, struct work *w, struct person_id to, const char *name,
    const char *unit)
{
	struct grant g = { .from = clock_now(), .to = INT64_MAX };
	int64_t id = 0;

	if (!role_parse(str_from(name), &g.role))
		return fail(ERR_INVALID, "no role is called %s", name);
	if (unit && !str_to_int(str_from(unit), 1, INT64_MAX, &id))
		return fail(ERR_INVALID, "--unit: the number of a unit");
	g.unit.v = id;
	return role_give(db, w->a, to, &g, NULL);
}

static enum err
do_add(struct db *db, void *arg)
{
	struct work *w = arg;
	char **v = w->args->v;
	struct person p = { .lang = LANG_NB, .title = str_from(w->title) };
	int64_t unit = 1;

	if (w->unit && !str_to_int(str_from(w->unit), 1, INT64_MAX, &unit))
		return fail(ERR_INVALID, "--unit: the number of a unit");
	p.unit.v = unit;
	p.login = str_from(v[1]);
	p.first_name = str_from(v[2]);
	p.last_name = str_from(v[3]);
	TRY(person_add(
	    db, w->a, &p, w->hash, (struct person_id){ 0 }, &w->made));
	for (size_t i = 0; i < w->nroles; i++)
		TRY(give(db, w, w->made, w->roles[i], NULL));
	return OK;
}

static enum err
do_change(struct db *db, void *arg)
{
	struct work *w = arg;
	const struct args *r = w->args;
	struct municipality *m;
	const struct person *p = NULL;
	struct buf scopes = { .arena = w->a };
	enum err e;

	TRY(municipality_load(db, &m));
	e = find_person(m, r->v[1], &p);
	if (e == OK && strcmp(r->v[0], "password") == 0) {
		e = person_set_password(
		    db, w->a, p->id, w->hash, (struct person_id){ 0 });
	} else if (e == OK && strcmp(r->v[0], "role") == 0) {
		e = give(db, w, p->id, r->v[2], w->unit);
	} else if (e == OK) {
		for (int i = 3; i < r->n; i++)
			buf_printf(&scopes, "%s%s", i > 3 ? " " : "", r->v[i]);
		e = token_add(db, w->a, str_from(r->v[2]), p->id,
		    buf_str(&scopes), 0, (struct person_id){ 0 }, &w->token);
	}
	municipality_free(m);
	return e;
}

static enum err
list(struct db *db)
{
	struct municipality *m;
	usec_t now = clock_now();

	TRY(municipality_load(db, &m));
	for (size_t i = 0; i < m->npersons; i++) {
		const struct person *p = &m->persons[i];
		unsigned roles = person_roles(p, now);

		printf("%.*s\t%.*s %.*s\t", STR_ARG(p->login),
		    STR_ARG(p->first_name), STR_ARG(p->last_name));
		for (int r = 1; r < ROLE_COUNT; r++)
			if (roles & ROLE_BIT(r))
				printf("%s ", role_name((enum role)r));
		puts(p->active ? "" : "(not active)");
	}
	municipality_free(m);
	return OK;
}

/* LOGIN NAME SCOPE ...: a misspelt scope would be a token that opens nothing.
 */
static bool
are_scopes(const struct args *args)
{
	for (int i = 3; i < args->n; i++)
		if (strcmp(args->v[i], "read") != 0 &&
		    strcmp(args->v[i], "ingest") != 0 &&
		    strcmp(args->v[i], "write") != 0)
			return false;
	return args->n >= 4;
}

static enum err
run(struct arena *a, struct db *db, struct args *args)
{
	const char *what = args->n ? args->v[0] : "";
	struct work w = { .a = a, .args = args };
	const char *role;

	w.unit = args_value(args, "--unit");
	w.title = args_value(args, "--title");
	while (
	    w.nroles < ROLES_MAX && (role = args_value(args, "--role")) != NULL)
		w.roles[w.nroles++] = role;
	TRY(args_known(args));
	if (strcmp(what, "list") == 0 && args->n == 1)
		return list(db);
	if (strcmp(what, "add") == 0 && args->n >= 4) {
		TRY(read_password(a, &w.hash));
		return db_tx(db, do_add, &w);
	}
	if (strcmp(what, "password") == 0 && args->n == 2)
		TRY(read_password(a, &w.hash));
	else if (!(strcmp(what, "role") == 0 && args->n >= 3) &&
		 !(strcmp(what, "token") == 0 && are_scopes(args)))
		return fail(ERR_INVALID, "see ordstyrer user --help");
	TRY(db_tx(db, do_change, &w));
	if (w.token.n)
		printf("%.*s\n", STR_ARG(w.token));
	return OK;
}

int
command_user(int argc, char **argv)
{
	struct arena a = { 0 };
	struct config c;
	struct args args;
	struct db *db;
	enum err e;

	e = config_load(&a, argc, argv, &c, &args);
	if (e == OK && args_flag(&args, "--help")) {
		fputs(usage, stdout);
		arena_free(&a);
		return 0;
	}
	if (e == OK)
		e = open_store(&a, &c, &db);
	if (e == OK)
		e = run(&a, db, &args);
	arena_free(&a);
	return command_failed("user", e);
}
