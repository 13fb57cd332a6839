/* SPDX-License-Identifier: EUPL-1.2
 *
 * ordstyrer restore [--force] FILE STORE - see docs/man/ordstyrer-restore.1.
 */
#include <stdio.h>
#include <string.h>

#include "app/commands.h"
#include "db/backup.h"

static const char usage[] =
    "usage: ordstyrer restore [--force] FILE STORE\n"
    "Makes STORE (sqlite:PATH or postgresql://...) out of a file written by\n"
    "ordstyrer backup, and checks both.  Stop the program first.\n"
    "  --force   replace a store that is there; it is kept beside the new one\n"
    "Exit status: 0 done, 1 the file is not sound, 2 wrong use, 3 failure.\n";

int
command_restore(int argc, char **argv)
{
	bool force = argc > 1 && strcmp(argv[1], "--force") == 0;
	struct arena a = { 0 };
	enum err e;

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
		return 0;
	}
	argc -= force;
	argv += force;
	if (argc != 3 || argv[1][0] == '-' || argv[2][0] == '-') {
		fputs(usage, stderr);
		return 2;
	}
	e = backup_restore(&a, str_from(argv[1]), str_from(argv[2]), force);
	arena_free(&a);
	if (e == OK)
		return 0;
	fprintf(stderr, "ordstyrer restore: %s\n", err_sentence(e));
	return e == ERR_INVALID ? 1 : 3;
}
