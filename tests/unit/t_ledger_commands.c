/* SPDX-License-Identifier: EUPL-1.2
 *
 * t_ledger_commands.c - init, prove and verify as somebody at a terminal has
 * them: what they print and how they end.  Each runs in a process of its own.
 * REQ: SPEC 6, SPEC 8
 */
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "app/commands.h"
#include "tests/test_db.h"

struct desk {
	struct arena a;
	char dir[40];
	char *store, *key, *notes, *out, *proof, *entry;
};

static char *
in_dir(struct desk *d, const char *before, const char *name)
{
	return str_z(&d->a, str_printf(&d->a, "%s%s/%s", before, d->dir, name));
}

static void
desk_open(struct desk *d)
{
	*d = (struct desk){ .dir = "/tmp/ordstyrer-desk-XXXXXX" };
	if (!mkdtemp(d->dir))
		abort();
	d->store = in_dir(d, "sqlite:", "store.db");
	d->key = in_dir(d, "", "key");
	d->notes = in_dir(d, "", "notes");
	d->out = in_dir(d, "", "out");
	d->proof = in_dir(d, "", "proof");
	d->entry = in_dir(d, "", "entry");
}

static void
desk_close(struct desk *d)
{
	static const char *const names[] = { "store.db", "store.db-wal",
		"store.db-shm", "key", "notes", "out", "proof", "entry" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		(void)unlink(in_dir(d, "", names[i]));
	(void)rmdir(d->dir);
	arena_free(&d->a);
}

/* The exit status; what it printed is in file. */
static int
run(struct desk *d, int (*fn)(int argc, char **argv), const char *file,
    char **args)
{
	char *argv[16] = { str_z(&d->a, STR("test")),
	    str_z(&d->a, STR("--store")), d->store,
		str_z(&d->a, STR("--key")), d->key,
		    str_z(&d->a, STR("--checkpoints")), d->notes };
	int argc = 7, status = -1;
	pid_t child;

	while (*args)
		argv[argc++] = *args++;
	fflush(stdout);
	child = fork();
	if (child == 0) {
		int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);

		(void)dup2(fd, 1);
		(void)dup2(fd, 2);
		status = fn(argc, argv);
		fflush(stdout);
		_exit(status);
	}
	CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status));
	return WEXITSTATUS(status);
}
#define RUN(d, fn, file, ...)                                                  \
	run((d), (fn), (file), (char *[]){ __VA_ARGS__, NULL })

static bool
printed(struct desk *d, const char *file, struct str what)
{
	char *p = ARENA_ARRAY(&d->a, char, 65536);
	int fd = open(file, O_RDONLY);
	ssize_t n = read(fd, p, 65536);

	close(fd);
	return n > 0 &&
	       str_find((struct str){ p, (size_t)n }, what) != STR_NOWHERE;
}

static void
change_behind(struct desk *d)
{
	sqlite3 *h;

	CHECK(sqlite3_open(d->store + 7, &h) == SQLITE_OK);
	CHECK(sqlite3_exec(h,
		  "DROP TRIGGER setting_version_no_update;"
		  " UPDATE setting_version SET value = '{\"name\":\"Nord\"}'"
		  " WHERE event_seq = 1",
		  NULL, NULL, NULL) == SQLITE_OK);
	sqlite3_close(h);
}

TEST(ledger_commands_verify_and_prove)
{
	static char name[] = "Lia på Øya", host[] = "--host",
		    lia[] = "lia.example.no", one[] = "1", entry[] = "--entry",
		    check[] = "--check", json[] = "--json", many[] = "999";
	struct desk d;

	desk_open(&d);
	CHECK(RUN(&d, command_init, d.out, name, host, lia) == 0);
	CHECK(RUN(&d, command_prove, d.proof, one) == 0);
	CHECK(printed(&d, d.proof, STR("c2sp.org/tlog-proof@v1\nindex 0\n")));
	CHECK(RUN(&d, command_prove, d.entry, entry, one) == 0);
	CHECK(printed(&d, d.entry, STR("ordstyrer-entry/1\n1\n")));
	CHECK(RUN(&d, command_prove, d.out, check, d.proof, d.entry) == 0);
	CHECK(RUN(&d, command_prove, d.out, check, d.proof, d.proof) == 1);
	CHECK(RUN(&d, command_prove, d.out, many) == 3);
	CHECK(RUN(&d, command_prove, d.out, name) == 2);
	CHECK(RUN(&d, command_verify, d.out, json) == 0);
	CHECK(printed(&d, d.out, STR("{\"whole\":true,")));
	CHECK(printed(&d, d.out, STR("\"outside\":true")));
	CHECK(RUN(&d, command_verify, d.out, many) == 2);
	change_behind(&d);
	CHECK(RUN(&d, command_verify, d.out, NULL) == 1);
	CHECK(printed(&d, d.out,
	    STR("FAULT changed: setting_version, entry 1 (setting_version,")));
	CHECK(printed(&d, d.out, STR("Not covered: ")));
	(void)unlink(d.key);
	CHECK(RUN(&d, command_verify, d.out, NULL) == 3);
	desk_close(&d);
}
