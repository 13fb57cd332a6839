/* SPDX-License-Identifier: EUPL-1.2
 *
 * ordstyrer backup STORE FILE - see docs/man/ordstyrer-backup.1.
 */
#include "db/backup.h"

#include <stdio.h>
#include <string.h>

#include "app/commands.h"

static const char usage[] =
    "usage: ordstyrer backup STORE FILE\n"
    "Copies the store (sqlite:PATH or postgresql://...) as of this instant to\n"
    "FILE, which must not exist, and checks the copy.  The program may run.\n"
    "Exit status: 0 done, 1 the copy is not sound, 2 wrong use, 3 failure.\n";

int
command_backup(int argc, char **argv)
{
	struct arena a = { 0 };
	enum err e;

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(usage, stdout);
		return 0;
	}
	if (argc != 3 || argv[1][0] == '-' || argv[2][0] == '-') {
		fputs(usage, stderr);
		return 2;
	}
	e = backup_make(&a, str_from(argv[1]), str_from(argv[2]));
	arena_free(&a);
	if (e == OK)
		return 0;
	fprintf(stderr, "ordstyrer backup: %s\n", err_sentence(e));
	return e == ERR_INVALID ? 1 : 3;
}
